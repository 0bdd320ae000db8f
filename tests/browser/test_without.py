"""Fault 16: scripts, stylesheets or pictures do not arrive. Every main task is possible all the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import follow
from tests.factories import PASSWORD, at, make_appointment
from tracker.appointments.models import Appointment
from tracker.entries.models import Entry
from tracker.good_things.models import GoodThing
from tracker.signs.models import Observation

MISSING = {"scripts": None, "stylesheets": ".css", "pictures": ".svg"}


def press(page, name: str):
    follow(page, page.locator("main").get_by_role("button", name=name, exact=True).first)


def sign_in(page, user):
    page.goto("/accounts/login/")
    page.get_by_label(re.compile("^E-?mail")).first.fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def add(page, tile: str):
    follow(page, page.get_by_role("link", name="Add", exact=True))
    follow(page, page.get_by_role("link", name=tile))


def add_three_kinds(page):
    add(page, "An appointment")
    page.get_by_label("What", exact=True).select_option(label="Clinic or dose visit")
    press(page, "Save")
    add(page, "A sign")
    page.get_by_role("checkbox", name="Skipped a treatment session").check()
    press(page, "Save")
    add(page, "Something that went well")
    page.get_by_role("checkbox").first.check()
    press(page, "Save")


@pytest.mark.parametrize("missing", MISSING)
def test_fault_16_every_main_task_is_possible_without(phone, site, owner, neutral, missing):
    """Sign in, log three kinds, say how a visit went, undo, delete for good, leave."""
    site(withheld=MISSING[missing])
    past = make_appointment(owner.membership, at=at(hours=-3))
    page = phone(javascript=missing != "scripts")
    sign_in(page, owner.user)
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    add_three_kinds(page)
    assert (Appointment.objects.count(), Observation.objects.count(), GoodThing.objects.count()) == (2, 1, 1)
    page.goto(owner.url())
    follow(page, page.locator("main").get_by_role("button", name=re.compile("^(They )?[Ww]ent")).first)
    assert Appointment.objects.filter(outcome="went").count() == 1
    follow(page, page.get_by_role("button", name="Undo"))
    assert not Appointment.objects.filter(outcome="went").exists()
    page.goto(past.url("delete"))
    press(page, "Delete for good now")
    assert not Entry.objects.filter(pk=past.pk).exists()
    page.goto("/emergency/")
    expect(page.get_by_role("link", name=re.compile("911")).first).to_be_visible()
    page.goto(owner.url())
    follow(page, page.get_by_role("link", name="Leave", exact=True))
    page.wait_for_url(neutral)
    assert page.goto(owner.url()).url.split("?")[0].endswith("/accounts/login/")
