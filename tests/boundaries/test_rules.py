"""Which boundaries are refused, asked about or left alone, and when one is due for a look."""

import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.boundaries.sentences import SENTENCES
from tests.guidance.reading_level import grade
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.boundaries import rules, wording
from tracker.boundaries.rules import BoundaryKind
from tracker.boundaries.wording import Verdict

TODAY = date(2026, 3, 31)
FRAGMENTS = sorted({word for fields, *_ in SENTENCES for text in fields.values() for word in text.split()})
TEXTS = st.one_of(
    st.text(max_size=4000),
    st.lists(st.sampled_from([*FRAGMENTS, ",", ".", "if", "until", "not", "or"]), max_size=60).map(" ".join),
)


@pytest.mark.parametrize(("fields", "kind", "verdict", "code"), SENTENCES, ids=lambda value: str(value)[:80])
def test_everyday_sentence_gets_its_verdict(fields, kind, verdict, code):
    findings = wording.review(kind, **{"when": "", "limit": "", "action": "", "still": "", **fields})

    assert wording.overall(findings) is verdict, [finding.code for finding in findings]
    assert [finding.code for finding in findings if finding.code == code and finding.verdict is verdict] == (
        [code] if code else []
    )


@pytest.mark.parametrize("kind", BoundaryKind)
def test_example_of_each_kind_is_never_refused(kind):
    example = rules.EXAMPLES[kind]
    findings = wording.review(kind, "", str(example.limit), str(example.action), "")

    expected = {"safety"} if kind is BoundaryKind.SAFETY else set()
    assert {finding.code for finding in findings} == expected


def test_better_wording_that_speaks_as_the_author_passes_the_review():
    for (verdict, code), (_reason, better) in wording.MESSAGES.items():
        if verdict is Verdict.REFUSE:
            assert wording.review(BoundaryKind.OTHER, limit=str(better)) == [], code


@pytest.mark.parametrize("texts", wording.MESSAGES.values(), ids=map(" ".join, wording.MESSAGES))
def test_messages_are_plain_and_put_the_person_first(texts):
    text = " ".join(map(str, texts))

    assert grade(text) <= 6
    assert words_to_avoid_in(text) == []


def test_refusals_come_first_and_each_code_once():
    findings = wording.review(
        BoundaryKind.MONEY, limit="I will not pay your rent. I hide your naloxone. I hide your narcan."
    )

    assert [(finding.verdict, finding.code) for finding in findings] == [
        (Verdict.REFUSE, "naloxone"),
        (Verdict.ASK, "money"),
    ]


@settings(deadline=None, max_examples=200)
@given(when=TEXTS, limit=TEXTS, action=TEXTS, still=TEXTS)
def test_review_accepts_any_text(when, limit, action, still):
    findings = wording.review(BoundaryKind.OTHER, when, limit, action, still)

    assert len({finding.code for finding in findings}) == len(findings)


@settings(deadline=None)
@given(when=TEXTS, limit=TEXTS, action=TEXTS, still=TEXTS)
def test_safety_is_only_ever_asked_about(when, limit, action, still):
    findings = wording.review(BoundaryKind.SAFETY, when, limit, action, still)

    assert [(finding.verdict, finding.code) for finding in findings] == [(Verdict.ASK, "safety")]


@settings(deadline=None)
@given(still=TEXTS)
def test_what_stays_is_never_refused(still):
    assert wording.overall(wording.review(BoundaryKind.OTHER, still=still)) is not Verdict.REFUSE


@pytest.mark.parametrize(
    "unit", ["a", " ", "you ", "keep ", "take your ", "no more ", "I will not hide your naloxone, ", "if you ", "’"]
)
def test_long_text_is_read_quickly(unit):
    text = (unit * 4000)[:4000]
    started = time.perf_counter()

    wording.review(BoundaryKind.OTHER, text, text, text, text)

    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [([], False), ([0, 1], False), ([0, 13, 27], True), ([0, 13, 28], False), ([-1, 0, 1], False), ([2, 2, 2], True)],
)
def test_often_tested_counts_the_last_28_days(days_ago, expected):
    days = [TODAY - timedelta(days=number) for number in days_ago]

    assert rules.often_tested(days, TODAY) is expected


@pytest.mark.parametrize(
    ("day", "due"), [(None, False), (TODAY, True), (TODAY - timedelta(1), True), (TODAY + timedelta(1), False)]
)
def test_review_is_due_from_its_day_on(day, due):
    assert rules.review_due(day, TODAY) is due


def test_suggested_review_is_three_weeks_later():
    assert rules.suggested_review(date(2026, 3, 1)) == date(2026, 3, 22)


def test_choices_hold_codes_and_labels():
    assert [code for code, _label in rules.TestOutcome.choices()] == ["kept", "bent", "dropped"]
    assert len(BoundaryKind.choices()) == 13
    assert set(rules.EXAMPLES) == set(BoundaryKind)
