"""How visits went: one tap, several at once, and visits that were put off."""

import pytest

from tests.appointments.test_pages import wall
from tests.factories import at, make_appointment, make_ride
from tracker.appointments import actions
from tracker.appointments.models import Appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(owner):
    return [make_appointment(owner.membership, at=at(days=-days)) for days in (1, 2, 3)]


def outcomes() -> list[str]:
    return list(Appointment.objects.order_by("-at").values_list("outcome", flat=True))


def test_several_visits_are_answered_on_one_page(owner, waiting):
    make_appointment(owner.membership, at=at(days=-40))  # too long ago to ask about
    page = owner.client.get(owner.url("appointments/waiting/")).content.decode()
    assert page.count("Leave it open") == 3
    answers = {waiting[0].public_id: "went", waiting[1].public_id: "missed", waiting[2].public_id: ""}
    page = owner.client.post(owner.url("appointments/waiting/"), answers, follow=True)
    assert "2 answers saved." in page.content.decode()
    assert outcomes() == ["went", "missed", "planned", "planned"]


def test_one_button_says_that_all_went_well(owner, waiting):
    owner.client.post(owner.url("appointments/waiting/"), {"all": "went"})
    assert outcomes() == ["went"] * 3


def test_bad_input_27_an_answer_that_is_none_saves_nothing(owner, waiting):
    response = owner.client.post(owner.url("appointments/waiting/"), {waiting[0].public_id: "teleported"})
    assert response.status_code == 422
    assert "Choose one of the answers." in response.content.decode()
    assert outcomes() == ["planned"] * 3


def test_nobody_answers_for_a_visit_that_they_may_not_see(owner, helper, waiting):
    hidden = make_appointment(helper.membership, at=at(days=-1), visibility="only_me")
    owner.client.post(owner.url("appointments/waiting/"), {"all": "went", hidden.public_id: "missed"})
    hidden.refresh_from_db()
    assert hidden.outcome == "planned"


def test_an_answer_in_between_is_kept(owner, helper, waiting):
    """Two supporters answer the same list: what the first said stands, the rest is saved."""
    actions.say_how_it_went(
        entry=Appointment.objects.get(pk=waiting[0].pk), outcome="missed", membership=helper.membership
    )
    saved, passed_over = actions.say_how_they_went(
        answers=[(visit, "went") for visit in waiting], membership=owner.membership
    )
    assert (saved, passed_over) == (2, 1)
    assert outcomes() == ["missed", "went", "went"]


def test_today_offers_the_page_when_more_than_one_waits(owner, waiting):
    assert "appointments/waiting/" in owner.client.get(owner.url()).content.decode()
    for visit in waiting[1:]:
        owner.client.post(visit.url("outcome"), {"outcome": "went"})
    assert "appointments/waiting/" not in owner.client.get(owner.url()).content.decode()


# Put off -------------------------------------------------------------------------------------------------
def test_a_visit_that_was_put_off_stands_at_its_new_time(owner, waiting):
    visit = waiting[0]
    ride = make_ride(owner.membership, visit=visit, at=visit.at)
    to = at(days=5)
    page = owner.client.post(visit.url("move"), {"to": wall(to)}, follow=True)
    assert "This is the new visit" in page.content.decode()
    new = Appointment.objects.order_by("-at").first()
    assert (new.at, new.outcome, new.what) == (to, "planned", visit.what)
    visit.refresh_from_db()
    assert visit.outcome == "moved"
    ride.refresh_from_db()
    assert "The visit has moved. Check the booking again." in ride.problems


def test_bad_input_24_a_new_time_that_is_none_is_refused(owner, waiting):
    for wrong in ("", "2026-02-30T10:00", "9999-12-31T23:59", wall(waiting[0].at)):
        response = owner.client.post(waiting[0].url("move"), {"to": wrong})
        assert response.status_code == 422
    assert outcomes() == ["planned"] * 3


# The lists -----------------------------------------------------------------------------------------------
def test_the_list_keeps_what_is_coming_apart_from_what_was(owner, waiting):
    soon, late = make_appointment(owner.membership, at=at(days=3)), make_appointment(owner.membership, at=at(days=60))
    page = owner.client.get(owner.url("appointments/")).content.decode()
    coming, before = page.split("Before, newest first")
    assert soon.public_id in coming
    assert late.public_id not in page
    assert all(visit.public_id in before for visit in waiting)
    assert late.public_id in owner.client.get(owner.url("appointments/?later=1")).content.decode()


def test_the_timeline_begins_with_next_week_and_offers_what_is_later(owner, waiting):
    late = make_appointment(owner.membership, at=at(days=60))
    assert late.public_id not in owner.client.get(owner.url("timeline/")).content.decode()
    assert late.public_id in owner.client.get(owner.url("timeline/?later=1")).content.decode()
    found = owner.client.post(owner.url("timeline/"), {"since": str(late.day)}).content.decode()
    assert late.public_id in found
