"""Visits from a calendar file: looked at first, taken over once, and nothing in the file is trusted."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_appointment
from tracker.appointments.models import Appointment, Series
from tracker.reminders import calendar_file
from tracker.reminders.feed import as_calendar

pytestmark = pytest.mark.django_db

CHICAGO = ZoneInfo("America/Chicago")
NOON = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def tuesday_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def event(*lines: str, uid: str = "one", start: str = "TZID=America/Chicago:20261130T090000", title="Clinic") -> str:
    parts = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"SUMMARY:{title}"]
    parts += [f"DTSTART;{start}" if "=" in start else f"DTSTART:{start}", *lines, "END:VEVENT"]
    return "\r\n".join(parts)


def calendar(*events: str) -> bytes:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//somebody//else//EN"]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode()


def look(person, content: bytes, **fields):
    file = SimpleUploadedFile("visits.ics", content, content_type="text/calendar")
    data = {"file": file, "what": "counseling", "visibility": "circle"} | fields
    return person.client.post(person.url("appointments/file/"), data)


def take_over(person, content: bytes):
    """Look, and then add what the page offers."""
    page = look(person, content).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return person.client.post(person.url("appointments/file/"), hidden, follow=True)


def days() -> list[str]:
    return [visit.at.astimezone(CHICAGO).strftime("%m-%d %H:%M") for visit in Appointment.objects.order_by("at")]


def test_a_look_adds_nothing_and_the_second_step_adds_what_was_shown(owner):
    content = calendar(event("LOCATION:Oak Street", "DURATION:PT45M"))
    page = look(owner, content).content.decode()
    assert "These come in" in page
    assert "Mon, Nov 30, 2026, 9:00 AM" in page
    assert not Appointment.objects.exists()
    assert "1 visit added." in take_over(owner, content).content.decode()
    visit = Appointment.objects.get()
    assert (visit.name, visit.place, visit.minutes, visit.what) == ("Clinic", "Oak Street", 45, "counseling")
    assert visit.at == dt.datetime(2026, 11, 30, 15, 0, tzinfo=dt.UTC)


def test_the_same_file_a_second_time_adds_nothing(owner):
    content = calendar(event(), event("RRULE:FREQ=DAILY;COUNT=3", uid="two"))
    take_over(owner, content)
    assert Appointment.objects.count() == 4
    page = look(owner, content).content.decode()
    assert "Nothing in it is new." in page
    take_over(owner, calendar(event(), event(uid="three")))
    assert Appointment.objects.count() == 5


def test_what_comes_from_our_own_link_is_known(owner):
    visit = make_appointment(owner.membership, at=NOON + dt.timedelta(days=1))
    page = look(owner, as_calendar([visit], shows_details=True)).content.decode()
    assert "Here already" in page


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RRULE:FREQ=DAILY;COUNT=3"], ["11-30 09:00", "12-01 09:00", "12-02 09:00"]),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261208T000000Z"], ["11-30 09:00", "12-03 09:00", "12-07 09:00"]),
        (["RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2;WKST=SU"], ["11-30 09:00", "12-14 09:00"]),
        (["RRULE:FREQ=DAILY;COUNT=4", "EXDATE;TZID=America/Chicago:20261201T090000"],
         ["11-30 09:00", "12-02 09:00", "12-03 09:00"]),
        (["RRULE:FREQ=MONTHLY;BYDAY=-1MO;COUNT=2"], ["11-30 09:00", "12-28 09:00"]),
    ],
)  # fmt: skip
def test_repeats_of_the_shapes_that_we_offer_come_in(owner, lines, expected):
    take_over(owner, calendar(event(*lines)))
    assert days() == expected
    assert Series.objects.count() == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",  # never: run as it stands it would search for a long time
        "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=MO,TU", "FREQ=MONTHLY;INTERVAL=3", "FREQ=DAILY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=8,20", "FREQ=WEEKLY;INTERVAL=52", "FREQ=DAILY;COUNT=100000", "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=DAILY;UNTIL=20990101",
    ],
)  # fmt: skip
def test_bad_input_40_any_other_repeat_comes_in_once_and_says_so(owner, rule):
    page = look(owner, calendar(event(f"RRULE:{rule}"))).content.decode()
    assert "It comes in once." in page
    take_over(owner, calendar(event(f"RRULE:{rule}")))
    assert (Appointment.objects.count(), Series.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (event(start="VALUE=DATE:20261130"), "It has a day, but no time."),
        (event(start="20260101T090000Z"), "It is past."),
        (event(start="20990101T090000Z"), "It is too far ahead."),
        (event("STATUS:CANCELLED"), "It is cancelled."),
        (event("RECURRENCE-ID:20261130T150000Z"), "It changes one visit of a repeat."),
        (event(uid=""), "no name of its own"),
        (event(start="nonsense"), "cannot be read"),
        (event("RRULE:FREQ=DAILY;UNTIL=20260201T000000Z", start="20260101T090000Z"), "It is past."),
    ],
)
def test_what_is_no_visit_stays_out_with_its_reason(owner, content, words):
    page = look(owner, calendar(content)).content.decode()
    assert "These stay out" in page
    assert words in page
    assert "These come in" not in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"\x00\xff\xfe", "This is not a calendar file."),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", "calendar file"),
        (b"x" * (calendar_file.MOST_BYTES + 1), "too big"),
        (calendar(), "no event"),
        (calendar(*(event(uid=str(n)) for n in range(calendar_file.MOST_EVENTS + 1))), "more than 500"),
    ],
)
def test_bad_input_36_a_file_that_is_no_calendar_is_refused(owner, content, words):
    response = look(owner, content)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_bad_input_10_11_text_from_a_file_stays_text(owner):
    content = calendar(event("LOCATION:\u202eOak", title="<script>alert(1)</script> 👩‍👩‍👧"))
    page = take_over(owner, content).content.decode()
    assert "<script>alert(1)" not in page
    visit = Appointment.objects.get()
    assert visit.name == "<script>alert(1)</script> 👩‍👩‍👧"
    assert visit.place == "Oak"


def test_the_second_step_takes_only_what_this_person_has_seen(owner, helper, tuesday_noon, settings):
    settings.IDLE_MINUTES = 60
    page = look(owner, calendar(event())).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert helper.client.post(helper.url("appointments/file/"), hidden).status_code == 422
    changed = hidden | {"content": hidden["content"][:-2] + "xx"}
    assert owner.client.post(owner.url("appointments/file/"), changed).status_code == 422
    tuesday_noon.shift(16 * 60)
    late = owner.client.post(owner.url("appointments/file/"), hidden)
    assert late.status_code == 422
    assert "Choose the file again" in late.content.decode()
    assert not Appointment.objects.exists()


def test_t7_a_viewer_takes_over_nothing(viewer):
    assert viewer.client.get(viewer.url("appointments/file/")).status_code == 403
    assert look(viewer, calendar(event())).status_code == 403
