"""One hand, one minute: how many taps and page loads from Today. Typing is free, a choice from a list is two taps."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import follow
from tests.factories import at, make_appointment
from tracker.appointments.models import Appointment
from tracker.entries.models import Entry
from tracker.timeline.kinds import TILES

# These take their time on purpose.
EXEMPT = {"boundary", "treatment"}


class Thumb:
    """Counts what a person does."""

    def __init__(self, page):
        self.page, self.taps, self.loads = page, 0, 0
        page.on("load", self._loaded)

    def _loaded(self, _page):
        self.loads += 1

    def tap(self, locator):
        self.taps += 1
        locator.click()

    def tap_through(self, locator):
        """A tap that leads to another page."""
        self.taps += 1
        follow(self.page, locator)

    def choose(self, locator, label: str):
        self.taps += 2
        locator.select_option(label=label)


@pytest.fixture
def today(phone, owner):
    """Today, and a thumb that has done nothing yet."""

    def today():
        page = phone(owner)
        page.goto(owner.url())
        return Thumb(page)

    return today


def save(thumb):
    thumb.tap_through(thumb.page.locator("main").get_by_role("button", name="Save", exact=True))


def sign(thumb):
    thumb.tap(thumb.page.get_by_role("checkbox", name="Skipped a treatment session"))
    save(thumb)


def appointment(thumb):
    thumb.choose(thumb.page.get_by_label("What", exact=True), "Group")
    tomorrow = at(days=1).strftime("%Y-%m-%dT10:00")
    thumb.page.get_by_label("When", exact=True).fill(tomorrow)
    save(thumb)


def ride(thumb):
    thumb.choose(thumb.page.get_by_label("How", exact=True), "Taxi or app")
    thumb.page.get_by_label("Pick-up time").fill(at(days=1).strftime("%Y-%m-%dT09:00"))
    save(thumb)


def good_thing(thumb):
    thumb.tap(thumb.page.get_by_role("checkbox", name="Ate together"))
    save(thumb)


def task(thumb):
    thumb.page.locator("#id_what").fill("Call the school")
    save(thumb)


def checkin(thumb):
    thumb.tap(thumb.page.locator('input[name="sleep"]').first)
    save(thumb)


# How to fill in the shortest useful entry of a kind, and the most taps that it may take.
SHORTEST = {
    "sign": (sign, 3),
    "good-thing": (good_thing, 3),
    "appointment": (appointment, 4),
    "ride": (ride, 4),
    "task": (task, 4),
    "checkin": (checkin, 4),
}


def test_every_kind_on_today_is_counted_here():
    assert {kind.code for kind in TILES} - EXEMPT == set(SHORTEST)


@pytest.mark.parametrize("code", SHORTEST)
def test_an_entry_from_today(today, code):
    fill, most = SHORTEST[code]
    thumb = today()
    tile = next(kind.tile for kind in TILES if kind.code == code)
    thumb.tap_through(thumb.page.locator("main .tile-grid").get_by_role("link", name=str(tile)))
    fill(thumb)
    expect(thumb.page.locator(".messages")).to_contain_text("Saved.")
    assert Entry.objects.get().kind == code
    assert thumb.taps <= most
    assert thumb.loads <= 2


def test_a_good_sign_from_today(today):
    thumb = today()
    thumb.tap_through(thumb.page.locator("main .tile-grid").get_by_role("link", name="A sign"))
    thumb.tap(thumb.page.locator("#signs-good input").first)
    save(thumb)
    expect(thumb.page.locator(".messages")).to_contain_text("Saved.")
    assert thumb.taps <= 3
    assert thumb.loads <= 2


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_the_outcome_of_a_visit_is_one_tap(phone, owner, javascript):
    visit = make_appointment(owner.membership, at=at(hours=-3))
    page = phone(owner, javascript=javascript)
    page.goto(owner.url())
    thumb = Thumb(page)
    thumb.tap_through(page.get_by_role("button", name="Went"))
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert page.url.endswith(owner.url())
    assert Appointment.objects.get(pk=visit.pk).outcome == "went"
    assert (thumb.taps, thumb.loads) == (1, 1)
