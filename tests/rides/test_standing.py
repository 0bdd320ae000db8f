"""Round trips, rides that come with every visit of a series, days to book ahead, and the sheet for a complaint."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.appointments.test_pages import form_data, wall
from tests.factories import at, make_appointment, make_contact, make_ride
from tests.rides.posted import answers as ride_data
from tracker.appointments import series
from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.rides import standing
from tracker.rides.models import Ride, StandingRide

pytestmark = pytest.mark.django_db

CHICAGO = ZoneInfo("America/Chicago")
NOON = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def tuesday_noon(settings):
    settings.IDLE_MINUTES = settings.SESSION_HOURS = settings.SESSION_COOKIE_AGE = 10**8
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def visits(owner):
    """Five daily visits at nine, from tomorrow on."""
    data = form_data(at="2026-11-25T09:00", every="day", weeks="1", count="5", place="Oak Street")
    owner.client.post(owner.url("appointments/add/"), data)
    return list(Appointment.objects.order_by("at"))


def add(person, visit_, **fields):
    """Send the form of a ride there, 45 minutes before the visit."""
    pickup = visit_.at - dt.timedelta(minutes=45)
    shown = {"visit": visit_.public_id, "leg": "there", "how": "family", "at": wall(pickup)}
    return person.client.post(person.url("rides/add/"), ride_data(**shown | fields), follow=True)


def times(**wanted) -> list[str]:
    rides = Ride.objects.filter(**wanted).order_by("at")
    return [ride.at.astimezone(CHICAGO).strftime("%m-%d %H:%M") for ride in rides]


def test_a_round_trip_is_two_rides(owner, visits):
    add(owner, visits[0], way_back="on", driver="Sam")
    assert times(leg="there") == ["11-25 08:15"]
    assert times(leg="back") == ["11-25 10:00"]
    back = Ride.objects.get(leg="back")
    assert (back.visit, back.driver, back.pickup_place) == (visits[0], "Sam", "Oak Street")


def test_a_round_trip_sent_twice_is_still_two_rides(owner, visits):
    for _again in range(2):
        add(owner, visits[0], way_back="on", client_key="6f1d3f5e-7f6e-4a57-9f0b-0d4d7a8c3a11")
    assert Ride.objects.count() == 2


def test_a_ride_for_all_visits_that_follow(owner, visits):
    page = add(owner, visits[1], follows="on", way_back="on", driver="Sam")
    assert "6 more rides added." in page.content.decode()
    assert times(leg="there") == [f"11-{day} 08:15" for day in (26, 27, 28, 29)]
    assert times(leg="back") == [f"11-{day} 10:00" for day in (26, 27, 28, 29)]
    assert {ride.driver for ride in Ride.objects.all()} == {"Sam"}
    assert {ride.visit_id for ride in Ride.objects.all()} == {visit.pk for visit in visits[1:]}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"visit": "", "way_back": "on"}, "to add the way back"),
        ({"visit": "", "follows": "on"}, "Choose a visit that comes again."),
        ({"follows": "on", "at": "2026-12-20T09:00", "confirmed": "on"}, "on another day"),
    ],
)
def test_more_rides_need_a_visit_that_fits(owner, visits, fields, words):
    response = add(owner, visits[0], **fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Ride.objects.count() == StandingRide.objects.count() == 0


def test_visits_made_later_get_their_ride_and_deleted_ones_do_not_come_back(owner, tuesday_noon):
    data = form_data(at="2026-11-25T09:00", every="day", weeks="1")
    owner.client.post(owner.url("appointments/add/"), data)
    add(owner, Appointment.objects.order_by("at").first(), follows="on")
    third = Ride.objects.order_by("at")[2]
    owner.client.post(third.url("delete"), {"for_good": "1"})
    before = Ride.objects.count()
    tuesday_noon.move_to(NOON + dt.timedelta(days=30))
    made = series.make_ahead()
    assert (standing.fill_all(), standing.fill_all()) == (made, 0)
    assert Ride.objects.count() == before + made
    assert not Ride.objects.filter(day=third.day).exists()


def test_a_new_day_of_the_series_gets_the_ride_too(owner, visits):
    """From Wednesdays alone to Wednesdays and Fridays."""
    data = form_data(at="2026-12-02T09:00", every="week", weekdays=["2"], weeks="1", count="3")
    owner.client.post(owner.url("appointments/add/"), data)
    first = Appointment.objects.get(day="2026-12-02")
    add(owner, first, follows="on")
    shown = form_data(at="2026-12-02T09:00", every="week", weekdays=["2", "4"], weeks="1", count="4", scope="following")
    owner.client.post(first.url("change"), shown | {"version": "1"})
    standing.fill_all()
    assert times() == [f"12-{day} 08:15" for day in ("02", "04", "09", "11")]


def test_untouched_rides_go_along_when_the_visits_move(owner, visits):
    add(owner, visits[0], follows="on")
    ride = Ride.objects.get(visit=visits[3])
    owner.client.post(ride.url("status"), {"status": "confirmed"})
    shown = form_data(at="2026-11-27T11:00", every="day", weeks="1", count="3", scope="following", place="Oak Street")
    owner.client.post(visits[2].url("change"), shown | {"version": "1"})
    standing.fill_all()
    assert times() == ["11-25 08:15", "11-26 08:15", "11-27 10:15", "11-28 08:15", "11-29 10:15"]
    ride.refresh_from_db()
    assert "The visit has moved. Check the booking again." in ride.problems


def test_a_change_reaches_the_rides_that_follow_where_nobody_has_acted(owner, visits):
    add(owner, visits[0], follows="on", how="medicaid")
    rides = list(Ride.objects.order_by("at"))
    owner.client.post(rides[3].url("status"), {"status": "requested"})
    shown = {
        "visit": visits[1].public_id, "leg": "there", "how": "taxi", "at": "2026-11-26T08:00", "status": "to_book",
        "version": "1", "follows": "on",
    }  # fmt: skip
    page = owner.client.post(rides[1].url("change"), ride_data(**shown), follow=True)
    assert "2 rides after it changed." in page.content.decode()
    assert times() == ["11-25 08:15", "11-26 08:00", "11-27 08:00", "11-28 08:15", "11-29 08:00"]
    assert [ride.how for ride in Ride.objects.order_by("at")] == ["medicaid", "taxi", "taxi", "medicaid", "taxi"]


def test_ending_takes_out_what_nobody_has_acted_on(owner, visits):
    add(owner, visits[0], follows="on")
    rides = list(Ride.objects.order_by("at"))
    owner.client.post(rides[3].url("status"), {"status": "confirmed"})
    page = owner.client.post(rides[0].url("end"), follow=True)
    assert "3 rides taken out." in page.content.decode()
    assert times() == ["11-25 08:15", "11-28 08:15"]
    assert owner.client.get(rides[0].url("end")).status_code == 404
    assert standing.fill_all() == 0


def test_cancelled_visits_take_untouched_rides_along(owner, visits):
    add(owner, visits[0], follows="on")
    ride = Ride.objects.get(visit=visits[3])
    owner.client.post(ride.url("status"), {"status": "confirmed"})
    owner.client.post(visits[2].url("cancel"), {"scope": "following"})
    assert list(Appointment.objects.order_by("at").values_list("outcome", flat=True)) == [
        "planned", "planned", "cancelled",
    ]  # fmt: skip
    assert times() == ["11-25 08:15", "11-26 08:15", "11-28 08:15"]


def test_a_viewer_ends_nothing(owner, viewer, visits):
    add(owner, visits[0], follows="on")
    assert viewer.client.post(Ride.objects.order_by("at")[0].url("end")).status_code == 403
    assert Ride.objects.count() == 5


# When to book --------------------------------------------------------------------------------------------
def test_the_day_to_book_follows_the_company_then_the_circle(owner):
    visit = make_appointment(owner.membership, at=at(days=22))
    company = make_contact(owner.circle, role="ride_company", name="Blue Cars", book_days=2)
    add(owner, visit, how="medicaid")
    add(owner, visit, how="medicaid", contact=company.pk)
    owner.circle.book_days = 5
    owner.circle.save()
    add(owner, visit, how="medicaid")
    # Wednesday, December 16, counted back over weekends.
    assert visit.at.astimezone(CHICAGO).date() == dt.date(2026, 12, 16)
    assert [str(day) for day in Ride.objects.order_by("pk").values_list("book_by", flat=True)] == [
        "2026-12-07", "2026-12-14", "2026-12-09",
    ]  # fmt: skip


@pytest.mark.parametrize("days", ["0", "31", "1e1", "x"])
def test_bad_input_26_business_days_out_of_range_are_refused(owner, days):
    shown = {"nickname": "Jay", "state": "IL", "zone": "America/Chicago", "book_days": days}
    assert owner.client.post(owner.url("settings/"), shown).status_code == 422
    shown = {"role": "ride_company", "name": "Blue Cars", "phone": "", "note": "", "book_days": days}
    assert owner.client.post(owner.url("contacts/add/"), shown).status_code == 422


# The sheet -----------------------------------------------------------------------------------------------
def test_the_complaint_sheet_names_the_company_the_day_and_the_trip(owner, helper):
    company = make_contact(owner.circle, role="ride_company", name="Blue Cars")
    visit = make_appointment(owner.membership, at=at(days=-2), outcome="missed", why_missed="no_ride")
    late = {"status": "came_late", "contact": company, "how": "medicaid"}
    make_ride(
        owner.membership, visit=visit, at=at(days=-2), contact=company, status="did_not_come", confirmation="T-77"
    )
    make_ride(owner.membership, at=at(days=-3), minutes_late=40, **late)
    make_ride(owner.membership, at=at(days=-4), minutes_late=5, **late)  # a little late is no failure
    make_ride(owner.membership, at=at(days=-100), minutes_late=90, **late)  # too long ago
    make_ride(helper.membership, at=at(days=-1), status="did_not_come", how="taxi", visibility="only_me")
    page = owner.client.get(owner.url("rides/complaint/")).content.decode()
    assert page.count("<tr><td>") == 2
    assert "Blue Cars" in page
    assert "T-77" in page
    assert "40 minutes late" in page
    assert "The visit was missed." in page
    assert "Taxi" not in page


def test_an_empty_sheet_says_so(owner):
    assert "Nothing to complain about" in owner.client.get(owner.url("rides/complaint/")).content.decode()
    assert clock.now() == NOON


# Somebody in the circle drives ----------------------------------------------------------------------------
@pytest.fixture
def asked(owner, helper):
    """A ride tomorrow that the helper was asked to drive."""
    shown = {"leg": "there", "how": "family", "at": wall(at(days=1)), "asked": helper.membership.pk}
    owner.client.post(owner.url("rides/add/"), ride_data(**shown))
    return Ride.objects.get()


def test_whoever_is_asked_gets_a_neutral_mail_and_two_buttons(owner, helper, mailoutbox, asked):
    (mail,) = mailoutbox
    assert mail.to == [helper.user.email]
    assert mail.subject == "Alongside: a question for you"
    assert asked.get_absolute_url() in mail.body
    assert owner.circle.nickname not in mail.body
    assert asked.status == "requested"
    assert "Can you drive?" in helper.client.get(helper.url()).content.decode()
    assert "Can you drive?" not in owner.client.get(owner.url()).content.decode()


@pytest.mark.parametrize(("said", "status"), [("yes", "confirmed"), ("no", "to_book")])
def test_the_answer_says_where_the_ride_stands(helper, owner, asked, said, status):
    helper.client.post(asked.url("reply"), {"reply": said})
    asked.refresh_from_db()
    assert (asked.reply, asked.status) == (said, status)
    assert "Can you drive?" not in helper.client.get(helper.url()).content.decode()
    assert ("Yes, I drive" if said == "yes" else "I cannot") in owner.client.get(asked.url()).content.decode()


def test_nobody_answers_for_somebody_else(owner, asked):
    assert owner.client.post(asked.url("reply"), {"reply": "yes"}).status_code == 404
    asked.refresh_from_db()
    assert asked.reply == ""


def test_only_those_who_can_answer_are_asked_and_only_about_what_they_see(owner, helper, viewer, mailoutbox):
    shown = {"leg": "there", "how": "family", "at": wall(at(days=1))}
    response = owner.client.post(owner.url("rides/add/"), ride_data(**shown, asked=viewer.membership.pk))
    assert response.status_code == 422
    hidden = ride_data(**shown, asked=helper.membership.pk) | {"visibility": "only_me"}
    response = owner.client.post(owner.url("rides/add/"), hidden)
    assert "Share it with the circle first." in response.content.decode()
    response = owner.client.post(
        owner.url("rides/add/"), ride_data(**shown | {"how": "taxi"}, asked=helper.membership.pk)
    )
    assert "to ask someone" in response.content.decode()
    assert Ride.objects.count() == len(mailoutbox) == 0
