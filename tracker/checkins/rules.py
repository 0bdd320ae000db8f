"""A supporter's look at their own days: five questions with three faces each, on plain values.

The answers are never added up: there is no total and no score, and no face counts more than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Face(StrEnum):
    """An answer. Each question has its own words for it; the symbol only stands beside them."""

    WELL = "well"
    SO_SO = "so_so"
    HARD = "hard"

    @property
    def symbol(self) -> str:
        return {Face.WELL: ":)", Face.SO_SO: ":|", Face.HARD: ":("}[self]


@dataclass(frozen=True)
class Question:
    """One question, and the words of its three faces."""

    name: str
    label: str | Promise
    words: Mapping[Face, str | Promise]

    def word_for(self, answer: str) -> str | Promise:
        return self.words[Face(answer)] if answer in Face else ""

    def choices(self) -> list[tuple[str, str | Promise]]:
        return [(face.value, self.words[face]) for face in Face]


def _question(name: str, label: str | Promise, *words: str | Promise) -> Question:
    return Question(name, label, dict(zip(Face, words, strict=True)))


QUESTIONS = (
    _question("sleep", _("How I sleep"), _("Well"), _("So-so"), _("Badly")),
    _question("stress", _("How much stress I have"), _("A little"), _("Some"), _("A lot")),
    _question("food", _("How I eat"), _("Well"), _("So-so"), _("Badly")),
    _question("company", _("Someone to talk to"), _("Yes"), _("At times"), _("Nobody")),
    _question("safe", _("I feel safe at home"), _("Yes"), _("Not always"), _("No")),
)
NAMES = tuple(question.name for question in QUESTIONS)


def is_unsafe(answers: Mapping[str, str]) -> bool:
    """Whether they do not, or not always, feel safe at home: then the violence line comes before anything else."""
    return answers["safe"] in (Face.SO_SO, Face.HARD)


def is_strained(answers: Mapping[str, str]) -> bool:
    """Whether stress is at its worst, or two or more of the answers are."""
    return answers["stress"] == Face.HARD or sum(answer == Face.HARD for answer in answers.values()) >= 2
