"""What is at hand: kits, people, the plan; and what Today and the week say in the weeks after a break."""

import datetime as dt
import re

import pytest
import time_machine

from tests.factories import at, make_contact, make_kit, make_trained_person, make_treatment
from tests.guidance.reading_level import grade
from tests.guidance.visible_text import visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.base import clock
from tracker.people.models import AuditEvent
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tuesday_at_nine():
    """24 November 2026, 9:00 in Chicago."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False):
        yield


KIT = {"where": "Car, glove box", "form": "injection", "doses": "3", "expires_on": "2027-02-01", "who_knows": "Tess"}
PLAN = {"naloxone_where": "Kitchen", "who_calls": "Maria", "address": "2 Oak Street", "who_opens": "Tess"}


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main_of(html)))


# Kits, people, the plan -----------------------------------------------------------------------------------
def test_an_empty_page_invites_and_leads_to_the_steps(owner):
    html = main_of(page(owner, "readiness/"))
    words = words_of(page(owner, "readiness/"))
    assert "No kit is written down yet." in words
    assert "Nobody is written down yet." in words
    for path in ("/emergency/", "/guidance/naloxone/", owner.url("readiness/kits/add/"), owner.url("readiness/plan/")):
        assert f'href="{path}"' in html
    assert not HousePlan.objects.exists()


def test_a_kit_is_added_changed_and_deleted_by_a_helper(helper):
    assert helper.client.post(helper.url("readiness/kits/add/"), KIT).url == helper.url("readiness/")
    kit = NaloxoneKit.objects.get()
    assert (kit.where, kit.form, kit.doses, kit.expires_on) == ("Car, glove box", "injection", 3, dt.date(2027, 2, 1))
    words = words_of(page(helper, "readiness/"))
    assert "Car, glove box" in words
    assert "3 doses · good until Feb 1, 2027" in words
    assert "Who knows: Tess" in words
    helper.client.post(helper.url(f"readiness/kits/{kit.public_id}/change/"), KIT | {"where": "Bag"})
    kit.refresh_from_db()
    assert kit.where == "Bag"
    path = helper.url(f"readiness/kits/{kit.public_id}/delete/")
    assert "Bag" in helper.client.get(path).content.decode()
    helper.client.post(path)
    assert not NaloxoneKit.objects.exists()
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["kit_added", "kit_changed", "kit_deleted"]


def test_a_person_is_added_changed_and_deleted(owner):
    owner.client.post(owner.url("readiness/trained/add/"), {"name": "Tess", "last_practice": "2026-10-01"})
    person = TrainedPerson.objects.get()
    assert "Last practice: October 1, 2026" in words_of(page(owner, "readiness/"))
    owner.client.post(owner.url(f"readiness/trained/{person.public_id}/change/"), {"name": "Teresa"})
    person.refresh_from_db()
    assert (person.name, person.last_practice) == ("Teresa", None)
    owner.client.post(owner.url(f"readiness/trained/{person.public_id}/delete/"))
    assert not TrainedPerson.objects.exists()


def test_the_plan_is_one_row_however_often_it_is_saved(owner, helper):
    owner.client.post(owner.url("readiness/plan/change/"), PLAN)
    helper.client.post(helper.url("readiness/plan/change/"), PLAN | {"who_opens": "Omar"})
    plan = HousePlan.objects.get()
    assert (plan.who_calls, plan.who_opens) == ("Maria", "Omar")
    words = words_of(page(owner, "readiness/"))
    assert "2 Oak Street" in words
    assert "Change the plan" in words


def test_the_printed_plan_has_the_steps_and_what_is_known(owner):
    HousePlan.objects.create(circle=owner.circle, **PLAN)
    make_kit(owner.circle, where="Hall <b>shelf</b>")
    make_trained_person(owner.circle, name="Tess")
    make_contact(owner.circle, phone="312-555-0142")
    html = page(owner, "readiness/plan/")
    words = words_of(html)
    steps = [
        "Call their name",
        "Call 911",
        "Give naloxone",
        "Breathe for them",
        "Give one more",
        "on their side",
        "Stay",
    ]
    assert [words.index(step) for step in steps] == sorted(words.index(step) for step in steps)
    for text in (*PLAN.values(), "312-555-0142", "833-234-6343", "Hall &lt;b&gt;shelf&lt;/b&gt;"):
        assert text in html, text
    assert "data-print" in html


def test_the_printed_plan_leaves_lines_where_nothing_is_known(owner):
    assert main_of(page(owner, "readiness/plan/")).count("to fill in by hand") == 5


def test_texts_on_paper_stay_at_fourth_grade(owner):
    text = visible_text(main_of(page(owner, "readiness/plan/")))
    assert grade(text) <= 4
    assert words_to_avoid_in(text) == []


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("kits/add/", KIT | {"where": ""}, "Fill this in."),
        ("kits/add/", KIT | {"where": "\u200b"}, "Fill this in."),
        ("kits/add/", KIT | {"where": "a\x00"}, "Null characters"),
        ("kits/add/", KIT | {"where": "x" * 4001}, "200"),
        ("kits/add/", KIT | {"form": "tablet"}, "Choose one of the answers."),
        ("kits/add/", KIT | {"doses": "0"}, "Write a number from 1 to"),
        ("kits/add/", KIT | {"doses": "٣"}, "Write a whole number"),
        ("kits/add/", KIT | {"expires_on": "9999-12-31"}, "Choose a date between"),
        ("kits/add/", KIT | {"expires_on": "2026-02-30"}, "That is not a real date."),
        ("trained/add/", {"name": ""}, "Fill this in."),
        ("trained/add/", {"name": "Tess", "last_practice": "2026-11-25"}, "That day is still to come."),
        ("plan/change/", PLAN | {"address": "x" * 201}, "200"),
        ("plan/change/", PLAN | {"address": "a\x00"}, "Null characters"),
    ],
)
def test_bad_answers_come_back_with_a_sentence(owner, path, data, words):
    response = owner.client.post(owner.url(f"readiness/{path}"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not any(model.objects.exists() for model in (NaloxoneKit, TrainedPerson, HousePlan))


def test_extra_fields_are_ignored(owner, stranger):
    owner.client.post(
        owner.url("readiness/kits/add/"), KIT | {"circle": str(stranger.circle.pk), "public_id": "x" * 12}
    )
    kit = NaloxoneKit.objects.get()
    assert kit.circle == owner.circle
    assert kit.public_id != "x" * 12


# Who may --------------------------------------------------------------------------------------------------
def test_a_viewer_reads_and_has_no_buttons(owner, viewer):
    kit = make_kit(owner.circle)
    html = main_of(page(viewer, "readiness/"))
    assert "Kitchen, top drawer" in html
    assert "kits/" not in html
    assert "trained/" not in html
    assert "plan/change/" not in html
    assert viewer.client.post(viewer.url("readiness/kits/add/"), KIT).status_code == 403
    assert viewer.client.post(viewer.url(f"readiness/kits/{kit.public_id}/delete/")).status_code == 403
    assert viewer.client.post(viewer.url("readiness/plan/change/"), PLAN).status_code == 403


def test_a_kit_of_another_circle_does_not_exist(owner, stranger):
    theirs = make_kit(stranger.circle, where="Their hall")
    for action in ("change", "delete"):
        assert owner.client.post(owner.url(f"readiness/kits/{theirs.public_id}/{action}/"), KIT).status_code == 404
    assert "Their hall" not in page(owner, "readiness/")
    assert "Their hall" not in page(owner, "readiness/plan/")
    theirs.refresh_from_db()
    assert theirs.where == "Their hall"


# Today ----------------------------------------------------------------------------------------------------
def test_today_says_in_plain_words_where_things_stand_after_a_break(owner, resources):
    make_treatment(owner.membership, what="left_care", at=at(days=-4))
    make_kit(owner.circle)
    make_contact(owner.circle, name="Oak Street clinic", phone="312-555-0142")
    html = page(owner, "")
    words = words_of(html)
    assert "After a break: day 5 of 28" in words
    assert "Tolerance has fallen." in words
    assert "Left detox, rehab or the hospital · Friday, November 20" in words
    assert "Kitchen, top drawer · Nose spray · 2 doses" in words
    assert 'href="tel:3125550142"' in html
    assert 'href="tel:8332346343"' in html
    card = html[html.index("After a break") : html.index("Where things stand")]
    assert words_to_avoid_in(card) == []


def test_without_a_kit_today_says_so_and_leads_to_naloxone(owner, resources):
    make_treatment(owner.membership, at=at(days=-4))
    html = page(owner, "")
    assert "No kit is written down yet." in html
    assert owner.url("readiness/kits/add/") in html
    assert "Get two doses of naloxone today." in html
    make_kit(owner.circle)
    html = page(owner, "")
    assert "No kit is written down yet." not in html
    assert "Get two doses of naloxone today." not in html


def test_without_a_break_nothing_warns(owner):
    html = page(owner, "")
    assert "After a break" not in html
    assert "No kit is written down" not in html


def test_the_window_is_over_after_28_days_and_says_no_all_clear(owner):
    make_treatment(owner.membership, at=at(days=-27))
    assert "day 28 of 28" in page(owner, "")
    make_treatment(owner.membership, what="back_in_treatment", medicine="methadone", at=at(days=-1))
    html = page(owner, "")
    assert "First weeks on methadone: day 2 of 28" in html
    assert "Very sleepy: call the clinic today." in html
    for word in ("all clear", "safe now", "out of danger", "is over"):
        assert word not in words_of(html).lower().split("write it down")[0]


def test_naltrexone_near_its_end_is_said(owner):
    make_treatment(owner.membership, what="injection_given", medicine="naltrexone", at=at(days=-25))
    assert "The last naltrexone was 25 days ago, on October 30." in words_of(page(owner, ""))
    make_treatment(owner.membership, what="injection_late", medicine="naltrexone")
    assert "The naltrexone injection is late." in words_of(page(owner, ""))


@pytest.mark.parametrize(
    ("days", "says"), [(61, ""), (60, "60 days left."), (30, "Plan to"), (7, "now."), (-1, "past")]
)
def test_today_warns_before_a_kit_goes_out_of_date(owner, resources, days, says):
    make_kit(owner.circle, expires_on=clock.today(owner.circle.tzinfo) + dt.timedelta(days=days))
    words = words_of(page(owner, ""))
    assert words.count("Naloxone (Kitchen, top drawer)") == bool(says)
    assert says in words
    assert ("Get new naloxone before the date on the box." in words) is bool(says)


def test_a_quiet_circle_is_not_warned(owner):
    make_treatment(owner.membership)
    make_kit(owner.circle, expires_on=clock.today(owner.circle.tzinfo))
    owner.circle.paused = True
    owner.circle.save()
    for path in ("", "week/"):
        html = page(owner, path)
        assert "After a break" not in html
        assert "Naloxone (" not in html


def test_today_and_the_week_stay_within_their_queries(owner, resources, django_assert_max_num_queries):
    make_contact(owner.circle)
    for day in range(10):
        make_treatment(owner.membership, what="dose_missed", days_missed="two_or_more", at=at(days=-day))
        make_kit(owner.circle, expires_on=clock.today(owner.circle.tzinfo))
    for path in ("", "week/", "week/2026-W46/", "readiness/", "readiness/plan/"):
        page(owner, path)
        with django_assert_max_num_queries(16 if path in {"", "week/", "week/2026-W46/"} else 12):
            page(owner, path)


# The week -------------------------------------------------------------------------------------------------
def test_the_week_lists_events_and_the_open_window(owner, resources):
    make_treatment(owner.membership, what="left_care", at=at(days=-1))
    make_treatment(owner.membership, what="started", medicine="buprenorphine")
    make_kit(owner.circle)
    words = words_of(page(owner, "week/"))
    assert "Started medicine: Tuesday." in words.split("Treatment")[0]
    assert "Left detox, rehab or the hospital" in words
    assert "After a break: day 2 of 28" in words
    assert "Kitchen, top drawer" in words
    assert "They left detox" in words.split("Next steps")[1]


def test_a_week_that_is_over_says_how_it_stood_at_its_end(owner):
    make_treatment(owner.membership, at=at(days=-10))
    words = words_of(page(owner, "week/2026-W47/"))
    assert "At the end of the week it was day 9 of 28 after a break. Tolerance was low." in words
    assert "Where the naloxone is" not in words


def test_a_week_to_come_says_nothing(owner):
    make_treatment(owner.membership)
    assert "of 28" not in page(owner, "week/2026-W49/")
