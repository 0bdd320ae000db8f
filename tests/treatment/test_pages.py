"""The pages of treatment events as the people of a circle meet them."""

import datetime as dt
import re
import uuid
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.factories import at, make_appointment, make_contact, make_observation, make_treatment
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.entries.models import Shelf
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import ABOUT_MEDICINE, What

pytestmark = pytest.mark.django_db


def typed(moment) -> str:
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def add(person, what, **fields):
    data = {"what": what, "at": typed(at(hours=-1)), "visibility": "only_me"} | fields
    return person.client.post(person.url("treatment/add/"), data)


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(html)))


# Add ------------------------------------------------------------------------------------------------------
def test_the_first_page_asks_what_happened_below_the_way_to_911(owner):
    html = main_of(page(owner, "treatment/add/"))
    assert sorted(re.findall(r'href="\?what=(\w+)"', html)) == sorted(What)
    assert html.index('href="/emergency/"') < html.index("?what=")
    assert "<form" not in html


@pytest.mark.parametrize("what", ["", "nothing", "%00", "stopped&what=x"])
def test_an_unknown_event_asks_again(owner, what):
    assert "<form" not in main_of(page(owner, f"treatment/add/?what={what}"))


@pytest.mark.parametrize("what", sorted(What))
def test_the_form_asks_only_what_fits(owner, what):
    html = main_of(page(owner, f"treatment/add/?what={what.value}"))
    assert re.search(rf'<option value="{what.value}" selected', html)
    assert ('name="days_missed"' in html) is (what == What.DOSE_MISSED)
    assert ('name="medicine"' in html) is (what in ABOUT_MEDICINE)
    assert html.count("<h1") == 1


@pytest.mark.parametrize("what", ["overdose", "naloxone_used"])
def test_can_you_wake_them_comes_before_the_first_field(owner, what):
    html = main_of(page(owner, f"treatment/add/?what={what}"))
    places = [html.index(words) for words in ("Can you wake them?", 'href="tel:911"', "<form")]
    assert places == sorted(places)
    refused = main_of(add(owner, what, at="").content.decode())
    assert refused.index('href="tel:911"') < refused.index("There is a problem")
    entry = make_treatment(owner.membership, what=what)
    html = main_of(page(owner, f"treatment/{entry.public_id}/"))
    assert html.index('href="tel:911"') < html.index("<h1")


def test_other_events_show_no_strip(owner):
    assert "Can you wake them?" not in page(owner, "treatment/add/?what=started")


def test_add_saves_the_event_for_its_author_only_until_chosen(owner):
    assert re.search(r'value="only_me"[^>]*checked', page(owner, "treatment/add/?what=started"))
    response = add(owner, "started", medicine="methadone", visibility="circle", note="First day")
    entry = TreatmentEvent.objects.get()
    assert response.url == entry.get_absolute_url()
    assert (entry.what, entry.medicine, entry.days_missed, entry.note) == ("started", "methadone", "", "First day")
    assert re.search(r'value="circle"[^>]*checked', page(owner, "treatment/add/?what=started"))


def test_a_missed_dose_says_for_how_long(owner):
    response = add(owner, "dose_missed", note="By bus")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Say how long." in html
    assert "By bus" in html
    assert add(owner, "dose_missed", days_missed="two_or_more").status_code == 302
    assert TreatmentEvent.objects.get().title == "Missed doses for two days or more"


def test_answers_that_are_not_asked_any_more_are_dropped(owner):
    assert add(owner, "released", days_missed="one", medicine="methadone").status_code == 302
    entry = TreatmentEvent.objects.get()
    assert (entry.days_missed, entry.medicine) == ("", "")


def test_no_field_takes_an_amount(owner):
    for what in What:
        html = main_of(page(owner, f"treatment/add/?what={what.value}"))
        assert 'type="number"' not in html
        assert set(re.findall(r'name="(\w+)"', html)) <= {
            "csrfmiddlewaretoken", "what", "medicine", "days_missed", "at", "at_fold", "note", "visibility",
            "client_key", "version",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"note": "a\x00b"}, "Null characters"),
        ({"note": "x" * 4001}, "4000"),
        ({"at": "9999-12-31T23:59"}, "Choose a date between"),
        ({"at": ""}, "Say when."),
        ({"at": typed(at(days=2))}, "That time is still to come."),
        ({"what": "nonsense"}, "Choose one of the answers."),
        ({"medicine": "aspirin"}, "Choose one of the answers."),
        ({"what": "dose_missed", "days_missed": "9"}, "Choose one of the answers."),
        ({"visibility": "everyone"}, "Select a valid choice"),
    ],
)
def test_bad_answers_come_back_with_a_sentence(owner, fields, words):
    data = {"what": "stopped", "medicine": "methadone", "note": "Kept"} | fields
    response = add(owner, data.pop("what"), **data)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert data["note"][:20].replace("\x00", "") in html.replace("\x00", "")
    assert "Error:" in html
    assert not TreatmentEvent.objects.exists()


def test_text_that_nobody_can_see_is_no_text(owner):
    add(owner, "stopped", note="\u200b\u200b")
    assert TreatmentEvent.objects.get().note == ""


def test_the_same_form_sent_twice_makes_one_entry(owner):
    key = str(uuid.uuid4())
    first, second = (add(owner, "stopped", client_key=key) for _ in range(2))
    assert TreatmentEvent.objects.count() == 1
    assert first.url == second.url


def test_extra_fields_are_ignored(owner, stranger):
    add(owner, "stopped", circle=str(stranger.circle.pk), author=str(stranger.user.pk), kind="ride", version="9")
    entry = TreatmentEvent.objects.get()
    assert (entry.circle, entry.author, entry.kind, entry.version) == (owner.circle, owner.user, "treatment", 1)


# Detail, change, delete -----------------------------------------------------------------------------------
def test_the_entry_says_what_helps_and_whom_to_call(owner, resources):
    make_contact(owner.circle, phone="312-555-0142")
    entry = make_treatment(owner.membership, what="dose_missed", days_missed="two_or_more", medicine="methadone")
    html = page(owner, f"treatment/{entry.public_id}/")
    words = words_of(html)
    assert "Call the clinic today" in words
    assert "After a break: day 1 of 28" in words
    assert "Tolerance has fallen." in words
    assert 'href="tel:3125550142"' in html
    assert "Call 833-234-6343" in words
    assert "Two days or more" in words
    assert words_to_avoid_in(words) == []


def test_a_return_keeps_the_window_in_sight(owner):
    make_treatment(owner.membership, what="left_care", at=at(days=-4))
    back = make_treatment(owner.membership, what="back_in_treatment", medicine="buprenorphine")
    assert "After a break: day 5 of 28" in words_of(page(owner, f"treatment/{back.public_id}/"))


def test_methadone_after_a_break_shows_the_first_weeks_and_the_break(owner):
    left = make_treatment(owner.membership, what="left_care", at=at(days=-4))
    back = make_treatment(owner.membership, what="back_in_treatment", medicine="methadone")
    words = words_of(page(owner, f"treatment/{back.public_id}/"))
    assert "First weeks on methadone: day 1 of 28" in words
    assert "Tolerance has fallen." in words
    assert "day 5 of 28" not in words_of(page(owner, f"treatment/{left.public_id}/"))


def test_change_can_be_undone_and_keeps_every_field(owner):
    entry = make_treatment(owner.membership, what="dose_missed", days_missed="one", medicine="methadone")
    path = owner.url(f"treatment/{entry.public_id}/change/")
    assert re.search(r'value="one"[^>]*checked', owner.client.get(path).content.decode())
    data = {"what": "stopped", "medicine": "methadone", "at": typed(entry.at), "visibility": "only_me", "version": "1"}
    assert owner.client.post(path, data).status_code == 302
    entry.refresh_from_db()
    assert (entry.what, entry.days_missed) == ("stopped", "")
    owner.client.post(owner.url(f"undo/{Shelf.objects.latest('pk').public_id}/"))
    entry.refresh_from_db()
    assert (entry.what, entry.days_missed, entry.medicine) == ("dose_missed", "one", "methadone")


def test_a_deleted_event_ends_its_window_and_can_be_put_back(owner):
    entry = make_treatment(owner.membership)
    owner.client.post(owner.url(f"treatment/{entry.public_id}/delete/"))
    assert "After a break" not in page(owner, "")
    owner.client.post(owner.url(f"deleted/{Shelf.objects.latest('pk').public_id}/"))
    assert "After a break" in page(owner, "")
    assert TreatmentEvent.objects.get().what == "left_treatment"


def test_the_day_is_the_one_in_the_circles_zone(owner):
    """Left at 11 at night in Chicago: the next day in UTC, and day 1 where they live."""
    with time_machine.travel(dt.datetime(2026, 11, 25, 5, 30, tzinfo=dt.UTC), tick=False):
        make_treatment(owner.membership)
        owner.client.force_login(owner.user)
        assert "day 1 of 28" in page(owner, "")
    owner.client.logout()
    with time_machine.travel(dt.datetime(2026, 11, 25, 6, 30, tzinfo=dt.UTC), tick=False):
        owner.client.force_login(owner.user)
        assert "day 2 of 28" in page(owner, "")


# Offers, never more ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("code", "query"),
    [
        ("TE3", "what=dose_missed&amp;days_missed=two_or_more"),
        ("TE7", "what=left_care"),
        ("OD1", "what=returned_to_use"),
    ],
)
def test_a_sign_offers_the_event_and_writes_nothing(owner, code, query):
    sign = make_observation(owner.membership, signs=(code,))
    link = f'{owner.url("treatment/add/")}?{query}"'
    assert link in page(owner, f"signs/{sign.public_id}/")
    assert link in page(owner, "")
    assert not TreatmentEvent.objects.exists()


def test_other_signs_and_viewers_get_no_offer(owner, viewer):
    other = make_observation(owner.membership, signs=("TE2",), visibility="circle")
    assert "treatment/add/?" not in page(owner, f"signs/{other.public_id}/")
    shared = make_observation(owner.membership, signs=("TE7",), visibility="circle")
    assert "treatment/add/" not in page(viewer, f"signs/{shared.public_id}/")
    assert "treatment/add/" not in page(viewer, "")


def test_two_missed_dose_visits_offer_it_one_does_not(owner):
    link = "treatment/add/?what=dose_missed&amp;days_missed=two_or_more"
    first = make_appointment(owner.membership, at=at(days=-2), outcome="missed")
    assert link not in page(owner, f"appointments/{first.public_id}/")
    assert link not in page(owner, "")
    make_appointment(owner.membership, at=at(days=-1), outcome="missed")
    assert link in page(owner, f"appointments/{first.public_id}/")
    assert link in page(owner, "")
    assert not TreatmentEvent.objects.exists()


def test_missed_dose_visits_weeks_apart_offer_nothing(owner):
    first = make_appointment(owner.membership, at=at(days=-20), outcome="missed")
    make_appointment(owner.membership, at=at(days=-1), outcome="missed")
    assert "treatment/add/?" not in page(owner, f"appointments/{first.public_id}/")
    assert "treatment/add/?" not in page(owner, "")


def test_a_missed_visit_of_another_member_stays_theirs(owner, helper):
    for day in (-2, -1):
        make_appointment(helper.membership, at=at(days=day), outcome="missed", visibility="only_me")
    mine = make_appointment(owner.membership, at=at(days=-3), outcome="missed")
    assert "treatment/add/?" not in page(owner, f"appointments/{mine.public_id}/")


def test_what_is_written_down_is_not_offered_again(owner):
    make_observation(owner.membership, signs=("TE7",))
    make_treatment(owner.membership, what="left_care")
    assert "treatment/add/?" not in page(owner, "")


def test_an_injection_visit_offers_its_event(owner):
    kept = make_appointment(owner.membership, what="injection", at=at(days=-1), outcome="went")
    missed = make_appointment(owner.membership, what="injection", at=at(days=-2), outcome="missed")
    assert "?what=injection_given" in page(owner, f"appointments/{kept.public_id}/")
    assert "?what=injection_late" in page(owner, f"appointments/{missed.public_id}/")


# Who may, and how much it costs ---------------------------------------------------------------------------
PATHS = ["treatment/{}/", "treatment/{}/change/", "treatment/{}/delete/"]
SHARED = {"owner": [200, 200, 200], "helper": [200, 200, 404], "viewer": [200, 403, 404], "stranger": [404, 404, 404]}


@pytest.mark.parametrize("who", SHARED)
def test_who_reaches_a_shared_event(request, owner, who):
    person = request.getfixturevalue(who)
    entry = make_treatment(owner.membership, visibility="circle")
    found = [person.client.get(owner.url(path.format(entry.public_id))).status_code for path in PATHS]
    assert found == SHARED[who]


@pytest.mark.parametrize("who", ["helper", "viewer"])
def test_a_private_event_opens_no_window_for_others(request, owner, who):
    person = request.getfixturevalue(who)
    entry = make_treatment(owner.membership)
    assert person.client.get(owner.url(f"treatment/{entry.public_id}/")).status_code == 404
    for path in ("", "week/", "readiness/", "treatment/", "timeline/"):
        html = page(person, path)
        assert "After a break" not in html, path
        assert entry.public_id not in html, path


def test_a_viewer_adds_nothing(viewer):
    assert viewer.client.get(viewer.url("treatment/add/?what=stopped")).status_code == 403
    assert add(viewer, "stopped").status_code == 403


@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize("path", ["treatment/", "treatment/add/?what=stopped", "treatment/{}/", "treatment/{}/change/"])
def test_pages_stay_within_twelve_queries(owner, resources, django_assert_max_num_queries, rows, path):
    make_contact(owner.circle)
    for n in range(rows):
        entry = make_treatment(owner.membership, at=at(days=-n), what="dose_missed", days_missed="two_or_more")
    with django_assert_max_num_queries(12):
        owner.client.get(owner.url(path.format(entry.public_id)))
