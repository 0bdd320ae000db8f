"""How long entries are kept: what is too old, what stays however old it is, and the daily removal."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests.at_once import at_once
from tests.factories import (
    confirm_it_is_me,
    join,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_call,
    make_checkin,
    make_circle,
    make_contact,
    make_good_thing,
    make_kit,
    make_observation,
    make_ride,
    make_task,
    make_treatment,
)
from tests.my_data.faults import Killed, killed_at
from tracker.base import clock
from tracker.boundaries.actions import change_boundary
from tracker.boundaries.models import Boundary, BoundaryTest, BoundaryWording
from tracker.entries.models import Entry, Shelf
from tracker.mail.models import OutboxMail
from tracker.my_data import erase_rules as rules
from tracker.my_data import retention
from tracker.people.models import AuditEvent, Circle, Contact
from tracker.people.permissions import Role
from tracker.readiness.models import NaloxoneKit
from tracker.signs.models import Observation
from tracker.tasks.models import SearchCall, Task

pytestmark = pytest.mark.django_db
CHICAGO = ZoneInfo("America/Chicago")


def ago(days: float) -> dt.datetime:
    return clock.now() - dt.timedelta(days=days)


def due_now(circle: Circle, months: int = 3) -> Circle:
    """The circle keeps entries for some months, and the daily removal is due."""
    Circle.objects.filter(pk=circle.pk).update(keep_months=months, purge_at=clock.now())
    return Circle.objects.get(pk=circle.pk)


def left() -> set[str]:
    return set(Entry.objects.values_list("kind", flat=True))


# The day --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2026, 11, 24), 3, dt.date(2026, 8, 24)),
        (dt.date(2026, 1, 15), 3, dt.date(2025, 10, 15)),
        (dt.date(2026, 5, 31), 3, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2023, 2, 28)),
        (dt.date(2024, 2, 29), 24, dt.date(2022, 2, 28)),
        (dt.date(2026, 12, 31), 6, dt.date(2026, 6, 30)),
        (dt.date(2026, 3, 1), 3, dt.date(2025, 12, 1)),
    ],
)
def test_months_are_calendar_months(day, months, expected):
    assert rules.months_before(day, months) == expected


def test_a_day_starts_in_the_zone_of_the_circle():
    moment = rules.cutoff(dt.date(2026, 11, 24), 3, CHICAGO)
    assert moment == dt.datetime(2026, 8, 24, 5, tzinfo=dt.UTC)


@time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=CHICAGO), tick=False)
def test_the_last_minute_of_the_day_before_goes_and_the_first_of_the_day_stays(owner):
    before = make_observation(owner.membership, at=dt.datetime(2026, 8, 23, 23, 59, tzinfo=CHICAGO))
    after = make_observation(owner.membership, at=dt.datetime(2026, 8, 24, 0, 0, tzinfo=CHICAGO))
    due_now(owner.circle)
    retention.remove_old_entries()
    assert list(Entry.objects.values_list("pk", flat=True)) == [after.pk]
    assert not Entry.objects.filter(pk=before.pk).exists()


# What goes and what stays ---------------------------------------------------------------------------------
def test_t18_old_entries_go_with_all_that_hangs_on_them(owner, helper):
    me = owner.membership
    for make in (make_appointment, make_ride, make_observation, make_good_thing, make_checkin, make_treatment):
        make(me, at=ago(200))
        make(me, at=ago(10))
    make_checkin(helper.membership, at=ago(200))
    task = make_task(me, template="treatment_search", at=ago(200), done_at=ago(190))
    make_call(task)
    boundary = make_boundary(me, at=ago(200))
    boundary.limit, boundary.state = "lend money", "let_go"
    change_boundary(entry=boundary, version=1, membership=me)
    make_boundary_test(boundary, me, at=ago(195))
    Entry.objects.filter(pk=boundary.pk).update(updated_at=ago(190))
    AuditEvent.objects.update(at=ago(190))
    Entry.objects.filter(kind="sign").update(version=3)
    due_now(owner.circle)
    assert not retention.remove_old_entries()
    assert not Entry.objects.filter(at__lt=ago(150)).exists()
    assert left() == {"appointment", "ride", "sign", "good-thing", "checkin", "treatment"}
    assert Entry.objects.count() == 6
    assert not SearchCall.objects.exists()
    assert not BoundaryWording.objects.exists()
    assert Shelf.objects.count() == 6
    assert [line.action for line in AuditEvent.objects.all()] == ["entries_purged"]
    assert AuditEvent.objects.get().actor is None


def test_what_is_in_use_stays_however_old_it_is(owner):
    me = owner.membership
    old_and_active = make_boundary(me, at=ago(900))
    open_task = make_task(me, at=ago(900))
    coming = make_appointment(me, at=ago(-20))
    make_kit(owner.circle)
    make_contact(owner.circle)
    due_now(owner.circle)
    retention.remove_old_entries()
    assert set(Entry.objects.values_list("pk", flat=True)) == {old_and_active.pk, open_task.pk, coming.pk}
    assert NaloxoneKit.objects.exists()
    assert Contact.objects.exists()


def test_a_test_of_a_boundary_goes_by_its_own_date(owner):
    boundary = make_boundary(owner.membership, at=ago(900))
    make_boundary_test(boundary, owner.membership, at=ago(800))
    recent = make_boundary_test(boundary, owner.membership, at=ago(8))
    due_now(owner.circle)
    retention.remove_old_entries()
    assert BoundaryTest.objects.get().pk == recent.pk
    assert Boundary.objects.exists()


def test_a_boundary_that_was_let_go_or_tested_of_late_stays(owner):
    let_go = make_boundary(owner.membership, at=ago(900), state="let_go")
    tested = make_boundary(owner.membership, at=ago(900), state="let_go")
    make_boundary_test(tested, owner.membership, at=ago(8))
    forgotten = make_boundary(owner.membership, at=ago(900), state="paused")
    Entry.objects.filter(pk__in=[tested.pk, forgotten.pk]).update(updated_at=ago(800))
    due_now(owner.circle)
    retention.remove_old_entries()
    assert set(Boundary.objects.values_list("pk", flat=True)) == {let_go.pk, tested.pk}


def test_a_task_counts_from_the_day_it_was_done(owner):
    lately = make_task(owner.membership, at=ago(900), done_at=ago(8))
    make_task(owner.membership, at=ago(900), done_at=ago(800))
    due_now(owner.circle)
    retention.remove_old_entries()
    assert Task.objects.get().pk == lately.pk


def test_other_circles_keep_theirs(owner, stranger):
    kept = make_observation(stranger.membership, at=ago(900))
    make_observation(owner.membership, at=ago(900))
    due_now(owner.circle)
    retention.remove_old_entries()
    assert Entry.objects.get().pk == kept.pk


# The setting ----------------------------------------------------------------------------------------------
def save(person, months):
    confirm_it_is_me(person)
    return person.client.post(person.url("settings/keep/"), {"keep_months": months})


def test_nothing_goes_by_itself_unless_somebody_chose_it(owner):
    make_observation(owner.membership, at=ago(3000))
    with time_machine.travel(clock.now() + dt.timedelta(days=30)):
        retention.remove_old_entries()
    assert Entry.objects.exists()


def test_the_page_says_before_saving_how_many_would_go(owner, helper):
    make_observation(owner.membership, at=ago(130))
    make_observation(owner.membership, at=ago(1000))
    make_checkin(helper.membership, at=ago(1000))
    page = confirm_it_is_me(owner).client.get(owner.url("settings/keep/")).content.decode()
    assert "After 3 months. Today that is 2 entries, from before " in page
    assert "After 24 months. Today that is 1 entry, from before " in page
    assert Entry.objects.count() == 3


def test_a_slip_can_be_taken_back_for_a_day(owner):
    make_observation(owner.membership, at=ago(1000))
    assert save(owner, "3").status_code == 302
    page = owner.client.get(owner.url("settings/keep/")).content.decode()
    assert "Old entries go next on" in page
    with time_machine.travel(clock.now() + dt.timedelta(hours=23, minutes=50)):
        retention.remove_old_entries()
        assert Entry.objects.exists()
    save(owner, "0")
    assert (Circle.objects.get().keep_months, Circle.objects.get().purge_at) == (None, None)
    with time_machine.travel(clock.now() + dt.timedelta(days=3)):
        retention.remove_old_entries()
    assert Entry.objects.exists()


def test_after_a_day_the_sender_removes_them_and_then_daily(owner):
    make_observation(owner.membership, at=ago(89))
    make_observation(owner.membership, at=ago(1000))
    save(owner, "3")
    for days, count in ((1.01, 1), (1.9, 1), (5, 0)):
        with time_machine.travel(clock.now() + dt.timedelta(days=days)):
            call_command("send_due", stdout=io.StringIO())
            assert Entry.objects.count() == count, days


def test_saving_the_same_again_does_not_put_it_off(owner):
    save(owner, "3")
    before = Circle.objects.get().purge_at
    with time_machine.travel(clock.now() + dt.timedelta(hours=2)):
        retention.set_keep_months(by=owner.user, circle=owner.circle, months=3)
    assert Circle.objects.get().purge_at == before
    assert AuditEvent.objects.filter(action="retention_changed").count() == 1


@pytest.mark.parametrize("answer", ["", "4", "-3", "x", "3 months", "9" * 30])
def test_another_number_of_months_is_refused(owner, answer):
    response = save(owner, answer)
    assert response.status_code == 422
    assert "Choose one" in response.content.decode()
    assert Circle.objects.get().keep_months is None


def test_the_database_takes_no_other_number(owner):
    for fields in ({"keep_months": 5, "purge_at": clock.now()}, {"keep_months": 3}, {"purge_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Circle.objects.update(**fields)


def test_asvs_7_5_1_the_setting_asks_first_whether_it_is_still_you(owner):
    answer = owner.client.post(owner.url("settings/keep/"), {"keep_months": "3"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert Circle.objects.get().keep_months is None


def test_the_others_are_asked_to_look_when_it_gets_shorter_and_see_it(owner, helper):
    for months, mails in (("12", 1), ("3", 2), ("24", 2), ("0", 2)):
        save(owner, months)
        assert OutboxMail.objects.to(helper.user.email).count() == mails
        shown = f"Entries older than {months} months" in helper.client.get(helper.url("people/")).content.decode()
        assert shown is (months != "0")
    assert not OutboxMail.objects.to(owner.user.email).exists()


# The command, and being cut off ---------------------------------------------------------------------------
def purge(*options) -> str:
    out = io.StringIO()
    call_command("purge", *options, stdout=out)
    return out.getvalue()


def test_purge_says_what_would_go_and_removes_only_when_asked(owner, stranger):
    make_observation(owner.membership, at=ago(900), note="Quokka")
    make_checkin(owner.membership, at=ago(900))
    make_checkin(owner.membership, at=ago(901))
    make_appointment(stranger.membership)
    due_now(owner.circle)
    Circle.objects.filter(pk=stranger.circle.pk).update(erase_at=clock.now())
    Shelf.objects.update(ends_at=clock.now())
    said = purge()
    mine, theirs = owner.circle.pk, stranger.circle.pk
    assert said.splitlines() == [
        f"circle {theirs}: all of it, 1 entries",
        f"circle {mine}: checkin 2",
        f"circle {mine}: sign 1",
        "shelf: 4",
        "Nothing was erased. With --really it is.",
    ]
    assert Entry.objects.count() == 4
    assert purge("--really").splitlines()[-1] == "Erased."
    assert not Entry.objects.exists()
    assert list(Circle.objects.all()) == [owner.circle]
    assert purge().splitlines()[0] == "shelf: 0"
    for text in ("Quokka", "Jay", owner.circle.public_id, owner.user.email):
        assert text not in said


def test_removing_goes_in_bounded_parts_and_goes_on_after_a_fault(owner, monkeypatch):
    for number in range(9):
        make_observation(owner.membership, at=ago(900 + number))
    due_now(owner.circle)
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    retention._remove_some()
    assert Entry.objects.count() == 7
    assert Circle.objects.get().purge_at <= clock.now()
    assert not retention.remove_old_entries()
    assert not Entry.objects.exists()
    assert Circle.objects.get().purge_at > clock.now()


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_is_cut_off_goes_on_in_the_next_round(owner, monkeypatch):
    """Wherever it dies, whole entries are there or gone, and the next round ends it."""
    monkeypatch.setattr(retention, "ROWS_AT_ONCE", 2)
    for number in range(1, 40):
        for days in range(5):
            make_observation(owner.membership, at=ago(900 + days))
        kept = make_observation(owner.membership)
        due_now(owner.circle)
        try:
            with killed_at(number):
                retention.remove_old_entries()
        except Killed:
            assert Observation.objects.count() == Entry.objects.count()
            assert Circle.objects.get().purge_at <= clock.now() or not Entry.objects.filter(at__lt=ago(150)).exists()
            due_now(owner.circle)
            retention.remove_old_entries()
        assert Entry.objects.get().pk == kept.pk
        kept.delete()
    assert Circle.objects.get().purge_at > clock.now()


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_do_no_harm(owner):
    for number in range(30):
        make_observation(owner.membership, at=ago(900 + number))
    due_now(owner.circle)
    at_once(*[retention.remove_old_entries] * 3)
    assert not Entry.objects.exists()
    assert AuditEvent.objects.filter(action="entries_purged").count() == 1


def test_twice_is_harmless(owner):
    make_observation(owner.membership, at=ago(900))
    due_now(owner.circle)
    for _ in range(2):
        assert not retention.remove_old_entries()
    assert AuditEvent.objects.filter(action="entries_purged").count() == 1


@pytest.mark.parametrize("count", [3, 40])
def test_it_asks_the_database_as_often_with_many_entries(owner, count, django_assert_max_num_queries):
    for number in range(count):
        make_observation(owner.membership, at=ago(900 + number))
    due_now(owner.circle)
    with django_assert_max_num_queries(60):
        retention.remove_old_entries()


def test_the_page_asks_as_often_with_many_entries(owner, django_assert_max_num_queries):
    confirm_it_is_me(owner)
    for number in range(30):
        make_observation(owner.membership, at=ago(900 + number))
    with django_assert_max_num_queries(12):
        assert owner.client.get(owner.url("settings/keep/")).status_code == 200


def test_every_circle_has_its_turn(owner, stranger):
    third = join(make_circle(), Role.OWNER, "Kim")
    for person in (owner, stranger, third):
        make_observation(person.membership, at=ago(900))
        due_now(person.circle)
    assert not retention.remove_old_entries()
    assert not Entry.objects.exists()
