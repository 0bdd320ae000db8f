"""When the week comes by mail, on plain values: twelve zones, nights when the clock changes, people who move."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.appointments.test_repeats import ZONES
from tests.reminders.test_rules import CHICAGO, at, wall
from tracker.base.clock import Week
from tracker.reminders import link_rules
from tracker.reminders.digest_rules import USEFUL, DigestTime, may_leave, week_to_send

AN_HOUR, LONG_AGO = dt.timedelta(hours=1), dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
TOKYO, HONOLULU = ZoneInfo("Asia/Tokyo"), ZoneInfo("Pacific/Honolulu")
weekdays, hours = st.integers(0, 6), st.integers(0, 23)
weeks = st.integers(0, 52 * 30).map(Week.parse("2020-W02").shift)


@pytest.mark.parametrize(
    ("week", "weekday", "hour", "zone", "due"),
    [
        ("2026-W47", 0, 9, CHICAGO, "2026-11-23 09:00"),
        ("2026-W47", 4, 18, CHICAGO, "2026-11-27 18:00"),
        ("2026-W47", 6, 20, CHICAGO, "2026-11-29 20:00"),
        ("2026-W47", 0, 0, CHICAGO, "2026-11-23 00:00"),
        ("2026-W09", 6, 2, CHICAGO, "2026-03-08 03:00"),  # the hour that the night in spring skips
        ("2026-W43", 6, 1, CHICAGO, "2026-11-01 01:00"),  # the hour that comes twice: the first
        ("2026-W53", 0, 9, CHICAGO, "2027-01-04 09:00"),
        ("2026-W47", 0, 9, TOKYO, "2026-11-24 09:00"),  # Monday morning there is Sunday in Chicago: a day later
        ("2026-W47", 1, 9, TOKYO, "2026-11-24 09:00"),
        ("2026-W47", 0, 0, HONOLULU, "2026-11-23 00:00"),
    ],
)
def test_f4_a_week_is_due_by_the_time_on_the_wall(week, weekday, hour, zone, due):
    found = DigestTime(weekday, hour, zone).due_at(Week.parse(week), CHICAGO)
    assert wall(found, zone) == due


def test_the_first_of_an_hour_that_comes_twice():
    assert DigestTime(6, 1, CHICAGO).due_at(Week.parse("2026-W43"), CHICAGO) == at("2026-11-01 00:00") + AN_HOUR


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None, max_examples=40)
@given(week=weeks, weekday=weekdays, hour=hours, circle=st.sampled_from(ZONES))
def test_fault_11_each_week_is_due_once_when_it_is_over_at_the_chosen_hour(zone, week, weekday, hour, circle):
    zone, circle = ZoneInfo(zone), ZoneInfo(circle)
    time = DigestTime(weekday, hour, zone)
    due, following = time.due_at(week, circle), time.due_at(week.shift(1), circle)
    assert week.bounds(circle)[1] <= due
    on_wall = due.astimezone(zone)
    # A night that skips the hour has the next one; some skip an hour, Lord Howe half of one.
    assert (on_wall.hour, on_wall.minute) in {(hour, 0), ((hour + 1) % 24, 0), (hour, 30)}
    assert 0 <= (on_wall.date() - week.sunday).days - 1 - weekday <= 1
    assert dt.timedelta(days=6, hours=-1) <= following - due <= dt.timedelta(days=8, hours=1)


def sent_by_rounds(plan, circle, start: dt.datetime, days: int) -> list[tuple[dt.datetime, Week]]:
    """What a sender that looks every two hours sends; `plan` says what the person wants at each moment."""
    sent: dict[Week, dt.datetime] = {}
    for count in range(days * 12):
        now = start + count * 2 * AN_HOUR
        found = week_to_send(plan(now), circle, LONG_AGO, now)
        if found and found[0] not in sent:
            sent[found[0]] = now
    return [(moment, week) for week, moment in sent.items()]


@settings(deadline=None, max_examples=60)
@given(
    weekday=weekdays, hour=hours, circle=st.sampled_from(ZONES),
    zones=st.lists(st.sampled_from([*ZONES, "Asia/Tokyo", "Pacific/Kiritimati"]), min_size=2, max_size=4),
    moves=st.lists(st.integers(0, 35 * 24), min_size=3, max_size=3),
    first=st.integers(0, 365 * 10),
)  # fmt: skip
def test_fault_12_who_moves_gets_one_mail_for_each_week(weekday, hour, circle, zones, moves, first):
    """Five weeks, up to three moves between zones at any hour: each week in turn, none twice, none left out."""
    circle, start = ZoneInfo(circle), dt.datetime(2024, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=first)
    moved = sorted(start + count * AN_HOUR for count in moves)

    def plan(now: dt.datetime) -> DigestTime:
        place = sum(move <= now for move in moved)
        return DigestTime(weekday, hour, ZoneInfo(zones[min(place, len(zones) - 1)]))

    weeks = [week for _moment, week in sent_by_rounds(plan, circle, start, 36)]
    assert len(weeks) >= 5
    assert all(later == earlier.shift(1) for earlier, later in pairwise(weeks))


@settings(deadline=None, max_examples=60)
@given(before=st.tuples(weekdays, hours), after=st.tuples(weekdays, hours), changed=st.integers(7 * 24, 21 * 24))
def test_who_chooses_another_day_gets_no_week_twice_or_out_of_turn(before, after, changed):
    start = at("2026-11-02 00:00")

    def plan(now: dt.datetime) -> DigestTime:
        return DigestTime(*(after if now >= start + changed * AN_HOUR else before), CHICAGO)

    sent = sent_by_rounds(plan, CHICAGO, start, 36)
    assert len({week for _moment, week in sent}) == len(sent) >= 4
    assert sorted(week for _moment, week in sent) == [week for _moment, week in sent]


def test_fault_10_a_sender_that_was_down_sends_for_six_days_and_then_waits_for_the_next():
    time, due = DigestTime(0, 9, CHICAGO), at("2026-11-23 09:00")
    week = Week.parse("2026-W47")

    def found(now: dt.datetime):
        return week_to_send(time, CHICAGO, LONG_AGO, now)

    assert found(due - dt.timedelta(minutes=1)) is None  # the week before was due six days and more ago
    assert found(due) == (week, due)
    assert found(due + dt.timedelta(days=3)) == (week, due)
    assert found(due + USEFUL - dt.timedelta(minutes=1)) == (week, due)
    assert found(due + USEFUL) is None
    assert found(due + dt.timedelta(days=7)) == (week.shift(1), due + dt.timedelta(days=7))
    assert week_to_send(time, CHICAGO, due + AN_HOUR, due + 2 * AN_HOUR) is None  # asked for only after that


def test_quiet_hours_hold_for_late_mail_and_not_for_the_hour_that_was_chosen():
    quiet = {"quiet_from": dt.time(22), "quiet_until": dt.time(7), "zone": CHICAGO}
    chosen = at("2026-11-23 23:00")
    assert may_leave(chosen, chosen, **quiet)
    assert not may_leave(chosen, at("2026-11-24 03:00"), **quiet)
    assert may_leave(chosen, at("2026-11-24 07:00"), **quiet)
    assert may_leave(chosen, at("2026-11-24 03:00"), None, None, CHICAGO)


def test_t13_a_token_that_we_did_not_make_is_nobodys():
    token = link_rules.unsubscribe_token(7)
    assert link_rules.user_of_token(token) == 7
    for wrong in ("7", "8" + token[1:], token[:-1], token + "x", "x" * 43, "", ":", "7:"):
        assert link_rules.user_of_token(wrong) is None
