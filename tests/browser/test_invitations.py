"""Inviting on a phone: a link that is copied and used by a new person, with JavaScript and without."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.browser.axe import faults_of
from tests.browser.full_circle import CANARY, TEXT
from tests.browser.hands import follow
from tests.factories import (
    PASSWORD,
    Person,
    confirm_it_is_me,
    make_appointment,
    make_invitation,
    make_observation,
    make_user,
)
from tracker.people.models import Membership
from tracker.people.permissions import Role

SMALL = {"size": {"width": 320, "height": 640}, "reduced_motion": "reduce"}


@pytest.fixture(autouse=True)
def _fresh_limits(live):
    cache.clear()


def press(page, name: str):
    return follow(page, page.locator("main").get_by_role("button", name=name, exact=True))


def tap(page, name: str):
    return follow(page, page.locator("main").get_by_role("link", name=name, exact=True))


def make_link(page, owner) -> str:
    """From the People page to the link in its field, confirming on the way that it is you."""
    page.goto(owner.url("people/"))
    tap(page, "Invite someone")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Go on")
    assert page.url.endswith("/people/invite/")
    press(page, "Invite")
    return page.get_by_label("Link").input_value()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_new_person_signs_up_with_the_link_and_sees_what_a_viewer_sees(phone, owner, letterbox, live, javascript):
    make_appointment(owner.membership, name="Shared visit")
    make_observation(owner.membership, note="Quokka, for me alone")
    link = make_link(phone(owner, javascript=javascript), owner)
    assert link.startswith(f"{live}/invitations/")

    page = phone(javascript=javascript)
    page.goto(link)
    assert page.url == f"{live}/invitations/", "the token has left the address"
    assert "Cannot see what others keep to themselves." in page.inner_text("main")
    tap(page, "Make an account")
    page.get_by_label("Email").fill("nora@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Make an account")
    page.get_by_label("Code").fill(letterbox.code())
    press(page, "Go on")
    page.get_by_label("What should the others call you?").fill("Nora")
    press(page, "Join")

    assert page.url == f"{live}{owner.url()}"
    member = Membership.objects.get(user__email="nora@example.org")
    assert (member.role, member.user.name) == (Role.VIEWER, "Nora")
    assert page.get_by_role("navigation", name="My log").get_by_role("link", name="Add").count() == 0
    page.goto(owner.url("timeline/"))
    assert "Shared visit" in page.inner_text("main")
    assert "Quokka" not in page.inner_text("main")
    page.goto(link)
    assert "This invitation does not work" in page.inner_text("main")


def test_the_link_is_copied_by_one_tap(phone, owner, live):
    page = phone(owner)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live)
    link = make_link(page, owner)
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link


def test_i_do_not_know_this_person(phone, owner):
    made = make_invitation(owner.membership, token="t" * 43, address="nora@example.org")
    page = phone(javascript=False)
    page.goto(f"/invitations/{'t' * 43}/")
    press(page, "I don't know this person")
    assert "The invitation has ended." in page.inner_text("main")
    made.refresh_from_db()
    assert made.refused_at


def states(owner, page, known):
    """Each page of an invitation: name, and how to get there."""
    make_invitation(owner.membership, token="t" * 43, shows_name=True, address="nora@example.org")
    link = f"/invitations/{'t' * 43}/"
    yield "signed out", page.goto(link)
    yield "ended", page.goto(f"/invitations/{'u' * 43}/")
    yield "signed in", known.goto(link)
    yield "without a name", press(known, "Join")
    yield "refused", press(known, "I don't know this person")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_an_invitation_has_no_fault(phone, owner, scheme):
    owner.user.name = TEXT[:40]
    owner.user.save()
    person = Person(make_user(""), Client())
    person.client.force_login(person.user)
    page, known = phone(scheme=scheme, **SMALL), phone(person, scheme=scheme, **SMALL)
    faults = []
    for name, _answer in states(owner, page, known):
        looked_at = page if name in {"signed out", "ended"} else known
        faults += [f"{name}: {fault}" for fault in faults_of(looked_at, CANARY)]
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_with_the_link_and_the_limit_have_no_fault(phone, owner, scheme):
    confirm_it_is_me(owner)
    page = phone(owner, scheme=scheme, **SMALL)
    for _ in range(6):
        page.goto(owner.url("people/invite/"))
        press(page, "Invite")
        assert faults_of(page, CANARY) == []
    assert "You have sent 5 invitations" in page.inner_text("main")
