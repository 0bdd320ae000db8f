"""What fingers do: only the keyboard, mistakes, double taps, the night the clock changes; and what stays behind."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import follow
from tests.factories import at, make_appointment
from tracker.appointments.models import Appointment
from tracker.signs.models import Observation

# Whether what has the focus can be seen: it is on screen, and no fixed bar lies over its middle.
SEEN = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect();
  const shown = [...(one.labels || []), one].some((part) => {
    const {left, right, top, bottom} = part.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit && (part.contains(hit) || hit.contains(part));
  });
  return shown && box.width > 0;
}"""
NAME = """() => {
  const one = document.activeElement;
  return (one.labels?.[0]?.textContent || one.getAttribute("aria-label") || one.textContent || "").trim().replace(/\\s+/g, " ");
}"""


def tab_to(page, words: str, most: int = 120):
    """Press Tab until the focus is on what begins with `words`; every stop on the way can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(NAME)
        assert page.evaluate(SEEN), f"the focus is hidden on {name!r}"
        if name.startswith(words):
            return
    raise AssertionError(f"no way to {words!r} with the Tab key on {page.url}")


def press_enter(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_sign_up_to_the_first_entry_with_the_keyboard(phone, letterbox):
    page = phone()
    page.goto("/")
    tab_to(page, "Sign up")
    press_enter(page)
    tab_to(page, "Email")
    page.keyboard.type("dana@example.org")
    tab_to(page, "Password")
    page.keyboard.type("five quiet green lamps")
    press_enter(page)
    tab_to(page, "Code")
    page.keyboard.type(letterbox.code())
    press_enter(page)
    tab_to(page, "What do you call them?")
    page.keyboard.type("Jay")
    tab_to(page, "Open my log")
    press_enter(page)
    tab_to(page, "A sign")
    press_enter(page)
    tab_to(page, "Skipped a treatment session")
    page.keyboard.press("Space")
    tab_to(page, "Save")
    press_enter(page)
    assert Observation.objects.get().signs == ("TE1",)


def test_the_skip_link_goes_past_the_header(phone, owner):
    page = phone(owner)
    page.goto(owner.url())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [360, 1100])
@pytest.mark.parametrize("path", ["", "signs/add/", "boundaries/add/", "week/"])
def test_no_bar_covers_what_has_the_focus(phone, owner, path, width):
    """With Tab down the page and with Shift+Tab up again."""
    make_appointment(owner.membership, at=at(hours=-2))
    page = phone(owner, size={"width": width, "height": 740})
    page.goto(owner.url(path))
    hidden, stops = [], 0
    for key in ("Tab", "Shift+Tab"):
        for _ in range(150):
            page.keyboard.press(key)
            if page.evaluate("document.activeElement === document.body"):
                break
            stops += 1
            if not page.evaluate(SEEN):
                hidden.append(f"{key}: {page.evaluate(NAME)}")
    assert stops > 30
    assert hidden == []


# Mistakes ---------------------------------------------------------------------------------------------
def save(page):
    follow(page, page.locator("main form button[type=submit]").first)


def add_page(page, owner, kind: str = "appointments", query: str = ""):
    page.goto(owner.url(f"{kind}/add/{query}"))


def test_focus_goes_to_the_error_summary_and_from_there_to_the_field(phone, owner):
    page = phone(owner)
    add_page(page, owner)
    page.locator("summary").filter(has_text="Place").click()
    page.get_by_label("Length in minutes").fill("2")
    page.locator("[name=note]").fill("what I typed stays")
    save(page)
    assert page.evaluate("'errorSummary' in document.activeElement.dataset")
    assert page.title().startswith("Error: ")
    page.locator("[data-error-summary] a").click()
    assert page.evaluate("document.activeElement.name") == "minutes"
    assert page.evaluate(SEEN)
    assert page.locator("[name=note]").input_value() == "what I typed stays"


def test_without_javascript_the_error_summary_links_to_the_field(phone, owner):
    page = phone(owner, javascript=False)
    add_page(page, owner)
    page.get_by_label("When").fill("")
    save(page)
    target = page.locator("[data-error-summary] a").first.get_attribute("href")
    expect(page.locator(target)).to_be_visible()


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_double_tap_on_save_gives_one_entry(phone, owner, javascript):
    page = phone(owner, javascript=javascript)
    add_page(page, owner)
    page.locator("main").get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url(re.compile(r"/appointments/[\w-]{12}/$"))
    assert Appointment.objects.count() == 1


def test_a_form_that_lapsed_gives_the_text_back(phone, owner):
    """After signing in again in another tab the token of this form is stale."""
    page = phone(owner)
    entry = make_appointment(owner.membership)
    page.goto(entry.url("change"))
    page.locator("[name=note]").fill("twenty minutes of typing")
    page.context.clear_cookies(name="csrf")
    save(page)
    assert "twenty minutes of typing" in [box.input_value() for box in page.locator("textarea").all()]
    assert Appointment.objects.get().note == ""


# The nights the clock changes ---------------------------------------------------------------------------
@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_hour_that_comes_twice_is_asked_about(phone, owner, javascript):
    page = phone(owner, javascript=javascript)
    for answer in ("The first one", "The second one"):
        add_page(page, owner, "signs", "?sign=TE1")
        page.locator("[name=at]").fill("2026-11-01T01:30")
        save(page)
        expect(page.locator(".error-summary")).to_contain_text("the first or the second")
        assert page.locator("[name=at]").input_value() == "2026-11-01T01:30"
        page.locator("[name=at_fold]").select_option(label=answer)
        save(page)
        expect(page.locator(".messages")).to_contain_text("Saved.")
    first, second = Observation.objects.order_by("at").values_list("at", flat=True)
    assert first == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)
    assert second - first == dt.timedelta(hours=1)


def test_the_hour_that_is_skipped_offers_the_next(phone, owner):
    page = phone(owner)
    add_page(page, owner, "signs", "?sign=TE1")
    page.locator("[name=at]").fill("2026-03-08T02:30")
    save(page)
    expect(page.locator(".error-summary")).to_contain_text("Use 3:30 AM instead")


# What stays behind ----------------------------------------------------------------------------------------
KEPT = """async () => {
  const names = await caches.keys();
  const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return {
    local: Object.keys(localStorage), session: Object.keys(sessionStorage),
    databases: (await indexedDB.databases()).map((one) => one.name),
    cached: requests.flat().map((one) => new URL(one.url).pathname),
  };
}"""


def test_a_tour_leaves_nothing_in_the_browser(phone, owner):
    """No storage is used; a cache, if there is one, holds public pages only."""
    entry = make_appointment(owner.membership, note="Quokka")
    page = phone(owner, service_workers="allow")
    for path in ("", "log/", "timeline/", "week/", "appointments/add/", "signs/add/", "people/", "settings/"):
        page.goto(owner.url(path))
    page.goto(entry.get_absolute_url())
    page.goto("/emergency/")
    page.locator("[data-start]").first.click()
    page.goto("/guidance/naloxone/")
    kept = page.evaluate(KEPT)
    assert (kept["local"], kept["session"], kept["databases"]) == ([], [], [])
    assert not [path for path in kept["cached"] if path.startswith(("/c/", "/me/", "/start/", "/accounts/", "/go/"))]
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(cookies) <= {"session", "csrf", "messages"}
    assert all(cookie["httpOnly"] for cookie in cookies.values())


def test_a_page_left_alone_locks_itself(phone, owner):
    """A minute before the server ends the session it asks; then it puts the page away."""
    entry = make_appointment(owner.membership, note="Quokka")
    page = phone(owner)
    page.clock.install()
    page.goto(entry.get_absolute_url())
    page.clock.fast_forward("14:20")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_visible()
    page.clock.fast_forward("01:00")
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    expect(page.get_by_text("Quokka")).to_be_hidden()
