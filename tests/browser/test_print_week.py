"""The week and the twelve weeks on paper: two pages, Letter or A4, without the bars and buttons of the screen."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from tests.factories import (
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_contact,
    make_observation,
    make_ride,
)
from tracker.base.clock import Week

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def person(live):
    from tests.factories import join, make_circle

    return join(make_circle(stage="settled"))


def on(week: Week, day: int, hour: int) -> dt.datetime:
    return dt.datetime.combine(week.days[day], dt.time(hour), tzinfo=CHICAGO)


def fill(member, week: Week) -> None:
    """A daily clinic visit with a ride each, two of which failed; signs on most days; a boundary that was tested."""
    make_contact(member.circle)
    outcomes = ("went", "went", "missed", "went", "missed", "went", "went")
    for day, outcome in enumerate(outcomes):
        visit = make_appointment(member, at=on(week, day, 7), outcome=outcome)
        status = "came" if outcome == "went" else "did_not_come"
        make_ride(member, at=on(week, day, 6), visit=visit, status=status)
    for day, codes in enumerate((("GS3",), ("MS1", "SW1"), ("GS2", "MS1"), ("PH1",), ("RS4", "MP1"))):
        make_observation(member, at=on(week, day, 20), signs=codes)
    boundary = make_boundary(member, at=on(week.shift(-4), 0, 9), look_again_on=week.days[3])
    for day, outcome in ((1, "kept"), (4, "bent")):
        make_boundary_test(boundary, member, at=on(week, day, 18), outcome=outcome)
    for day in (1, 3):
        make_appointment(member, at=on(week.shift(2), day, 7))


def printed(page, paper: str) -> PdfReader:
    half_inch = dict.fromkeys(("top", "right", "bottom", "left"), "0.5in")
    return PdfReader(io.BytesIO(page.pdf(format=paper, margin=half_inch)))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_full_week_prints_on_two_pages(phone, person, paper):
    week = Week.this(CHICAGO).shift(-1)
    fill(person.membership, week)
    page = phone(person)
    page.goto(person.url(f"week/{week}/"))
    pdf = printed(page, paper)
    words = words_of(pdf)
    assert len(pdf.pages) <= 2
    for expected in (
        "What went well",
        "Went to 5 of 7 visits.",
        "Visits",
        "Rides",
        "Boundaries",
        "Next steps",
        "911",
        "988",
    ):
        assert expected in words
    assert "Printed on" in words
    for control in ("Sign out", "Week before", "Emergency", "Leave", "Write down"):
        assert control not in words


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_twelve_full_weeks_print_on_two_pages_without_the_reader_s_own(phone, person, paper):
    for number in range(12):
        fill(person.membership, Week.this(CHICAGO).shift(-number))
        make_checkin(person.membership, at=on(Week.this(CHICAGO).shift(-number), 0, 6), stress="hard")
    page = phone(person)
    page.goto(person.url("patterns/"))
    assert page.get_by_role("heading", name="My own weeks").is_visible()
    pdf = printed(page, paper)
    words = words_of(pdf)
    assert len(pdf.pages) <= 2
    for expected in (
        "Twelve weeks",
        "Went to 60 of 84 visits.",
        "Did not come",
        "Boundaries",
        "this week, so far",
        "988",
    ):
        assert expected in words
    for kept_back in ("My own weeks", "Check-ins", "Numbers as a file", "Leave"):
        assert kept_back not in words


def test_the_print_button_shows_with_javascript_only(phone, person):
    with_script, without = phone(person), phone(person, javascript=False)
    for page, shown in ((with_script, True), (without, False)):
        page.goto(person.url("week/"))
        assert page.locator("[data-print]").is_visible() is shown
