"""Advice: the reviewed cases, and what holds for every case there could be."""

from collections import Counter
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guidance.reading_level import grade, plain_text
from tests.guidance.reviewed_cases import CASES, Case
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.base.stages import Stage
from tracker.guidance.catalogue import GOOD_SIGNS, SIGNS, Urgency
from tracker.guidance.directory import load_resources, resource
from tracker.guidance.matching import TABLE, advise
from tracker.guidance.situations import Raised, Situation, sign_situation
from tracker.guidance.topics import TOPIC_SLUGS

STAGES = tuple(Stage)
HIGHER_RISK = (Stage.AFTER_DISCHARGE, Stage.RETURNED_TO_USE)
SITUATIONS = (*Situation, *(sign_situation(one.code) for one in (*GOOD_SIGNS, *SIGNS)))
EMERGENCIES = {"sign_od2", "sign_od3", "sign_ms6"}

# Named before any state's own resources: what saves a life, and the number already in the reader's hand.
BEFORE_ANY = {
    "emergency-911", "lifeline-988", "violence-hotline", "own-clinic", "plan-ride-line",
}  # fmt: skip

anything = st.lists(st.sampled_from(SITUATIONS), min_size=1, max_size=12)
stages = st.sampled_from(STAGES)
states = st.sampled_from(["IL", "WI", "TX", ""])


def raise_all(*situations: str) -> list[Raised]:
    return [Raised(one, f"You logged {one}.") for one in situations]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_reviewed_case_leads_where_it_should(case: Case) -> None:
    first = advise(raise_all(*case.raised), stage=case.stage, state=case.state)[0]
    assert first.address == (case.leads_to if case.leads_to.startswith("/") else f"/guidance/{case.leads_to}/")
    assert first.resources[0] == case.resource


def test_reviewed_cases_are_many_and_of_every_kind() -> None:
    assert len(set(CASES)) == len(CASES) >= 60
    assert {case.stage for case in CASES} == set(STAGES)
    assert {case.state for case in CASES} >= {"IL", "WI", "TX", ""}
    assert {one for case in CASES for one in case.raised} >= set(Situation)


def test_no_resource_is_first_in_more_than_a_third_of_the_cases() -> None:
    slug, times = Counter(case.resource for case in CASES).most_common(1)[0]
    assert times <= len(CASES) / 3, slug


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_situation_leads_to_a_page_and_to_someone(situation: str) -> None:
    for stage, state in product(STAGES, ["IL", "WI", ""]):
        found = advise(raise_all(situation), stage=stage, state=state)
        assert found, (stage, state)
        assert all(one.resources for one in found), (stage, state)
        assert found[0].reason == f"You logged {situation}."


def test_the_table_knows_no_situation_that_cannot_be_raised() -> None:
    assert {row.situation for row in TABLE} == set(SITUATIONS)


def test_a_situation_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        advise(raise_all("sign_zz9"), stage="settled", state="IL")


def test_every_topic_is_reached() -> None:
    reached = {row.topic for row in TABLE} | {topic for row in TABLE for topic in row.also}
    assert reached - {None} == set(TOPIC_SLUGS)


def test_every_row_is_whole() -> None:
    known = {one.slug for one in load_resources()}
    for row in TABLE:
        assert row.topic or row.page, row.situation
        assert set(row.resources) <= known, row.situation
        assert len(set(row.resources)) == len(row.resources), row.situation
        assert set(row.stages) <= set(STAGES), row.situation
        assert row.topic not in row.also or row.page, row.situation
        assert len(set(row.also)) == len(row.also), row.situation


def test_rows_name_a_states_resources_before_those_of_the_whole_country() -> None:
    for row in TABLE:
        national = [not resource(slug).states for slug in row.resources if slug not in BEFORE_ANY]
        assert national == sorted(national), row


def test_topic_and_urgency_of_a_sign_are_those_of_the_catalogue() -> None:
    for one in (*GOOD_SIGNS, *SIGNS):
        first = advise(raise_all(sign_situation(one.code)), stage="settled", state="IL")[0]
        assert (first.topic, first.address, first.urgency) == (one.topic, one.address, one.urgency), one.code


@given(anything, stages, states, st.integers(1, 5))
def test_no_topic_page_or_text_comes_twice(situations: list[str], stage: str, state: str, limit: int) -> None:
    found = advise(raise_all(*situations), stage=stage, state=state, limit=limit)
    topics = [one.topic for one in found if one.topic]
    assert len(set(topics)) == len(topics)
    assert len({one.address for one in found}) == len(found)
    assert len({str(one.text) for one in found}) == len(found)


@given(anything, stages, states, st.integers(1, 5))
def test_the_most_urgent_comes_first(situations: list[str], stage: str, state: str, limit: int) -> None:
    found = advise(raise_all(*situations), stage=stage, state=state, limit=limit)
    ranks = [one.urgency.rank for one in found]
    assert ranks == sorted(ranks, reverse=True)
    for before, after in pairwise(found):
        if before.urgency == after.urgency and before.situation.startswith("stage_"):
            assert after.situation.startswith("stage_")


@given(anything, stages, states, st.integers(1, 5))
def test_an_emergency_is_first_and_never_cut(situations: list[str], stage: str, state: str, limit: int) -> None:
    found = advise(raise_all(*situations), stage=stage, state=state, limit=limit)
    pages = {"/emergency/#crisis" if one == "sign_ms6" else "/emergency/" for one in EMERGENCIES & set(situations)}
    assert {one.address for one in found[: len(pages)]} == pages
    assert not any(one.is_emergency for one in found[len(pages) :])
    always = {"unsafe_at_home": "safe-at-home", "overdose_survived": "overdose-risk"}
    kept = {topic for situation, topic in always.items() if situation in situations}
    must = len(pages) + len(kept)
    assert {one.topic for one in found[len(pages) : must]} == kept
    assert len(found) <= max(limit, must)


@given(anything, stages, states)
def test_resources_serve_the_state_and_are_few(situations: list[str], stage: str, state: str) -> None:
    for one in advise(raise_all(*situations), stage=stage, state=state, limit=9):
        assert 1 <= len(one.resources) <= 3
        assert all(resource(slug).serves(state) for slug in one.resources)


@pytest.mark.parametrize("stage", HIGHER_RISK)
@pytest.mark.parametrize(
    "situation",
    [
        "visit_missed", "visit_missed_no_ride", "dose_visit_missed", "sign_te1", "sign_te2", "sign_te3", "sign_te4",
        "sign_te7", "sign_du2", "sign_od1",
    ],
)  # fmt: skip
def test_weeks_of_higher_risk_add_a_word_on_overdose(situation: str, stage: str) -> None:
    found = [one.topic for one in advise(raise_all(situation), stage=stage, state="IL")]
    usual = [one.topic for one in advise(raise_all(situation), stage="settled", state="IL")]
    assert len(found) == len(usual) + 1
    assert {"overdose-risk", "naloxone"} & set(found) - set(usual)


@pytest.mark.parametrize("situation", ["dose_visit_missed", "sign_te2", "sign_te3", "sign_te4"])
@pytest.mark.parametrize("stage", STAGES)
def test_missed_medicine_is_a_call_to_the_clinic_today(situation: str, stage: str) -> None:
    advice = {one.topic: one for one in advise(raise_all(situation), stage=stage, state="WI")}["missed-dose"]
    assert advice.urgency is Urgency.TODAY
    assert str(advice.text).startswith("Call the clinic today")


def test_nothing_says_how_much_medicine_to_take() -> None:
    for row in TABLE:
        text = str(row.text).lower()
        for word in (
            "double",
            "half",
            "amount",
            "skip",
            " mg",
            "extra",
            "catch up",
            "take a dose",
            "lower the",
            "taper",
        ):
            assert word not in text, row.situation


def test_nobody_out_of_treatment_is_sent_to_their_clinic_when_there_is_another() -> None:
    first = advise(raise_all("visit_missed"), stage="not_in_treatment", state="WI")[0]
    assert first.resources == ("samhsa-helpline",)
    only = advise(raise_all("visit_coming"), stage="not_in_treatment", state="WI")[0]
    assert only.resources == ("own-clinic",)


def test_a_dropped_boundary_is_met_without_blame() -> None:
    text = str(advise(raise_all("boundary_dropped"), stage="not_sure", state="")[0].text).lower()
    assert not any(word in text for word in ("should", "must", "fail", "again", "weak"))


def test_texts_are_short_plain_and_person_first() -> None:
    texts = [str(row.text) for row in TABLE]
    assert words_to_avoid_in("\n".join(texts)) == []
    assert grade(plain_text("\n\n".join(texts))) <= 5
    for text in texts:
        assert len(text) <= 120, text
        assert grade(plain_text(text)) <= 8, text
