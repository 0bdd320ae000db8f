"""What stays in the browser after a tour of everything, and what a locked page does with text."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.full_circle import fill
from tests.browser.hands import follow
from tests.browser.test_axe import all_addresses
from tests.factories import PASSWORD, make_appointment
from tracker.appointments.models import Appointment

STORED = """async () => ({
  local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  caches: await caches.keys(), cookies: document.cookie,
})"""
NOTHING = {"local": [], "session": [], "databases": [], "caches": [], "cookies": ""}
# Told in docs/privacy.md: one for the session, one against forged forms.
COOKIES = {"session", "csrf"}
SIGNS_OUT = {"account_logout", "tracker:leave"}


def sign_in(page, user):
    page.get_by_label(re.compile("^E-?mail")).first.fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button", name="Sign in", exact=True))


def test_t11_f15_asvs_14_3_3_a_tour_of_every_page_and_sign_out_leave_nothing(phone, owner):
    """Every page that the site knows, with JavaScript, service workers allowed."""
    pages = all_addresses(fill(owner))
    page = phone(owner, service_workers="allow")
    visited = 0
    for name in sorted(pages):
        if name in SIGNS_OUT:
            continue
        for path in pages[name][:3]:
            page.goto(path, wait_until="load")
            visited += 1
            assert page.evaluate(STORED) == NOTHING, path
    assert visited > 90
    assert {cookie["name"] for cookie in page.context.cookies()} <= COOKIES
    page.goto("/me/")
    follow(page, page.get_by_role("button", name="Sign out"))
    assert page.evaluate(STORED) == NOTHING
    assert {cookie["name"] for cookie in page.context.cookies()} <= COOKIES
    assert all(cookie["httpOnly"] for cookie in page.context.cookies())


def test_t11_what_the_tour_looks_for_would_be_seen(phone, owner):
    """The control: each kind of storage, once it is used."""
    page = phone(owner)
    page.goto(owner.url())
    page.evaluate("""async () => {
      localStorage.a = sessionStorage.b = "x";
      await caches.open("c");
      await new Promise((done) => { indexedDB.open("d").onsuccess = done; });
    }""")
    stored = page.evaluate(STORED)
    assert [stored[one] for one in ("local", "session", "caches", "databases")] == [["a"], ["b"], ["c"], ["d"]]


# A page that locks ----------------------------------------------------------------------------------------
def test_t1_asvs_7_3_1_a_page_locks_after_the_minutes_that_its_person_chose(phone, owner):
    owner.user.idle_minutes = 5
    owner.user.save()
    entry = make_appointment(owner.membership, note="Quokka")
    page = phone(owner)
    page.clock.install()
    page.goto(entry.get_absolute_url())
    page.clock.fast_forward("04:20")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_visible()
    page.clock.fast_forward("00:50")
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    expect(page.get_by_text("Quokka")).to_be_hidden()


@pytest.mark.parametrize("session_lives", [True, False], ids=["session alive elsewhere", "session over"])
def test_fault_13_text_on_a_page_that_locked_itself_is_kept_and_not_saved(phone, owner, session_lives):
    from django.contrib.sessions.models import Session

    entry = make_appointment(owner.membership)
    page = phone(owner)
    page.clock.install()
    page.goto(entry.url("change"))
    page.locator("[name=note]").fill("Quokka wrote this")
    page.route("**/me/", lambda route: route.abort())
    page.clock.fast_forward("16:00")
    expect(page.get_by_role("heading", name="This page is locked")).to_be_visible()
    expect(page.locator("[name=note]")).to_be_hidden()
    if not session_lives:
        for row in Session.objects.all():
            data = row.get_decoded() | {"seen_at": 0}
            row.session_data = Session.get_session_store_class()().encode(data)
            row.save()
    follow(page, page.locator("[data-idle-lock] a"))
    if not session_lives:
        sign_in(page, owner.user)
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    expect(page.get_by_text("Quokka wrote this")).to_be_visible()
    assert Appointment.objects.get().note == ""
    follow(page, page.get_by_role("link", name="Go on writing"))
    assert page.locator("[name=note]").input_value() == "Quokka wrote this"
    follow(page, page.locator("main").get_by_role("button", name="Save", exact=True))
    assert Appointment.objects.get().note == "Quokka wrote this"


def test_bad_input_37_f12_after_signing_in_in_another_tab_one_more_tap_saves(phone, owner):
    """The first tab has a form open; the second signs in again, so that the first one's token is stale."""
    entry = make_appointment(owner.membership)
    page = phone(owner)
    page.goto(entry.url("change"))
    page.locator("[name=note]").fill("twenty minutes of typing")
    other = page.context.new_page()
    other.goto("/me/")
    follow(other, other.get_by_role("button", name="Sign out"))
    other.goto("/accounts/login/")
    sign_in(other, owner.user)
    follow(page, page.locator("main").get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
    assert Appointment.objects.get().note == ""
    expect(page.get_by_label("Note", exact=True)).to_have_value("twenty minutes of typing")
    follow(page, page.get_by_role("button", name="Send it again"))
    assert Appointment.objects.get().note == "twenty minutes of typing"


def test_fault_13_text_is_given_back_to_somebody_who_is_signed_out(phone, owner):
    """Signed out in another tab: nobody knows whose text it is, so it stands on the page, to copy and to send."""
    page = phone(owner, permissions=["clipboard-read", "clipboard-write"])
    page.goto(owner.url("contacts/add/"))
    page.get_by_label("Name").fill("Oak Street clinic")
    page.locator("[name=note]").fill("Press two, then wait")
    other = page.context.new_page()
    other.goto("/me/")
    follow(other, other.get_by_role("button", name="Sign out"))
    follow(page, page.locator("main").get_by_role("button", name="Save", exact=True))
    expect(page.get_by_label("Good to know")).to_have_value("Press two, then wait")
    copy = page.locator("[data-copy-from]").last
    copy.click()
    expect(copy).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "Press two, then wait"
    other.goto("/accounts/login/")
    sign_in(other, owner.user)
    follow(page, page.get_by_role("button", name="Send it again"))
    follow(page, page.get_by_role("button", name="Send it again"))
    assert owner.circle.contacts.get().note == "Press two, then wait"
