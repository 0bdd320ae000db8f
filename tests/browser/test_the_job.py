"""The whole job as somebody new does it, on a phone, with and without JavaScript."""

import datetime as dt
import io
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.hands import follow
from tracker.base import clock
from tracker.boundaries.models import Boundary
from tracker.entries.models import Entry
from tracker.rides.models import Ride

CHICAGO = ZoneInfo("America/Chicago")


def press(page, name: str):
    """The button of the page's own form, and the page that it leads to."""
    follow(page, page.locator("main").get_by_role("button", name=name, exact=True))
    expect(page.locator(".error-summary")).to_have_count(0)


def unfold(page, words: str):
    page.locator("main summary").filter(has_text=words).click()


def log(page, tile: str):
    """From any page of the circle: the plus, then what to write down."""
    follow(page, page.get_by_role("link", name="Add", exact=True))
    follow(page, page.get_by_role("link", name=tile))


def heading(page) -> str:
    return page.locator("h1:visible").inner_text()


def sign_up(page, letterbox):
    page.goto("/")
    follow(page, page.get_by_role("link", name="Sign up"))
    page.get_by_label(re.compile("^E-?mail")).first.fill("dana@example.org")
    page.get_by_label("Password", exact=True).fill("five quiet green lamps")
    press(page, "Make an account")
    expect(page.locator("main")).to_contain_text("dana@example.org")
    page.get_by_label(re.compile("^Code")).fill(letterbox.code())
    press(page, "Go on")


def start(page):
    assert heading(page) == "Three questions to start"
    page.get_by_label("What do you call them?").fill("Jay")
    page.get_by_role("radio", name="Starting treatment").check()
    page.get_by_label("Where do they live?").select_option(label="Illinois")
    press(page, "Open my log")
    assert heading(page) == "Today"


def add_a_visit(page, tomorrow: dt.date):
    log(page, "An appointment")
    page.get_by_label("What", exact=True).select_option(label="Clinic or dose visit")
    page.get_by_label("When", exact=True).fill(f"{tomorrow}T09:00")
    unfold(page, "Place, whom to call")
    page.get_by_label("Title").fill("Methadone at Oak Street")
    press(page, "Save")
    assert heading(page) == "Methadone at Oak Street"


def book_a_ride(page):
    follow(page, page.get_by_role("link", name="Add a ride"))
    expect(page.get_by_label("For which visit")).to_have_value(re.compile(r".+"))
    page.get_by_label("How", exact=True).select_option(label="Family or friend")
    plan_b = page.get_by_label(re.compile("^Plan B"))
    if not plan_b.is_visible():
        unfold(page, "Plan B")
    plan_b.fill("Aunt Rosa has the car")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("Aunt Rosa has the car")


def write_a_boundary(page):
    log(page, "A boundary")
    press(page, "It is safe. Go on")
    page.get_by_label("What it is about").select_option(label="Shouting and hurtful talk")
    page.get_by_label("I will not …").fill("stay in the room when we shout")
    page.get_by_label("If it happens, I will …").fill("go for a walk and come back in an hour")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("stay in the room when we shout")


def log_a_sign(page):
    log(page, "A sign")
    page.get_by_role("checkbox", name="Skipped a treatment session").check()
    press(page, "Save")
    assert "Skipped a treatment session" in heading(page)


def follow_the_guidance(page):
    advice = page.locator(".advice")
    expect(advice).to_contain_text("Skipped a treatment session")
    follow(page, advice.get_by_role("link", name=re.compile("^Read: ")).first)
    assert "/guidance/" in page.url
    call = page.locator("main a[href^='tel:']").first
    expect(call).to_be_visible()
    assert re.fullmatch(r"tel:\+?[0-9,]{3,}", call.get_attribute("href"))


def read_the_week(page):
    follow(page, page.get_by_role("link", name="My log"))
    assert heading(page) == "Today"
    follow(page, page.get_by_role("navigation", name="My log").get_by_role("link", name="Week"))
    main = page.locator("main")
    expect(main).to_contain_text("Skipped a treatment session")
    expect(main).to_contain_text("Methadone at Oak Street")
    expect(main).to_contain_text("What went well")


def on_paper(page) -> list[str]:
    """What each printed page says."""
    pages = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    return [" ".join(one.extract_text().split()) for one in pages]


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_whole_job(phone, letterbox, javascript):
    page = phone(javascript=javascript)
    tomorrow = clock.today(CHICAGO) + dt.timedelta(days=1)
    sign_up(page, letterbox)
    start(page)
    add_a_visit(page, tomorrow)
    book_a_ride(page)
    write_a_boundary(page)
    log_a_sign(page)
    follow_the_guidance(page)
    read_the_week(page)
    expect(page.get_by_role("button", name="Print")).to_be_visible(visible=javascript)
    paper = on_paper(page)
    assert 1 <= len(paper) <= 2
    text = " ".join(paper)
    for words in ("Skipped a treatment session", "Methadone at Oak Street", "Next steps", "What went well"):
        assert words in text
    for words in ("Sign out", "Leave", "Guidance", "Week before"):
        assert words not in text
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["appointment", "boundary", "ride", "sign"]
    ride, boundary = Ride.objects.get(), Boundary.objects.get()
    assert (ride.plan_b, ride.day) == ("Aunt Rosa has the car", tomorrow)
    assert boundary.visibility == "only_me"
