"""Going away, on a phone: leave, delete a circle and keep it, delete an account; an entry is gone in two taps."""

import pytest

from tests.browser.axe import faults_of
from tests.browser.full_circle import CANARY
from tests.browser.hands import follow
from tests.factories import PASSWORD, confirm_it_is_me, join, make_appointment, make_checkin, make_observation
from tests.my_data import raw
from tracker.entries.models import Entry, Shelf
from tracker.mail.send import send_due
from tracker.my_data import erase_actions as actions
from tracker.people.models import Circle, Membership, User
from tracker.people.permissions import Role


def tap(page, name: str, role: str = "link"):
    return follow(page, page.locator("main").get_by_role(role, name=name, exact=True).first)


def confirm(page):
    """Type the password when "Confirm it is you" asks for it."""
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.locator("main").get_by_role("button").first)


def heading(page) -> str:
    return page.locator("main h1").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_t9_an_entry_is_gone_for_good_in_two_taps(phone, owner, javascript):
    entry = make_observation(owner.membership, note="What I wrote")
    public_id = entry.public_id
    page = phone(owner, javascript=javascript)
    page.goto(entry.get_absolute_url())
    tap(page, "Delete")
    tap(page, "Delete for good now", "button")
    assert "Deleted for good." in page.locator("body").inner_text()
    assert not Entry.objects.exists()
    assert not Shelf.objects.exists()
    assert raw.tables_of("entry_ptr_id", entry.pk) == set()
    # The trail keeps the id of what was deleted, and nothing else does.
    assert raw.tables_with(public_id) <= {"tracker_auditevent"}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_helper_leaves_a_circle(phone, owner, helper, javascript):
    make_checkin(helper.membership)
    page = phone(helper, javascript=javascript)
    page.goto(helper.url("people/"))
    tap(page, "Leave this circle")
    confirm(page)
    assert "1 entry that only you see is erased for good." in page.locator("main").inner_text()
    tap(page, "Leave the circle", "button")
    assert page.url.endswith("/me/")
    assert "You left the circle." in page.locator("body").inner_text()
    assert page.goto(helper.url()).status == 404
    assert not Entry.objects.exists()


def test_an_owner_removes_somebody(phone, owner, helper):
    page = phone(owner)
    page.goto(owner.url("people/"))
    follow(page, page.locator("main").get_by_role("link", name="Tess").first)
    tap(page, "Remove from this circle")
    confirm(page)
    assert "Tess" in page.locator("main").inner_text()
    tap(page, "Remove", "button")
    assert page.url.endswith("/people/")
    assert "Tess" not in page.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_t26_an_owner_deletes_a_circle_and_another_keeps_it(phone, owner, javascript):
    visit = make_appointment(owner.membership, name="Group")
    other = join(owner.circle, Role.OWNER, "Kim")
    page = phone(owner, javascript=javascript)
    page.goto(owner.url("settings/"))
    tap(page, "Delete this circle")
    confirm(page)
    assert "1 entry that you can see" in page.locator("main").inner_text()
    tap(page, "Close it now, erase it in 7 days", "button")
    assert "Set the tick first." in page.locator("main").inner_text()
    page.get_by_label("Yes, delete this circle").check()
    tap(page, "Close it now, erase it in 7 days", "button")
    assert heading(page).startswith("This circle will be deleted on")
    theirs = phone(other, javascript=javascript)
    theirs.goto(visit.get_absolute_url())
    assert heading(theirs).startswith("This circle will be deleted on")
    tap(theirs, "Keep the circle", "button")
    page.goto(visit.get_absolute_url())
    assert heading(page) == "Group"


def test_somebody_alone_erases_a_circle_at_once(phone, owner):
    make_checkin(owner.membership)
    page = phone(owner)
    page.goto(owner.url("settings/delete/"))
    confirm(page)
    page.get_by_label("Yes, delete this circle").check()
    tap(page, "Erase it for good now", "button")
    assert page.url.endswith("/me/")
    assert not Circle.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_owner_hands_over_and_deletes_their_account(phone, owner, helper, letterbox, javascript):
    make_checkin(owner.membership)
    page = phone(owner, javascript=javascript)
    page.goto("/me/")
    tap(page, "Delete my account")
    confirm(page)
    tap(page, "Delete my account", "button")
    assert "Set the tick first." in page.locator("main").inner_text()
    page.get_by_label("Who will be the owner of").select_option(label="Tess")
    page.get_by_label("Yes, delete my account").check()
    tap(page, "Delete my account", "button")
    assert heading(page) == "Your account was deleted"
    assert "session" not in {one["name"] for one in page.context.cookies()}
    page.goto("/me/")
    assert "/accounts/login/" in page.url
    assert not User.objects.filter(pk=owner.user.pk).exists()
    assert Membership.objects.get().role == Role.OWNER
    send_due()
    assert "Subject: Your account" in letterbox.texts[-1]
    assert raw.tables_with(owner.user.email) == set()


def test_states_of_these_pages_have_no_faults(phone, owner, helper, stranger):
    """Forms sent back, somebody alone, and a closed circle for its owner and for the others."""
    pages = {}
    for person in (owner, helper, stranger):
        confirm_it_is_me(person)
        pages[person.user.name] = phone(person, reduced_motion="reduce")

    def faults(person, path: str, button: str = "") -> list[str]:
        page = pages[person.user.name]
        page.goto(path)
        if button:
            tap(page, button, "button")
        return faults_of(page, CANARY)

    make_checkin(helper.membership)
    seen = [
        faults(owner, owner.url("settings/delete/"), "Close it now, erase it in 7 days"),
        faults(owner, "/me/delete/", "Delete my account"),
        faults(helper, helper.url("leave/")),
        faults(stranger, stranger.url("leave/")),
        faults(stranger, stranger.url("settings/delete/")),
    ]
    actions.ask_deletion(by=owner.user, circle=owner.circle)
    seen += [faults(owner, owner.url()), faults(helper, helper.url("people/"))]
    page = pages["Tess"]
    page.goto("/me/delete/")
    page.get_by_label("Yes, delete my account").check()
    tap(page, "Delete my account", "button")
    assert heading(page) == "Your account was deleted"
    assert [*seen, faults_of(page, CANARY)] == [[]] * 8
