"""What is offered, said and matched for good things, on plain values."""

import re

import pytest

from tests.guidance.reading_level import grade, plain_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.good_things import rules
from tracker.guidance.catalogue import GOOD_SIGNS
from tracker.guidance.topics import TOPIC_SLUGS

TEXTS = [
    *(str(sentence) for sentences in rules.PRAISE.values() for sentence in sentences),
    *map(str, rules.PRAISE_FOR_OWN_WORDS),
    *(str(offer.text) for offer in rules.OFFERS),
    *(str(one.label) for one in rules.DONE),
    *(str(one.notice) for one in rules.DONE),
]


def test_every_good_sign_can_be_ticked_in_its_own_order():
    assert list(rules.THINGS)[: len(GOOD_SIGNS)] == [one.code for one in GOOD_SIGNS]
    assert all(one.is_good for one in rules.THINGS.values())


def test_every_thing_has_words_that_name_it():
    assert rules.PRAISE.keys() == rules.THINGS.keys()
    sentences = [str(sentence) for some in rules.PRAISE.values() for sentence in some]
    assert len(set(sentences)) == len(sentences)
    for sentence in sentences:
        assert re.fullmatch(r"“.+[.!]”", sentence)
        assert "good job" not in sentence.lower()
        assert "well done" not in sentence.lower()
        assert "proud" not in sentence.lower()


def test_each_part_of_daily_life_can_be_done_and_logged():
    assert [str(offer.name) for offer in rules.OFFERS] == [
        "Food", "Movement", "Sleep", "A plan for the day", "Stress", "Time out",
    ]  # fmt: skip
    assert {offer.code for offer in rules.OFFERS} <= rules.THINGS.keys()
    assert {offer.topic for offer in rules.OFFERS} <= set(TOPIC_SLUGS)
    assert set(rules.SITUATIONS) <= rules.THINGS.keys()


def test_texts_are_short_plain_and_say_no_amounts():
    assert words_to_avoid_in("\n".join(text.replace("“", "").replace("”", "") for text in TEXTS)) == []
    assert grade(plain_text("\n\n".join(TEXTS))) <= 6
    for text in TEXTS:
        assert len(text) <= 120
        assert not re.search(r"\d\s?mg|dose", text), text


@pytest.mark.parametrize(
    ("codes", "own_words", "title"),
    [
        (("GS3",), "", "Ate together"),
        (("GS5", "GS3"), "", "Ate together, Slept well"),
        (("GS3", "GS5", "GS7", "GD2"), "", "Ate together, Slept well and 2 more"),
        ((), "Fixed the door", "Fixed the door"),
        (("GS3", "GS5"), "Fixed the door", "Fixed the door, Ate together and 1 more"),
        (("XX9",), "", ""),
    ],
)
def test_a_title_names_two_and_counts_the_rest(codes, own_words, title):
    assert rules.in_words(codes, own_words) == title
