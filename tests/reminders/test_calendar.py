"""The calendar link and the calendar file, read back by two parsers that know nothing of each other."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import at, confirm_it_is_me, join, make_appointment, make_circle
from tracker.appointments.models import Appointment
from tracker.base.tokens import hash_of
from tracker.people.models import Circle, Membership
from tracker.reminders.feed import as_calendar
from tracker.reminders.models import CalendarLink

pytestmark = pytest.mark.django_db

CANARY = "Quokka"


def make_link(person, **fields) -> str:
    """Turn the link on as a person does; its path."""
    page = confirm_it_is_me(person).client.post("/me/calendar/", fields).content.decode()
    return re.search(r'value="http://testserver(/calendar/[^"]+)"', page).group(1)


def read(client, path: str) -> tuple[list, str]:
    """The events as icalendar reads them, and the text."""
    response = client.get(path)
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content).walk("VEVENT"), response.content.decode()


def test_t14_the_link_is_off_and_asks_again_who_it_is(owner):
    assert owner.client.get("/me/calendar/").url.startswith("/accounts/reauthenticate/")
    page = confirm_it_is_me(owner).client.get("/me/calendar/").content.decode()
    assert "It is off." in page
    assert not CalendarLink.objects.exists()


def test_t14_only_a_hash_is_kept_and_the_address_is_shown_once(owner):
    path = make_link(owner)
    token = path.split("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert CalendarLink.objects.get().token_digest == hash_of(token)
    assert token not in str(CalendarLink.objects.values_list())
    assert token not in owner.client.get("/me/calendar/").content.decode()


def test_t14_titles_are_neutral_unless_asked_for_and_notes_never_leave(owner, client):
    make_appointment(
        owner.membership, at=at(days=1), name=f"{CANARY} clinic", place=f"{CANARY} Street", note=f"{CANARY} note",
        bring=f"{CANARY} card", goes_along=CANARY,
    )  # fmt: skip
    Circle.objects.update(nickname=CANARY)
    (event,), text = read(client, make_link(owner))
    assert event["summary"] == "Appointment"
    assert CANARY not in text
    assert owner.circle.public_id not in text
    (event,), text = read(client, make_link(owner, shows_details="on"))
    assert (event["summary"], event["location"]) == (f"{CANARY} clinic", f"{CANARY} Street")
    assert f"{CANARY} note" not in text
    assert f"{CANARY} card" not in text


def test_t14_a_link_that_was_turned_off_or_replaced_or_is_a_year_old_opens_nothing(owner, client):
    first = make_link(owner)
    second = make_link(owner)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with time_machine.travel(at(days=366), tick=False):
        assert client.get(second).status_code == 404
    confirm_it_is_me(owner).client.post("/me/calendar/", {"end": "1"})
    assert client.get(second).status_code == 404
    assert client.get("/calendar/" + "x" * 43 + ".ics").content == client.get(second).content


def test_t14_a_removed_member_s_link_shows_nothing_more_of_the_circle(owner, helper, client):
    make_appointment(owner.membership, at=at(days=1))
    path = make_link(helper)
    assert len(read(client, path)[0]) == 1
    Membership.objects.filter(pk=helper.membership.pk).delete()
    assert read(client, path)[0] == []
    helper.user.is_active = False
    helper.user.save()
    assert client.get(path).status_code == 404


def test_everyone_sees_their_own_visits_and_what_is_shared(owner, helper, client):
    make_appointment(owner.membership, at=at(days=1), visibility="only_me")
    shared = make_appointment(owner.membership, at=at(days=2))
    far = join(make_circle(zone="America/Denver"), name="Elsewhere")
    Membership.objects.create(circle=far.circle, user=helper.user, role="viewer")
    other = make_appointment(far.membership, at=at(days=3))
    events, _text = read(client, make_link(helper))
    assert [event["uid"] for event in events] == [f"{one.public_id}@alongside" for one in (shared, other)]
    assert [event["dtstart"].params["TZID"] for event in events] == ["America/Chicago", "America/Denver"]
    assert len(read(client, make_link(owner))[0]) == 2


def test_after_a_loss_the_calendar_is_empty(owner, client):
    make_appointment(owner.membership, at=at(days=1))
    path = make_link(owner)
    Circle.objects.update(bereaved_on=dt.date(2026, 11, 1))
    assert read(client, path)[0] == []


def test_a_change_keeps_the_uid_and_raises_the_sequence(owner, client):
    visit = make_appointment(owner.membership, at=at(days=1))
    path = make_link(owner)
    (before,), _text = read(client, path)
    owner.client.post(visit.url("cancel"), {})
    (after,), _text = read(client, path)
    assert before["uid"] == after["uid"]
    assert (before["sequence"], before["status"]) == (0, "CONFIRMED")
    assert (after["sequence"], after["status"]) == (1, "CANCELLED")
    assert after["last-modified"].dt >= before["last-modified"].dt


def test_a_program_that_has_it_already_gets_a_304(owner, client):
    make_appointment(owner.membership, at=at(days=1))
    path = make_link(owner)
    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_appointment(owner.membership, at=at(days=2))
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_last_use_is_kept_to_the_hour(owner, client, django_assert_num_queries):
    path = make_link(owner)
    client.get(path)
    used = CalendarLink.objects.get().last_used_at
    assert used is not None
    client.get(path)
    assert CalendarLink.objects.get().last_used_at == used
    assert "Last used" in confirm_it_is_me(owner).client.get("/me/calendar/").content.decode()


def test_the_feed_says_what_the_programs_need(owner, client):
    make_appointment(owner.membership, at=at(days=1))
    text = read(client, make_link(owner))[1]
    for line in ("VERSION:2.0", "METHOD:PUBLISH", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H",
                 "BEGIN:VTIMEZONE", "TZID:America/Chicago", "CLASS:PRIVATE"):  # fmt: skip
        assert line in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert len(text) < 6000


@pytest.mark.parametrize(
    ("zone", "wall"),
    [
        ("America/Chicago", "2027-03-14T09:00"),  # the day the clock goes forward
        ("America/Chicago", "2026-11-01T09:00"),  # and back
        ("Australia/Lord_Howe", "2026-10-04T09:00"),  # by half an hour
        ("America/Phoenix", "2026-12-01T09:00"),  # never
    ],
)
def test_both_parsers_read_the_same_moment(zone, wall):
    circle = make_circle(zone=zone)
    moment = dt.datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    visit = make_appointment(join(circle, name="Zoe").membership, at=moment.astimezone(dt.UTC), minutes=45)
    body = as_calendar([visit], shows_details=True)
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    other = next(vobject.readComponents(body.decode())).vevent
    assert event["dtstart"].dt == moment
    assert event["dtend"].dt - event["dtstart"].dt == dt.timedelta(minutes=45)
    assert other.dtstart.value.astimezone(dt.UTC) == moment.astimezone(dt.UTC)
    assert other.dtend.value - other.dtstart.value == dt.timedelta(minutes=45)
    assert other.uid.value == event["uid"]


text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=text, place=text)
def test_t15_whatever_is_in_a_title_stays_in_its_title(owner, title, place):
    """Commas, semicolons, "BEGIN:VEVENT", "URL:javascript:": one event, and the words come back."""
    visit = Appointment(
        circle=owner.circle, what="dose", name=title, place=place, at=at(days=1), updated_at=at(), public_id="x" * 12
    )
    body = as_calendar([visit], shows_details=True)
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert (event["summary"], event["location"]) == (title, place)
    other = next(vobject.readComponents(body.decode()))
    assert len(list(other.vevent_list)) == 1
    assert other.vevent.summary.value == title


@pytest.mark.parametrize("title", ["a\r\nURL:javascript:alert(1)", "END:VEVENT\nBEGIN:VEVENT", "\\n;,\\", "ё" * 80])
def test_t15_line_breaks_start_no_new_line(owner, title):
    visit = Appointment(circle=owner.circle, what="dose", name=title, at=at(), updated_at=at(), public_id="x" * 12)
    body = as_calendar([visit], shows_details=True)
    assert len(icalendar.Calendar.from_ical(body).walk("VEVENT")) == 1
    assert not re.search(rb"^URL", body, re.MULTILINE)


# One visit as a file --------------------------------------------------------------------------------------
def test_one_visit_is_saved_as_a_file(owner, viewer):
    visit = make_appointment(owner.membership, at=at(days=1), name=f"{CANARY} clinic")
    response = viewer.client.get(visit.url("calendar"))
    assert response["Content-Disposition"] == 'attachment; filename="appointment.ics"'
    assert "no-store" in response["Cache-Control"]
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event["summary"] == "Appointment"
    details = viewer.client.get(visit.url("calendar") + "?details=1").content.decode()
    assert f"{CANARY} clinic" in details


def test_nobody_saves_a_visit_that_they_may_not_see(owner, helper):
    visit = make_appointment(owner.membership, at=at(days=1), visibility="only_me")
    assert helper.client.get(visit.url("calendar")).status_code == 404
