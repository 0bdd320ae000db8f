"""Check-ins on plain values: what asks for help first, and that nothing is added up."""

import inspect
from itertools import product

import pytest

from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.checkins import models, rules
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import NAMES, QUESTIONS, Face
from tracker.entries.rules import ALWAYS_ONLY_ME


def answers(**given) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | given


def test_the_kind_that_is_always_only_me_is_this_one():
    assert ALWAYS_ONLY_ME == (CheckIn.KIND,)


@pytest.mark.parametrize(
    ("given", "is_strained"),
    [
        ({}, False),
        ({"stress": "hard"}, True),
        ({"sleep": "hard"}, False),
        ({"sleep": "hard", "food": "hard"}, True),
        ({"sleep": "hard", "safe": "hard"}, True),
        ({"sleep": "so_so", "food": "so_so", "stress": "so_so", "company": "so_so", "safe": "so_so"}, False),
        ({"company": "hard", "stress": "so_so"}, False),
    ],
)
def test_strain_is_stress_at_its_worst_or_two_hard_answers(given, is_strained):
    assert rules.is_strained(answers(**given)) is is_strained


@pytest.mark.parametrize(("safe", "is_unsafe"), [("", False), ("well", False), ("so_so", True), ("hard", True)])
def test_anything_but_yes_shows_the_violence_line(safe, is_unsafe):
    assert rules.is_unsafe(answers(safe=safe)) is is_unsafe


def test_each_question_has_words_of_its_own_and_a_symbol_beside_them():
    for question in QUESTIONS:
        words = [str(question.words[face]) for face in Face]
        assert len(set(words)) == 3
        assert all(words)
    assert len({face.symbol for face in Face}) == 3
    assert words_to_avoid_in(" ".join(str(question.label) for question in QUESTIONS)) == []


def test_every_set_of_answers_has_guidance_and_unsafe_comes_first():
    import datetime as dt

    from tracker.guidance.matching import advise

    for given in product(["", *Face], repeat=len(NAMES)):
        checkin = CheckIn(day=dt.date(2026, 11, 23), **dict(zip(NAMES, given, strict=True)))
        found = advise(checkin.situations(None), stage="settled", state="IL")
        assert found
        assert (found[0].topic == "safe-at-home") is checkin.is_unsafe
        if checkin.is_unsafe:
            assert found[0].resources[0] == "violence-hotline"
        if rules.is_strained(checkin.answers):
            strain = next(one for one in found if one.situation == "strain")
            assert strain.topic == "support-groups"
            assert strain.resources[0] == "illinois-helpline"


def test_no_total_no_score():
    for module in (rules, models):
        for name, _member in inspect.getmembers(module) + inspect.getmembers(CheckIn):
            assert not any(word in name.lower() for word in ("score", "total", "average", "points")), name
