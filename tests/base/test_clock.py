"""Weeks and days in twelve zones, over both changes of the clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.base import clock, moments
from tracker.base.clock import Week

ZONES = [
    "America/Chicago", "America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Havana",
    "Europe/London", "Asia/Kathmandu", "Asia/Beirut", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago",
]  # fmt: skip

days = st.dates(min_value=dt.date(2000, 1, 3), max_value=dt.date(2099, 12, 20))
zones = st.sampled_from(ZONES).map(ZoneInfo)


@given(day=days, zone=zones)
def test_a_week_is_half_open_and_follows_the_last(day, zone):
    week = Week.of(day)
    start, end = week.bounds(zone)
    assert start < end
    assert week.shift(1).bounds(zone)[0] == end
    assert clock.local_day(start, zone) == week.monday
    assert clock.local_day(end - dt.timedelta(microseconds=1), zone) == week.sunday
    assert day in week.days


@given(
    moment=st.datetimes(
        min_value=dt.datetime(2000, 1, 10), max_value=dt.datetime(2099, 12, 1), timezones=st.just(dt.UTC)
    ),
    zone=zones,
)
def test_every_moment_lies_in_the_week_of_its_local_day(moment, zone):
    start, end = Week.of(clock.local_day(moment, zone)).bounds(zone)
    assert start <= moment < end


@given(day=days)
def test_a_week_is_read_back_from_its_name(day):
    week = Week.of(day)
    assert Week.parse(str(week)) == week


@pytest.mark.parametrize(("week", "hours"), [("2026-W10", 167), ("2026-W44", 169), ("2026-W30", 168)])
def test_f4_a_week_with_a_change_of_the_clock_is_an_hour_shorter_or_longer(week, hours):
    start, end = Week.parse(week).bounds(ZoneInfo("America/Chicago"))
    assert end - start == dt.timedelta(hours=hours)


def test_f4_sunday_late_belongs_to_the_week_that_ends():
    sunday_late = dt.datetime(2026, 11, 1, 23, 30, tzinfo=ZoneInfo("America/Chicago"))
    assert str(Week.of(clock.local_day(sunday_late, ZoneInfo("America/Chicago")))) == "2026-W44"


@pytest.mark.parametrize(
    "text", ["2026-W54", "2025-W53", "2026-W00", "1999-W01", "2100-W01", "2026-47", "2026-W4", "", "x", "２０２６-W10"]
)
def test_a_week_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 (the message is for developers)
        Week.parse(text)


def test_week_53_exists_where_the_calendar_has_it():
    assert Week.parse("2026-W53").monday == dt.date(2026, 12, 28)
    assert str(Week.of(dt.date(2027, 1, 1))) == "2026-W53"


# Wall times ---------------------------------------------------------------------------------------------
@given(wall=st.datetimes(min_value=dt.datetime(2000, 1, 2), max_value=dt.datetime(2099, 12, 30)), zone=zones)
def test_a_wall_time_survives_the_way_to_utc_and_back(wall, zone):
    wall = wall.replace(second=0, microsecond=0)
    kind = moments.kind_of(wall, zone)
    back = moments.to_utc(wall, zone).astimezone(zone).replace(tzinfo=None)
    if kind is moments.WallTime.MISSING:
        assert back != wall
        assert moments.kind_of(moments.next_existing(wall, zone), zone) is not moments.WallTime.MISSING
    else:
        assert back == wall
    if kind is moments.WallTime.TWICE:
        assert moments.to_utc(wall, zone, second=True) > moments.to_utc(wall, zone)


@pytest.mark.parametrize(
    ("wall", "zone", "kind"),
    [
        ("2026-03-08T02:30", "America/Chicago", "missing"),
        ("2026-11-01T01:30", "America/Chicago", "twice"),
        ("2026-11-01T02:30", "America/Chicago", "plain"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "twice"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "missing"),
        ("2026-03-08T02:30", "America/Phoenix", "plain"),
        ("2026-03-08T00:30", "America/Havana", "missing"),
    ],
)
def test_f3_the_nights_when_the_clock_changes(wall, zone, kind):
    assert moments.kind_of(dt.datetime.fromisoformat(wall), ZoneInfo(zone)) == kind


def test_the_missing_hour_offers_the_time_the_clock_jumps_to():
    wall = dt.datetime(2026, 3, 8, 2, 30)
    assert moments.next_existing(wall, ZoneInfo("America/Chicago")).isoformat() == "2026-03-08T03:30:00"
