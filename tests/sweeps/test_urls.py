"""Every address of the resolver: who may open it, what it answers to the others, what it carries.

New patterns are picked up by themselves; one without an example in `EXAMPLES` fails the sweep.
"""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.factories import (
    confirm_it_is_me,
    join,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_contact,
    make_daily,
    make_good_thing,
    make_invitation,
    make_kit,
    make_observation,
    make_passkey,
    make_ride,
    make_share_link,
    make_sign_in,
    make_standing_ride,
    make_task,
    make_trained_person,
    make_treatment,
)
from tracker.base.clock import Week
from tracker.entries import actions
from tracker.people.permissions import Role

METHODS = ("get", "post")

# What anyone may open. Everything else asks to sign in first.
PUBLIC_PAGES = {
    "emergency", "topic-list", "how-we-match", "topic-detail", "guidance-search", "sign-catalogue", "resource-list",
    "privacy", "about",
}  # fmt: skip
OPEN = PUBLIC_PAGES | {
    "home",
    "healthz",
    "leave",
    "demo",
    "calendar-feed",
    "share-open",
    "unsubscribe",
    "invitation-open",
    "invitation-answer",
}
OPEN_ACCOUNT = {
    "account_login", "account_signup", "account_logout", "account_inactive", "account_email_verification_sent",
    "account_reset_password", "account_confirm_login_code", "account_confirm_password_reset_code",
    "account_complete_password_reset", "account_password_reset_completed",
    # The second step of signing in, and the passkey that signs in: both come before there is a session.
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip


def patterns(resolver=None, prefix: str = "") -> list[tuple[str, str, URLPattern]]:
    """(name, route, pattern) of every address."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found += patterns(one, route)
        else:
            found.append((one.name, route, one))
    return found


@pytest.fixture
def examples(owner):
    return examples_of(confirm_it_is_me(owner))


def examples_of(owner) -> dict:
    """Name of a pattern -> the id that its address takes, each of a real row of the owner's own and of their circle."""
    visit = make_appointment(owner.membership)
    ride = make_standing_ride(make_daily(owner.membership), owner.membership, asked=owner.user)
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership)
    sign = make_observation(owner.membership)
    gone = make_appointment(owner.membership)
    shelf = actions.delete(entry=gone, by=owner.user)
    contact = make_contact(owner.circle)
    task = make_task(owner.membership, template="treatment_search")
    return {
        "appointment": visit, "ride": ride, "boundary": boundary, "boundary-test": test, "sign": sign,
        "good-thing": make_good_thing(owner.membership), "checkin": make_checkin(owner.membership),
        "treatment": make_treatment(owner.membership), "kit": make_kit(owner.circle),
        "trained-person": make_trained_person(owner.circle),
        "shelf": shelf, "undo": shelf, "contact": contact, "task": task,
        "session": make_sign_in(owner.user), "passkey": make_passkey(owner.user),
        "member": (other := join(owner.circle, Role.VIEWER, "Someone").membership), "handover": other,
        "invitation": make_invitation(owner.membership), "share-link": make_share_link(owner.membership),
    }  # fmt: skip


def address(name: str, route: str, circle, examples) -> str:
    """A concrete address for a route; AssertionError when the sweep has no example for it."""
    path = route.replace("<id:circle>", circle.public_id)
    path = path.replace("<str:token>", "x" * 43)
    path = path.replace("<slug:slug>", "boundaries").replace("<str:week>", str(Week.of(circle.created_at.date())))
    noun = next((noun for noun in sorted(examples, key=len, reverse=True) if (name or "").startswith(noun)), None)
    if "<id:boundary>" in path:
        path = path.replace("<id:boundary>", examples["boundary"].public_id)
    if "<int:pk>" in path and name.endswith("_webauthn"):
        path = path.replace("<int:pk>", str(examples["passkey"].pk))
    if "<id:id>" in path and noun:
        path = path.replace("<id:id>", examples[noun].public_id)
    assert not re.search(r"[<>^$()?]", path), f"{name}: no example for {route}"
    return f"/{path}"


def circle_patterns() -> list[tuple[str, str]]:
    return [(name, route) for name, route, _ in patterns() if "<id:circle>" in route]


def test_there_is_something_to_sweep():
    assert len(circle_patterns()) > 30
    assert len(patterns()) > 60


def test_nothing_is_open_that_is_not_listed():
    """Default deny: what may be read without signing in is listed here by name."""
    found = {name for name, _, pattern in patterns() if not getattr(pattern.callback, "login_required", True)}
    assert found == OPEN | OPEN_ACCOUNT


@pytest.mark.django_db
def test_anonymous_visitors_are_asked_to_sign_in_or_told_nothing(examples, owner, client):
    """Outside circles: to the sign-in page. Inside: the 404 of a circle that does not exist, or the sign-in page."""
    wrong = []
    for name, route, pattern in patterns():
        if not getattr(pattern.callback, "login_required", True):
            continue
        for method in METHODS:
            response = getattr(client, method)(address(name, route, owner.circle, examples))
            asks = response.status_code == 302 and response.url.startswith("/accounts/")
            if not asks:
                wrong.append((name, method, response.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_t8_asvs_8_2_2_a_stranger_gets_the_same_404_everywhere(examples, owner, stranger):
    """The fourth person: signed in, owner of another circle. Every page, read and written to."""
    missing = stranger.client.get(f"/c/{'x' * 12}/")
    assert missing.status_code == 404
    wrong = []
    for name, route in circle_patterns():
        for method in METHODS:
            response = getattr(stranger.client, method)(address(name, route, owner.circle, examples))
            if response.status_code != 404 or response.content != missing.content:
                wrong.append((name, method, response.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_t8_asvs_8_2_2_8_4_1_ids_of_another_circle_are_unknown_in_mine(examples, owner, stranger):
    """An id of the owner's circle under the stranger's own address: 404, so ids never cross circles."""
    wrong = []
    for name, route in circle_patterns():
        if "<id:id>" not in route and "<id:boundary>" not in route:
            continue
        for method in METHODS:
            response = getattr(stranger.client, method)(address(name, route, stranger.circle, examples))
            if response.status_code not in (404, 405):
                wrong.append((name, method, response.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_t7_asvs_8_2_3_only_me_entries_are_404_for_everyone_else(owner, helper, viewer):
    """Second lock: visibility. Owner, helper and viewer alike do not see each other's only-me entries."""
    hidden = [
        make_appointment(helper.membership, visibility="only_me"),
        make_ride(helper.membership, visibility="only_me"),
        boundary := make_boundary(helper.membership, visibility="only_me"),
        make_boundary_test(boundary, helper.membership),
        make_observation(helper.membership, visibility="only_me"),
        make_task(helper.membership, visibility="only_me"),
        make_good_thing(helper.membership, visibility="only_me"),
        make_checkin(helper.membership),
        make_treatment(helper.membership, visibility="only_me"),
    ]
    for entry in hidden:
        for action in ("detail", "change", "delete"):
            assert helper.client.get(entry.url(action)).status_code == 200, (entry.kind, action)
            assert owner.client.get(entry.url(action)).status_code == 404, (entry.kind, action)
            assert viewer.client.get(entry.url(action)).status_code == 404, (entry.kind, action)


@pytest.mark.django_db
def test_t7_a_viewer_cannot_write(examples, viewer, owner):
    """Every POST of a viewer inside the circle is refused, and no row of the log changes."""
    from tracker.entries.models import Entry

    before = list(Entry.objects.values_list("pk", "version", "visibility"))
    wrong = []
    for name, route in circle_patterns():
        if name in {
            "timeline",
            "preview",
            "week-copy",
            "export",
            "circle-leave",
        }:  # a search and a copy, which read; all may go
            continue
        response = viewer.client.post(
            address(name, route, owner.circle, examples), {"stage": "settled", "outcome": "went"}
        )
        if response.status_code not in (403, 404, 405):
            wrong.append((name, response.status_code))
    assert wrong == []
    assert list(Entry.objects.values_list("pk", "version", "visibility")) == before


@pytest.mark.django_db
def test_asvs_3_5_3_reading_changes_nothing(examples, owner):
    """Every GET, twice: no row is added or removed anywhere (ASVS 3.5.3)."""
    from django.apps import apps
    from django.contrib.sessions.models import Session

    def counts():
        return {model: model.objects.count() for model in apps.get_models() if model is not Session}

    before = counts()
    for name, route, _ in patterns():
        if name in {"leave", "account_logout", "demo"}:
            continue
        path = address(name, route, owner.circle, examples)
        for _ in range(2):
            response = owner.client.get(path)
            assert response.status_code in (200, 302, 405, 404), (name, response.status_code)
    assert counts() == before


@pytest.mark.django_db
def test_pages_of_the_circle_open_for_its_owner(examples, owner):
    wrong = []
    for name, route in circle_patterns():
        response = owner.client.get(address(name, route, owner.circle, examples))
        leads_to_a_topic = name == "topic-entries" and response.status_code == 302
        if response.status_code not in (200, 405) and not leads_to_a_topic:
            wrong.append((name, response.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_asvs_3_4_2_3_4_4_3_4_5_14_3_2_headers_on_every_answer(examples, owner, client):
    """200, 302, 403, 404 and static files carry the same protections; signed-in pages are stored nowhere."""
    paths = [
        address(name, route, owner.circle, examples)
        for name, route, _ in patterns()
        if name not in {"leave", "account_logout"}
    ]
    paths += ["/nothing-here/", "/c/short/"]
    for path in paths:
        for who in (client, owner.client):
            response = who.get(path)
            csp = response["Content-Security-Policy"]
            assert "default-src 'none'" in csp
            assert "unsafe" not in csp
            assert "frame-ancestors 'none'" in csp
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["X-Frame-Options"] == "DENY"
            assert response["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "geolocation=()" in response["Permissions-Policy"]
            assert "Access-Control-Allow-Origin" not in response
            if path.startswith(("/c/", "/me/", "/start/")) and response.status_code == 200:
                assert "no-store" in response["Cache-Control"], path


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PUBLIC_PAGES))
def test_public_pages_are_the_same_for_everyone_and_never_read_the_session(name, owner, client):
    route = next(route for other, route, _ in patterns() if other == name)
    path = address(name, route, owner.circle, {})
    response, known = client.get(path), owner.client.get(path)
    assert response.status_code == 200
    assert response.content == known.content
    assert "Cookie" not in known.get("Vary", "")
    assert not known.cookies
    assert not known.wsgi_request.session.accessed
    assert "public" in known["Cache-Control"]


@pytest.mark.django_db
def test_titles_are_neutral_and_addresses_hold_no_words(examples, owner):
    """No name, no text and nothing about drugs in the title of a signed-in page (safety T1)."""
    allowed = {
        "Today", "Week", "Add", "List", "Visit", "Visits", "Ride", "Rides", "Note", "Notes", "People", "Contact", "Contacts",
        "Settings", "Account", "Start", "Delete", "Deleted",
    }  # fmt: skip
    for name, route in circle_patterns():
        response = owner.client.get(address(name, route, owner.circle, examples))
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.S).group(1)
            assert title.removesuffix(" · Alongside") in allowed, (name, title)


def test_a_page_left_open_by_mistake_is_found(monkeypatch):
    """The sweep sees a fault: a circle's page that is marked public is reported."""
    _name, _, pattern = next(row for row in patterns() if row[0] == "today")
    monkeypatch.setattr(pattern.callback, "login_required", False, raising=False)
    with pytest.raises(AssertionError):
        test_nothing_is_open_that_is_not_listed()


@pytest.mark.django_db
def test_a_dropped_visibility_filter_is_found(monkeypatch, owner, helper, viewer):
    """The sweep sees a fault: without the visibility filter, only-me entries would open for others."""
    from tracker.entries.models import EntryQuerySet

    monkeypatch.setattr(EntryQuerySet, "visible_to", lambda self, membership: self.filter(circle=membership.circle_id))
    with pytest.raises(AssertionError):
        test_t7_asvs_8_2_3_only_me_entries_are_404_for_everyone_else(owner, helper, viewer)
