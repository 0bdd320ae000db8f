"""The pages of rides, tried by the owner, a helper, a viewer and a stranger."""

import datetime as dt

import pytest

from tests.factories import at, join, make_appointment, make_circle, make_contact, make_ride
from tests.rides.posted import noon
from tracker.entries import actions
from tracker.entries.rules import Visibility
from tracker.rides.models import Ride
from tracker.rides.rules import Status

ONLY_ME = Visibility.ONLY_ME.value


# One tap --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", list(Status))
def test_one_tap_says_where_the_ride_stands_and_can_be_undone(owner, status):
    ride = make_ride(owner.membership, at=at(0, -1), status="confirmed")

    response = owner.client.post(owner.url(f"rides/{ride.public_id}/status/"), {"status": status.value}, follow=True)

    ride.refresh_from_db()
    assert ride.status == status
    [message] = response.context["messages"]
    owner.client.post(owner.url(f"undo/{message.extra_tags}/"))
    ride.refresh_from_db()
    assert ride.status == "confirmed"


def test_late_minutes_are_kept_for_a_late_ride_only(owner):
    ride = make_ride(owner.membership, at=at(0, -1))
    address = owner.url(f"rides/{ride.public_id}/status/")

    owner.client.post(address, {"status": "came_late", "minutes_late": "20"})
    ride.refresh_from_db()
    assert (ride.status, ride.minutes_late, ride.failed) == ("came_late", 20, True)

    owner.client.post(address, {"status": "came", "minutes_late": "20"})
    ride.refresh_from_db()
    assert (ride.status, ride.minutes_late) == ("came", None)


def test_tap_goes_back_to_where_the_button_was(owner):
    ride = make_ride(owner.membership, at=at(0, -1))
    address, week = owner.url(f"rides/{ride.public_id}/status/"), owner.url("week/")

    assert owner.client.post(address, {"status": "came", "next": week})["Location"] == week
    for evil in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example", ""):
        assert owner.client.post(address, {"status": "came", "next": evil})["Location"] == owner.url()
    for asks_more in ({"status": "did_not_come"}, {"status": "came_late"}):
        assert owner.client.post(address, asks_more | {"next": week})["Location"] == ride.get_absolute_url()


@pytest.mark.parametrize(
    "sent",
    [{}, {"status": "flew"}, {"status": "\x00"}]
    + [
        {"status": "came_late", "minutes_late": bad}
        for bad in ("-5", "0", "1441", "1e3", "NaN", "9" * 5000, "١", "\x00", "soon")
    ],
)
def test_tap_refuses_what_is_no_answer(owner, sent):
    ride = make_ride(owner.membership, status="confirmed")

    response = owner.client.post(owner.url(f"rides/{ride.public_id}/status/"), sent)

    ride.refresh_from_db()
    assert response.status_code == 302
    assert (ride.status, ride.version) == ("confirmed", 1)


def test_tap_is_not_for_viewers_or_strangers(owner, viewer, stranger):
    ride = make_ride(owner.membership)
    private = make_ride(owner.membership, visibility=ONLY_ME)

    assert viewer.client.post(viewer.url(f"rides/{ride.public_id}/status/"), {"status": "came"}).status_code == 403
    assert stranger.client.post(owner.url(f"rides/{ride.public_id}/status/"), {"status": "came"}).status_code == 404
    assert stranger.client.post(stranger.url(f"rides/{ride.public_id}/status/"), {"status": "came"}).status_code == 404
    assert viewer.client.get(viewer.url(f"rides/{private.public_id}/")).status_code == 404
    assert owner.client.get(owner.url(f"rides/{ride.public_id}/status/")).status_code == 405


# The page of a ride -----------------------------------------------------------------------------------------
def test_plan_b_is_one_tap_away(owner, viewer):
    contact = make_contact(owner.circle, role="driver", name="Uncle Ray", phone="312-555-0177")
    ride = make_ride(owner.membership, plan_b="Ask Ray", plan_b_contact=contact)

    for person in (owner, viewer):
        page = person.client.get(person.url(f"rides/{ride.public_id}/")).content.decode()
        assert 'href="tel:3125550177"' in page
        assert "Ask Ray" in page


def test_did_not_come_shows_whom_to_call(owner):
    clinic = make_contact(owner.circle, phone="312-555-0142")
    company = make_contact(owner.circle, role="ride_company", name="Lake Rides", phone="312-555-0188")
    ray = make_contact(owner.circle, role="driver", name="Uncle Ray", phone="312-555-0177")
    visit = make_appointment(owner.membership, at=at(0, 1), contact=clinic)
    ride = make_ride(
        owner.membership, visit=visit, at=at(0, -1), contact=company, plan_b_contact=ray, status="did_not_come"
    )

    page = owner.client.get(owner.url(f"rides/{ride.public_id}/")).content.decode()

    steps = page[page.index('id="steps"') : page.index("</ol>")]
    places = [steps.index(number) for number in ("3125550188", "18777250569", "3125550142", "3125550177")]
    assert places == sorted(places)
    assert "Complain the same day" in steps


def test_illinois_line_is_for_illinois(db):
    person = join(make_circle(state="MO"))
    ride = make_ride(person.membership, at=at(0, -1), status="did_not_come")

    assert "877-725-0569" not in person.client.get(person.url(f"rides/{ride.public_id}/")).content.decode()


@pytest.mark.parametrize(
    ("how", "status", "shown"),
    [
        ("medicaid", "to_book", True),
        ("medicaid", "requested", True),
        ("medicaid", "confirmed", False),
        ("taxi", "to_book", False),
    ],
)
def test_what_to_have_at_hand(owner, how, status, shown):
    ride = make_ride(owner.membership, how=how, status=status)

    page = owner.client.get(owner.url(f"rides/{ride.public_id}/")).content.decode()

    assert ("Have this at hand when you call" in page) is shown


def test_form_leads_to_a_new_contact(owner):
    page = owner.client.get(owner.url("rides/add/")).content.decode()

    assert owner.url("contacts/add/") in page


def test_deleted_visit_leaves_the_ride_and_comes_back_to_it(owner):
    visit = make_appointment(owner.membership, at=noon(3))
    ride = make_ride(owner.membership, visit=visit)

    shelf = actions.delete(entry=visit, by=owner.user)
    ride.refresh_from_db()
    assert ride.visit is None
    assert owner.client.get(owner.url(f"rides/{ride.public_id}/")).status_code == 200

    actions.put_back(shelf=shelf, by=owner.user)
    ride.refresh_from_db()
    assert ride.visit.public_id == visit.public_id


def test_undo_restores_every_field(owner):
    visit = make_appointment(owner.membership, at=noon(20))
    contact = make_contact(owner.circle)
    ride = make_ride(owner.membership, visit=visit, at=visit.at - dt.timedelta(hours=1), contact=contact, plan_b="Ray",
                     book_by=noon(9).date(), travel_minutes=20)  # fmt: skip
    before = {name: getattr(ride, name) for name in Ride.PersonalData.export}

    shelf = actions.delete(entry=ride, by=owner.user)
    actions.put_back(shelf=shelf, by=owner.user)

    again = Ride.objects.get()
    assert {name: getattr(again, name) for name in Ride.PersonalData.export} == before


def test_title_of_the_page_is_neutral(owner):
    ride = make_ride(owner.membership)

    for path in ("rides/", "rides/add/", f"rides/{ride.public_id}/", f"rides/{ride.public_id}/change/"):
        page = owner.client.get(owner.url(path)).content.decode()
        assert page[page.index("<title>") : page.index("</title>")].strip() in {
            "<title>Ride · Alongside",
            "<title>Rides · Alongside",
        }


def test_every_page_is_for_members(owner, helper, viewer, stranger):
    ride = make_ride(owner.membership)
    reads, writes = ["rides/", f"rides/{ride.public_id}/"], ["rides/add/", f"rides/{ride.public_id}/change/"]

    for path in reads:
        assert [p.client.get(owner.url(path)).status_code for p in (owner, helper, viewer, stranger)] == [
            200,
            200,
            200,
            404,
        ]
    for path in writes:
        assert [p.client.get(owner.url(path)).status_code for p in (owner, helper, viewer, stranger)] == [
            200,
            200,
            403,
            404,
        ]
    delete = owner.url(f"rides/{ride.public_id}/delete/")
    assert [p.client.get(delete).status_code for p in (owner, helper, viewer, stranger)] == [200, 404, 404, 404]


# Sizes ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3, 25])
def test_list_takes_the_same_queries_whatever_the_rows(owner, count, django_assert_max_num_queries):
    for number in range(count):
        visit = make_appointment(owner.membership, at=noon(3), visibility=ONLY_ME if number % 2 else "circle")
        make_ride(owner.membership, visit=visit, at=noon(3), contact=make_contact(owner.circle))

    owner.client.get(owner.url("rides/"))
    with django_assert_max_num_queries(12) as queries:
        owner.client.get(owner.url("rides/"))
    assert len(queries) == 5


def test_detail_takes_at_most_twelve_queries(owner, django_assert_max_num_queries):
    contact = make_contact(owner.circle)
    visit = make_appointment(owner.membership, at=noon(3), contact=contact)
    ride = make_ride(owner.membership, visit=visit, at=noon(3), contact=contact, plan_b_contact=contact)

    owner.client.get(owner.url(f"rides/{ride.public_id}/"))
    with django_assert_max_num_queries(12):
        owner.client.get(owner.url(f"rides/{ride.public_id}/"))
