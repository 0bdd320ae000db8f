"""Weeks as families have them, read as a person reads the page: what stands first, and what must not stand there."""

import html
import re

import pytest

from tests.factories import (
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_good_thing,
    make_observation,
    make_task,
    make_treatment,
)
from tests.summary.conftest import local

pytestmark = pytest.mark.django_db

# Never about a person, whatever happened.
NEVER = re.compile(
    r"\b(clean|dirty|addict|abuser|relapsed again|score|streak|failed|prognosis|will relapse)\b", re.IGNORECASE
)
CHEERFUL = ("Small ones count", "That is a start", "Start small", "Well done", "Great")


def read(person) -> list[str]:
    """The lines of the week's page, as they stand there."""
    page = person.client.get(person.url("week/")).content.decode()
    body = page[page.index("<h1>") : page.index("</main")]
    body = re.sub(r"<svg.*?</svg>", "", body, flags=re.S)
    body = re.sub(r"</?(?:p|li|h1|h2|h3|section|ul|ol|tr|table|figure|figcaption|br)\b[^>]*>", "\n", body)
    return [line.strip() for line in html.unescape(re.sub(r"<[^>]+>", "", body)).splitlines() if line.strip()]


def section(lines: list[str], heading: str, until: str) -> list[str]:
    return lines[lines.index(heading) + 1 : lines.index(until)]


@pytest.fixture
def an_empty_week(owner, long_here):
    return read(owner)


@pytest.fixture
def a_first_week(owner):
    owner.circle.created_at = local("2026-11-17")
    owner.circle.save()
    make_good_thing(owner.membership, at=local("2026-11-17"))
    make_observation(owner.membership, at=local("2026-11-18", "09:00"), signs=("MS1", "SW1"))
    return read(owner)


@pytest.fixture
def a_hard_week(owner, long_here):
    """A return to use, an overdose that was survived, a missed dose, a boundary that was bent, a tired mother."""
    me = owner.membership
    make_treatment(me, at=local("2026-11-16"), what="returned_to_use")
    make_treatment(me, at=local("2026-11-17"), what="overdose")
    make_appointment(me, at=local("2026-11-16", "08:00"), what="dose", outcome="missed", why_missed="did_not_want")
    make_observation(me, at=local("2026-11-16"), signs=("PH1", "RS4"))
    boundary = make_boundary(me, at=local("2026-10-01"))
    make_boundary_test(boundary, me, at=local("2026-11-17", "18:00"), outcome="bent")
    make_checkin(me, at=local("2026-11-17", "22:00"), sleep="hard", stress="hard")
    return read(owner)


@pytest.fixture
def a_week_without_treatment(owner, long_here):
    owner.circle.stage = "not_in_treatment"
    owner.circle.save()
    me = owner.membership
    make_good_thing(me, at=local("2026-11-16"), codes=("GS2",))
    make_observation(me, at=local("2026-11-17"), signs=("MP1", "SW1"))
    boundary = make_boundary(me, at=local("2026-10-01"))
    make_boundary_test(boundary, me, at=local("2026-11-17", "18:00"), outcome="kept")
    make_appointment(me, at=local("2026-11-17", "19:00"), what="own_support", outcome="went")
    make_task(me, template="treatment_search")
    return read(owner)


def test_an_empty_week_invites_and_scolds_nobody(an_empty_week):
    text = " ".join(an_empty_week)
    assert "Nothing is written down yet" in text
    assert "Start small: one visit, one thing you noticed, or one good moment." in text
    assert not re.search(r"\b(missed|should have|forgot|only 0|no entries)\b", text)
    assert not NEVER.search(text)


def test_a_first_week_opens_with_what_went_well(a_first_week):
    good = section(a_first_week, "What went well", "What was noticed")
    assert good[0] == "Ate together: Tuesday."
    assert "This is your first week here. That is a start." in good
    text = " ".join(a_first_week)
    assert "These are notes, not a verdict. Each sign can have other causes." in text
    assert not re.search(r"more than usual|less than usual|\bnew\b", text), "there is nothing to compare with yet"
    assert not NEVER.search(text)


def test_a_hard_week_is_met_with_care_and_the_most_urgent_first(a_hard_week):
    good = section(a_hard_week, "What went well", "Visits")
    assert good[0] == "A hard week. You stayed with it, and you wrote it down. That counts."
    text = " ".join(a_hard_week)
    assert not [words for words in CHEERFUL if words in text]
    steps = a_hard_week[a_hard_week.index("Next steps") :]
    assert steps[1] == "Today"
    assert steps[2].startswith("Naloxone wears off, and an overdose can come back.")
    assert sum(line.startswith("Why:") for line in steps) <= 5
    assert "You slept badly." in text
    assert not NEVER.search(text)


def test_in_a_hard_week_what_went_well_still_stands_there(owner, long_here):
    make_treatment(owner.membership, at=local("2026-11-16"), what="overdose")
    make_treatment(owner.membership, at=local("2026-11-16", "10:05"), what="naloxone_used")
    make_good_thing(owner.membership, at=local("2026-11-17"))
    good = section(read(owner), "What went well", "Treatment")
    assert good[0] == "A hard week, and there was good in it too."
    assert "Naloxone was there, and somebody gave it: Monday." in good
    assert "Ate together: Tuesday." in good


def test_a_week_without_any_treatment_is_a_full_week(a_week_without_treatment):
    good = section(a_week_without_treatment, "What went well", "Visits")
    assert good == ["Talked openly: Monday.", "A boundary was tested and kept.", "There was time for your own support."]
    text = " ".join(a_week_without_treatment)
    assert "Why: You had time for yourself on Tuesday." in text
    assert "Read: Finding treatment" in text
    assert not re.search(r"\b(dose|injection|clinic)\b", text), "nothing asks for a treatment that there is not"
    assert not NEVER.search(text)
