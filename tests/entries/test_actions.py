"""Adding, changing, deleting and taking back: what the database keeps."""

import datetime as dt
import re
from functools import partial

import pytest
import time_machine

from tests.at_once import at_once
from tests.factories import (
    add_entry,
    at,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_contact,
    make_observation,
    make_ride,
)
from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.entries import actions
from tracker.entries.models import Entry, Shelf
from tracker.entries.rules import Change
from tracker.people.models import AuditEvent
from tracker.rides.models import Ride

pytestmark = pytest.mark.django_db


def test_fault_12_an_entry_keeps_the_day_it_was_written_for(owner):
    visit = make_appointment(owner.membership, at=dt.datetime(2026, 11, 2, 4, 30, tzinfo=dt.UTC))
    assert visit.day == dt.date(2026, 11, 1)
    owner.circle.zone = "Pacific/Honolulu"
    owner.circle.save()
    visit = Appointment.objects.get(pk=visit.pk)
    assert visit.day == dt.date(2026, 11, 1)
    assert visit.zone == "America/Chicago"


def test_fault_02_asvs_2_3_4_the_same_form_sent_twice_makes_one_row(owner):
    visit = make_appointment(owner.membership)
    twin = Appointment(what="dose", at=at(), visibility="circle", client_key=visit.client_key)
    with pytest.raises(actions.AlreadySaved) as twice:
        actions.add(entry=twin, membership=owner.membership)
    assert twice.value.entry.pk == visit.pk
    assert Entry.objects.count() == 1


def test_the_same_key_in_another_circle_is_another_entry(owner, stranger):
    visit = make_appointment(owner.membership)
    make_appointment(stranger.membership, client_key=visit.client_key)
    assert Entry.objects.count() == 2


def test_fault_03_a_change_with_an_old_version_writes_nothing(owner, helper):
    visit = make_appointment(owner.membership, note="first")
    mine, theirs = Appointment.objects.get(pk=visit.pk), Appointment.objects.get(pk=visit.pk)
    mine.note = "mine"
    actions.change(entry=mine, version=1, membership=owner.membership)
    theirs.note = "theirs"
    with pytest.raises(actions.VersionConflict):
        actions.change(entry=theirs, version=1, membership=helper.membership)
    visit.refresh_from_db()
    assert (visit.note, visit.version) == ("mine", 2)


def test_undo_of_an_added_entry_deletes_it(owner):
    visit = Appointment(what="dose", at=at(), visibility="circle")
    shelf = actions.add(entry=visit, membership=owner.membership)
    assert actions.undo(shelf=shelf, by=owner.user) is None
    assert not Entry.objects.exists()
    assert not Shelf.objects.exists()


def test_undo_of_a_change_restores_every_field(owner):
    contact = make_contact(owner.circle)
    before = make_appointment(
        owner.membership, note="before", place="Oak", contact=contact, name="A", minutes=20, bring="card"
    )
    visit = Appointment.objects.get(pk=before.pk)
    visit.note, visit.place, visit.contact, visit.at, visit.minutes = "after", "", None, at(days=3), 90
    shelf = actions.change(entry=visit, version=1, membership=owner.membership)
    back = actions.undo(shelf=shelf, by=owner.user)
    assert (back.note, back.place, back.contact_id, back.at, back.minutes) == (
        "before",
        "Oak",
        contact.pk,
        before.at,
        20,
    )
    again = Appointment.objects.get(pk=before.pk)
    assert (again.note, again.day, again.version, again.client_key) == ("before", before.day, 3, before.client_key)


def test_undo_of_a_delete_puts_everything_back(owner):
    visit = make_appointment(owner.membership, note="kept", name="Oak")
    ride, pk = make_ride(owner.membership, visit=visit), visit.pk
    shelf = actions.delete(entry=visit, by=owner.user)
    assert Ride.objects.get(pk=ride.pk).visit is None
    actions.undo(shelf=shelf, by=owner.user)
    back = Appointment.objects.get(public_id=visit.public_id)
    assert (back.pk, back.note, back.name, back.at) == (pk, "kept", "Oak", visit.at)
    assert Ride.objects.get(pk=ride.pk).visit == back


def test_a_boundary_comes_back_with_its_tests(owner):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership, what_happened="words")
    pk = boundary.pk
    shelf = actions.delete(entry=boundary, by=owner.user)
    assert not BoundaryTest.objects.exists()
    actions.put_back(shelf=shelf, by=owner.user)
    assert Boundary.objects.get().pk == pk
    back = BoundaryTest.objects.get()
    assert (back.pk, back.what_happened, back.boundary_id) == (test.pk, "words", pk)


def test_a_put_back_entry_points_at_nothing_that_is_gone(owner):
    contact = make_contact(owner.circle)
    visit = make_appointment(owner.membership, contact=contact)
    shelf = actions.delete(entry=visit, by=owner.user)
    contact.delete()
    assert actions.put_back(shelf=shelf, by=owner.user).contact is None


def test_undo_is_for_ten_minutes(owner):
    with time_machine.travel(clock.now(), tick=False) as travel:
        visit = make_appointment(owner.membership)
        pk = visit.pk
        shelf = actions.delete(entry=visit, by=owner.user)
        travel.shift(dt.timedelta(minutes=10))
        with pytest.raises(actions.CannotUndo):
            actions.undo(shelf=shelf, by=owner.user)
    assert not Entry.objects.exists()
    assert actions.put_back(shelf=shelf, by=owner.user).pk == pk


def test_undo_is_for_the_one_who_did_it(owner, helper):
    visit = make_appointment(owner.membership)
    shelf = actions.delete(entry=visit, by=owner.user)
    with pytest.raises(actions.CannotUndo):
        actions.undo(shelf=shelf, by=helper.user)


def test_undo_never_takes_back_what_somebody_changed_since(owner, helper):
    visit = make_appointment(owner.membership, note="one")
    mine = Appointment.objects.get(pk=visit.pk)
    mine.note = "two"
    shelf = actions.change(entry=mine, version=1, membership=owner.membership)
    theirs = Appointment.objects.get(pk=visit.pk)
    theirs.note = "three"
    actions.change(entry=theirs, version=2, membership=helper.membership)
    with pytest.raises(actions.CannotUndo):
        actions.undo(shelf=shelf, by=owner.user)
    assert Appointment.objects.get(pk=visit.pk).note == "three"


def test_put_back_twice_makes_one_entry(owner):
    shelf = actions.delete(entry=make_appointment(owner.membership), by=owner.user)
    actions.put_back(shelf=shelf, by=owner.user)
    with pytest.raises(actions.CannotUndo):
        actions.put_back(shelf=shelf, by=owner.user)
    assert Entry.objects.count() == 1


def test_delete_for_good_leaves_no_former_version(owner):
    visit = make_appointment(owner.membership, note="secret")
    changed = Appointment.objects.get(pk=visit.pk)
    changed.note = "other"
    actions.change(entry=changed, version=1, membership=owner.membership)
    shelf = actions.delete(entry=changed, by=owner.user)
    actions.delete_for_good(shelf=shelf, by=owner.user)
    assert not Shelf.objects.exists()
    assert not Entry.objects.exists()


def test_the_shelf_is_emptied_after_thirty_days(owner):
    with time_machine.travel(clock.now(), tick=False) as travel:
        actions.delete(entry=make_appointment(owner.membership), by=owner.user)
        travel.shift(dt.timedelta(days=29, hours=23))
        actions.purge_shelf()
        assert Shelf.objects.filter(change=Change.DELETED).count() == 1
        travel.shift(dt.timedelta(hours=1))
        actions.purge_shelf()
        assert not Shelf.objects.exists()


def test_the_trail_says_who_and_what_and_never_a_text(owner):
    visit = make_appointment(owner.membership, note="canary-9c")
    shelf = actions.delete(entry=visit, by=owner.user)
    actions.undo(shelf=shelf, by=owner.user)
    trail = list(AuditEvent.objects.order_by("id").values_list("action", "actor", "about"))
    assert ("entry_deleted", owner.user.pk, visit.public_id) in trail
    assert ("entry_put_back", owner.user.pk, visit.public_id) in trail
    assert "canary" not in repr(trail)


def test_a_kind_begins_as_only_me_until_its_author_has_chosen(owner):
    html = owner.client.get(owner.url("signs/add/")).content.decode()
    assert re.search(r'<input[^>]*value="only_me"[^>]* checked', html)
    make_observation(owner.membership, visibility="circle")
    owner.membership.refresh_from_db()
    assert owner.membership.visibility_choices == {"sign": "circle"}


def test_one_hidden_visit_does_not_hide_the_next(owner):
    add_entry(Appointment, owner.membership, what="dose", visibility="only_me")
    owner.membership.refresh_from_db()
    assert owner.membership.visibility_choices == {}


@pytest.mark.django_db(transaction=True)
def test_fault_02_f11_asvs_2_3_4_eight_taps_at_once_make_one_entry(owner):
    """A phone that retries, a double tap: eight threads with the same key (safety F11)."""
    import uuid

    key = uuid.uuid4()

    def tap():
        entry = Appointment(what="dose", at=at(), visibility="circle", client_key=key)
        actions.add(entry=entry, membership=owner.membership)
        return "saved"

    taps = at_once(*[tap] * 8, refusals=(actions.AlreadySaved,))
    answers = ["already" if isinstance(one, actions.AlreadySaved) else one for one in taps]
    assert sorted(answers) == ["already"] * 7 + ["saved"]
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fault_03_f11_six_changes_at_once_lose_none_silently(owner):
    visit = make_appointment(owner.membership)

    def opened(text):
        mine = Appointment.objects.select_related("circle").get(pk=visit.pk)
        mine.note = text
        return partial(actions.change, entry=mine, version=1, membership=owner.membership)

    changes = at_once(*[opened(str(number)) for number in range(6)], refusals=(actions.VersionConflict,))
    outcomes = ["conflict" if isinstance(one, actions.VersionConflict) else "saved" for one in changes]
    assert sorted(outcomes) == ["conflict"] * 5 + ["saved"]
    assert Appointment.objects.get(pk=visit.pk).version == 2


@pytest.mark.parametrize("moment", [dt.datetime(1999, 12, 31, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)])
def test_f2_the_database_refuses_a_time_out_of_range(owner, moment):
    """Even where no form stands in between (safety F2)."""
    from django.db import IntegrityError, transaction

    visit = make_appointment(owner.membership)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=visit.pk).update(at=moment)
