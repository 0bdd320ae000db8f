"""The catalogue of signs: complete, worded as observations, each with another reading."""

import re

import pytest

from tests.guidance.reading_level import grade, plain_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance.catalogue import (
    BASIS,
    CRISIS_CHECK,
    GOOD_SIGNS,
    SIGNS,
    WAKE_CHECK,
    Category,
    Sign,
    Urgency,
    by_category,
    sign,
)
from tracker.guidance.topics import TOPIC_SLUGS

ALL = (*GOOD_SIGNS, *SIGNS)

# Hand-typed, so that no sign loses its urgency by a slip.
URGENCY = {
    Urgency.EMERGENCY: "MS6 OD2 OD3",
    Urgency.TODAY: "TE2 TE3 TE4 TE7 PH1 PH2 PH3 PH4 DU1 DU2 DU3 OD1",
    Urgency.WEEK: "TE1 TE5 MS3 MS5 SW3 SW4 RS5 MP1 MP2 MP3 TT2 TT3 TT4 CP1 CP2 CP3",
    Urgency.WATCH: "TE6 MS1 MS2 MS4 SW1 SW2 RS1 RS2 RS3 RS4 TT1 TT5 GS1 GS2 GS3 GS4 GS5 GS6 GS7 GS8 GS9",
}


def words(one: Sign) -> str:
    return "\n\n".join(str(text) for text in (one.label, one.notice, one.also) if text)


def test_there_are_43_signs_and_9_good_ones_each_with_its_own_code() -> None:
    assert (len(SIGNS), len(GOOD_SIGNS)) == (43, 9)
    assert len({one.code for one in ALL}) == len(ALL)
    assert len({str(one.label) for one in ALL}) == len(ALL)
    assert [one.code for one in GOOD_SIGNS] == [f"GS{number}" for number in range(1, 10)]


def test_every_sign_keeps_its_urgency() -> None:
    found = {urgency: {one.code for one in ALL if one.urgency is urgency} for urgency in Urgency}
    assert found == {urgency: set(codes.split()) for urgency, codes in URGENCY.items()}


def test_ranks_grow_with_urgency() -> None:
    assert [one.rank for one in Urgency] == [0, 1, 2, 3]
    assert [str(one.label) for one in Urgency] == ["Note it", "This week", "Today", "Now"]
    assert Urgency("today") is Urgency.TODAY


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_a_sign_leads_to_a_page(one: Sign) -> None:
    if one.topic is None:
        assert one.address == "/emergency/"
    else:
        assert one.topic in TOPIC_SLUGS
    assert one.is_emergency == one.address.startswith("/emergency/")
    assert set(one.basis) <= set(BASIS)
    assert one.basis


def test_emergencies_are_links_to_the_emergency_page() -> None:
    assert {one.code: one.address for one in SIGNS if one.is_emergency} == {
        "OD2": "/emergency/", "OD3": "/emergency/", "MS6": "/emergency/#crisis",
    }  # fmt: skip


@pytest.mark.parametrize("one", SIGNS, ids=lambda one: one.code)
def test_every_worrying_sign_says_what_else_it_can_be(one: Sign) -> None:
    assert one.also
    assert len(str(one.also)) >= 20
    assert not one.is_good


@pytest.mark.parametrize("one", GOOD_SIGNS, ids=lambda one: one.code)
def test_a_good_sign_needs_no_other_reading(one: Sign) -> None:
    assert one.also is None
    assert one.is_good


def test_categories_come_with_what_went_well_first() -> None:
    groups = by_category()
    assert [category for category, _signs in groups] == list(Category)
    assert groups[0] == (Category.GOOD, list(GOOD_SIGNS))
    assert [one for _category, signs in groups for one in signs] == list(ALL)
    assert [len(signs) for _category, signs in groups] == [9, 7, 6, 4, 5, 3, 4, 5, 3, 3, 3]


def test_a_sign_is_found_by_its_code() -> None:
    assert sign("TE1") is SIGNS[0]
    assert sign("GS9") is GOOD_SIGNS[-1]
    with pytest.raises(KeyError):
        sign("te1")


def test_checks_before_the_form_name_real_signs() -> None:
    assert sorted(WAKE_CHECK) == ["DU3", "OD1", "PH2", "PH3"]
    assert sorted(CRISIS_CHECK) == ["MS3"]
    assert all(not sign(code).is_emergency for code in WAKE_CHECK | CRISIS_CHECK)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.code)
def test_words_are_plain_and_person_first(one: Sign) -> None:
    assert words_to_avoid_in(words(one)) == []
    assert str(one.notice).endswith((".", "”"))
    assert grade(plain_text(f"{one.notice}\n\n{one.also or ''}")) <= 8


def test_the_catalogue_reads_at_sixth_grade_or_lower() -> None:
    assert grade(plain_text("\n\n".join(words(one) for one in ALL))) <= 6


def test_nothing_foretells_scores_or_tells_a_dose() -> None:
    text = "\n".join(words(one) for one in ALL)
    assert not re.search(r"\b(?:score|stage|percent|risk of relapse|will relapse|mg|double|half)\b|%", text, re.I)
