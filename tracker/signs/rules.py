"""Signs that were noticed: how one knows, how strong, and what several say together, on plain values.

Nothing here is added up to a score. A set of codes is only ever put in order, grouped or named.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tracker.base.choices import LabelledEnum
from tracker.guidance.catalogue import (
    CRISIS_CHECK,
    EMERGENCY_ADDRESSES,
    WAKE_CHECK,
    Category,
    Sign,
)
from tracker.guidance.catalogue import by_category as catalogue_by_category


class HowKnown(LabelledEnum):
    SAW = "saw", _("I saw it")
    WAS_TOLD = "was_told", _("I was told")
    GUESS = "guess", _("It is a guess")


class Strength(LabelledEnum):
    A_LITTLE = "a_little", _("A little")
    CLEARLY = "clearly", _("Clearly")
    VERY = "very", _("Very much")


LATELY_DAYS = 7
USED_LATELY = 6
# Of the labels in a title; the rest are only counted.
NAMED_IN_TITLE = 2

# Every sign by its code, in the order of the catalogue: what went well first.
CATALOGUE: dict[str, Sign] = {one.code: one for _category, signs in catalogue_by_category() for one in signs}

# Signs that may mean a break in treatment: the page offers to write the event down, by a link that presets it.
# Treatment stands beside signs, so its codes are named here and compared by a test.
OFFERS = {
    "TE3": (("what=dose_missed&days_missed=two_or_more", _("Missed doses, two days or more")),),
    "TE7": (
        ("what=left_care", _("Left detox, rehab or the hospital")),
        ("what=released", _("Released from jail or prison")),
    ),
    "OD1": (("", _("The break before it")), ("what=returned_to_use", _("The return to use"))),
}

ABOUT_LIFE = frozenset(code for code, address in EMERGENCY_ADDRESSES.items() if address.endswith("#crisis"))
EMERGENCIES = frozenset(EMERGENCY_ADDRESSES)
OVERDOSES = EMERGENCIES - ABOUT_LIFE


def signs_of(codes: Iterable[str]) -> list[Sign]:
    """The signs of these codes, each once, good ones first; a code that the catalogue no longer has is left out."""
    codes = set(codes)
    return [one for code, one in CATALOGUE.items() if code in codes]


def by_category(codes: Iterable[str]) -> list[tuple[Category, list[Sign]]]:
    """The signs of these codes under their categories, what went well first; no empty category."""
    grouped: dict[Category, list[Sign]] = {}
    for one in signs_of(codes):
        grouped.setdefault(one.category, []).append(one)
    return list(grouped.items())


def in_words(codes: Iterable[str]) -> str:
    """The first two labels, and how many more there are."""
    signs = signs_of(codes)
    named = ", ".join(str(one.label) for one in signs[:NAMED_IN_TITLE])
    more = len(signs) - NAMED_IN_TITLE
    if more <= 0:
        return named
    return ngettext("%(named)s and %(more)d more", "%(named)s and %(more)d more", more) % {"named": named, "more": more}


def worrying(codes: Iterable[str]) -> list[Sign]:
    """The signs of these codes that are not good ones."""
    return [one for one in signs_of(codes) if not one.is_good]


def many_signs(codes: Iterable[str]) -> bool:
    """Whether these codes, noted within a week, come to 3 or more from 2 or more categories. Good ones do not count."""
    signs = worrying(codes)
    return len(signs) >= 3 and len({one.category for one in signs}) >= 2


def used_lately(observations: Iterable[Iterable[str]], limit: int = USED_LATELY) -> list[Sign]:
    """The signs that somebody used last, from their newest observations; good ones first, emergencies never."""
    usable = CATALOGUE.keys() - EMERGENCIES
    newest = dict.fromkeys(code for codes in observations for code in codes if code in usable)
    return sorted((CATALOGUE[code] for code in list(newest)[:limit]), key=lambda one: not one.is_good)


def offers(codes: Iterable[str]) -> list[tuple[str, str | Promise]]:
    """The links (query, words) that offer to write a treatment event down; nothing is written by itself."""
    return list(dict.fromkeys(link for one in signs_of(codes) for link in OFFERS.get(one.code, ())))


# Emergency first --------------------------------------------------------------------------------------
def needs_wake_check(codes: Iterable[str]) -> bool:
    """Whether "Can you wake them? If not: 911" comes before anything else."""
    return not (WAKE_CHECK | EMERGENCIES - ABOUT_LIFE).isdisjoint(codes)


def needs_crisis_line(codes: Iterable[str]) -> bool:
    """Whether 988 comes before anything else."""
    return not (CRISIS_CHECK | ABOUT_LIFE).isdisjoint(codes)


def emergencies(codes: Iterable[str]) -> list[Sign]:
    """Those that are acted on before anything is written down."""
    return [one for one in signs_of(codes) if one.code in EMERGENCIES]


def act_first(codes: Iterable[str], *, over: bool) -> str | Promise:
    """What to do before these codes may be written down; "" when they may."""
    signs = emergencies(codes)
    if over or not signs:
        return ""
    if all(one.code in ABOUT_LIFE for one in signs):
        return _("Is it going on now? Call 911, or call or text 988, first. If it is over, tick this box.")
    return _("Is it going on now? Call 911 first. If it is over, tick this box.")
