"""On which days a visit repeats, on plain values."""

import datetime as dt
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.appointments.repeats import MOST_VISITS, Every, Repeat, moment_on

ZONES = [
    "America/Chicago", "America/New_York", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "Pacific/Honolulu", "America/Havana", "America/Santiago", "Asia/Beirut", "Africa/Cairo", "Australia/Lord_Howe",
    "Europe/London",
]  # fmt: skip
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2060, 12, 31))
TIMES = st.times().map(lambda time: time.replace(second=0, microsecond=0))
repeats = st.builds(
    Repeat,
    every=st.sampled_from(Every),
    first=DAYS,
    weeks=st.integers(1, 8),
    weekdays=st.frozensets(st.integers(0, 6)),
    count=st.integers(1, 60),
    skips_holidays=st.booleans(),
)


def first_days(repeat: Repeat, count: int) -> list[str]:
    return [day.isoformat() for day in islice(repeat.days(), count)]


@pytest.mark.parametrize(
    ("repeat", "days", "words"),
    [
        (
            Repeat(Every.DAY, dt.date(2026, 12, 30)),
            ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"],
            "Every day",
        ),
        (
            Repeat(Every.DAY, dt.date(2026, 12, 24), skips_holidays=True),
            ["2026-12-24", "2026-12-26", "2026-12-27", "2026-12-28"],
            "Every day, not on US federal holidays",
        ),
        (
            Repeat(Every.WEEK, dt.date(2026, 11, 24), weekdays=frozenset({0, 3})),  # from a Tuesday on
            ["2026-11-26", "2026-11-30", "2026-12-03", "2026-12-07"],
            "Every Monday and Thursday",
        ),
        (
            Repeat(Every.WEEK, dt.date(2026, 12, 21), weeks=2, until=dt.date(2027, 1, 20)),
            ["2026-12-21", "2027-01-04", "2027-01-18"],
            "Every 2 weeks on Monday, until January 20, 2027",
        ),
        (
            Repeat(Every.MONTH_DATE, dt.date(2027, 1, 31), count=4),
            ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"],
            "Every month on day 31, or on the last day of a shorter month, 4 visits",
        ),
        (
            Repeat(Every.MONTH_DATE, dt.date(2028, 1, 29)),
            ["2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29"],
            "Every month on day 29, or on the last day of a shorter month",
        ),
        (
            Repeat(Every.MONTH_DATE, dt.date(2026, 11, 15)),
            ["2026-11-15", "2026-12-15", "2027-01-15", "2027-02-15"],
            "Every month on day 15",
        ),
        (
            Repeat(Every.MONTH_WEEKDAY, dt.date(2026, 12, 8)),
            ["2026-12-08", "2027-01-12", "2027-02-09", "2027-03-09"],
            "Every month on the second Tuesday",
        ),
        (
            Repeat(Every.MONTH_WEEKDAY, dt.date(2026, 12, 31)),  # a fifth Thursday
            ["2026-12-31", "2027-01-28", "2027-02-25", "2027-03-25"],
            "Every month on the last Thursday",
        ),
    ],
)
def test_days_and_words_of_each_shape(repeat, days, words):
    assert first_days(repeat, 4) == days
    assert repeat.in_words() == words


def test_iso_week_53_and_the_leap_day_are_no_exception():
    weekly = Repeat(Every.WEEK, dt.date(2026, 12, 31))  # week 53 of 2026
    assert first_days(weekly, 2) == ["2026-12-31", "2027-01-07"]
    daily = Repeat(Every.DAY, dt.date(2028, 2, 28))
    assert first_days(daily, 3) == ["2028-02-28", "2028-02-29", "2028-03-01"]


@settings(deadline=None)
@given(repeats)
def test_days_rise_begin_on_the_first_or_later_and_are_counted(repeat):
    days = list(repeat.days())
    assert len(days) == repeat.count
    assert days == sorted(set(days))
    assert days[0] >= repeat.first


@settings(deadline=None)
@given(repeats, st.integers(0, 59))
def test_what_is_left_from_a_day_on_are_the_same_days(repeat, index):
    """Cut anywhere, the first part and what is left are the whole."""
    days = list(repeat.days())
    cut = days[min(index, len(days) - 1)]
    left = list(repeat.from_day(cut).days())
    assert left == [day for day in days if day >= cut]


def test_a_repeat_that_is_too_long_is_known_without_walking_to_its_end():
    assert not Repeat(Every.DAY, dt.date(2026, 1, 1), count=MOST_VISITS).is_too_long()
    assert Repeat(Every.DAY, dt.date(2026, 1, 1), count=MOST_VISITS + 1).is_too_long()
    assert Repeat(Every.DAY, dt.date(2026, 1, 1), until=dt.date(2031, 1, 1)).is_too_long()
    assert not Repeat(Every.DAY, dt.date(2026, 1, 1)).is_too_long()  # no end: made ahead bit by bit


def test_a_visit_put_on_another_day_takes_its_weekday_along():
    weekly = Repeat(Every.WEEK, dt.date(2026, 11, 23), weekdays=frozenset({0, 3}))
    moved = weekly.moved(dt.date(2026, 11, 30), dt.date(2026, 12, 1))
    assert first_days(moved, 3) == ["2026-12-01", "2026-12-03", "2026-12-08"]


@settings(deadline=None)
@given(repeats, st.integers(1, 400))
def test_a_repeat_that_reaches_back_keeps_its_days(repeat, back):
    day = repeat.first - dt.timedelta(days=back)
    reaching = repeat.reaching_back(day)
    assert reaching.first <= day
    until = repeat.first + dt.timedelta(days=100)
    endless = replace(repeat, count=None), replace(reaching, count=None)
    known, wider = (one.between(repeat.first, until) for one in endless)
    assert known == wider


@pytest.mark.parametrize("zone", ZONES)
@settings(deadline=None)
@given(day=DAYS, start=TIMES)
def test_wall_time_stays_the_same_in_every_zone(zone, day, start):
    """But for the hour that a night skips: then the time that the clock jumps to, on the same day or at its edge."""
    zone = ZoneInfo(zone)
    local = moment_on(day, start, zone).astimezone(zone).replace(tzinfo=None, fold=0)
    wall = dt.datetime.combine(day, start)
    assert local == wall or dt.timedelta(0) < local - wall <= dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "start", "moment"),
    [
        ("America/Chicago", "2026-03-07", "09:00", "2026-03-07T15:00"),
        ("America/Chicago", "2026-03-08", "09:00", "2026-03-08T14:00"),  # summer time: an hour earlier in UTC
        ("America/Chicago", "2026-03-08", "02:30", "2026-03-08T08:30"),  # skipped: half past three
        ("America/Chicago", "2026-11-01", "01:30", "2026-11-01T06:30"),  # twice: the first
        ("America/Chicago", "2026-11-01", "09:00", "2026-11-01T15:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),  # half an hour skipped: a quarter to three
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08T05:30"),  # no midnight that night
    ],
)
def test_the_nights_when_the_clock_changes(zone, day, start, moment):
    found = moment_on(dt.date.fromisoformat(day), dt.time.fromisoformat(start), ZoneInfo(zone))
    assert found == dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
