"""The pure core: rows and a clock in, a summary out. Nothing here touches the database."""

import datetime as dt

import pytest

from tests.summary.conftest import CHICAGO, local
from tracker.appointments.models import Appointment
from tracker.base.clock import Week
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.guidance.catalogue import Category
from tracker.rides.models import Ride
from tracker.summary import words
from tracker.summary.rules import Compared
from tracker.summary.statistics import Noted, Rows, summarize

WEEK = Week.parse("2026-W47")
NEXT_MONDAY = local("2026-11-23", "08:00")
LONG_AGO = dt.date(2026, 1, 5)
_keys = iter(range(1, 10_000))


def visit(day: str, outcome: str = "planned", time: str = "10:00", **fields) -> Appointment:
    at = local(day, time)
    return Appointment(pk=next(_keys), **{"what": "dose", "at": at, "day": at.date(), "outcome": outcome} | fields)


def ride(day: str, status: str = "confirmed", **fields) -> Ride:
    at = local(day, "09:00")
    return Ride(pk=next(_keys), **{"how": "medicaid", "at": at, "day": at.date(), "status": status} | fields)


def noted(day: str, *codes: str, time: str = "10:00", **fields) -> Noted:
    at = local(day, time)
    return Noted(at=at, day=at.date(), codes=codes, **fields)


def summary_of(week: Week = WEEK, now: dt.datetime = NEXT_MONDAY, begun: dt.date = LONG_AGO, **rows):
    return summarize(Rows(**rows), week, CHICAGO, now, begun=begun)


def compared_of(summary) -> dict:
    return {row.category: row.compared for row in summary.signs.rows}


# Visits and rides --------------------------------------------------------------------------------------------
def test_visits_are_sorted_by_how_they_went():
    visits = [
        visit("2026-11-16", "went"),
        visit("2026-11-17", "missed", why_missed="no_ride"),
        visit("2026-11-18", "cancelled"),
        visit("2026-11-19"),
        visit("2026-11-20", "moved"),
    ]
    found = summary_of(visits=visits).visits
    assert found.went == (visits[0],)
    assert found.missed == (visits[1],)
    assert found.called_off == (visits[2], visits[4])
    assert found.unanswered == (visits[3],)
    assert found.coming == ()


def test_a_visit_later_today_is_still_to_come():
    today = [visit("2026-11-18", time="11:59"), visit("2026-11-18", time="12:01")]
    found = summary_of(visits=today, now=local("2026-11-18", "12:00")).visits
    assert (found.unanswered, found.coming) == ((today[0],), (today[1],))


def test_what_went_well_counts_only_answered_visits_of_the_loved_one():
    visits = [
        visit("2026-11-16", "went"),
        visit("2026-11-17", "went"),
        visit("2026-11-18", "missed"),
        visit("2026-11-18", "cancelled"),
        visit("2026-11-19"),
        visit("2026-11-19", "went", what="own_support"),
    ]
    assert words.good(summary_of(visits=visits)) == ["Went to 2 of 3 visits.", "There was time for your own support."]


@pytest.mark.parametrize(
    ("outcomes", "sentences"),
    [
        (["went"], ["Went to the visit: Clinic or dose visit."]),
        (["went", "went"], ["Went to 2 of 2 visits."]),
        (["missed"], []),
        ([], []),
    ],
)
def test_kept_visits_in_words(outcomes, sentences):
    assert words.good(summary_of(visits=[visit("2026-11-16", one) for one in outcomes])) == sentences


def test_kept_visits_of_one_name_share_a_line():
    visits = [visit("2026-11-16", "went"), visit("2026-11-17", "went", name="Oak Street"), visit("2026-11-18", "went")]
    assert summary_of(visits=visits).visits.went_by_title == (
        ("Clinic or dose visit", (dt.date(2026, 11, 16), dt.date(2026, 11, 18))),
        ("Oak Street", (dt.date(2026, 11, 17),)),
    )


def test_rides_in_words():
    rides = [ride("2026-11-16", one) for one in ("came", "came", "came_late", "did_not_come", "cancelled")]
    found = summary_of(rides=rides)
    assert words.rides(found.rides) == "2 came on time, 1 came late, 1 did not come."
    assert words.good(found) == ["2 rides came on time."]
    assert words.rides(summary_of(rides=[ride("2026-11-16", "did_not_come")]).rides) == "1 did not come."
    assert words.rides(summary_of().rides) == ""


def test_visits_ahead_without_a_ride_or_a_plan_b_are_named():
    with_ride, without, failed, by_phone, past = (
        visit("2026-11-24"),
        visit("2026-11-25"),
        visit("2026-11-26"),
        visit("2026-11-27", how="phone"),
        visit("2026-11-20"),
    )
    bare = ride("2026-11-24", visit=with_ride)
    ready = ride("2026-11-24", visit=with_ride, plan_b="Ann drives")
    cancelled = ride("2026-11-26", "cancelled", visit=failed)
    found = summary_of(visits=[past, with_ride, without, failed, by_phone], rides=[bare, ready, cancelled]).rides
    assert found.without_ride == (without, failed)
    assert found.without_plan_b == (bare,)
    assert words.still_open(found) == ["2 visits ahead have no ride yet.", "1 ride ahead has no plan B yet."]


def test_a_visit_ahead_carries_its_rides():
    visits = [visit("2026-11-24"), visit("2026-11-25")]
    there = ride("2026-11-24", visit=visits[0], plan_b="Ann drives")
    back = ride("2026-11-24", "to_book", visit=visits[0], leg="back")
    alone = ride("2026-11-26", how="drive", plan_b="The bus")
    found = summary_of(visits=visits, rides=[there, back, alone]).ahead_next
    assert [(one.entry, words.ahead(one)) for one in found] == [
        (visits[0], "Medicaid ride there: Confirmed · Medicaid ride back: To book · no plan B yet"),
        (visits[1], "no ride yet"),
        (alone, "Confirmed"),
    ]


def test_the_rest_of_this_week_and_the_next_one_lie_ahead():
    rows = {
        "visits": [visit("2026-11-17"), visit("2026-11-20"), visit("2026-11-24"), visit("2026-11-25", "cancelled")],
        "rides": [ride("2026-11-20"), ride("2026-11-30")],
    }
    found = summary_of(now=local("2026-11-18", "12:00"), **rows)
    assert [one.entry for one in found.ahead] == [rows["rides"][0], rows["visits"][1]]
    assert [one.entry for one in found.ahead_next] == [rows["visits"][2]]
    assert summary_of(**rows).ahead == ()


# Boundaries ----------------------------------------------------------------------------------------------------
def test_tests_of_boundaries_in_words():
    tests = [
        BoundaryTest(pk=next(_keys), at=local("2026-11-17"), outcome=outcome) for outcome in ("kept", "kept", "bent")
    ]
    found = summary_of(tests=tests)
    assert words.boundaries(found.boundaries) == "Tested 3 times: 2 kept, 1 bent."
    assert words.good(found) == ["A boundary was tested and kept 2 times."]
    once = summary_of(tests=tests[2:])
    assert words.boundaries(once.boundaries) == "Tested 1 time: 1 bent."
    assert words.good(once) == []


def test_a_boundary_is_due_by_the_end_of_the_week():
    due, later, resting = (
        Boundary(pk=next(_keys), look_again_on=dt.date(2026, 11, day), state=state)
        for day, state in ((22, "active"), (23, "active"), (20, "paused"))
    )
    assert summary_of(boundaries=[due, later, resting]).boundaries.due == (due,)


# Signs -----------------------------------------------------------------------------------------------------
def test_signs_stand_in_their_category_and_day():
    found = summary_of(
        noted=[noted("2026-11-16", "MS1", "MS2", "GS3"), noted("2026-11-22", "MS1"), noted("2026-11-22", "SW1")]
    )
    assert [(row.category, row.days) for row in found.signs.rows] == [
        (Category.GOOD, (1, 0, 0, 0, 0, 0, 0)),
        (Category.MOOD, (2, 0, 0, 0, 0, 0, 1)),
        (Category.SOCIAL, (0, 0, 0, 0, 0, 0, 1)),
    ]
    assert [str(label) for label in found.signs.rows[1].labels] == [
        "More irritable or quick to anger",
        "Very anxious or restless",
    ]


def test_a_sign_that_the_catalogue_no_longer_has_is_passed_over():
    assert not summary_of(noted=[noted("2026-11-16", "XX9")]).signs


def test_good_signs_are_told_with_their_days():
    found = summary_of(
        noted=[noted("2026-11-16", "GS3"), noted("2026-11-19", "GS3", "GS2"), noted("2026-11-19", "GS3")]
    )
    assert words.good(found) == ["Ate together: Monday, Thursday.", "Talked openly: Thursday."]


def test_a_sign_about_a_missed_visit_counts_once():
    found = summary_of(
        visits=[visit("2026-11-17", "missed")],
        noted=[noted("2026-11-17", "TE1", visit_outcome="missed"), noted("2026-11-17", "MS1", visit_outcome="missed")],
    ).signs
    assert [row.category for row in found.rows] == [Category.MOOD]
    assert words.counted_once(found) == "1 sign was about how a visit went. It counts with the visit, not here."
    assert words.counted_once(summary_of(noted=[noted("2026-11-17", "TE1")]).signs) == ""


def test_signs_are_compared_with_the_weeks_before():
    before = [
        noted(day, "MS1", "RS1", "RS2", "RS4") for day in ("2026-10-19", "2026-10-28", "2026-11-04", "2026-11-12")
    ]
    now = [noted("2026-11-16", "MS1", "MS2", "MS4", "SW1", "RS1"), noted("2026-11-17", "RS2", "RS4")]
    assert compared_of(summary_of(noted=before + now)) == {
        Category.MOOD: Compared.MORE,
        Category.SOCIAL: Compared.NEW,
        Category.ROUTINE: Compared.SAME,
    }


def test_a_category_with_nothing_this_week_is_said_to_be_less():
    before = [noted(day, "RS1", "RS2", "RS4") for day in ("2026-10-28", "2026-11-04", "2026-11-12")]
    assert summary_of(noted=[*before, noted("2026-11-16", "MS1")]).signs.fewer == (Category.ROUTINE,)
    # A week in which nobody wrote anything down says nothing, and neither does one that goes on.
    assert summary_of(noted=before).signs.fewer == ()
    assert summary_of(noted=[*before, noted("2026-11-16", "MS1")], now=local("2026-11-18")).signs.fewer == ()


def test_fewer_good_things_are_not_held_against_anyone():
    before = [noted(day, "GS1", "GS2", "GS3", "GS4") for day in ("2026-10-28", "2026-11-04", "2026-11-12")]
    found = summary_of(noted=[*before, noted("2026-11-16", "GS1")])
    assert compared_of(found) == {Category.GOOD: None}


def test_nothing_is_compared_with_one_week_or_with_older_ones():
    old = [noted("2026-10-18", "MS1"), noted("2026-10-10", "MS1")]
    found = summary_of(noted=[*old, noted("2026-11-12", "MS1"), noted("2026-11-16", "MS1", "MS2", "MS4")])
    assert compared_of(found) == {Category.MOOD: None}


# Time ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "hours", "sunday"),
    [("2026-W10", 167, "2026-03-08"), ("2026-W44", 169, "2026-11-01"), ("2026-W47", 168, "2026-11-22")],
)
def test_a_week_is_as_long_as_its_zone_makes_it(name, hours, sunday):
    week = Week.parse(name)
    start, end = week.bounds(CHICAGO)
    assert end - start == dt.timedelta(hours=hours)
    monday = (dt.date.fromisoformat(sunday) + dt.timedelta(days=1)).isoformat()
    late, next_day = visit(sunday, "went", time="23:30"), visit(monday, "went", time="00:00")
    before = visit((week.monday - dt.timedelta(days=1)).isoformat(), "went", time="23:59")
    found = summary_of(
        week,
        now=local("2026-11-25"),
        visits=[before, late, next_day],
        noted=[noted(sunday, "MS1", time="23:30"), noted(monday, "MS1", time="00:00")],
    )
    assert found.visits.went == (late,)
    assert found.signs.rows[0].days == (0, 0, 0, 0, 0, 0, 1)


def test_both_hours_of_the_autumn_night_belong_to_sunday():
    week = Week.parse("2026-W44")
    first, second = (dt.datetime(2026, 11, 1, hour, 30, tzinfo=dt.UTC) for hour in (6, 7))
    rows = [Noted(at=at, day=dt.date(2026, 11, 1), codes=("MS1",)) for at in (first, second)]
    assert summary_of(week, noted=rows).signs.rows[0].days[6] == 2


def test_a_circle_that_moved_keeps_the_day_that_was_written():
    """Written in New York on Tuesday at 00:30, which is Monday in Chicago."""
    at = dt.datetime(2026, 11, 17, 5, 30, tzinfo=dt.UTC)
    found = summary_of(noted=[Noted(at=at, day=dt.date(2026, 11, 17), codes=("MS1",))])
    assert found.signs.rows[0].days == (0, 1, 0, 0, 0, 0, 0)
    # On a Monday it would fall out of the week: then the circle's own day holds.
    at = dt.datetime(2026, 11, 23, 5, 30, tzinfo=dt.UTC)
    found = summary_of(noted=[Noted(at=at, day=dt.date(2026, 11, 23), codes=("MS1",))])
    assert found.signs.rows[0].days == (0, 0, 0, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("2026-W47", "Week of November 16 to 22, 2026"),
        ("2026-W44", "Week of October 26 to November 1, 2026"),
        ("2026-W53", "Week of December 28, 2026 to January 3, 2027"),
    ],
)
def test_a_week_is_called_by_its_days(name, title):
    assert words.title(summary_of(Week.parse(name))) == title


def test_week_53_has_its_own_rows():
    week = Week.parse("2026-W53")
    new_year = visit("2027-01-01", "went")
    assert summary_of(week, now=local("2027-01-05"), visits=[new_year]).visits.went == (new_year,)


def test_a_week_knows_where_it_stands():
    now = local("2026-11-18")
    this, last, older, coming = (summary_of(WEEK.shift(by), now=now) for by in (0, -1, -2, 1))
    assert (this.is_current, this.is_over, this.is_recent) == (True, False, True)
    assert (last.is_current, last.is_over, last.is_recent) == (False, True, True)
    assert (older.is_over, older.is_recent) == (True, False)
    assert (coming.is_current, coming.is_over, coming.is_recent) == (False, False, True)
    assert summary_of(now=now, begun=dt.date(2026, 11, 17)).is_first
    assert not this.is_first
    assert not this.has_log
