"""What went well: the things one can tick, what to say about them, and small things to do next, on plain values."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.base.choices import LabelledEnum
from tracker.guidance.catalogue import GOOD_SIGNS, Category, Sign, Urgency
from tracker.guidance.situations import Situation


class Answered(LabelledEnum):
    """What the supporter did about it."""

    THANKS = "thanks", _("I said thanks")
    TIME_TOGETHER = "time_together", _("Time together")
    TREAT = "treat", _("A small treat")
    NOTHING_YET = "nothing_yet", _("Nothing yet")


# Two things that are done rather than noticed, so the catalogue of signs does not have them.
DONE = (
    Sign("GD1", Category.GOOD, _("Kept to a plan for the day"),
         _("Up, meals and one thing to do, more or less when planned."), Urgency.WATCH, "daily-routine", ("PRO",)),
    Sign("GD2", Category.GOOD, _("Got through stress in a good way"),
         _("A talk, a walk, music, slow breaths or a back rub."), Urgency.WATCH, "stress-coping", ("PRO",)),
)  # fmt: skip
THINGS: dict[str, Sign] = {one.code: one for one in (*GOOD_SIGNS, *DONE)}

# Of the labels in a title; the rest are only counted.
NAMED_IN_TITLE = 2

# What a thing is about, besides being worth a kind word.
SITUATIONS: dict[str, Situation] = {
    "GS2": Situation.COPING,
    "GS3": Situation.FOOD,
    "GS5": Situation.SLEEP,
    "GS6": Situation.ROUTINE,
    "GS7": Situation.COPING,
    "GS8": Situation.ROUTINE,
    "GD1": Situation.ROUTINE,
    "GD2": Situation.COPING,
}

# Words to say, about the one thing that was seen. "Well done" would fit anything, and so says little.
PRAISE: dict[str, tuple[str | Promise, ...]] = {
    "GS1": (_("“You went today, and it was raining.”"), _("“You got there on time. I saw the work in that.”")),
    "GS2": (_("“Thank you for telling me. That was hard to say.”"), _("“I am glad that I know now.”")),
    "GS3": (_("“I liked eating with you tonight.”"), _("“The soup you made was good.”")),
    "GS4": (_("“You asked for help. That takes courage.”"), _("“You made that call yourself.”")),
    "GS5": (_("“You look rested this morning.”"), _("“You got up at eight, three days in a row.”")),
    "GS6": (_("“I heard you play. I stood still to listen.”"), _("“You laughed at that film. So did I.”")),
    "GS7": (_("“You walked all the way to the park.”"), _("“You went out, even in the cold.”")),
    "GS8": (_("“I liked our day out. You chose a good place.”"), _("“That hour with you was the best of my week.”")),
    "GS9": (_("“You took your medicine each day this week.”"), _("“You spoke up in the group today.”")),
    "GD1": (_("“You were up, ate and did what you planned.”"), _("“You kept your plan for the whole day.”")),
    "GD2": (_("“You were upset, and you took a walk first.”"), _("“You said you needed quiet. That was clear.”")),
}  # fmt: skip
PRAISE_FOR_OWN_WORDS = (_("“I saw what you did today, and I was glad.”"),)


@dataclass(frozen=True)
class Praise:
    """A thing that went well, and what one could say about it."""

    label: str | Promise
    sentences: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Offer:
    """A small thing to do, alone or together; `code` is what to tick when it is done."""

    code: str
    name: str | Promise
    text: str | Promise
    topic: str


OFFERS = (
    Offer("GS3", _("Food"), _("Cook one plain meal, and eat it together. Put water on the table."), "food-sleep-movement"),
    Offer("GS7", _("Movement"), _("Ask them along for a short walk. Ten minutes is enough."), "food-sleep-movement"),
    Offer("GS5", _("Sleep"), _("Agree on one time to get up. Put the screens away for the night."), "food-sleep-movement"),
    Offer("GD1", _("A plan for the day"),
          _("Write three things on paper: get up, eat, one thing to do. Then add one nice thing."), "daily-routine"),
    Offer("GD2", _("Stress"), _("Talk, walk, or breathe slowly for five minutes. Ask which one they want."), "stress-coping"),
    Offer("GS8", _("Time out"), _("Go somewhere for an hour: a drive, a film, a bench in the park."), "daily-routine"),
)  # fmt: skip


def things_of(codes: Iterable[str]) -> list[Sign]:
    """The things of these codes, each once, in the order of the list; a code that it no longer has is left out."""
    codes = set(codes)
    return [one for code, one in THINGS.items() if code in codes]


def in_words(codes: Iterable[str], own_words: str = "") -> str:
    """One's own words first, then labels: two in all, and how many more there are."""
    names = [name for name in (own_words, *(str(one.label) for one in things_of(codes))) if name]
    named = ", ".join(names[:NAMED_IN_TITLE])
    more = len(names) - NAMED_IN_TITLE
    if more <= 0:
        return named
    return ngettext("%(named)s and %(more)d more", "%(named)s and %(more)d more", more) % {"named": named, "more": more}


def praise_for(codes: Iterable[str], own_words: str = "") -> list[Praise]:
    """What one could say about each of these."""
    found = [Praise(one.label, PRAISE[one.code]) for one in things_of(codes)]
    return [*found, Praise(own_words, PRAISE_FOR_OWN_WORDS)] if own_words else found
