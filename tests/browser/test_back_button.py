"""Nothing private comes back: after Leave, after signing out and after the session ended elsewhere.

Browsers put a page back on screen without asking the server, whatever its headers say. Playwright switches
that off, so these tests ask for a browser that has it, and a control shows the text without our guard.
Chromium drops a kept page when a cookie changes, and Django renews a cookie with every form; other browsers
may not, so here the pages of a circle set no cookie: then the guard is all that stands between.
"""

import contextlib

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error

from tests.browser.hands import follow
from tests.factories import make_appointment

NOTE = "Quokka: he cried in the car and asked me not to tell anyone"


@pytest.fixture
def entry(owner):
    return make_appointment(owner.membership, note=NOTE)


@pytest.fixture
def at_the_note(phone, owner, entry, site):
    """A page with a note on it, in a browser that keeps pages."""

    def at_the_note(**options):
        page = phone(owner, keeps_pages=True, **options)
        page.goto(owner.url())
        page.goto("/about/")
        site(calm=True)
        page.goto(entry.get_absolute_url())
        assert NOTE in page.locator("main").inner_text()
        page.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
        return page

    return at_the_note


def go_back(page):
    """The Back button. Playwright hears nothing of a page that the browser had kept, so this waits by the clock."""
    page.evaluate("setTimeout(() => history.back(), 0)")
    page.wait_for_timeout(1000)


def words_on_screen(page) -> str:
    return page.evaluate("document.documentElement.checkVisibility() ? document.body.innerText : ''")


def comes_to(page, words: str) -> bool:
    """Whether `words` come on screen within five seconds."""
    for _ in range(50):
        with contextlib.suppress(Error):  # between two pages there is nothing to ask
            if words in words_on_screen(page):
                return True
        page.wait_for_timeout(100)
    return False


def is_signed_out(page) -> bool:
    """Whether the server sends the cookies of this browser to the sign-in page."""
    answer = page.request.get("/me/", max_redirects=0)
    return answer.status == 302 and answer.headers["location"].startswith("/accounts/login/")


def test_t4_f1_t2_asvs_14_3_1_back_after_leave_shows_nothing(at_the_note, neutral):
    page = at_the_note()
    follow(page, page.get_by_role("link", name="Leave", exact=True))
    page.wait_for_url(neutral)
    assert is_signed_out(page)
    go_back(page)
    assert "Quokka" not in words_on_screen(page)
    # The page was replaced: Back goes to where one was before it.
    assert page.url.endswith("/about/")


def test_f1_t2_asvs_14_3_1_back_after_sign_out_shows_nothing(at_the_note):
    page = at_the_note()
    follow(page, page.get_by_role("button", name="Sign out"))
    assert is_signed_out(page)
    go_back(page)
    assert comes_to(page, "Sign in")
    assert "Quokka" not in words_on_screen(page)


def test_f1_t2_asvs_14_3_1_back_after_the_session_ended_elsewhere(at_the_note, neutral):
    """No cookie of this browser changes: the guard alone asks the server again."""
    page = at_the_note()
    page.goto(neutral)
    Session.objects.all().delete()
    go_back(page)
    assert comes_to(page, "Sign in")
    assert "Quokka" not in words_on_screen(page)


def test_fault_14_f1_t2_back_after_signing_out_in_another_tab(at_the_note, neutral):
    """The first tab goes on to another site; the second signs out; Back in the first asks the server again."""
    page = at_the_note()
    page.goto(neutral)
    other = page.context.new_page()
    other.goto("/me/")
    follow(other, other.get_by_role("button", name="Sign out"))
    assert is_signed_out(page)
    go_back(page)
    assert comes_to(page, "Sign in")
    assert "Quokka" not in words_on_screen(page)


def test_f1_without_the_guard_the_note_would_come_back(at_the_note, neutral, site):
    """The control: with the guard kept away, the browser shows the note without asking the server."""
    site(withheld="/tracker/guard")
    page = at_the_note()
    page.goto(neutral)
    Session.objects.all().delete()
    go_back(page)
    assert page.evaluate("window.cameBack") is True
    assert NOTE in words_on_screen(page)


def test_t4_three_times_shift_leaves(at_the_note, neutral):
    page = at_the_note()
    for _ in range(2):
        page.keyboard.press("Shift")
    assert "one more time" in page.locator("[data-leave-says]").inner_text()
    page.keyboard.press("Shift")
    page.wait_for_url(neutral)
    assert is_signed_out(page)
    go_back(page)
    assert "Quokka" not in words_on_screen(page)


def test_t4_three_times_shift_says_what_it_does_and_hides_the_page_at_once(at_the_note, neutral):
    """Each press is said to a screen reader; with the third the page is hidden before the next one is asked for."""
    page, hidden = at_the_note(), []
    page.expose_function("tell", lambda is_hidden: hidden.append(is_hidden))
    page.evaluate("addEventListener('keyup', () => tell(document.documentElement.hidden))")
    said = page.locator("[data-leave-says]")
    assert said.get_attribute("aria-live") == "assertive"
    page.keyboard.press("Shift")
    assert "two more times" in said.inner_text()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(neutral)
    assert hidden == [False, False, True]


def test_t4_shift_switched_off_does_nothing_and_the_button_still_leaves(phone, owner, entry, neutral):
    owner.user.shift_leaves = False
    owner.user.save()
    page = phone(owner)
    page.goto(entry.get_absolute_url())
    for _ in range(4):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith(entry.get_absolute_url())
    assert page.locator("[data-leave-says]").inner_text() == ""
    follow(page, page.get_by_role("link", name="Leave", exact=True))
    page.wait_for_url(neutral)


def test_t4_a_pause_between_the_presses_starts_again(phone, owner):
    page = phone(owner)
    page.clock.install()
    page.goto(owner.url())
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.fast_forward("00:06")
    page.keyboard.press("Shift")
    page.wait_for_timeout(200)
    assert page.url.endswith(owner.url())


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_t4_what_leave_does_is_said_once(phone, owner, javascript):
    page = phone(owner, javascript=javascript)
    page.goto(owner.url())
    said = page.get_by_text("It does not erase the history of this browser")
    assert said.is_visible()
    follow(page, page.get_by_role("button", name="Got it"))
    assert page.url.endswith(owner.url())
    assert said.count() == 0


def test_t4_shift_while_typing_capitals_does_not_leave(phone, owner):
    page = phone(owner)
    page.goto(owner.url("appointments/add/"))
    page.locator("summary", has_text="more").click()
    page.locator("[name=note]").focus()
    for letter in "ABC":
        page.keyboard.press(f"Shift+{letter}")
    assert page.locator("[name=note]").input_value() == "ABC"
    assert page.url.endswith("/add/")


def test_t4_on_the_emergency_page_shift_does_not_leave(phone):
    page = phone()
    page.goto("/emergency/")
    for _ in range(4):
        page.keyboard.press("Shift")
    page.wait_for_timeout(200)
    assert page.url.endswith("/emergency/")


@pytest.mark.parametrize("path", ["", "timeline/", "settings/"])
def test_t4_fault_16_leave_works_without_javascript(phone, owner, neutral, path):
    page = phone(owner, javascript=False)
    page.goto(owner.url(path))
    follow(page, page.get_by_role("link", name="Leave", exact=True))
    page.wait_for_url(neutral)
    assert is_signed_out(page)
    assert page.goto(owner.url(path)).url.split("?")[0].endswith("/accounts/login/")


def test_t4_leave_comes_right_after_the_skip_link(phone, owner):
    page = phone(owner)
    page.goto(owner.url())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Tab")
    assert page.evaluate("'leave' in document.activeElement.dataset")
