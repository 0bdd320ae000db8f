"""The week as its readers meet it: an empty week, a first one, a hard one, a family without treatment."""

import datetime as dt
import re

import pytest
from django.core.management import call_command

from tests.factories import (
    add_entry,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_contact,
    make_observation,
    make_ride,
)
from tests.summary.conftest import local
from tracker.base import clock
from tracker.base.clock import Week
from tracker.base.stages import Stage
from tracker.boundaries.models import BoundaryTest
from tracker.entries.log import Log
from tracker.summary.loading import week_summary

ONLY_ME, CIRCLE = "only_me", "circle"


@pytest.fixture
def guidance(db):
    call_command("load_guidance", verbosity=0)


def page(person, week: str = "") -> str:
    response = person.client.get(person.url(f"week/{week}"))
    assert response.status_code == 200
    return response.content.decode()


def text(person, week: str = "") -> str:
    """The words of the page's own part."""
    html = page(person, week).split('<div class="week">')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.S)))


# Four weeks --------------------------------------------------------------------------------------------------
def test_an_empty_week_invites_and_never_scolds(owner, long_here):
    words = text(owner)
    assert "Nothing is written down yet" in words
    assert "Start small: one visit, one thing you noticed, or one good moment." in words
    assert "Write something down" in words
    for heading in ("What went well", "Visits", "Rides", "Boundaries", "What was noticed", "The week ahead"):
        assert heading not in words
    assert "Next steps" in words
    assert "Welcome" not in words


def test_an_empty_week_of_the_past_or_to_come_says_so(owner, long_here):
    last, coming = text(owner, "2026-W46/"), text(owner, "2026-W48/")
    assert "Nothing is written down for this week" in last
    assert "You can still add what you remember." in last
    assert "Plan one visit or one ride" in coming


def test_a_first_week_is_welcomed_and_compared_with_nothing(owner):
    assert "Welcome. Start small" in text(owner)
    make_observation(owner.membership, at=local("2026-11-17"), signs=("MS1", "GS3"))
    words = text(owner)
    assert "This is your first week here. That is a start." in words
    assert "Ate together: Tuesday." in words
    assert "usual" not in words
    assert "(new)" not in words


def test_a_hard_week_is_met_with_warmth_and_help(owner, long_here, guidance):
    make_contact(long_here, phone="312-555-0142")
    for day in ("2026-11-09", "2026-11-10"):
        missed = make_appointment(owner.membership, at=local(day), outcome="missed", why_missed="did_not_want")
    make_observation(owner.membership, at=local("2026-11-10"), signs=("TE1", "DU2"), about=missed)
    make_ride(owner.membership, at=local("2026-11-11"), status="did_not_come")
    boundary = make_boundary(owner.membership, at=local("2026-09-01"))
    make_boundary_test(boundary, owner.membership, at=local("2026-11-12"), outcome="dropped")
    words = text(owner, "2026-W46/")
    assert "Some weeks are hard. You stayed with it, and that counts." in words
    assert "look after yourself" in words
    assert words.count("Did not want to") == 2
    assert "1 did not come." in words
    assert "Tested 1 time: 1 dropped." in words
    assert "1 sign was about how a visit went. It counts with the visit, not here." in words
    assert "Told you they used" in words
    assert "Skipped a treatment session" not in words.split("Next steps")[0]
    assert "Call 312-555-0142" in words
    for word in ("score", "streak", "clean", "risk of relapse", "likely"):
        assert word not in words.lower()


def test_a_family_without_treatment_reads_no_zeros(owner, long_here, guidance):
    long_here.stage = Stage.NOT_IN_TREATMENT.value
    long_here.save()
    make_observation(owner.membership, at=local("2026-11-16"), signs=("SW1",))
    make_observation(owner.membership, at=local("2026-11-17"), signs=("GS2",))
    words = text(owner)
    assert "Talked openly: Tuesday." in words
    assert "Time with others" in words
    assert "isit" not in words.split("Next steps")[0]
    assert "Rides" not in words
    assert "Where things stand: Not in treatment." in words
    assert "Call 833-234-6343" in words


# What each section shows --------------------------------------------------------------------------------------
def test_a_full_week(owner, long_here, guidance):
    for day in (16, 17):
        make_appointment(owner.membership, at=local(f"2026-11-{day}"), outcome="went")
    make_appointment(owner.membership, at=local("2026-11-16", "15:00"), outcome="missed", why_missed="no_ride")
    waiting = make_appointment(owner.membership, at=local("2026-11-18", "08:00"), what="group")
    ahead = make_appointment(owner.membership, at=local("2026-11-25"), name="Dr. Ames")
    make_ride(owner.membership, at=local("2026-11-17"), status="came")
    make_ride(owner.membership, at=local("2026-11-19"))
    make_boundary(owner.membership, at=local("2026-09-01"), look_again_on="2026-11-20", limit="lend cash")
    for week in ("2026-11-03", "2026-11-10"):
        make_observation(owner.membership, at=local(week), signs=("MS1",))
    make_observation(owner.membership, at=local("2026-11-16"), signs=("MS1", "MS2", "MS4", "SW1"))
    html, words = page(owner), text(owner)
    assert "Went to 2 of 3 visits." in words
    assert "Clinic or dose visit : Monday, Tuesday" in words
    assert re.search(r"Mon 3:00 PM\s+Clinic or dose visit\s+· No ride", words)
    assert waiting.get_absolute_url() in html
    assert re.search(r"Wed, Nov 25, 10:00 AM\s+Dr. Ames\s+· no ride yet", words)
    assert "1 visit ahead has no ride yet. 1 ride ahead has no plan B yet." in words
    assert ahead.get_absolute_url() in html
    assert "1 ride came on time." in words
    assert "Time for another look" in words
    assert "Mood and stress (more than usual)" in words
    assert "Time with others (new)" in words
    assert 'role="img"' in html
    assert '<th scope="row">Mood and stress</th><td>3</td>' in html


def test_next_steps_are_five_at_most_each_with_its_reason_and_a_number(owner, long_here, guidance):
    make_appointment(owner.membership, at=local("2026-11-16"), outcome="missed", why_missed="no_ride")
    make_ride(owner.membership, at=local("2026-11-20"))
    signs = ("MS1", "SW3", "RS4", "MP1", "PH1", "TT2", "CP3", "DU1")
    make_observation(owner.membership, at=local("2026-11-17"), signs=signs)
    html = page(owner).split('id="steps"')[1].split("</section>")[0]
    assert html.count("<li") == html.count("Why:") == html.count("tel:") == 5
    assert html.count('href="/guidance/') == 5


def test_old_weeks_ask_for_no_steps(owner, long_here):
    make_observation(owner.membership, at=local("2026-11-03"), signs=("PH1",))
    assert "Next steps" not in text(owner, "2026-W45/")


def test_names_are_escaped(owner, long_here):
    for outcome, day in (("went", 16), ("missed", 17)):
        make_appointment(owner.membership, at=local(f"2026-11-{day}"), outcome=outcome, name="<b onclick=x>Oak</b>")
    html = page(owner)
    assert "<b onclick" not in html
    assert html.count("&lt;b onclick=x&gt;Oak&lt;/b&gt;") == 2


def test_the_title_is_neutral_and_the_page_may_be_printed(owner, long_here):
    html = page(owner)
    assert "<title>Week · Alongside</title>" in html
    assert "data-print" in html
    assert "Printed on November 18, 2026." in html
    assert long_here.nickname not in html


# Who sees what ---------------------------------------------------------------------------------------------------
def test_two_readers_see_what_each_may_see(owner, helper, viewer, long_here):
    make_observation(owner.membership, at=local("2026-11-16"), signs=("MS1",), visibility=ONLY_ME)
    make_observation(helper.membership, at=local("2026-11-16"), signs=("SW1",), visibility=CIRCLE)
    mine = make_boundary(owner.membership, at=local("2026-09-01"), visibility=ONLY_ME, limit="lend my car")
    make_boundary_test(mine, owner.membership, at=local("2026-11-17"), outcome="kept", visibility=ONLY_ME)
    make_appointment(helper.membership, at=local("2026-11-17"), outcome="went", name="Their own", visibility=ONLY_ME)
    seen = {person.user.name: text(person) for person in (owner, helper, viewer)}
    for words in seen.values():
        assert "Avoids friends and family" in words
        assert "This page shows what you may see. Others may see less." in words
    assert "More irritable" in seen["Maria"]
    assert "lend my car" in seen["Maria"]
    assert "Only me" in seen["Maria"]
    assert "Their own" in seen["Tess"]
    for name in ("Tess", "Omar"):
        assert "irritable" not in seen[name]
        assert "lend my car" not in seen[name]
        assert "boundary was tested" not in seen[name]
    for name in ("Maria", "Omar"):
        assert "Their own" not in seen[name]
        assert "Went to" not in seen[name]


def test_a_sign_about_a_visit_that_the_reader_may_not_see_still_counts(owner, helper, long_here):
    hidden = make_appointment(owner.membership, at=local("2026-11-16"), outcome="missed", visibility=ONLY_ME)
    make_observation(owner.membership, at=local("2026-11-16"), signs=("TE1",), about=hidden, visibility=CIRCLE)
    assert "counts with the visit" in text(owner)
    words = text(helper)
    assert "counts with the visit" not in words
    assert "Skipped a treatment session" in words


def test_earlier_weeks_of_others_do_not_shape_the_comparison(owner, helper, long_here):
    for day in ("2026-11-03", "2026-11-10"):
        make_observation(owner.membership, at=local(day), signs=("SW1",), visibility=ONLY_ME)
        make_observation(helper.membership, at=local(day), signs=("RS1",), visibility=CIRCLE)
    make_observation(helper.membership, at=local("2026-11-16"), signs=("SW1",), visibility=CIRCLE)
    assert "Time with others (new)" not in text(owner)
    assert "Time with others (new)" in text(helper)


def test_a_viewer_is_not_asked_to_write(viewer, owner, long_here):
    assert "Write something down" not in text(viewer)
    make_observation(owner.membership, at=local("2026-11-16"), signs=("SW1",), visibility=CIRCLE)
    assert "Write down a good moment" not in text(viewer)


def test_a_stranger_gets_the_same_404_as_for_a_circle_that_is_not(owner, stranger):
    for path in ("week/", "week/2026-W47/"):
        assert stranger.client.get(owner.url(path)).status_code == 404


# The address ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "week",
    ["2026-W54", "2025-W53", "2026-W00", "1999-W01", "2100-W01", "9999-W01", "2026-47", "2026-W4", "x", "2026-W47%00",
     "٢٠٢٦-W47", "-W47", "2026-W047"],
)  # fmt: skip
def test_a_week_that_is_none_is_not_found(owner, week):
    assert owner.client.get(owner.url(f"week/{week}/")).status_code == 404


@pytest.mark.parametrize("week", ["2000-W01", "2026-W53", "2026-W10", "2026-W44", "2099-W53"])
def test_every_week_that_exists_opens(owner, week):
    assert "Nothing is written down" in text(owner, f"{week}/")


def test_links_go_a_week_back_and_a_week_on(owner):
    html = page(owner, "2026-W46/")
    assert f'href="{owner.url("week/2026-W45/")}"' in html
    assert f'rel="next" href="{owner.url("week/")}"' in html
    assert "week/1999" not in page(owner, "2000-W01/")
    assert 'rel="next"' not in page(owner, "2026-W51/")
    html = page(owner)
    assert f'href="{owner.url("week/2026-W46/")}"' in html
    assert f'href="{owner.url("week/2026-W48/")}"' in html


def test_the_week_turns_at_midnight_of_the_circle(owner, long_here):
    make_observation(owner.membership, at=local("2026-11-15", "23:59"), signs=("MS1",))
    make_observation(owner.membership, at=local("2026-11-16", "00:00"), signs=("SW1",))
    assert "Mood and stress" in text(owner, "2026-W46/")
    assert "Time with others" not in text(owner, "2026-W46/")
    assert "Mood and stress" not in text(owner)


# Cost ------------------------------------------------------------------------------------------------------------
def fill(membership, rows: int) -> None:
    """At least one of every kind, `rows` in all, in this week and the ones around it."""
    boundary = make_boundary(membership, at=local("2026-09-01"), look_again_on="2026-11-01")
    for number in range(max(rows, 5)):
        at = local(f"2026-11-{10 + (number + 6) % 15:02}", f"{8 + number % 9:02}:00")
        match number % 5:
            case 0:
                visit = make_appointment(membership, at=at, outcome=("went", "missed", "planned")[number % 3])
            case 1:
                make_ride(membership, at=at)
            case 2:
                make_observation(membership, at=at, signs=("MS1", "GS3"), about=visit, note="A long day")
            case 3:
                make_boundary(membership, at=at)
            case 4:
                outcome = ("kept", "bent", "dropped")[number % 3]
                add_entry(BoundaryTest, membership, boundary=boundary, outcome=outcome, at=at)


@pytest.mark.parametrize("rows", [1, 30, 300])
def test_the_page_asks_the_same_number_of_queries_for_any_history(
    owner, long_here, guidance, rows, django_assert_num_queries
):
    fill(owner.membership, rows)
    make_observation(owner.membership, at=local("2026-11-17"), signs=("TE2",))
    make_appointment(owner.membership, at=clock.now() + dt.timedelta(hours=1))
    owner.client.get(owner.url("week/"))
    with django_assert_num_queries(15):
        page(owner)
    with django_assert_num_queries(7):
        week_summary(Log(owner.membership), Week.parse("2026-W47"))
