"""What a ride says is going on, and the questions about rides."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.factories import at, make_appointment, make_contact, make_ride
from tracker.base import clock
from tracker.entries.advice import advise_on
from tracker.entries.log import Log
from tracker.guidance.situations import Situation
from tracker.rides.models import Ride
from tracker.rides.rules import Status


def today(days: int = 0) -> dt.date:
    return clock.now().astimezone(dt.UTC).date() + dt.timedelta(days=days)


def raised(ride: Ride, owner) -> dict[str, str]:
    facts = Ride.load_facts(Log(owner.membership), [ride])
    return {one.situation: one.reason for one in ride.situations(facts)}


def test_situations_of_a_ride_to_book(owner):
    ride = make_ride(owner.membership, at=at(9), book_by=today(2))

    found = raised(ride, owner)

    assert list(found) == [Situation.RIDE_BOOK_BY, Situation.RIDE_NO_PLAN_B, Situation.RIDE_MEDICAID]
    assert found[Situation.RIDE_BOOK_BY] == f"The day to book this ride by is {ride.book_by:%A, %B} {ride.book_by.day}."


def test_situation_of_a_day_to_book_that_is_past(owner):
    ride = make_ride(owner.membership, at=at(9), book_by=today(-3))

    assert raised(ride, owner)[Situation.RIDE_BOOK_BY].startswith("The day to book this ride by was ")


@pytest.mark.parametrize(
    "fields",
    [
        {"book_by": today(9)},
        {"book_by": None},
        {"book_by": today(), "status": "requested"},
        {"book_by": today(), "at": at(-1)},
    ],
)
def test_no_hurry_to_book(owner, fields):
    ride = make_ride(owner.membership, **{"at": at(9)} | fields)

    assert Situation.RIDE_BOOK_BY not in raised(ride, owner)


def test_plan_b_is_a_text_or_a_person(owner):
    contact = make_contact(owner.circle)

    for fields in ({"plan_b": "Aunt Bea"}, {"plan_b_contact": contact}):
        assert Situation.RIDE_NO_PLAN_B not in raised(make_ride(owner.membership, **fields), owner)
    assert Situation.RIDE_NO_PLAN_B not in raised(make_ride(owner.membership, at=at(-1)), owner)


@pytest.mark.parametrize(
    ("fields", "end"),
    [
        ({"status": "did_not_come"}, "did not come."),
        ({"status": "came_late", "minutes_late": 15}, "came 15 minutes late."),
    ],
)
def test_situation_of_a_ride_that_failed(owner, fields, end):
    ride = make_ride(owner.membership, at=at(-1), **fields)

    found = raised(ride, owner)

    assert list(found) == [Situation.RIDE_FAILED]
    assert found[Situation.RIDE_FAILED].endswith(end)


@pytest.mark.parametrize(
    "fields", [{"status": "came"}, {"status": "cancelled"}, {"status": "came_late", "minutes_late": 14}]
)
def test_no_situation_of_a_ride_that_is_over(owner, fields):
    assert raised(make_ride(owner.membership, at=at(-1), **fields), owner) == {}


@pytest.mark.parametrize("fields", [{"at": at(2)}, {"at": at(-1), "status": "did_not_come"}])
def test_ride_leads_to_the_topic_on_rides(owner, fields):
    advice = advise_on(Log(owner.membership), make_ride(owner.membership, **fields))

    assert "transport" in {piece.topic for piece in advice}


def test_situations_ask_the_database_nothing(owner, django_assert_num_queries):
    ride = make_ride(owner.membership, visit=make_appointment(owner.membership, at=at(2)))
    ride = Ride.objects.get(pk=ride.pk)
    facts = Ride.load_facts(Log(owner.membership), [ride])

    with django_assert_num_queries(0):
        ride.situations(facts)


def test_coming_and_waiting(owner):
    soon, just_now = make_ride(owner.membership, at=at(0, 5)), make_ride(owner.membership, at=at(0, -1))
    make_ride(owner.membership, at=at(3))
    make_ride(owner.membership, at=at(0, 6), status="cancelled")
    old = make_ride(owner.membership, at=at(-3))
    make_ride(owner.membership, at=at(-40))

    assert list(Ride.objects.coming(clock.now(), hours=48)) == [just_now, soon]
    assert list(Ride.objects.waiting_for_answer(clock.now())) == [just_now, old]


def test_to_book_by(owner):
    second = make_ride(owner.membership, at=at(9), book_by=today(3))
    first = make_ride(owner.membership, at=at(8), book_by=today(1))
    make_ride(owner.membership, at=at(9), book_by=today(4))
    make_ride(owner.membership, at=at(9), book_by=today(1), status="confirmed")
    make_ride(owner.membership, at=at(9))

    assert list(Ride.objects.to_book_by(today(3))) == [first, second]


def test_failed(owner):
    late = make_ride(owner.membership, at=at(-1), status="came_late", minutes_late=15)
    none = make_ride(owner.membership, at=at(-2), status="did_not_come")
    make_ride(owner.membership, at=at(-1), status="came_late", minutes_late=14)
    make_ride(owner.membership, at=at(-1), status="came_late")
    make_ride(owner.membership, at=at(-1), status="came")

    assert list(Ride.objects.failed().newest_first()) == [late, none]


def test_without_plan_b(owner):
    bare = make_ride(owner.membership, at=at(2))
    make_ride(owner.membership, at=at(1), plan_b="Ray")
    make_ride(owner.membership, at=at(-1))

    assert Ride.objects.all().without_plan_b(clock.now()) == [bare]


@pytest.mark.parametrize(
    ("visit_visibility", "visit_of_owner", "ride_visibility", "shown"),
    [
        ("circle", True, "circle", True),
        ("only_me", True, "circle", False),
        ("only_me", True, "only_me", True),
        ("only_me", False, "only_me", False),
    ],
)
def test_problems_are_silent_where_the_visit_may_be_hidden(
    owner, helper, visit_visibility, visit_of_owner, ride_visibility, shown
):
    whose = owner if visit_of_owner else helper
    visit = make_appointment(whose.membership, at=at(2), visibility=visit_visibility)
    ride = make_ride(owner.membership, visit=visit, at=at(2, 1), visibility=ride_visibility)

    assert bool(ride.problems) is shown
    assert ride.problems_with(visit)


@pytest.mark.parametrize(
    "fields",
    [
        {"leg": "sideways"}, {"how": "rocket"}, {"status": "flew"}, {"travel_minutes": 0}, {"minutes_late": 5},
        {"minutes_late": 1441, "status": "came_late"}, {"book_by": dt.date(9999, 12, 31)},
    ],
)  # fmt: skip
def test_database_refuses_what_makes_no_sense(owner, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_ride(owner.membership, **fields)


def test_labels(owner):
    ride = make_ride(owner.membership, leg="back", how="van", status="came_late", travel_minutes=25)

    assert (ride.title, ride.status_label, ride.how_label, ride.leg_label) == (
        "Clinic van back", Status.CAME_LATE.label, "Clinic van", "Back",
    )  # fmt: skip
    assert ride.arrives_at == ride.at + dt.timedelta(minutes=25)
