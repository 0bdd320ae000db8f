"""When reminders come, on plain values: twelve zones, the nights when the clock changes, quiet hours."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.appointments.test_repeats import ZONES
from tracker.reminders import rules
from tracker.reminders.rules import Kind, Reminder

CHICAGO = ZoneInfo("America/Chicago")
minutes = st.integers(0, 40 * 365 * 24 * 60)
moments = minutes.map(lambda count: dt.datetime(2020, 1, 2, tzinfo=dt.UTC) + dt.timedelta(minutes=count))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))


def wall(moment: dt.datetime, zone: ZoneInfo = CHICAGO) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def at(text: str, zone: ZoneInfo = CHICAGO) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("start", "evening", "two_hours"),
    [
        ("2026-11-25 09:00", "2026-11-24 18:00", "2026-11-25 07:00"),
        ("2026-03-08 09:00", "2026-03-07 18:00", "2026-03-08 07:00"),  # a night of 23 hours (F4)
        ("2026-11-01 09:00", "2026-10-31 18:00", "2026-11-01 07:00"),  # a night of 25
        ("2026-03-08 03:30", "2026-03-07 18:00", "2026-03-08 00:30"),  # two hours by the watch, over the gap
        ("2027-01-01 00:30", "2026-12-31 18:00", "2026-12-31 22:30"),
        ("2028-03-01 08:00", "2028-02-29 18:00", "2028-03-01 06:00"),
    ],
)
def test_f4_a_visit_is_reminded_by_the_time_on_the_wall(start, evening, two_hours):
    found = rules.for_visit(at(start), "x", CHICAGO, own_minutes=90)
    assert [wall(one.due_at) for one in found[:2]] == [evening, two_hours]
    assert found[2].due_at == at(start) - dt.timedelta(minutes=90)
    assert {one.useful_until for one in found} == {at(start)}


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None)
@given(start=moments)
def test_fault_11_the_evening_before_is_the_evening_before_in_every_zone(zone, start):
    zone = ZoneInfo(zone)
    due = rules.for_visit(start, "x", zone, None)[0].due_at.astimezone(zone)
    assert (due.hour, due.minute) == (18, 0)
    assert due.date() == start.astimezone(zone).date() - dt.timedelta(days=1)
    assert due < start


def test_a_ride_is_reminded_before_its_last_day_to_book_and_on_it():
    found = rules.for_booking(dt.date(2026, 12, 1), "x", CHICAGO)
    assert [wall(one.due_at) for one in found] == ["2026-11-30 09:00", "2026-12-01 09:00"]
    assert {wall(one.useful_until) for one in found} == {"2026-12-02 00:00"}
    assert wall(rules.for_unconfirmed(at("2026-11-25 08:15"), "x", CHICAGO).due_at) == "2026-11-24 17:00"


def test_a_kit_is_reminded_60_30_and_7_days_before_its_date():
    found = rules.for_kit(dt.date(2027, 3, 1), "x", CHICAGO)
    assert [wall(one.due_at) for one in found] == ["2026-12-31 09:00", "2027-01-30 09:00", "2027-02-22 09:00"]


@pytest.mark.parametrize(
    ("due", "until", "leaves"),
    [
        ("2026-11-24 21:59", "2026-12-01 09:00", "2026-11-24 21:59"),  # not quiet yet
        ("2026-11-24 23:00", "2026-12-01 09:00", "2026-11-25 07:00"),  # over midnight
        ("2026-11-25 04:30", "2026-11-25 06:30", "2026-11-24 21:59"),  # too late when they end: the evening before
        ("2026-11-25 06:59", "2026-11-25 09:00", "2026-11-25 07:00"),
        ("2026-11-25 07:00", "2026-11-25 09:00", "2026-11-25 07:00"),
    ],
)
def test_quiet_hours_put_off_or_bring_forward(due, until, leaves):
    reminder = Reminder(at(due), Kind.TWO_HOURS, "x", at(until))
    assert wall(rules.leaves_at(reminder, dt.time(22), dt.time(7), CHICAGO)) == leaves


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None)
@given(due=moments, hours=st.integers(1, 200), quiet_from=times, quiet_until=times)
def test_nothing_leaves_in_quiet_hours_or_when_it_is_too_late(zone, due, hours, quiet_from, quiet_until):
    zone = ZoneInfo(zone)
    reminder = Reminder(due, Kind.TASK, "x", due + dt.timedelta(hours=hours))
    leaves = rules.leaves_at(reminder, quiet_from, quiet_until, zone)
    assert leaves < reminder.useful_until
    assert abs(leaves - due) <= dt.timedelta(hours=26)
    # A night whose clock skips the end of the quiet hours ends them a little later; all else is plain.
    an_hour_on = leaves + dt.timedelta(hours=1)
    quiet = [rules.is_quiet(one, quiet_from, quiet_until, zone) for one in (leaves, an_hour_on)]
    assert leaves == due or not all(quiet)


def test_fault_10_only_what_still_helps_is_due():
    now = at("2026-11-25 12:00")
    visit = Reminder(at("2026-11-24 18:00"), Kind.DAY_BEFORE, "x", at("2026-11-25 09:00"))
    later = Reminder(at("2026-11-24 18:00"), Kind.DAY_BEFORE, "x", at("2026-11-25 15:00"))
    long_ago = Reminder(at("2026-11-20 18:00"), Kind.KIT, "x", at("2026-12-25 15:00"))
    since = at("2026-11-01 00:00")
    assert [rules.is_due(one.due_at, one, since, now) for one in (visit, later, long_ago)] == [False, True, False]
    assert not rules.is_due(later.due_at, later, at("2026-11-24 19:00"), now)  # chosen only after its time
    assert rules.is_late(later.due_at, now)
    assert not rules.is_late(now - dt.timedelta(minutes=59), now)
