"""Visits that repeat, as rows: made ahead, changed, cancelled; what is past is never touched."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.appointments.test_pages import form_data, wall
from tests.factories import at, make_ride
from tracker.appointments import series as actions
from tracker.appointments.models import Appointment, Series
from tracker.appointments.repeats import MADE_AHEAD_DAYS
from tracker.base import clock

pytestmark = pytest.mark.django_db

CHICAGO = ZoneInfo("America/Chicago")
NOON = dt.datetime(2026, 11, 24, 18, 0, tzinfo=dt.UTC)  # a Tuesday, noon in Chicago


@pytest.fixture(autouse=True)
def tuesday_noon(settings):
    settings.IDLE_MINUTES = settings.SESSION_HOURS = settings.SESSION_COOKIE_AGE = (
        10**8
    )  # days pass here, and nobody signs in again
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def repeats(**fields) -> dict:
    """The form of a visit tomorrow at nine that comes every day."""
    morning = dt.datetime(2026, 11, 25, 9, 0, tzinfo=CHICAGO)
    return form_data(**{"at": wall(morning), "every": "day", "weeks": "1", "count": "", "until": ""} | fields)


def add(person, **fields):
    return person.client.post(person.url("appointments/add/"), repeats(**fields), follow=True)


def change(person, visit, **fields):
    """Send the form of a visit as the page shows it, with these fields changed."""
    repeat = visit.series.repeat.from_day(visit.slot)
    shown = {
        "at": wall(visit.at), "version": visit.version, "every": repeat.every, "weeks": repeat.weeks,
        "weekdays": sorted(repeat.weekdays), "until": repeat.until or "", "count": repeat.count or "",
        "place": visit.place, "minutes": visit.minutes, "visibility": visit.visibility, "scope": "this",
    }  # fmt: skip
    return person.client.post(visit.url("change"), form_data(**shown | fields), follow=True)


def days() -> list[str]:
    return [visit.at.astimezone(CHICAGO).strftime("%m-%d %H:%M") for visit in Appointment.objects.order_by("at")]


def test_fault_12_visits_that_were_agreed_stay_when_the_circle_moves(owner, tuesday_noon):
    """Nine in Chicago is what the clinic said; in New York that is ten, for visits made since as well."""
    add(owner)
    form = {"nickname": "Jay", "state": "", "zone": "America/New_York"}
    assert owner.client.post(owner.url("settings/"), form).status_code == 302
    tuesday_noon.shift(dt.timedelta(days=30))
    assert actions.make_ahead() > 0
    visits = list(Appointment.objects.order_by("at"))
    assert {visit.at.astimezone(CHICAGO).time() for visit in visits} == {dt.time(9)}
    assert len({visit.at for visit in visits}) == len({visit.day for visit in visits}) == len(visits)
    page = owner.client.get(visits[-1].get_absolute_url()).content.decode()
    assert "10 a.m." in page or "10:00 AM" in page
    shown = visits[-2].at.astimezone(ZoneInfo("America/New_York")).strftime("%Y-%m-%dT%H:%M")
    change(owner, visits[-2], scope="all", place="Elm Street", at=shown)
    ahead = Appointment.objects.still_ahead(clock.now())
    assert {visit.at.astimezone(CHICAGO).time() for visit in ahead} == {dt.time(9)}


def test_a_daily_visit_is_made_ahead_as_rows(owner):
    page = add(owner, place="Oak Street")
    assert "It comes again: Every day" in page.content.decode()
    visits = list(Appointment.objects.order_by("at"))
    assert len(visits) == MADE_AHEAD_DAYS
    assert {visit.at.astimezone(CHICAGO).hour for visit in visits} == {9}
    assert {visit.place for visit in visits} == {"Oak Street"}
    assert {(visit.author, visit.visibility) for visit in visits} == {(owner.user, "circle")}


def test_wall_time_stays_over_the_change_of_the_clock(owner):
    with time_machine.travel(dt.datetime(2027, 3, 10, 18, tzinfo=dt.UTC), tick=False):
        add(owner, at="2027-03-12T09:00", count="5")
    assert days() == [f"03-{day} 09:00" for day in (12, 13, 14, 15, 16)]
    assert [visit.at.hour for visit in Appointment.objects.order_by("at")] == [15, 15, 14, 14, 14]


def test_weekdays_and_an_end(owner):
    add(owner, every="week", weekdays=["0", "3"], until="2026-12-10")
    assert days() == ["11-26 09:00", "11-30 09:00", "12-03 09:00", "12-07 09:00", "12-10 09:00"]


def test_the_same_form_sent_twice_makes_one_series(owner):
    data = repeats(client_key="6f1d3f5e-7f6e-4a57-9f0b-0d4d7a8c3a11", count="3")
    for _again in range(2):
        owner.client.post(owner.url("appointments/add/"), data)
    assert (Series.objects.count(), Appointment.objects.count()) == (1, 3)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"until": "2026-11-20"}, "before the first visit"),
        ({"until": "2026-12-20", "count": "3"}, "not both"),
        ({"until": "2030-12-20"}, "more than 800 visits"),
        ({"count": "801"}, "800"),
        ({"count": "0"}, "1"),
        ({"every": "hour"}, "Choose one of the answers."),
        ({"every": "week", "weeks": "9"}, "8"),
        ({"every": "week", "weekdays": ["7"]}, "Select a valid choice"),
        ({"every": "week", "weekdays": ["0"], "until": "2026-11-27"}, "No visit falls"),
        ({"at": "2026-09-01T09:00"}, "at most a month ago"),
        ({"until": "9999-12-31"}, "between"),
    ],
)
def test_bad_input_40_a_repeat_without_sense_is_refused_beside_its_field(owner, fields, words):
    response = owner.client.post(owner.url("appointments/add/"), repeats(place="Oak Street", **fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "Oak Street" in html
    assert Series.objects.count() == Appointment.objects.count() == 0


def test_bad_input_40_the_last_day_rule_is_said_in_words(owner):
    page = add(owner, at="2026-12-31T09:00", every="month_date")
    assert "on the last day of a shorter month" in page.content.decode()
    assert days() == ["12-31 09:00", "01-31 09:00"]


# Going on ------------------------------------------------------------------------------------------------
def test_visits_go_on_being_made_and_none_twice(owner, tuesday_noon):
    add(owner)
    tuesday_noon.move_to(NOON + dt.timedelta(days=30))
    assert actions.make_ahead() == 30
    assert actions.make_ahead() == 0
    assert Appointment.objects.count() == MADE_AHEAD_DAYS + 30
    last = Appointment.objects.order_by("at").last()
    assert last.day == clock.today(CHICAGO) + dt.timedelta(days=MADE_AHEAD_DAYS)


def test_a_visit_that_was_deleted_is_not_made_again(owner, tuesday_noon):
    add(owner)
    third = Appointment.objects.order_by("at")[2]
    owner.client.post(third.url("delete"), {"for_good": "1"})
    tuesday_noon.move_to(NOON + dt.timedelta(days=30))
    actions.make_ahead()
    assert not Appointment.objects.filter(day=third.day).exists()


def test_after_a_loss_no_visits_are_made(owner, tuesday_noon):
    add(owner)
    owner.circle.bereaved_on = clock.today(CHICAGO)
    owner.circle.save()
    tuesday_noon.move_to(NOON + dt.timedelta(days=30))
    assert actions.make_ahead() == 0


def test_a_repeat_that_ended_makes_no_more(owner, tuesday_noon):
    add(owner, count="3")
    tuesday_noon.move_to(NOON + dt.timedelta(days=200))
    actions.make_ahead()
    assert Appointment.objects.count() == 3


# Changing ------------------------------------------------------------------------------------------------
@pytest.fixture
def week(owner):
    """Seven daily visits; it is the fourth day, the first three are answered."""
    add(owner, count="7", place="Oak Street")
    with time_machine.travel(NOON + dt.timedelta(days=3), tick=False):
        for visit in Appointment.objects.order_by("at")[:3]:
            owner.client.post(visit.url("outcome"), {"outcome": "went"})
        yield list(Appointment.objects.select_related("series").order_by("at"))


def places() -> list[str]:
    return [visit.place for visit in Appointment.objects.order_by("at")]


def test_only_this_visit_changes(owner, week):
    change(owner, week[4], place="Elm Street", at="2026-11-29T11:00")
    assert places() == ["Oak Street"] * 4 + ["Elm Street"] + ["Oak Street"] * 2
    assert days()[4] == "11-29 11:00"


def test_this_one_and_the_following_change_and_the_past_stays(owner, week):
    page = change(owner, week[4], place="Elm Street", at="2026-11-29T11:00", scope="following")
    assert "3 visits ahead changed." in page.content.decode()
    assert places() == ["Oak Street"] * 4 + ["Elm Street"] * 3
    assert days()[3:] == ["11-28 09:00", "11-29 11:00", "11-30 11:00", "12-01 11:00"]
    assert [visit.outcome for visit in Appointment.objects.order_by("at")] == ["went"] * 3 + ["planned"] * 4
    goes_on, ended = Series.objects.order_by("pk")
    assert (str(ended.until), goes_on.count) == ("2026-11-28", 3)


def test_all_means_all_that_is_ahead(owner, week):
    change(owner, week[5], place="Elm Street", scope="all")
    assert places() == ["Oak Street"] * 3 + ["Elm Street"] * 4


def test_all_with_other_days_begins_with_the_next_one_ahead(owner, week):
    change(owner, week[5], every="week", weekdays=["0", "2"], count="3", scope="all")
    assert days()[3:] == ["11-30 09:00", "12-02 09:00", "12-07 09:00"]


def test_a_visit_changed_on_its_own_stays_when_the_rest_changes(owner, week):
    change(owner, week[5], place="Home", at="2026-11-30T15:00")
    page = change(owner, week[4], place="Elm Street", at="2026-11-29T11:00", scope="following")
    assert places()[3:] == ["Oak Street", "Elm Street", "Home", "Elm Street"]
    assert days()[3:] == ["11-28 09:00", "11-29 11:00", "11-30 15:00", "12-01 11:00"]
    assert "1 visit that was changed on its own stays" in page.content.decode()


def test_other_days_keep_rows_with_their_rides_where_they_can(owner, week):
    """From daily to Mondays and Wednesdays: a ride of Sunday goes along to Monday, and asks to be checked."""
    ride = make_ride(owner.membership, visit=week[4], at=week[4].at - dt.timedelta(hours=1))
    change(owner, week[4], every="week", weekdays=["0", "2"], count="3", scope="following")
    assert days()[3:] == ["11-28 09:00", "11-30 09:00", "12-02 09:00", "12-07 09:00"]
    ride.refresh_from_db()
    assert ride.visit is not None
    assert "Check the booking again" in " ".join(ride.problems)


def test_a_visit_put_on_another_day_takes_the_series_along(owner):
    add(owner, every="week", weekdays=["2"], count="3")  # Wednesdays
    visit = Appointment.objects.select_related("series").order_by("at")[1]
    change(owner, visit, at="2026-12-03T09:00", scope="following")
    assert days() == ["11-25 09:00", "12-03 09:00", "12-10 09:00"]


def test_no_longer_repeating_leaves_this_visit_alone(owner, week):
    change(owner, week[4], every="", scope="following")
    assert days() == [f"11-{day} 09:00" for day in (25, 26, 27, 28, 29)]


def test_a_single_visit_can_become_a_series(owner):
    owner.client.post(owner.url("appointments/add/"), form_data(at="2026-11-25T09:00"))
    visit = Appointment.objects.get()
    owner.client.post(visit.url("change"), repeats(version="1", count="3"))
    assert days() == ["11-25 09:00", "11-26 09:00", "11-27 09:00"]


def test_fault_03_a_change_in_between_is_not_overwritten(owner, helper, week):
    change(helper, week[4], place="Elm Street")
    page = change(owner, week[4], place="Ash Street", scope="following")
    assert page.status_code == 422
    assert "Elm Street" in places()
    assert "Ash Street" not in places()


def test_the_form_of_a_visit_shows_how_it_comes_again(owner):
    add(owner, every="week", weekdays=["0", "3"], weeks="2", count="6")
    second = Appointment.objects.order_by("at")[1]
    html = owner.client.get(second.url("change")).content.decode()
    assert re.findall(r'name="weekdays"[^>]*value="(\d)"[^>]*checked', html) == ["0", "3"]
    assert re.search(r'name="weeks"[^>]*value="2"', html)
    assert re.search(r'name="count"[^>]*value="5"', html)  # this one and the four after it


def test_another_repeat_for_only_this_visit_asks_which_visits(owner, week):
    page = change(owner, week[4], every="week")
    assert page.status_code == 422
    assert "Say for which visits." in page.content.decode()
    assert days()[3:] == [f"{day} 09:00" for day in ("11-28", "11-29", "11-30", "12-01")]


def test_a_past_visit_offers_no_scope(owner, week):
    html = owner.client.get(week[0].url("change")).content.decode()
    assert 'name="scope"' not in html
    assert 'name="every"' not in html


def test_an_undone_change_of_one_visit_lets_it_follow_again(owner, week):
    page = change(owner, week[4], place="Elm Street").content.decode()
    undo = page.split('action="')[1:]
    address = [part.split('"')[0] for part in undo if "/undo/" in part][-1]
    owner.client.post(address)
    change(owner, Appointment.objects.select_related("series").get(pk=week[3].pk), place="Ash Street", scope="all")
    assert places()[3:] == ["Ash Street"] * 4


# Cancelling ----------------------------------------------------------------------------------------------
def test_cancel_only_this_one(owner, week):
    owner.client.post(week[4].url("cancel"), {"scope": "this"})
    assert [visit.outcome for visit in Appointment.objects.order_by("at")][3:] == [
        "planned", "cancelled", "planned", "planned",
    ]  # fmt: skip


def test_cancel_this_and_following_keeps_what_has_a_ride(owner, week, tuesday_noon):
    make_ride(owner.membership, visit=week[5], at=week[5].at - dt.timedelta(hours=1))
    page = owner.client.post(week[4].url("cancel"), {"scope": "following"}, follow=True)
    assert "3 visits cancelled." in page.content.decode()
    assert days() == [f"11-{day} 09:00" for day in (25, 26, 27, 28, 30)]
    assert Appointment.objects.get(pk=week[5].pk).outcome == "cancelled"
    tuesday_noon.move_to(NOON + dt.timedelta(days=100))
    assert actions.make_ahead() == 0


def test_cancel_all_leaves_the_past(owner, week):
    owner.client.post(week[5].url("cancel"), {"scope": "all"})
    assert [visit.outcome for visit in Appointment.objects.order_by("at")] == ["went"] * 3


def test_cancel_needs_an_answer(owner, week):
    assert owner.client.post(week[4].url("cancel"), {"scope": "some"}).status_code == 422
    assert Appointment.objects.count() == 7


def test_a_viewer_cancels_nothing(viewer, owner, week):
    assert viewer.client.post(week[4].url("cancel"), {"scope": "all"}).status_code == 403
    assert Appointment.objects.count() == 7


def test_a_daily_visit_of_two_years_stays_small(owner, tuesday_noon):
    """Rows are made for 90 days, and pages ask as many questions as with one visit."""
    add(owner, until="2028-11-24")
    assert Appointment.objects.count() == MADE_AHEAD_DAYS
    page = owner.client.get(owner.url("appointments/"))
    assert page.status_code == 200
    assert at() == clock.now().replace(second=0, microsecond=0)


def test_days_that_passed_while_nobody_made_them_stay_empty(owner, tuesday_noon):
    """A sender that was down for months, or a repeat from an old file, fills no calendar with days that are over."""
    add(owner)
    Series.objects.update(made_until=dt.date(2020, 1, 1))
    before = Appointment.objects.count()
    Appointment.objects.all().delete()
    assert actions.make_ahead() <= before + 1
    assert Appointment.objects.filter(at__lt=clock.now() - dt.timedelta(days=1)).count() == 0


def test_a_series_that_breaks_holds_up_no_other(owner, monkeypatch):
    add(owner)
    add(owner, at="2026-11-26T10:00")
    Series.objects.update(made_until=dt.date(2026, 11, 30))
    Appointment.objects.all().delete()
    broken, whole = Series.objects.order_by("pk")
    make = actions._make

    def make_some(series, day):
        if series == broken:
            raise RuntimeError
        return make(series, day)

    monkeypatch.setattr(actions, "_make", make_some)
    assert actions.make_ahead() > 50
    assert set(Appointment.objects.values_list("series", flat=True)) == {whole.pk}
