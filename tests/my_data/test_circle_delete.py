"""Deleting a circle: closed for seven days, kept by an owner or gone for good; at once for somebody alone."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import call_command

from tests.at_once import at_once
from tests.factories import (
    confirm_it_is_me,
    join,
    make_appointment,
    make_boundary,
    make_checkin,
    make_circle,
    make_contact,
)
from tests.my_data import raw
from tests.my_data.faults import Killed, killed_at
from tracker.base import clock
from tracker.entries import actions as entries
from tracker.entries.models import Entry
from tracker.mail.models import OutboxMail
from tracker.my_data import erase_actions as actions
from tracker.people.models import AuditEvent, Circle, Membership
from tracker.people.permissions import Role

pytestmark = pytest.mark.django_db
SURE = {"sure": "on"}


def delete(person, **more):
    confirm_it_is_me(person)
    return person.client.post(person.url("settings/delete/"), SURE | more)


def in_days(days: float):
    return time_machine.travel(clock.now() + dt.timedelta(days=days), tick=False)


def test_the_page_says_what_goes(owner, helper):
    make_appointment(owner.membership)
    make_checkin(helper.membership)
    make_contact(owner.circle)
    page = confirm_it_is_me(owner).client.get(owner.url("settings/delete/")).content.decode()
    assert "1 entry that you can see" in page
    assert "What others wrote for themselves only" in page
    assert "1 contact" in page
    assert "Erase it for good now" not in page


def test_asvs_7_5_1_deleting_asks_first_whether_it_is_still_you(owner):
    answer = owner.client.post(owner.url("settings/delete/"), SURE | {"now": "1"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert Circle.objects.exists()


def test_without_the_tick_nothing_happens(owner):
    confirm_it_is_me(owner)
    answer = owner.client.post(owner.url("settings/delete/"), {"now": "1"})
    assert answer.status_code == 422
    assert "Set the tick first." in answer.content.decode()
    assert not Circle.objects.get().is_closing


@pytest.mark.parametrize("role", [Role.HELPER, Role.VIEWER])
def test_t26_only_owners_delete_or_keep_a_circle(owner, role):
    member = confirm_it_is_me(join(owner.circle, role, "Kim"))
    for path in ("settings/delete/", "settings/keep/", "settings/delete/undo/"):
        assert member.client.post(member.url(path), SURE).status_code == 403
    assert not Circle.objects.get().is_closing
    actions.ask_deletion(by=owner.user, circle=owner.circle)
    assert member.client.post(member.url("settings/delete/undo/")).status_code == 403
    assert Circle.objects.get().is_closing


def test_a_closed_circle_shows_everyone_one_page(owner, helper, viewer):
    visit = make_appointment(owner.membership, name="Oak Street")
    assert delete(owner).url == owner.url()
    pages = {}
    for person in (owner, helper, viewer):
        for path in ("", "people/", "week/", "appointments/", visit.get_absolute_url().removeprefix(owner.url())):
            answer = person.client.get(person.url(path))
            assert answer.status_code == 403
            pages[person.user.name] = answer.content.decode()
            assert "Oak Street" not in pages[person.user.name]
            assert "will be deleted on" in pages[person.user.name]
    assert "Keep the circle" in pages["Maria"]
    assert "Keep the circle" not in pages["Tess"] + pages["Omar"]


def test_nothing_is_saved_in_a_closed_circle(owner, helper):
    delete(owner)
    day = clock.now().strftime("%Y-%m-%dT%H:%M")
    assert helper.client.post(helper.url("appointments/add/"), {"what": "dose", "at": day}).status_code == 403
    assert not Entry.objects.exists()


def test_a_stranger_cannot_tell_a_closed_circle_from_none(owner, stranger):
    delete(owner)
    assert stranger.client.get(owner.url()).content == stranger.client.get(f"/c/{'x' * 12}/").content


def test_t26_another_owner_keeps_the_circle_within_seven_days(owner, helper):
    visit = make_appointment(helper.membership)
    other = join(owner.circle, Role.OWNER, "Kim")
    delete(owner)
    with in_days(6.9):
        actions.erase_closed_circles()
        other.client.force_login(other.user)
        assert other.client.post(other.url("settings/delete/undo/")).url == other.url()
        assert other.client.get(visit.get_absolute_url()).status_code == 200
    with in_days(30):
        assert not actions.erase_closed_circles()
    assert Entry.objects.filter(pk=visit.pk).exists()
    assert list(AuditEvent.objects.values_list("action", "actor")) == [
        ("circle_deletion_asked", owner.user.pk),
        ("circle_deletion_undone", other.user.pk),
    ]


def test_asking_twice_does_not_move_the_day(owner, helper):
    actions.ask_deletion(by=owner.user, circle=owner.circle)
    day = Circle.objects.get().erase_at
    with in_days(3):
        actions.ask_deletion(by=owner.user, circle=owner.circle)
    assert Circle.objects.get().erase_at == day


def test_t12_the_others_get_a_mail_that_tells_nothing(owner, helper):
    delete(owner)
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.subject) == (helper.user.email, "A note for you")
    for word in ("delete", "circle", "Jay", "Maria", owner.circle.public_id):
        assert word not in mail.body


def test_a_closed_circle_reminds_of_nothing(owner):
    assert not owner.circle.is_quiet
    actions.ask_deletion(by=owner.user, circle=owner.circle)
    assert Circle.objects.get().is_quiet


def test_one_can_leave_a_closed_circle(owner, helper):
    delete(owner)
    for person in (helper, owner):
        confirm_it_is_me(person)
        assert person.client.post(person.url("leave/")).url == "/me/"
    assert not Membership.objects.exists()


# Gone for good --------------------------------------------------------------------------------------------
def fill(owner, helper):
    make_boundary(owner.membership, visibility="circle")
    make_checkin(helper.membership)
    entries.delete(entry=make_appointment(owner.membership), by=owner.user)
    make_contact(owner.circle)


def test_t26_after_seven_days_the_sender_erases_all_of_it(owner, helper, stranger):
    fill(owner, helper)
    kept = make_appointment(stranger.membership)
    delete(owner)
    with in_days(7.01):
        call_command("send_due", stdout=io.StringIO())
    assert list(Circle.objects.all()) == [stranger.circle]
    assert list(Entry.objects.values_list("pk", flat=True)) == [kept.pk]
    assert raw.tables_of("circle_id", owner.circle.pk) == set()
    assert owner.client.get("/me/").status_code == 200


def test_t9_somebody_alone_erases_the_circle_at_once(owner):
    make_checkin(owner.membership)
    make_contact(owner.circle)
    public_id = owner.circle.public_id
    assert raw.tables_with(public_id)
    assert delete(owner, now="1").url == "/me/"
    assert not Circle.objects.exists()
    assert not Entry.objects.exists()
    assert raw.tables_of("circle_id", owner.circle.pk) == set()
    assert raw.tables_with(public_id) == set()
    assert owner.client.get(owner.url()).status_code == 404
    assert not OutboxMail.objects.exists()


def test_not_at_once_while_others_are_in_it(owner, helper):
    answer = delete(owner, now="1")
    assert answer.status_code == 422
    assert "Others are in this circle." in answer.content.decode()
    assert not Circle.objects.get().is_closing


def test_a_circle_that_is_being_erased_cannot_be_kept(owner):
    membership = Membership.objects.get(pk=owner.membership.pk)
    actions.delete_now(membership=owner.membership)
    actions.keep(membership=membership)
    assert Circle.objects.get().is_closing


# Cut off, twice, two at once --------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_cut_off_shows_nobody_half_a_circle_and_goes_on(owner, helper, monkeypatch):
    """Wherever it dies: either the whole circle is there, or nobody reaches it; the next round ends it."""
    monkeypatch.setattr(actions, "ROWS_AT_ONCE", 1)
    for number in range(1, 60):
        circle = make_circle()
        person, other = join(circle), join(circle, Role.HELPER, "Kim")
        fill(person, other)
        count = Entry.objects.filter(circle=circle).count()
        Circle.objects.filter(pk=circle.pk).update(erase_at=clock.now())
        try:
            with killed_at(number, "DELETE"):
                actions.erase_closed_circles()
        except Killed:
            members, left = Membership.objects.filter(circle=circle), Entry.objects.filter(circle=circle).count()
            assert (members.count(), left) == (2, count) or members.count() == 0
            actions.erase_closed_circles()
        else:
            break
        assert not Circle.objects.filter(pk=circle.pk).exists()
        assert raw.tables_of("circle_id", circle.pk) == set()
    assert number > 10
    assert Circle.objects.filter(pk=owner.circle.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_do_no_harm(owner, helper, stranger):
    fill(owner, helper)
    for _ in range(30):
        make_appointment(owner.membership)
    kept = make_appointment(stranger.membership)
    Circle.objects.filter(pk=owner.circle.pk).update(erase_at=clock.now())
    at_once(*[actions.erase_closed_circles] * 3)
    actions.erase_closed_circles()
    assert raw.tables_of("circle_id", owner.circle.pk) == set()
    assert Entry.objects.get() == Entry.objects.get(pk=kept.pk)


def test_erasing_goes_in_bounded_parts(owner, monkeypatch):
    for _ in range(12):
        make_appointment(owner.membership)
    Circle.objects.update(erase_at=clock.now())
    monkeypatch.setattr(actions, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(actions, "STEPS_AT_ONCE", 4)
    assert actions.erase_closed_circles()
    assert Entry.objects.count() == 4
    assert not Membership.objects.exists()
    assert not actions.erase_closed_circles()
    assert not Circle.objects.exists()


@pytest.mark.parametrize("count", [5, 50])
def test_one_part_asks_the_database_as_often_with_many_entries(owner, count, django_assert_max_num_queries):
    for _ in range(count):
        make_appointment(owner.membership)
    Circle.objects.update(erase_at=clock.now())
    with django_assert_max_num_queries(120):
        assert not actions.erase_closed_circles()
    assert not Entry.objects.exists()


def test_a_round_with_nothing_to_erase_writes_nothing(owner, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not actions.erase_closed_circles()
