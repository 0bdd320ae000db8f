"""The form of a ride: what it fills in and asks, what may be chosen, what it refuses."""

import datetime as dt

import pytest

from tests.factories import at, make_appointment, make_contact, make_ride
from tests.rides.posted import answers, as_posted, noon, wall
from tracker.appointments import actions as appointment_actions
from tracker.entries import actions
from tracker.entries.models import Entry
from tracker.entries.rules import Visibility
from tracker.rides import rules
from tracker.rides.models import Ride
from tracker.rides.rules import How, Leg, Status

ONLY_ME = Visibility.ONLY_ME.value


def test_add_fills_in_status_and_the_day_to_book(owner):
    visit = make_appointment(owner.membership, at=noon(20))

    response = owner.client.post(
        owner.url("rides/add/"), answers(visit=visit.public_id, at=wall(noon(20) - dt.timedelta(hours=1)))
    )

    ride = Ride.objects.get()
    assert response.status_code == 302
    assert response["Location"] == ride.get_absolute_url()
    assert ride.visit == visit
    assert ride.status == Status.TO_BOOK
    assert ride.book_by == rules.book_by(ride.day, How.MEDICAID)
    assert ride.booked_for_start == visit.at
    assert ride.title == "Medicaid ride there"


def test_add_keeps_the_answers_that_are_given(owner):
    contact = make_contact(owner.circle, role="driver", name="Uncle Ray", phone="312-555-0177")
    day = noon(5).date()

    owner.client.post(
        owner.url("rides/add/"),
        answers(book_by=day, status="requested", contact=contact.pk, plan_b="Ask the neighbor",
                plan_b_contact=contact.pk, confirmation="A-17", pickup_place="Side door", driver="Ray",
                travel_minutes="40", note="Blue van"),
    )  # fmt: skip

    ride = Ride.objects.get()
    assert (ride.book_by, ride.status, ride.contact, ride.plan_b_contact) == (day, "requested", contact, contact)
    assert (ride.plan_b, ride.confirmation, ride.pickup_place) == ("Ask the neighbor", "A-17", "Side door")
    assert (ride.driver, ride.travel_minutes, ride.note) == ("Ray", 40, "Blue van")


@pytest.mark.parametrize(
    ("how", "status"), [("drive", "confirmed"), ("foot", "confirmed"), ("taxi", "to_book"), ("family", "to_book")]
)
def test_add_needs_no_booking_for_ones_own_way(owner, how, status):
    owner.client.post(owner.url("rides/add/"), answers(how=how))

    ride = Ride.objects.get()
    assert (ride.status, ride.book_by) == (status, None)


def test_free_text_is_encrypted(owner):
    make_ride(owner.membership, plan_b="Ask the neighbor", confirmation="A-17", pickup_place="Side door", driver="Ray")

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT plan_b, confirmation, pickup_place, driver FROM tracker_ride")
        row = cursor.fetchone()
    assert not {"Ask the neighbor", "A-17", "Side door", "Ray"} & set(row)


# Choosing the visit ---------------------------------------------------------------------------------------
def test_for_chooses_the_visit_and_a_pickup_time(owner):
    visit = make_appointment(owner.membership, at=noon(3), minutes=90)

    there = owner.client.get(owner.url(f"rides/add/?for={visit.public_id}")).context["form"]
    back = owner.client.get(owner.url(f"rides/add/?for={visit.public_id}&leg=back")).context["form"]

    assert there.initial["visit"] == visit
    assert (there.initial["leg"], there.initial["at"]) == (Leg.THERE, visit.at - dt.timedelta(minutes=45))
    assert (back.initial["leg"], back.initial["at"]) == (Leg.BACK, visit.ends_at)


def test_for_offers_the_way_back_when_there_is_a_ride_there(owner):
    visit = make_appointment(owner.membership, at=noon(3))
    ride = make_ride(owner.membership, visit=visit, at=visit.at - dt.timedelta(hours=1))
    address = owner.url(f"rides/add/?for={visit.public_id}")

    assert owner.client.get(address).context["form"].initial["leg"] == Leg.BACK

    ride.status = Status.CANCELLED.value
    actions.change(entry=ride, version=ride.version, membership=owner.membership)
    assert owner.client.get(address).context["form"].initial["leg"] == Leg.THERE


def test_for_takes_a_visit_beyond_the_usual_choices(owner):
    visit = make_appointment(owner.membership, at=noon(90))

    form = owner.client.get(owner.url(f"rides/add/?for={visit.public_id}")).context["form"]

    assert visit in form.fields["visit"].queryset


@pytest.mark.parametrize("query", ["for=AAAAAAAAAAAA", "for=%00", "for=", "leg=sideways", "for[]=x"])
def test_for_ignores_what_it_does_not_know(owner, query):
    response = owner.client.get(owner.url(f"rides/add/?{query}"))

    assert response.status_code == 200
    assert "visit" not in response.context["form"].initial or response.context["form"].initial["visit"] is None


def test_choices_are_the_visits_near_and_planned(owner):
    near = make_appointment(owner.membership, at=noon(10))
    yesterday = make_appointment(owner.membership, at=at(-1))
    make_appointment(owner.membership, at=at(-3))
    make_appointment(owner.membership, at=noon(70))
    make_appointment(owner.membership, at=noon(4), outcome="cancelled")

    choices = owner.client.get(owner.url("rides/add/")).context["form"].fields["visit"].queryset

    assert list(choices) == [yesterday, near]


def test_choices_leave_out_what_the_reader_may_not_see(owner, helper, stranger):
    hidden = make_appointment(owner.membership, at=noon(3), name="Court on Monday", visibility=ONLY_ME)
    foreign = make_appointment(stranger.membership, at=noon(3))
    unknown = (
        helper.client.post(helper.url("rides/add/"), answers(visit="AAAAAAAAAAAA")).context["form"].errors["visit"]
    )

    for visit in (hidden, foreign):
        form = helper.client.get(helper.url(f"rides/add/?for={visit.public_id}")).context["form"]
        assert form.initial.get("visit") is None
        response = helper.client.post(helper.url("rides/add/"), answers(visit=visit.public_id))
        assert response.status_code == 422
        assert response.context["form"].errors["visit"] == unknown
    assert not Ride.objects.exists()


@pytest.mark.parametrize("field", ["contact", "plan_b_contact"])
def test_contact_of_another_circle_is_unknown(owner, stranger, field):
    contact = make_contact(stranger.circle)

    foreign = owner.client.post(owner.url("rides/add/"), answers(**{field: contact.pk}))
    unknown = owner.client.post(owner.url("rides/add/"), answers(**{field: 999_999}))

    assert foreign.status_code == unknown.status_code == 422
    assert foreign.context["form"].errors[field] == unknown.context["form"].errors[field]


# A visit that is hidden from some ---------------------------------------------------------------------------
def test_ride_for_an_only_me_visit_starts_as_only_me(owner):
    visit = make_appointment(owner.membership, at=noon(3), visibility=ONLY_ME)

    form = owner.client.get(owner.url(f"rides/add/?for={visit.public_id}")).context["form"]

    assert form.initial["visibility"] == ONLY_ME


def test_sharing_the_ride_of_an_only_me_visit_asks(owner):
    visit = make_appointment(owner.membership, at=noon(3), visibility=ONLY_ME)
    sent = answers(visit=visit.public_id, at=wall(noon(3)), how="drive")

    asked = owner.client.post(owner.url("rides/add/"), sent)
    saved = owner.client.post(owner.url("rides/add/"), sent | {"confirmed": "on"})

    assert asked.status_code == 422
    assert "visibility" in asked.context["form"].errors
    assert saved.status_code == 302


def test_shared_ride_says_nothing_of_a_hidden_visit(owner, helper, viewer):
    visit = make_appointment(owner.membership, at=noon(3), name="Court on Monday", visibility=ONLY_ME, place="Room 12")
    ride = make_ride(owner.membership, visit=visit, at=visit.at + dt.timedelta(minutes=30))

    for person in (helper, viewer):
        for path in (f"rides/{ride.public_id}/", "rides/"):
            page = person.client.get(person.url(path)).content.decode()
            assert "Court on Monday" not in page
            assert "Room 12" not in page
            assert "after the visit starts" not in page
            assert visit.public_id not in page
    assert "Court on Monday" not in helper.client.get(helper.url(f"rides/{ride.public_id}/change/")).content.decode()
    mine = owner.client.get(owner.url(f"rides/{ride.public_id}/")).content.decode()
    assert "Court on Monday" in mine
    assert "after the visit starts" in mine


def test_helper_who_may_not_see_the_visit_keeps_it_linked(owner, helper):
    visit = make_appointment(owner.membership, at=noon(3), visibility=ONLY_ME)
    ride = make_ride(owner.membership, visit=visit, at=visit.at)

    response = helper.client.post(
        helper.url(f"rides/{ride.public_id}/change/"), as_posted(ride, visit="", plan_b="Aunt Bea")
    )

    ride.refresh_from_db()
    assert response.status_code == 302
    assert (ride.visit, ride.booked_for_start, ride.plan_b) == (visit, visit.at, "Aunt Bea")


# Doubts that need a tick --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "offset", "sentence"),
    [
        ({"travel_minutes": "40"}, -30, "Gets there 10 minutes after the visit starts."),
        ({}, 5, "The pick-up is after the visit starts."),
        ({"leg": "back"}, 30, "The pick-up is 30 minutes before the visit ends."),
        ({}, -24 * 60, "The visit is on another day"),
    ],
)
def test_times_that_do_not_fit_ask_once(owner, fields, offset, sentence):
    visit = make_appointment(owner.membership, at=noon(20))
    sent = answers(visit=visit.public_id, at=wall(visit.at + dt.timedelta(minutes=offset)), **fields)

    asked = owner.client.post(owner.url("rides/add/"), sent)

    assert asked.status_code == 422
    assert sentence in str(asked.context["form"].errors["at"])
    assert 'name="confirmed"' in asked.content.decode()
    assert not Ride.objects.exists()
    assert owner.client.post(owner.url("rides/add/"), sent | {"confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(("leg", "offset"), [("there", 0), ("there", -45), ("back", 60)])
def test_times_that_fit_are_saved_at_once(owner, leg, offset):
    visit = make_appointment(owner.membership, at=noon(20))

    response = owner.client.post(
        owner.url("rides/add/"),
        answers(visit=visit.public_id, leg=leg, at=wall(visit.at + dt.timedelta(minutes=offset))),
    )

    assert response.status_code == 302


def test_past_and_still_to_book_asks(owner):
    sent = answers(at=wall(at(-1)))

    asked = owner.client.post(owner.url("rides/add/"), sent)

    assert asked.status_code == 422
    assert "status" in asked.context["form"].errors
    assert owner.client.post(owner.url("rides/add/"), sent | {"status": "came"}).status_code == 302


def test_accepted_doubt_is_not_raised_by_a_later_change(owner):
    visit = make_appointment(owner.membership, at=noon(20))
    ride = make_ride(owner.membership, visit=visit, at=visit.at + dt.timedelta(minutes=5))

    response = owner.client.post(owner.url(f"rides/{ride.public_id}/change/"), as_posted(ride, note="Ring twice"))

    assert response.status_code == 302


def test_moved_visit_shows_check_again_until_the_ride_is_saved(owner):
    visit = make_appointment(owner.membership, at=noon(20))
    ride = make_ride(owner.membership, visit=visit, at=visit.at - dt.timedelta(hours=3))
    visit.at -= dt.timedelta(hours=1)
    actions.change(entry=visit, version=visit.version, membership=owner.membership)
    page, change = owner.url(f"rides/{ride.public_id}/"), owner.url(f"rides/{ride.public_id}/change/")

    assert "The visit has moved. Check the booking again." in owner.client.get(page).content.decode()
    near, later = owner.client.get(owner.url("rides/")), owner.client.get(owner.url("rides/?later=1"))
    assert ride.public_id not in near.content.decode()
    assert "The visit has moved. Check the booking again." in later.content.decode()

    asked = owner.client.post(change, as_posted(ride, note="Ring twice"))
    assert asked.status_code == 422
    assert "Does this pick-up still fit?" in str(asked.context["form"].errors["at"])
    owner.client.post(change, as_posted(ride, note="Ring twice", confirmed="on"))
    assert "The visit has moved" not in owner.client.get(page).content.decode()


def test_cancelled_visit_says_cancel_the_ride(owner):
    visit = make_appointment(owner.membership, at=noon(20))
    ride = make_ride(owner.membership, visit=visit, at=visit.at)
    appointment_actions.say_how_it_went(entry=visit, outcome="cancelled", membership=owner.membership)

    assert "Cancel the ride, too." in owner.client.get(owner.url(f"rides/{ride.public_id}/")).content.decode()


def test_day_to_book_follows_the_pickup_unless_it_was_chosen(owner):
    ride = make_ride(owner.membership, at=noon(20))
    ride.book_by = rules.book_by(ride.day, ride.how)
    ride.save()
    change = owner.url(f"rides/{ride.public_id}/change/")

    owner.client.post(change, as_posted(ride, at=wall(noon(27))))
    ride.refresh_from_db()
    assert ride.book_by == rules.book_by(ride.day, How.MEDICAID)

    own = noon(1).date()
    owner.client.post(change, as_posted(ride, book_by=own))
    ride.refresh_from_db()
    owner.client.post(change, as_posted(ride, at=wall(noon(34))))
    ride.refresh_from_db()
    assert ride.book_by == own


# Bad input ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"note": "a\x00b"}, {"note": "x" * 4001}, {"plan_b": "a\x00b"}, {"plan_b": "x" * 201}, {"driver": "x" * 81},
        {"confirmation": "x" * 81}, {"at": ""}, {"at": "9999-12-31T23:59"}, {"at": "0001-01-01T00:00"},
        {"at": "2026-02-30T10:00"}, {"at": "25:00"}, {"book_by": "9999-12-31"}, {"book_by": "2026-02-30"},
        {"book_by": "soon"}, {"leg": "sideways"}, {"leg": ""}, {"how": "rocket"}, {"how": "\x00"}, {"status": "flew"},
        {"visibility": "world"}, {"travel_minutes": "0"}, {"travel_minutes": "-1"}, {"travel_minutes": "1441"},
        {"travel_minutes": "1e3"}, {"travel_minutes": "١"}, {"travel_minutes": "2147483648"},
        {"minutes_late": "1_0", "status": "came_late"}, {"visit": "abc"}, {"visit": "\x00"}, {"visit": "9" * 4300},
        {"contact": "\x00"}, {"client_key": "nope"},
    ],
)  # fmt: skip
def test_bad_input_is_refused_beside_its_field_and_kept(owner, fields):
    response = owner.client.post(owner.url("rides/add/"), answers(**fields))

    assert response.status_code == 422
    name = next(iter(fields))
    assert name in response.context["form"].errors
    assert not Ride.objects.exists()


def test_invisible_text_is_no_text(owner):
    owner.client.post(owner.url("rides/add/"), answers(plan_b="\u200b\u200b", driver="\u202eyaR"))

    ride = Ride.objects.get()
    assert (ride.plan_b, ride.has_plan_b, ride.driver) == ("", False, "yaR")


def test_extra_fields_are_ignored(owner, stranger):
    owner.client.post(
        owner.url("rides/add/"),
        answers(
            circle=stranger.circle.pk,
            author=stranger.user.pk,
            kind="sign",
            booked_for_start="2020-01-01",
            public_id="x",
        ),
    )

    ride = Ride.objects.get()
    assert (ride.circle, ride.author, ride.kind, ride.booked_for_start) == (owner.circle, owner.user, "ride", None)


def test_double_send_saves_once(owner):
    sent = answers()

    first, second = (owner.client.post(owner.url("rides/add/"), sent) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Entry.objects.count() == 1


def test_somebody_elses_save_is_not_overwritten(owner, helper):
    ride = make_ride(owner.membership, at=noon(20))
    change = f"rides/{ride.public_id}/change/"

    helper.client.post(helper.url(change), as_posted(ride, plan_b="Tess drives"))
    response = owner.client.post(owner.url(change), as_posted(ride, plan_b="Maria drives"))

    ride.refresh_from_db()
    assert response.status_code == 422
    assert ride.plan_b == "Tess drives"
    assert "Maria drives" in response.content.decode()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "{{ 7*7 }}{% debug %}", "'; DROP TABLE tracker_ride; --"]
)
def test_text_is_shown_as_text(owner, text):
    ride = make_ride(owner.membership, plan_b=text, driver=text)

    page = owner.client.get(owner.url(f"rides/{ride.public_id}/")).content.decode()

    assert "<script>alert" not in page
    assert page.count(text.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;")) >= 2
