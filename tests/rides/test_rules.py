"""When to book, what went wrong, and what does not fit the visit."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.appointments.rules import Outcome
from tracker.base import workdays
from tracker.rides import rules
from tracker.rides.rules import How, Leg, Status

START = dt.datetime(2026, 12, 2, 15, 0, tzinfo=dt.UTC)
END = START + dt.timedelta(hours=1)


def minutes(count: int) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def the_problems(**fields) -> list[str]:
    usual = {
        "leg": Leg.THERE, "status": Status.CONFIRMED, "pickup": START - minutes(45), "travel_minutes": None,
        "booked_for_start": START, "start": START, "end": END, "outcome": Outcome.PLANNED,
    }  # fmt: skip
    return rules.problems(**usual | fields)


@pytest.mark.parametrize(
    ("pickup_day", "day"),
    [
        (dt.date(2026, 12, 2), dt.date(2026, 11, 20)),  # Thanksgiving and a weekend do not count
        (dt.date(2026, 12, 16), dt.date(2026, 12, 7)),
        (dt.date(2026, 12, 13), dt.date(2026, 12, 3)),  # a Sunday
        (dt.date(2027, 1, 6), dt.date(2026, 12, 24)),  # Christmas on a Friday, New Year's Day
        (dt.date(2028, 1, 3), dt.date(2027, 12, 21)),  # New Year's Day on a Saturday: the Friday before is off
        (dt.date(2026, 7, 7), dt.date(2026, 6, 25)),  # the Fourth on a Saturday: the third is off
    ],
)
def test_book_by_counts_seven_business_days(pickup_day, day):
    assert rules.book_by(pickup_day, How.MEDICAID) == day


@given(st.dates(dt.date(2001, 1, 1), dt.date(2099, 12, 31)))
def test_book_by_is_a_business_day_seven_before(pickup_day):
    day = rules.book_by(pickup_day, How.MEDICAID)

    between = [day + dt.timedelta(days=n) for n in range((pickup_day - day).days)]
    assert workdays.is_business_day(day)
    assert sum(map(workdays.is_business_day, between)) == 7


@pytest.mark.parametrize("how", [how for how in How if how is not How.MEDICAID])
def test_book_by_is_only_for_medicaid(how):
    assert rules.book_by(dt.date(2026, 12, 2), how) is None


@pytest.mark.parametrize(
    ("status", "day", "due"),
    [
        (Status.TO_BOOK, dt.date(2026, 11, 27), True),
        (Status.TO_BOOK, dt.date(2026, 11, 28), False),
        (Status.TO_BOOK, dt.date(2026, 11, 1), True),
        (Status.TO_BOOK, None, False),
        (Status.REQUESTED, dt.date(2026, 11, 1), False),
    ],
)
def test_due_to_book(status, day, due):
    assert rules.is_due_to_book(status, day, dt.date(2026, 11, 24)) is due


@pytest.mark.parametrize(
    ("pickup", "travel", "too_late"),
    [(0, None, False), (1, None, True), (-30, 30, False), (-30, 31, True), (-30, None, False)],
)
def test_arrives_too_late(pickup, travel, too_late):
    assert rules.arrives_too_late(START + minutes(pickup), travel, START) is too_late


def test_leaves_before_end():
    assert rules.leaves_before_end(END - minutes(1), END)
    assert not rules.leaves_before_end(END, END)


@pytest.mark.parametrize(
    ("status", "late", "failed"),
    [
        (Status.DID_NOT_COME, None, True),
        (Status.CAME_LATE, 15, True),
        (Status.CAME_LATE, 14, False),
        (Status.CAME_LATE, None, False),
        (Status.CAME, None, False),
        (Status.CANCELLED, None, False),
    ],
)
def test_failed(status, late, failed):
    assert rules.failed(status, late) is failed


def test_open_until_someone_says():
    assert {status for status in Status if rules.is_open(status)} == {
        Status.TO_BOOK,
        Status.REQUESTED,
        Status.CONFIRMED,
    }


def test_asks_half_an_hour_before_the_pickup():
    assert rules.asks_how_it_went(Status.CONFIRMED, START, START - minutes(30))
    assert not rules.asks_how_it_went(Status.CONFIRMED, START, START - minutes(31))
    assert not rules.asks_how_it_went(Status.CAME, START, START + minutes(5))


def test_every_way_has_a_name():
    assert set(rules.NAMES) == {(how, leg) for how in How for leg in Leg}


def test_problems_of_a_ride_that_fits():
    assert the_problems() == []
    assert the_problems(leg=Leg.BACK, pickup=END) == []


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"travel_minutes": 55}, ["Gets there 10 minutes after the visit starts."]),
        ({"travel_minutes": 46}, ["Gets there 1 minute after the visit starts."]),
        ({"pickup": START + minutes(1)}, ["The pick-up is after the visit starts."]),
        ({"leg": Leg.BACK, "pickup": END - minutes(20)}, ["The pick-up is 20 minutes before the visit ends."]),
        ({"booked_for_start": START - minutes(60)}, ["The visit has moved. Check the booking again."]),
        ({"outcome": Outcome.MOVED}, ["The visit has moved. Check the booking again."]),
        ({"outcome": Outcome.CANCELLED, "travel_minutes": 90}, ["The visit is cancelled. Cancel the ride, too."]),
        ({"booked_for_start": None}, []),
        ({"status": Status.CAME, "travel_minutes": 90}, []),
    ],
)
def test_problems(fields, sentences):
    assert the_problems(**fields) == sentences


@pytest.mark.parametrize(
    ("leg", "minutes_before", "expected"),
    [("there", 300, -45), ("there", 30, -25), ("there", 3, -45), ("there", -10, -45), ("back", 30, 60)],
)
def test_the_pick_up_time_to_start_from_is_not_past_while_there_is_time(leg, minutes_before, expected):
    start = dt.datetime(2026, 11, 24, 15, tzinfo=dt.UTC)
    now, end = start - dt.timedelta(minutes=minutes_before), start + dt.timedelta(hours=1)
    assert rules.usual_pickup(leg, start, end, now) == start + dt.timedelta(minutes=expected)
