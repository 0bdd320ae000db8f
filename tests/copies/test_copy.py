"""What a copy holds: only what was chosen, no names unless asked for, never what is the supporter's own."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    at,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_good_thing,
    make_observation,
    make_ride,
    make_task,
    make_treatment,
)
from tracker.base.clock import Week
from tracker.people.models import Circle
from tracker.summary.copies.models import ShareLink
from tracker.summary.copies.rules import Part

pytestmark = pytest.mark.django_db

CANARY = "Quokka"
ALL = [part.value for part in Part]


def this_week(person) -> Week:
    return Week.this(person.circle.tzinfo)


def look(person, **data):
    """Look at a copy of this week as a person does; the answer."""
    week = this_week(person)
    return person.client.post(person.url(f"week/{week}/copy/"), {"parts": ALL, "willing": "yes"} | data)


def sheet(response) -> str:
    """The words of the copy itself."""
    assert response.status_code == 200
    html = response.content.decode()
    inner = html[html.index('<div class="week copy">') :]
    inner = re.split(r'<div class="no-print"|</article>', inner)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", inner).split())


def fill(person, **fields) -> None:
    """A week in which everything that can be typed holds the canary."""
    me, typed = person.membership, f"{CANARY} typed"
    Circle.objects.update(nickname=CANARY)
    me.circle.nickname = CANARY
    person.user.name = f"{CANARY} maker"
    person.user.save()
    now = at()
    words = {"name": typed, "place": typed, "bring": typed, "goes_along": typed, "note": typed}
    make_appointment(me, at=now, outcome="went", **words)
    make_appointment(me, at=now, outcome="missed", why_missed="no_ride", **words)
    coming = make_appointment(me, at=now + dt.timedelta(hours=30), **words)
    make_ride(me, at=now, status="did_not_come", driver=typed, plan_b=typed, pickup_place=typed, note=typed)
    make_ride(me, at=coming.at, visit=coming, status="confirmed", driver=typed, note=typed)
    boundary = make_boundary(me, limit=typed, when_text=typed, action=typed, visibility="circle")
    make_boundary_test(boundary, me, outcome="kept", what_happened=typed, what_i_did=typed, visibility="circle")
    make_observation(me, signs=("MS1",), could_be=typed, what_i_did=typed, note=typed, visibility="circle")
    make_good_thing(me, codes=("GS3",), own_words=typed, note=typed)
    make_treatment(me, note=typed, visibility="circle")
    make_task(me, what=typed, due_on=this_week(person).sunday, note=typed)
    make_checkin(me, good_thing=typed, note=typed)


def test_t9_without_names_nothing_that_was_typed_is_in_the_copy(owner):
    fill(owner)
    words = sheet(look(owner))
    assert CANARY not in words
    for expected in ("About the person we support", "Clinic or dose visit", "did not come", "kept", "What was noticed"):
        assert expected in words


def test_names_bring_titles_and_never_notes_places_drivers_or_the_own_check_in(owner):
    fill(owner)
    words = sheet(look(owner, names="on"))
    assert f"About {CANARY}" in " ".join(words.split())
    assert f"{CANARY} typed, went" in words
    for field in ("place", "note", "driver"):
        make_appointment(owner.membership, outcome="went", name="Visit", place=f"Wombat {field}", note="Wombat note")
    make_ride(owner.membership, at=at(), status="came_late", driver="Wombat", note="Wombat")
    make_checkin(owner.membership, good_thing="Wombat day", stress="hard")
    assert "Wombat" not in sheet(look(owner, names="on", only_me="on"))


def test_t14_what_only_i_see_is_left_out_until_i_ask_for_it(owner):
    make_observation(owner.membership, signs=("MS1",), visibility="only_me")
    make_appointment(owner.membership, what="court", outcome="went", visibility="only_me")
    assert "Nothing is written down" in sheet(look(owner))
    words = sheet(look(owner, only_me="on"))
    assert "Court or probation" in words
    assert "What was noticed" in words


def test_what_another_member_keeps_to_themselves_is_never_in_it(owner, helper):
    make_appointment(helper.membership, what="court", outcome="went", visibility="only_me")
    assert "Court" not in sheet(look(owner, only_me="on", names="on"))


def test_a_part_that_is_not_chosen_says_nothing_under_what_went_well_either(owner):
    fill(owner)
    words = sheet(look(owner, parts=["good"], names="on"))
    assert "What went well" in words
    for other in ("Went to", "visits", "boundary", "Boundaries", "came on time", "treatment"):
        assert other not in words.replace(f"{CANARY} typed", "")


def test_the_supporter_s_own_visits_are_left_out(owner):
    make_appointment(owner.membership, what="own_support", name="My group", outcome="went")
    make_appointment(owner.membership, what="own_support", name="My group", at=at(hours=20))
    assert "My group" not in sheet(look(owner, names="on"))


def test_a_boundary_that_only_i_see_lends_its_words_to_no_shared_test(owner):
    boundary = make_boundary(owner.membership, limit="give Wombat money", visibility="circle")
    make_boundary_test(boundary, owner.membership, visibility="circle")
    assert "Wombat" in sheet(look(owner, names="on"))
    type(boundary).objects.update(visibility="only_me")
    assert "Wombat" not in sheet(look(owner, names="on"))


def test_nothing_chosen_is_told_beside_the_field_and_the_rest_is_kept(owner):
    response = look(owner, parts=[], names="on")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose at least one part." in html
    assert re.search(r'name="names"[^>]*checked', html)


def test_the_question_is_asked_and_an_answer_in_doubt_is_answered(owner):
    page = owner.client.get(owner.url(f"week/{this_week(owner)}/copy/")).content.decode()
    assert "Would you be willing for them to read this?" in page
    assert not re.search(r'name="(?:names|only_me)"[^>]*checked', page)
    assert "could you leave out" in look(owner, willing="not_sure").content.decode()
    assert "could you leave out" not in look(owner).content.decode()
    assert look(owner, willing="").status_code == 422


def test_looking_saves_nothing_and_changing_comes_back_with_what_was_chosen(owner):
    response = look(owner, parts=["visits"], only_me="on")
    seal = re.search(r'name="copy" value="([^"]+)"', response.content.decode()).group(1)
    page = owner.client.post(owner.url(f"week/{this_week(owner)}/copy/"), {"copy": seal, "again": "1"})
    html = page.content.decode()
    checked = re.findall(r'name="(?:parts|names|only_me)"[^>]*value="(\w+)"[^>]*checked', html)
    assert "visits" in checked
    assert "signs" not in checked
    assert re.search(r'name="only_me"[^>]*checked', html)
    assert not ShareLink.objects.exists()


def test_a_viewer_may_print_and_is_offered_no_link(viewer):
    html = look(viewer).content.decode()
    assert "data-print" in html
    assert "Or make a link" not in html


def test_a_week_that_is_none_is_a_404(owner):
    assert owner.client.get(owner.url("week/2026-W99/copy/")).status_code == 404


def test_the_page_takes_the_same_number_of_queries_with_many_entries(owner):
    fill(owner)
    look(owner)  # the session notes its first page
    with CaptureQueriesContext(connection) as few:
        look(owner, names="on", only_me="on")
    for _ in range(4):
        fill(owner)
    with CaptureQueriesContext(connection) as many:
        look(owner, names="on", only_me="on")
    assert len(many) == len(few)
