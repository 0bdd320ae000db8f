"""Today: what waits, what comes, what needs doing."""

import datetime as dt

import pytest
import time_machine

from tests.factories import at, make_appointment, make_boundary, make_observation, make_ride
from tracker.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_at_nine():
    """24 November 2026, 9:00 in Chicago."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False):
        yield


def today(person) -> str:
    response = person.client.get(person.url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_first_day_invites_and_never_scolds(owner):
    html = today(owner)
    assert "Start with one thing" in html
    assert "How did it go?" not in html
    assert "Needs doing" not in html


def test_a_visit_that_has_begun_asks_how_it_went_in_one_tap(owner):
    visit = make_appointment(owner.membership, at=at(hours=-1))
    assert "How did it go?" in today(owner)
    response = owner.client.post(
        owner.url(f"appointments/{visit.public_id}/outcome/"), {"outcome": "went", "next": owner.url()}
    )
    assert response.url == owner.url()
    assert "How did it go?" not in today(owner)
    visit.refresh_from_db()
    assert visit.outcome == "went"


def test_a_missed_visit_leads_to_its_page_which_asks_why_and_says_whom_to_call(owner):
    visit = make_appointment(owner.membership, at=at(hours=-1))
    address = owner.url(f"appointments/{visit.public_id}/outcome/")
    html = owner.client.post(address, {"outcome": "missed", "next": owner.url()}, follow=True).content.decode()
    assert "Do you know why?" in html
    assert "Call the clinic" in html
    owner.client.post(address, {"outcome": "missed", "why_missed": "no_ride"})
    visit.refresh_from_db()
    assert (visit.outcome, visit.why_missed) == ("missed", "no_ride")


@pytest.mark.parametrize(
    "next_",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_bad_input_33_next_stays_on_this_host(owner, next_):
    visit = make_appointment(owner.membership, at=at(hours=-1))
    response = owner.client.post(
        owner.url(f"appointments/{visit.public_id}/outcome/"), {"outcome": "went", "next": next_}
    )
    assert response.url == owner.url()


@pytest.mark.parametrize(
    "data", [{"outcome": "nonsense"}, {}, {"outcome": "missed", "why_missed": "x"}, {"outcome": "went\x00"}]
)
def test_bad_input_27_an_outcome_that_is_none_changes_nothing(owner, data):
    visit = make_appointment(owner.membership, at=at(hours=-1))
    html = owner.client.post(owner.url(f"appointments/{visit.public_id}/outcome/"), data, follow=True).content.decode()
    assert "Choose one of the answers." in html
    visit.refresh_from_db()
    assert (visit.outcome, visit.version) == ("planned", 1)


def test_the_next_48_hours_hold_visits_and_rides_in_order(owner):
    visit = make_appointment(owner.membership, at=at(hours=20), name="Morning dose")
    make_ride(owner.membership, visit=visit, at=at(hours=19), how="family", status="confirmed", plan_b="Bus 49")
    make_appointment(owner.membership, at=at(days=3), name="Later visit", what="own_support")
    html = today(owner)
    soon = html[html.index("The next 48 hours") : html.index("Write it down")]
    assert soon.index("Ride there with family") < soon.index("Morning dose")
    assert "Later visit" not in soon


def test_a_visit_without_a_ride_needs_doing(owner):
    make_appointment(owner.membership, at=at(days=1))
    assert "No ride yet for this visit on Wednesday, November 25." in today(owner)


def test_many_visits_without_a_ride_are_one_line(owner):
    for day in (1, 2, 3):
        make_appointment(owner.membership, at=at(days=day))
    html = today(owner)
    assert "No ride yet for 3 visits: Wednesday, Thursday, Friday." in html


def test_my_own_group_and_a_call_need_no_ride(owner):
    make_appointment(owner.membership, at=at(days=1), what="own_support")
    make_appointment(owner.membership, at=at(days=1), how="phone")
    assert "No ride yet" not in today(owner)


def test_a_ride_to_book_says_by_when(owner):
    visit = make_appointment(owner.membership, at=at(days=12))
    make_ride(
        owner.membership,
        visit=visit,
        at=at(days=12, hours=-1),
        status="to_book",
        book_by=dt.date(2026, 11, 26),
        plan_b="Bus",
    )
    assert "Book this ride by Thursday, November 26." in today(owner)


def test_a_ride_that_arrives_after_the_visit_starts_is_said(owner):
    visit = make_appointment(owner.membership, at=at(days=1))
    make_ride(
        owner.membership,
        visit=visit,
        at=at(days=1, hours=-0.5),
        travel_minutes=45,
        status="confirmed",
        how="family",
        plan_b="Bus",
    )
    assert "after" in today(owner)[today(owner).index("Needs doing") :]


def test_a_boundary_to_look_at_again_is_said(owner):
    make_boundary(owner.membership, look_again_on=clock.today(owner.circle.tzinfo))
    assert "Look at this boundary again" in today(owner)


def test_guidance_follows_what_was_noticed_and_where_things_stand(owner):
    make_observation(owner.membership, signs=("TE2",), at=at(hours=-2))
    assert "Call the clinic" in today(owner)


def test_each_piece_of_guidance_names_one_place_to_call_and_the_entry_names_more(owner, resources):
    sign = make_observation(owner.membership, signs=("TE1",))
    pieces = today(owner).split("What can help now")[1].split("</section>")[0].split("<article")[1:]
    assert pieces
    assert [piece.count("resource-short") for piece in pieces] == [1] * len(pieces)
    assert all('href="tel:' in piece for piece in pieces)
    on_its_page = owner.client.get(sign.url()).content.decode()
    assert on_its_page.count("resource-short") > on_its_page.count('<article class="card-soft urgency-')


def test_where_things_stand_changes_in_one_tap(owner, viewer):
    assert "Not sure" in today(owner)
    owner.client.post(owner.url("settings/stage/"), {"stage": "after_discharge"})
    owner.circle.refresh_from_db()
    assert owner.circle.stage == "after_discharge"
    assert "Just out of detox" in today(viewer)
    assert viewer.client.post(viewer.url("settings/stage/"), {"stage": "settled"}).status_code == 403


def test_others_do_not_see_what_is_only_mine(owner, helper):
    make_appointment(owner.membership, at=at(hours=2), name="Mine alone", visibility="only_me")
    make_appointment(owner.membership, at=at(hours=-2), name="Mine too", visibility="only_me")
    assert "Mine alone" in today(owner)
    assert "Mine too" in today(owner)
    assert "Mine alone" not in today(helper)
    assert "Mine too" not in today(helper)


def test_a_viewer_reads_and_has_no_buttons(owner, viewer):
    make_appointment(owner.membership, at=at(hours=-1), name="Seen")
    html = today(viewer)
    assert "Seen" in html
    assert 'value="went"' not in html
    assert "Write it down" not in html


def test_today_stays_within_its_queries(owner, django_assert_max_num_queries):
    for day in range(-10, 10):
        visit = make_appointment(owner.membership, at=at(days=day))
        make_ride(owner.membership, visit=visit, at=at(days=day, hours=-1))
        make_observation(owner.membership, at=at(days=day))
    make_boundary(owner.membership)
    with django_assert_max_num_queries(16):
        today(owner)


STAGES = ["not_in_treatment", "starting", "settled", "after_discharge", "returned_to_use", "not_sure"]


@pytest.mark.parametrize("stage", STAGES)
def test_the_first_card_follows_where_things_stand(owner, stage):
    from tracker.guidance import matching

    owner.circle.stage = stage
    owner.circle.save()
    html = today(owner)
    row = matching.for_stage(stage)
    first = html[html.index("Where things stand") : html.index("</section>", html.index("Where things stand"))]
    from django.utils.html import escape

    assert escape(str(row.text)) in first
    places = [first.index(f'href="/guidance/{slug}/"') for slug in (row.topic, *row.also)]
    assert places == sorted(places)


def test_without_treatment_signs_and_boundaries_come_first(owner):
    def order(html: str) -> list[str]:
        places = {
            path: html.index(f'href="{owner.url(path)}add/"')
            for path in ("signs/", "appointments/", "rides/", "boundaries/")
        }
        return sorted(places, key=places.get)

    assert order(today(owner)) == ["signs/", "appointments/", "rides/", "boundaries/"]
    owner.circle.stage = "not_in_treatment"
    owner.circle.save()
    assert order(today(owner)) == ["signs/", "boundaries/", "appointments/", "rides/"]


def test_a_family_without_treatment_has_a_full_day_and_week(owner):
    owner.circle.stage = "not_in_treatment"
    owner.circle.save()
    make_observation(owner.membership, signs=("MP1",), at=at(hours=-3))
    make_boundary(owner.membership)
    html = today(owner)
    assert "Needs doing" not in html
    assert "No ride" not in html
    assert "What can help now" in html
    week = owner.client.get(owner.url("week/")).content.decode()
    assert "0 visits" not in week
    assert "Unexplained need for cash" in week or "Money" in week
