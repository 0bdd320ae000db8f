"""Undo, shelf and conflict as people meet them, without JavaScript."""

import re

import pytest

from tests.factories import make_appointment
from tracker.appointments.models import Appointment
from tracker.entries.models import Entry, Shelf

pytestmark = pytest.mark.django_db

CANARY = "canary-3b"


def undo_address(html: str) -> str:
    return re.search(r'action="(/c/[^"]+/undo/[^"]+/)"', html).group(1)


def data(visit: Appointment, **fields) -> dict:
    return {"what": visit.what, "at": "2026-11-20T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
            "visibility": visit.visibility, "version": str(visit.version)} | fields  # fmt: skip


def test_delete_offers_undo_and_the_shelf(owner):
    visit = make_appointment(owner.membership, note=CANARY)
    html = owner.client.post(visit.url("delete"), follow=True).content.decode()
    assert not Entry.objects.exists()
    assert "Deleted." in html
    owner.client.post(undo_address(html))
    assert Appointment.objects.get().note == CANARY


def test_delete_for_good_now_leaves_nothing(owner):
    visit = make_appointment(owner.membership, note=CANARY)
    html = owner.client.post(visit.url("delete"), {"for_good": "1"}, follow=True).content.decode()
    assert "Deleted for good." in html
    assert not Entry.objects.exists()
    assert not Shelf.objects.exists()


def test_the_shelf_shows_what_the_reader_may_see(owner, helper):
    shared, hidden = (
        make_appointment(owner.membership, name="Shared one"),
        make_appointment(owner.membership, name="Hidden one", visibility="only_me"),
    )
    for visit in (shared, hidden):
        owner.client.post(visit.url("delete"))
    mine, theirs = (who.client.get(who.url("deleted/")).content.decode() for who in (owner, helper))
    assert "Shared one" in mine
    assert "Hidden one" in mine
    assert "Shared one" in theirs
    assert "Hidden one" not in theirs


def test_put_back_and_erase_from_the_shelf(owner, helper, viewer):
    visit = make_appointment(owner.membership, name="Oak")
    owner.client.post(visit.url("delete"))
    shelf = Shelf.objects.get(change="deleted")
    address = owner.url(f"deleted/{shelf.public_id}/")
    assert viewer.client.post(address).status_code == 403
    assert helper.client.post(address).status_code == 404
    assert owner.client.post(address, follow=True).status_code == 200
    assert Appointment.objects.get().name == "Oak"
    owner.client.post(visit.url("delete"))
    shelf = Shelf.objects.get(change="deleted")
    owner.client.post(owner.url(f"deleted/{shelf.public_id}/"), {"for_good": "1"})
    assert not Shelf.objects.exists()


def test_fault_03_a_conflict_shows_both_texts_and_keeps_mine(owner, helper):
    visit = make_appointment(owner.membership, note="before")
    owner.client.post(visit.url("change"), data(visit, note="from the owner"))
    response = helper.client.post(visit.url("change"), data(visit, note="from the helper"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "from the owner" in html
    assert "from the helper" in html
    assert Appointment.objects.get().note == "from the owner"
    version = re.search(r'name="version" value="(\d+)"', html).group(1)
    assert version == "2"
    helper.client.post(visit.url("change"), data(visit, note="from the helper", version=version))
    assert Appointment.objects.get().note == "from the helper"


def test_a_change_without_a_version_overwrites_nothing(owner):
    visit = make_appointment(owner.membership, note="before")
    assert owner.client.post(visit.url("change"), data(visit, note="after", version="")).status_code == 422
    assert Appointment.objects.get().note == "before"


def test_a_helper_cannot_hide_the_owner_s_entry(owner, helper):
    visit = make_appointment(owner.membership)
    helper.client.post(visit.url("change"), data(visit, visibility="only_me"))
    assert Appointment.objects.get().visibility == "circle"


def test_helpers_delete_their_own_entries_only(owner, helper):
    mine, owners = make_appointment(helper.membership), make_appointment(owner.membership)
    assert helper.client.post(owners.url("delete")).status_code == 404
    assert helper.client.post(mine.url("delete")).status_code == 302
    assert owner.client.post(owners.url("delete")).status_code == 302


def test_bad_input_29_extra_fields_change_nothing(owner, stranger):
    visit = make_appointment(owner.membership)
    owner.client.post(
        visit.url("change"),
        data(visit, circle=str(stranger.circle.pk), author=str(stranger.user.pk), kind="ride", is_staff="1", id="99"),
    )
    visit = Appointment.objects.get()
    assert (visit.circle, visit.author, visit.kind, visit.version) == (owner.circle, owner.user, "appointment", 2)
    owner.user.refresh_from_db()
    assert not owner.user.is_staff


@pytest.mark.parametrize(
    "query", ["before=%00", "before=nothing", "before=" + "x" * 5000, "kind=%00", "kind=nonsense", "before[]=1"]
)
def test_bad_input_32_f14_odd_queries_show_the_first_page(owner, query):
    make_appointment(owner.membership)
    for path in ("appointments/", "timeline/"):
        assert owner.client.get(owner.url(f"{path}?{query}")).status_code == 200


def test_lists_go_on_where_the_last_page_ended(owner):
    for number in range(45):
        make_appointment(owner.membership, name=f"Visit {number:02}")
    seen, path = [], owner.url("timeline/")
    while path:
        html = owner.client.get(path).content.decode()
        seen += re.findall(r"Visit (\d\d)", html)
        older = re.search(r'rel="next" href="\?([^"]+)"', html)
        path = owner.url(f"timeline/?{older.group(1)}") if older else None
    assert sorted(seen) == sorted(f"{number:02}" for number in range(45))
    assert len(seen) == 45
