"""A copy on paper: what is handed over fits on two sheets of Letter or A4, and nothing of the app is on it."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.axe import faults_of
from tests.browser.test_print_week import CHICAGO, fill
from tests.factories import confirm_it_is_me, join, make_circle, make_good_thing, make_share_link, make_treatment
from tracker.base.clock import Week

HALF_INCH = dict.fromkeys(("top", "right", "bottom", "left"), "0.5in")
CONTROLS = (
    "Emergency",
    "Leave",
    "Print this page",
    "Make a link",
    "Change what",
    "Write down",
    "word for word",
    "http",
)


@pytest.fixture
def person(live):
    return join(make_circle(stage="settled"))


def a_full_week(person) -> Week:
    week = Week.this(CHICAGO).shift(-1)
    fill(person.membership, week)
    noon = week.bounds(CHICAGO)[0].replace(hour=18)
    make_good_thing(person.membership, at=noon, codes=("GS3", "GS4"))
    make_treatment(person.membership, at=noon, visibility="circle")
    return week


def printed(page, paper: str) -> tuple[int, str]:
    """How many sheets, and the words on them."""
    pdf = PdfReader(io.BytesIO(page.pdf(format=paper, margin=HALF_INCH)))
    return len(pdf.pages), " ".join(" ".join(sheet.extract_text().split()) for sheet in pdf.pages)


def open_look(phone, person, week, **options):
    page = phone(person, **options)
    page.goto(person.url(f"week/{week}/copy/"))
    page.get_by_label("Also what only I can see").check()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Look at the copy").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Week of")
    return page


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_a_copy_and_the_week_print_on_two_sheets(phone, person, paper):
    week = a_full_week(person)
    page = open_look(phone, person, week)
    sheets, words = printed(page, paper)
    assert sheets <= 2
    for expected in (
        "Week of",
        "As it stood on",
        "What went well",
        "Visits",
        "Rides",
        "Boundaries",
        "What was noticed",
    ):
        assert expected in words
    for control in CONTROLS:
        assert control not in words
    page.goto(person.url(f"week/{week}/"))
    assert printed(page, paper)[0] <= 2


def test_a_link_is_made_copied_opened_by_a_stranger_and_ended(phone, person):
    """The whole way, by hand; what the stranger sees prints as what was looked at."""
    week = a_full_week(person)
    confirm_it_is_me(person)
    page = open_look(phone, person, week)
    looked_at = printed(page, "Letter")
    page.get_by_label("30 days").check()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Link", exact=True).input_value()
    stranger = phone()
    stranger.goto(address)
    assert printed(stranger, "Letter") == looked_at
    assert stranger.get_by_role("navigation").count() == 0
    page.get_by_role("link", name="My links to copies").click()
    expect(page.get_by_text(re.compile("Opened 1 time,"))).to_be_visible()
    page.get_by_role("button", name="End the link").click()
    expect(page.get_by_text("It opens nothing now.")).to_be_visible()
    assert stranger.goto(address).status == 404


def test_without_javascript_a_copy_is_looked_at_and_shared(phone, person):
    week = a_full_week(person)
    confirm_it_is_me(person)
    page = open_look(phone, person, week, javascript=False)
    page.get_by_role("button", name="Make a link").click()
    assert "/share/" in page.get_by_label("Link", exact=True).input_value()


def test_every_page_about_a_copy_is_without_faults(phone, person):
    """What a form leads to, which a walk through addresses does not reach, in light and dark."""
    week = a_full_week(person)
    confirm_it_is_me(person)
    link = make_share_link(person.membership, week=str(week), only_me=True)
    page = open_look(phone, person, week)
    page.emulate_media(reduced_motion="reduce")  # the color of a link must not be looked at while it fades
    found = {"look": faults_of(page, "quokka")}
    page.get_by_role("button", name="Make a link").click()
    found["link"] = faults_of(page, "quokka")
    page.goto(person.url(f"week/{week}/copy/"))
    page.get_by_role("button", name="Look at the copy").click()
    found["refused"] = faults_of(page, "quokka")
    for name, path in (("list", person.url("copies/")), ("shared", f"/share/{link.token}/")):
        page.goto(path)
        found[name] = faults_of(page, "quokka")
    assert {name: faults for name, faults in found.items() if faults} == {}
