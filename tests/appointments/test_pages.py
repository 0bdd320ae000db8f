"""The pages of appointments as the four people of a circle meet them."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.factories import at, make_appointment, make_contact, make_ride
from tracker.appointments.models import RIDE_FELL_THROUGH, Appointment
from tracker.rides.rules import OPEN, Status

pytestmark = pytest.mark.django_db


def wall(moment: dt.datetime) -> str:
    """The moment as the form's input writes it, in the circle's zone."""
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def form_data(**fields) -> dict:
    return {"what": "dose", "at": wall(at(days=1)), "minutes": "60", "how": "in_person", "outcome": "planned",
            "visibility": "circle", "client_key": "", "version": ""} | fields  # fmt: skip


def add(person, **fields):
    return person.client.post(person.url("appointments/add/"), form_data(**fields))


def test_add_saves_and_shows_the_entry_with_guidance(owner):
    response = owner.client.post(owner.url("appointments/add/"), form_data(place="Oak Street"), follow=True)
    entry = Appointment.objects.get()
    assert response.redirect_chain == [(entry.get_absolute_url(), 302)]
    html = response.content.decode()
    assert "Oak Street" in html
    assert "Undo" in html
    assert "What can help now" in html
    assert entry.author == owner.user
    assert entry.at == at(days=1)


def test_the_form_begins_with_now_and_the_two_fields_that_matter(owner):
    html = owner.client.get(owner.url("appointments/add/")).content.decode()
    assert f'value="{wall(at())}"' in html or f'value="{wall(at() - dt.timedelta(minutes=1))}"' in html
    folded = html[html.index("<details") :]
    assert 'name="what"' not in folded
    assert 'name="place"' in folded


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("what", "", "Choose one."),
        ("what", "teleport", "Choose one of the answers."),
        ("at", "", "Say when."),
        ("at", "9999-12-31T23:59", "between"),
        ("at", "2026-03-08T02:30", "3:30"),
        ("at", "2026-11-01T01:30", "comes twice"),
        ("minutes", "0", "5"),
        ("minutes", "1e3", "whole number"),
        ("name", "x" * 81, "80"),
        ("note", "x" * 4001, "4000"),
        ("note", "a\x00b", "Null characters"),
        ("how", "\x00", "Choose one of the answers."),
        ("outcome", "vanished", "Choose one of the answers."),
        ("contact", "999999", "Choose one of the answers"),
        ("visibility", "world", "Select a valid choice"),
    ],
)
def test_bad_input_says_what_to_do_beside_the_field_and_keeps_the_rest(owner, field, value, words):
    response = add(owner, **{"place": "Typed before the mistake", field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert not Appointment.objects.exists()
    assert "There is a problem" in html
    assert f'id="id_{field}_error"' in html
    assert words in html
    assert "Typed before the mistake" in html
    assert "<title>Error: " in html


def test_bad_input_28_a_contact_of_another_circle_is_unknown(owner, stranger):
    theirs = make_contact(stranger.circle, name="Their clinic")
    unknown = add(owner, contact="999999").content.decode()
    html = add(owner, contact=str(theirs.pk)).content.decode()
    assert "Their clinic" not in html
    assert html.count("Choose one of the answers") == unknown.count("Choose one of the answers") > 0
    assert not Appointment.objects.exists()


def test_bad_input_25_a_visit_far_ahead_needs_a_tick(owner):
    far = wall(at(days=500))
    response = add(owner, at=far)
    assert response.status_code == 422
    assert "more than a year ahead" in response.content.decode()
    assert 'name="confirmed"' in response.content.decode()
    assert add(owner, at=far, confirmed="on").status_code == 302


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "'; DROP TABLE tracker_entry; --", "👨‍👩‍👧‍👦" * 5]
)
def test_bad_input_10_11_12_13_text_stays_text(owner, text):
    from django.utils.html import escape

    add(owner, name=text, note=text, place=text)
    entry = Appointment.objects.get()
    assert (entry.name, entry.note, entry.place) == (text, text, text)
    for path in (entry.get_absolute_url(), owner.url("appointments/"), owner.url("timeline/"), owner.url("")):
        html = owner.client.get(path).content.decode()
        assert escape(text) in html, path
        assert "<script>alert" not in html


def test_fault_02_the_same_form_sent_twice_makes_one_visit(owner):
    key = str(uuid.uuid4())
    first, second = add(owner, client_key=key), add(owner, client_key=key)
    assert first.url == second.url
    assert Appointment.objects.count() == 1


def test_the_reason_is_kept_for_a_missed_visit_only(owner):
    add(owner, outcome="went", why_missed="no_ride", at=wall(at(days=-1)))
    assert Appointment.objects.get().why_missed == ""


def test_a_change_saves_and_can_be_undone(owner):
    visit = make_appointment(owner.membership, place="Oak")
    response = owner.client.post(visit.url("change"), form_data(place="Elm", version="1"), follow=True)
    assert "Elm" in response.content.decode()
    visit.refresh_from_db()
    assert (visit.place, visit.version) == ("Elm", 2)


def test_a_visit_shows_its_rides_and_says_when_there_is_none(owner):
    visit = make_appointment(owner.membership, at=at(days=2))
    assert "No ride yet for this visit." in owner.client.get(visit.get_absolute_url()).content.decode()
    ride = make_ride(owner.membership, visit=visit, how="bus")
    html = owner.client.get(visit.get_absolute_url()).content.decode()
    assert ride.get_absolute_url() in html
    assert "No ride yet" not in html


def test_a_ride_that_fell_through_is_no_ride(owner):
    visit = make_appointment(owner.membership, at=at(days=2))
    make_ride(owner.membership, visit=visit, status="did_not_come")
    raised = visit.situations(Appointment.load_facts(_log(owner), [visit]))
    assert "ride_needed" in {one.situation for one in raised}
    assert {Status.CANCELLED, Status.DID_NOT_COME} == set(RIDE_FELL_THROUGH)
    assert not OPEN & set(RIDE_FELL_THROUGH)


def _log(person):
    from tracker.entries.log import Log

    return Log(person.membership)


def situations(person, **fields) -> list[str]:
    visit = make_appointment(person.membership, **fields)
    return [one.situation for one in visit.situations(Appointment.load_facts(_log(person), [visit]))]


def test_what_a_visit_raises(owner):
    ahead, past = at(days=2), at(days=-1)
    assert situations(owner, what="dose", at=ahead) == ["ride_needed", "first_visit", "dose_visit", "visit_coming"]
    assert situations(owner, what="dose", at=past, outcome="missed") == ["dose_visit_missed", "visit_missed"]
    assert situations(owner, what="group", at=past, outcome="missed", why_missed="no_ride") == [
        "visit_missed_no_ride",
        "visit_missed",
    ]
    assert situations(owner, what="counseling", at=past, outcome="went") == ["visit_kept"]
    assert situations(owner, what="own_support", at=ahead) == ["own_support"]
    assert situations(owner, what="benefits", at=ahead, how="phone") == ["benefits_due"]


def test_the_list_shows_what_is_next_first(owner):
    make_appointment(owner.membership, name="Long ago", at=at(days=-30), outcome="went")
    make_appointment(owner.membership, name="Very soon", at=at(days=1))
    html = owner.client.get(owner.url("appointments/")).content.decode()
    assert html.index("Coming up") < html.index("Very soon") < html.index("Long ago")


def test_a_number_to_call_is_one_tap_away(owner):
    contact = make_contact(owner.circle, name="Oak Street clinic", phone="(312) 555-0142 x7")
    visit = make_appointment(owner.membership, contact=contact)
    assert 'href="tel:3125550142,7"' in owner.client.get(visit.get_absolute_url()).content.decode()


def test_what_i_used_last_comes_first_and_is_chosen(owner, helper):
    make_appointment(owner.membership, what="court")
    make_appointment(owner.membership, what="group")
    make_appointment(helper.membership, what="lab")
    html = owner.client.get(owner.url("appointments/add/")).content.decode()
    assert (
        html.index('value="group" selected')
        < html.index('value="court"')
        < html.index('value="dose"')
        < html.index('value="lab"')
    )
    preset = owner.client.get(owner.url("appointments/add/?what=lab")).content.decode()
    assert 'value="lab" selected' in preset
