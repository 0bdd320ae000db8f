"""Twelve weeks: numbers by week on the circle's clock, what is said of them, and who sees what."""

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import (
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_good_thing,
    make_observation,
    make_ride,
    make_treatment,
)
from tests.summary.conftest import CHICAGO, local
from tracker.base.clock import Week
from tracker.summary import together, twelve_weeks
from tracker.summary.pictures import in_words, pictures
from tracker.summary.small_multiples import draw
from tracker.summary.together import Pattern, Together
from tracker.summary.twelve_weeks import Measure, RideRow, Rows, Visit

NOW = local("2026-11-18", "12:00")
WEEKS = twelve_weeks.weeks_until(Week.parse("2026-W47"))
ZONES = ["America/Chicago", "America/New_York", "America/Phoenix", "Pacific/Honolulu", "Europe/Berlin", "Asia/Kolkata",
         "Australia/Lord_Howe", "America/Sao_Paulo", "Africa/Cairo", "Pacific/Apia", "America/St_Johns", "UTC"]  # fmt: skip


def visit(day: str, outcome: str = "missed", what: str = "dose", why: str = "", pk: int = 0) -> Visit:
    return Visit(pk, local(day, "08:00"), what, outcome, why)


def ids(html: str) -> set[str]:
    return {name for name in ("good", "visits", "rides", "boundaries", "signs", "own") if f'<h2 id="{name}"' in html}


# Numbers --------------------------------------------------------------------------------------------------
@given(st.sampled_from(ZONES), st.datetimes(dt.datetime(2026, 8, 20), dt.datetime(2026, 11, 30)))  # noqa: DTZ001
def test_each_entry_counts_once_and_in_the_week_of_its_day(zone, wall):
    """Whatever the zone, and in both nights in which the clock changes."""
    zone = ZoneInfo(zone)
    at = wall.replace(tzinfo=zone)
    counts = twelve_weeks.count(Rows(visits=[Visit(1, at, "dose", "went")]), WEEKS, zone)
    day = at.astimezone(dt.UTC).astimezone(zone).date()
    expected = {week: int(week.monday <= day <= week.sunday) for week in WEEKS}
    assert {one.week: one.visits["went"] for one in counts} == expected


def test_the_weeks_are_twelve_and_end_with_this_one():
    assert len(WEEKS) == 12
    assert (str(WEEKS[0]), str(WEEKS[-1])) == ("2026-W36", "2026-W47")
    assert str(twelve_weeks.weeks_until(Week.parse("2027-W01"))[-2]) == "2026-W53"


# What is said ---------------------------------------------------------------------------------------------
def test_missed_visits_without_a_ride_are_said_with_their_counts():
    visits = [visit(f"2026-10-{day:02}", pk=day, why="no_ride" if day < 9 else "ill") for day in range(5, 10)]
    found = together.missed_without_ride(Rows(visits=visits))
    assert (found.together, found.observed) == (4, 5)
    assert "Of 5 missed visits, 4 had no ride. This happened together 4 of 5 times." in in_words(found)


def test_a_ride_that_fell_through_is_no_ride_and_one_that_came_is():
    visits = [visit(f"2026-10-{day:02}", pk=day) for day in range(5, 9)]
    rides = [RideRow(one.at, "did_not_come", one.pk) for one in visits[:3]] + [RideRow(NOW, "came", visits[3].pk)]
    assert together.missed_without_ride(Rows(visits=visits, rides=rides)).together == 3


def test_who_writes_no_rides_down_is_told_nothing_about_them():
    visits = [visit(f"2026-10-{day:02}", pk=day) for day in range(5, 10)]
    kept = [visit(f"2026-09-{day:02}", "went", pk=50 + day) for day in range(5, 10)]
    assert together.missed_without_ride(Rows(visits=visits + kept)).together == 0
    rides = [RideRow(one.at, "came", one.pk) for one in kept]
    assert together.missed_without_ride(Rows(visits=visits + kept, rides=rides)).together == 5


def test_signs_after_a_missed_dose_within_two_days_and_only_when_they_are_over():
    doses = [local(day, "08:00") for day in ("2026-09-07", "2026-09-21", "2026-10-05", "2026-10-19", "2026-11-17")]
    signs = [(doses[0] + dt.timedelta(days=1), ["MS1"]), (doses[1] + dt.timedelta(days=2), ["SW1"]),
             (doses[2] + dt.timedelta(days=2, minutes=1), ["MS1"]), (doses[3] + dt.timedelta(hours=5), ["RS4"]),
             (doses[3] - dt.timedelta(hours=5), ["RS4"]), (doses[0] + dt.timedelta(days=1), ["GS1", "TE1"])]  # fmt: skip
    found = together.signs_after_missed_dose(Rows(doses_missed=doses, signs=signs), CHICAGO, NOW)
    assert (found.together, found.observed) == (3, 4)
    assert found.is_enough


def test_doses_missed_close_together_are_one_time():
    doses = [local(f"2026-10-{day:02}", "08:00") for day in (5, 6, 7, 12, 13)]
    found = together.signs_after_missed_dose(Rows(doses_missed=doses), CHICAGO, NOW)
    assert (found.together, found.observed) == (0, 2)


def test_signs_on_most_days_anyhow_are_no_pattern():
    doses = [local(f"2026-10-{day:02}", "08:00") for day in (5, 10, 15, 20)]
    signs = [(local(f"2026-10-{day:02}", "20:00"), ["MS1"]) for day in range(4, 24)]
    assert together.signs_after_missed_dose(Rows(doses_missed=doses, signs=signs), CHICAGO, NOW) is None


def test_the_weekday_of_most_missed_visits():
    mondays = ["2026-10-05", "2026-10-12", "2026-10-19"]
    visits = [visit(day) for day in [*mondays, "2026-10-21"]]
    kept = [visit(f"2026-10-{day:02}", "went") for day in (6, 7, 8, 13, 14, 15)]
    found = together.missed_on_weekday(Rows(visits=visits + kept), CHICAGO)
    assert (found.together, found.observed, found.weekday) == (3, 4, 0)
    assert "Of 4 missed visits, 3 were on a Monday." in in_words(found)
    assert together.missed_on_weekday(Rows(visits=visits), CHICAGO) is None, "all visits are on that day"


@given(st.integers(0, 12), st.integers(0, 12))
def test_nothing_is_said_of_few_observations(happened, more):
    found = Together(Pattern.MISSED_WITHOUT_RIDE, happened, happened + more)
    if found.is_enough:
        assert found.observed >= 4
        assert found.together >= 3
        assert found.together / found.observed >= 0.6


# Pictures -------------------------------------------------------------------------------------------------
@given(st.lists(st.lists(st.integers(0, 999), min_size=12, max_size=12), min_size=1, max_size=6))
def test_a_picture_is_well_formed_shows_each_number_and_stays_inside(values):
    measures = [Measure(f"Row <{number}> of a long name", tuple(row)) for number, row in enumerate(values)]
    root = ET.fromstring(draw("visits", "Visits & more", measures, WEEKS))  # noqa: S314 (our own text)
    names = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert names <= {"svg", "title", "desc", "text", "tspan", "path"}
    assert not [one for one in root.iter() if "style" in one.attrib or any(key.startswith("on") for key in one.attrib)]
    numbers = [one.text for one in root.iter("{http://www.w3.org/2000/svg}tspan")]
    assert numbers == [str(value) for row in values for value in row if value]
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    paths = "".join(one.attrib["d"] for one in root.iter("{http://www.w3.org/2000/svg}path"))
    boxes = re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", paths)
    assert len(boxes) == len(numbers)
    for x, y, wide, tall in (map(float, box) for box in boxes):
        assert x + wide <= width
        assert 0 <= y <= y + tall <= height


def test_fewer_than_three_weeks_are_said_and_not_drawn():
    for days, is_drawn in ((("2026-11-03", "2026-11-10"), False), (("2026-10-27", "2026-11-03", "2026-11-10"), True)):
        rows = Rows(visits=[visit(day, "went") for day in days])
        (picture,) = pictures(twelve_weeks.count(rows, WEEKS, CHICAGO))
        assert picture.is_drawn is is_drawn
        assert picture.caption == f"Went to {len(days)} of {len(days)} visits."


# The page -------------------------------------------------------------------------------------------------
def fill(person, weeks: int = 4) -> None:
    me = person.membership
    boundary = make_boundary(me, at=local("2026-09-01"))
    for number in range(weeks):
        day = local("2026-11-16") - dt.timedelta(weeks=number)
        seen = make_appointment(me, at=day, what="dose", outcome="went" if number % 2 else "missed")
        make_ride(me, visit=seen, at=day, status="came" if number % 2 else "did_not_come")
        make_observation(me, at=day, signs=("MS1", "GS1"))
        make_good_thing(me, at=day)
        make_checkin(me, at=day, stress="hard")
        make_boundary_test(boundary, me, at=day, outcome="kept")
    make_treatment(me, at=local("2026-11-02"), what="dose_missed", days_missed="one")


@pytest.mark.django_db
def test_the_page_shows_each_subject_with_its_sentence(owner):
    fill(owner)
    page = owner.client.get(owner.url("patterns/")).content.decode()
    assert ids(page) == {"good", "visits", "rides", "boundaries", "signs", "own"}
    for sentence in ("Went to 2 of 4 visits.", "On time: 2. Late: 0. Did not come: 2.", "Tested 4 times: 4 kept.",
                     "4 signs were noted. Each can have other causes.",
                     "You checked in 4 times. Something was hard on 4 of them."):  # fmt: skip
        assert sentence in page
    assert page.count("<svg") >= 6
    assert page.count("The same in numbers") == 6
    assert owner.url("patterns/") in owner.client.get(owner.url("week/")).content.decode()


@pytest.mark.django_db
def test_asvs_8_2_3_nobody_counts_what_they_may_not_see(owner, helper):
    fill(owner)  # signs, boundaries, treatment and check-ins are the owner's alone
    page = helper.client.get(helper.url("patterns/")).content.decode()
    assert ids(page) == {"good", "visits", "rides"}
    assert "4 good moments were" in page  # and not the four good signs of the owner's own notes
    numbers = helper.client.get(helper.url("patterns/numbers.csv")).content.decode()
    assert "Check-ins" not in numbers
    assert "Mood" not in numbers


@pytest.mark.django_db
def test_the_file_has_the_numbers_of_the_page_and_no_words_of_anybody(owner):
    fill(owner)
    answer = owner.client.get(owner.url("patterns/numbers.csv"))
    assert answer["Content-Disposition"] == 'attachment; filename="numbers.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 12
    assert rows[-1]["Week from"] == "2026-11-16"
    assert [row["Visits: Missed"] for row in rows[-4:]] == ["0", "1", "0", "1"]
    assert "Check-ins" not in answer.content.decode(), "a file is handed on"
    assert owner.circle.nickname not in answer.content.decode()


@pytest.mark.django_db
def test_an_empty_circle_is_invited_and_a_quiet_one_is_left_alone(owner):
    page = owner.client.get(owner.url("patterns/")).content.decode()
    assert "Nothing is written down yet" in page
    assert "Write something down" in page
    fill(owner, weeks=10)
    assert "Worth a look" not in page
    owner.circle.bereaved_on = dt.date(2026, 11, 10)
    owner.circle.save()
    page = owner.client.get(owner.url("patterns/")).content.decode()
    assert "You do not have to look at this." in page
    assert "Worth a look" not in page


@pytest.mark.django_db
def test_what_is_worth_a_look_stands_on_the_page_with_its_caution(owner):
    for day in range(5, 10):
        make_appointment(owner.membership, at=local(f"2026-10-{day:02}"), outcome="missed", why_missed="no_ride")
    page = owner.client.get(owner.url("patterns/")).content.decode()
    assert "This happened together 5 of 5 times." in page
    assert "It does not say why." in page
    assert "because" not in page[page.index("Worth a look") :]


@pytest.mark.django_db
def test_the_questions_asked_do_not_grow_with_the_log(owner):
    counts = []
    owner.client.get(owner.url("patterns/"))
    for weeks in (1, 11):
        fill(owner, weeks)
        with CaptureQueriesContext(connection) as queries:
            owner.client.get(owner.url("patterns/"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
