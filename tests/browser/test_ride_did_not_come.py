"""The ride did not come: from the bad moment on Today to plan B, the kept dose, a new ride, and the complaint."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_of
from tests.browser.hands import follow
from tests.factories import at, make_appointment, make_contact, make_daily, make_ride
from tracker.appointments.models import Appointment
from tracker.rides.models import Ride


@pytest.fixture
def booked(owner):
    """A Medicaid ride that should have been here twenty minutes ago, for a dose visit in half an hour."""
    clinic = make_contact(owner.circle, role="clinic", name="Oak Street clinic", phone="312-555-0142")
    company = make_contact(owner.circle, role="ride_company", name="First Ride", phone="312-555-0150")
    uncle = make_contact(owner.circle, role="family", name="Uncle Ray", phone="312-555-0161")
    visit = make_appointment(owner.membership, what="dose", name="Methadone", at=at(hours=0.5), contact=clinic)
    ride = make_ride(
        owner.membership, visit=visit, how="medicaid", at=at(hours=-0.33), status="confirmed", contact=company,
        plan_b="Ask Ray to drive", plan_b_contact=uncle, confirmation="T-4711", booked_for_start=visit.at,
    )  # fmt: skip
    return visit, ride


def press(page, name: str, role: str = "button"):
    follow(page, page.locator("main").get_by_role(role, name=name).first)


def test_the_ride_did_not_come(phone, owner, booked):
    visit, ride = booked
    page = phone(owner)
    page.emulate_media(reduced_motion="reduce")  # colors that are still changing are no fault
    page.goto(owner.url())

    # One tap on Today says it, and the ride's page says what to do, with every number to call.
    press(page, "It did not come")
    expect(page.locator("main")).to_contain_text("Did not come")
    if page.url.rstrip("/").endswith(owner.circle.public_id):
        follow(page, page.locator("main").locator(f'a[href="{ride.get_absolute_url()}"]').first)
    steps = page.locator("section", has=page.get_by_role("heading", name="What to do now")).first
    called = [link.get_attribute("href") for link in steps.locator('a[href^="tel:"]').all()]
    for number in ("3125550150", "3125550142", "3125550161"):
        assert any(number in one for one in called), (number, called)
    expect(steps).to_contain_text("Ask Ray to drive")
    assert faults_of(page, "t-4711") == []
    ride.refresh_from_db()
    assert ride.status == "did_not_come"

    # Ray drives: a second ride for the same visit, and it works.
    page.goto(f"{owner.url('rides/add/')}?for={visit.public_id}")
    page.get_by_label("How", exact=True).select_option(label="Family or friend")
    press(page, "Save")
    new = Ride.objects.exclude(pk=ride.pk).get()
    assert (new.visit_id, new.how, new.leg) == (visit.pk, "family", "there")

    # They are too late: the clinic puts the dose off. The visit stays as moved, and its ride asks to be looked at.
    page.goto(visit.get_absolute_url())
    press(page, "Move the visit", "link")
    press(page, "Save")
    visit.refresh_from_db()
    assert visit.outcome == "moved"
    later = Appointment.objects.exclude(pk=visit.pk).get()
    assert (later.name, later.outcome) == ("Methadone", "planned")
    page.goto(new.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Check this ride")

    # The complaint sheet has the day, the company and the trip number, and goes on one page.
    page.goto(owner.url("rides/"))
    press(page, "Rides that failed", "link")
    sheet = page.locator("main").inner_text()
    for words in ("First Ride", "Did not come", "T-4711"):
        assert words in sheet
    assert faults_of(page, "t-4711") == []
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="Letter"))) == 1


def test_a_visit_that_repeats_and_the_ride_that_comes_with_it(phone, owner):
    """A partner types the daily dose once, and the ride to it once; both are there for every day ahead."""
    page = phone(owner)
    first = make_daily(owner.membership, count=5, name="Methadone")
    page.goto(f"{owner.url('rides/add/')}?for={first.public_id}")
    page.get_by_label("How", exact=True).select_option(label="I drive")
    for summary in page.locator("main details summary").all():
        summary.click()
    page.get_by_label("For all visits that follow").check()
    press(page, "Save")
    assert Ride.objects.filter(standing__isnull=False).count() == 5
    expect(page.locator("main")).to_contain_text("Comes with every visit")
    press(page, "No more rides after this one", "link")
    follow(page, page.locator("main form").get_by_role("button").first)
    assert Ride.objects.count() == 1
