"""A check-in is for its author only. Every page, every role, and the database itself."""

import uuid

import pytest
from django.contrib.admin import AdminSite
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse

from tests.factories import at, join, make_checkin
from tracker.base.clock import Week
from tracker.checkins.models import CheckIn
from tracker.entries import actions
from tracker.entries.log import Log
from tracker.entries.models import Entry, Shelf
from tracker.entries.rules import Change
from tracker.guidance.admin import switch_on
from tracker.people.permissions import Role
from tracker.summary.loading import load_week

pytestmark = pytest.mark.django_db

SECRET = "A swim in the quarry"
NOTE = "Cried in the car"
AUTHORS = [Role.OWNER, Role.HELPER]
LISTS = [
    "", "week/", "timeline/", "timeline/?kind=checkin", "preview/", "deleted/", "check-ins/", "log/", "people/", "settings/",
    "advice/",
    *(f"timeline/topic/?topic={slug}" for slug in ("safe-at-home", "support-groups", "look-after-yourself", "in-crisis")),
]  # fmt: skip
OPTIONAL = ["patterns", "readiness"]


@pytest.fixture(params=AUTHORS, ids=str)
def author(request, circle):
    return join(circle, request.param, "Writer")


@pytest.fixture
def others(circle, author, stranger):
    """A second owner, a helper, a viewer, somebody of the staff who is the owner's equal, and a stranger."""
    found = {str(role): join(circle, role, f"Second {role}") for role in Role}
    found["staff"] = join(circle, Role.OWNER, "Staff")
    found["staff"].user.is_staff = found["staff"].user.is_superuser = True
    found["staff"].user.save()
    found["staff"].client.force_login(found["staff"].user)
    return found | {"stranger": stranger}


@pytest.fixture
def checkin(author):
    return make_checkin(
        author.membership, at=at(hours=-1), sleep="hard", stress="hard", safe="hard", good_thing=SECRET, note=NOTE
    )


def tells(html: str, checkin) -> list[str]:
    """What a page says of the check-in."""
    signs = [SECRET, NOTE, checkin.public_id, "you wrote that you do not always feel safe", "You wrote down a hard day",
             "You slept badly", "My own week", "You looked at how you are"]  # fmt: skip
    return [sign for sign in signs if sign in html]


def test_lists_of_others_hold_nothing_of_it(others, author, checkin):
    gone = make_checkin(author.membership, good_thing=SECRET)
    actions.delete(entry=gone, by=author.user)
    paths = [checkin.circle and path for path in LISTS]
    for name in OPTIONAL:
        try:
            paths.append(reverse(f"tracker:{name}", args=[checkin.circle.public_id]).split("/", 3)[3])
        except NoReverseMatch:
            continue
    paths.append(f"week/{Week.this(checkin.circle.tzinfo)}/")
    found = {}
    for name, person in others.items():
        for path in paths:
            response = person.client.get(f"/c/{checkin.circle.public_id}/{path}")
            html = response.content.decode()
            if said := [*tells(html, checkin), *tells(html, gone)]:
                found[name, path] = said
            assert response.status_code in ((404,) if name == "stranger" else (200, 403)), (name, path)
    assert found == {}


@pytest.mark.parametrize("action", ["detail", "change", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_its_own_pages_do_not_exist_for_others(others, checkin, action, method):
    for name, person in others.items():
        response = getattr(person.client, method)(checkin.url(action), {"for_good": "1", "sleep": "well"})
        may_not = name == str(Role.VIEWER) and action != "detail"
        assert response.status_code in (
            (403, 404) if may_not or (action, method) == ("detail", "post") else (404,)
        ) or ((action, method) == ("detail", "post") and response.status_code == 405), (name, response.status_code)
        assert tells(response.content.decode(), checkin) == []
    assert CheckIn.objects.get().version == 1


@pytest.mark.parametrize("change", [Change.ADDED, Change.CHANGED, Change.DELETED])
def test_nobody_else_can_undo_it(others, author, checkin, change):
    if change is Change.CHANGED:
        actions.change(entry=CheckIn.objects.get(), version=1, membership=author.membership)
    if change is Change.DELETED:
        actions.delete(entry=CheckIn.objects.get(), by=author.user)
    shelf = Shelf.objects.get(change=change.value)
    before = Entry.objects.count(), Shelf.objects.count()
    circle = checkin.circle.public_id
    for name, person in others.items():
        for path in (f"/c/{circle}/undo/{shelf.public_id}/", f"/c/{circle}/deleted/{shelf.public_id}/"):
            for data in ({}, {"for_good": "1"}):
                assert person.client.post(path, data).status_code in (403, 404), (name, path)
    assert (Entry.objects.count(), Shelf.objects.count()) == before
    assert shelf.visibility == "only_me"


def test_the_log_of_others_hands_it_to_nobody(others, checkin):
    for name, person in others.items():
        log = Log(person.membership)
        assert not log.of(CheckIn).exists(), name
        assert not log.entries().filter(kind="checkin").exists(), name
        week = load_week(log, Week.this(person.circle.tzinfo))
        assert not week.summary.own
        assert week.entries == []


def test_its_author_sees_it(author, checkin):
    assert SECRET in author.client.get(checkin.url()).content.decode()
    assert checkin.public_id in author.client.get(author.url("timeline/")).content.decode()
    assert checkin.public_id not in author.client.get(author.url("preview/")).content.decode()


def test_the_admin_does_not_know_it(others, checkin):
    site = AdminSite()
    switch_on(site)
    assert {model._meta.model_name for model in site._registry} == {"resource"}
    response = others["staff"].client.get("/admin/tracker/checkin/")
    assert response.status_code in (302, 404)


# Nobody can share one ---------------------------------------------------------------------------------------
def test_the_form_does_not_ask_and_does_not_listen(author):
    assert 'name="visibility"' not in author.client.get(author.url("check-ins/add/")).content.decode()
    data = {"sleep": "well", "visibility": "circle", "at": "2026-01-05T10:00", "client_key": str(uuid.uuid4())}
    assert author.client.post(author.url("check-ins/add/"), data).status_code == 302
    entry = CheckIn.objects.get()
    assert entry.visibility == "only_me"
    assert 'name="visibility"' not in author.client.get(entry.url("change")).content.decode()
    author.client.post(entry.url("change"), data | {"version": "1", "food": "well"})
    entry.refresh_from_db()
    assert (entry.food, entry.visibility, entry.version) == ("well", "only_me", 2)


def test_actions_keep_it_private_whatever_they_are_given(author):
    entry = make_checkin(author.membership, visibility="circle")
    assert entry.visibility == "only_me"
    entry.visibility = "circle"
    actions.change(entry=entry, version=1, membership=author.membership)
    assert CheckIn.objects.get().visibility == "only_me"
    assert set(Shelf.objects.values_list("visibility", flat=True)) == {"only_me"}
    author.membership.refresh_from_db()
    assert "checkin" not in author.membership.visibility_choices


def test_the_database_refuses_a_shared_one(author, checkin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=checkin.pk).update(visibility="circle")
    with pytest.raises(IntegrityError), transaction.atomic():
        Shelf.objects.filter(kind="checkin").update(visibility="circle")
    checkin.visibility = "circle"
    with pytest.raises(IntegrityError), transaction.atomic():
        checkin.save()


def test_undo_and_put_back_keep_it_private(author, checkin):
    shelf = actions.delete(entry=checkin, by=author.user)
    back = actions.put_back(shelf=shelf, by=author.user)
    assert back.visibility == "only_me"
    assert back.good_thing == SECRET
