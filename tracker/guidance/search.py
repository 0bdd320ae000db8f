"""One box for topics, signs and resources: plain words, forgiving of spelling, and nothing kept.

How a result earns its place, so that it can be explained:
1. Each word that says something is looked up: as it is (the ending aside), as the word our pages use for it,
   as the beginning of a longer word, and only if all that fails as the nearest spelling.
2. A place has a weight: a title counts more than a summary, a summary more than the text.
3. A word that stands in few places counts more than one that stands everywhere.
4. The sum is scaled by the share of the words that were found, so what has all of them comes first.

The index knows nothing of who asks, and what is asked is never stored, cached or logged.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from html import unescape
from math import log

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum
from tracker.guidance import catalogue, topics
from tracker.guidance.danger import Danger, dangers_in, normal
from tracker.guidance.directory import ResourceData
from tracker.guidance.search_words import (
    EMERGENCY_CRISIS,
    EMERGENCY_STEPS,
    KEYWORDS,
    SAME_AS,
    SIGN_KEYWORDS,
    STOPWORDS,
)

MAX_RESULTS = 12
MAX_WORDS = 12
MAX_LETTERS = 200
# Weights of places.
TITLE, SUMMARY, HEADING, TEXT = 10, 5, 3, 1
# How good a match is: the word itself, another word for it, the beginning of a word, a guessed spelling.
ITSELF, SAME, BEGINNING, GUESS = 1.0, 0.9, 0.6, 0.8
# Spelling is guessed from so many letters on, among words of that weight, if the two are that alike (difflib's
# ratio, 0 to 1). The same letters in another order, such as "fentynal", are alike to that degree.
GUESS_FROM, GUESS_WEIGHT, ALIKE, SAME_LETTERS = 4, SUMMARY, 0.78, 0.9
# Results that score less than this share of the best one are left out.
WORTH_SHOWING = 0.12
# What comes first, whatever the words: by address, for each danger.
FIRST = {
    Danger.OVERDOSE: ("/emergency/", "/guidance/naloxone/"),
    Danger.CRISIS: ("/emergency/#crisis", "/guidance/in-crisis/"),
    Danger.VIOLENCE: ("/guidance/safe-at-home/",),
}


class Source(LabelledEnum):
    """Where a result is from."""

    EMERGENCY = "emergency", _("Emergency")
    TOPIC = "topic", _("Topic")
    SIGN = "sign", _("Sign")
    RESOURCE = "resource", _("Resource")


@dataclass(frozen=True)
class Item:
    """Something to be found: where it is from, its title, one line, its address, and a number to call if it has one."""

    source: Source
    title: str
    line: str
    address: str
    phone: str = ""


@dataclass(frozen=True)
class Found:
    """The answer to one search. `spelled` is what was looked for instead, "" when nothing was corrected."""

    items: list[Item]
    spelled: str
    dangers: list[Danger]


@dataclass
class Index:
    """Every item, where each word stands, and the words as they are written, by first letter."""

    items: list[Item] = field(default_factory=list)
    places: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    spellings: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, item: Item, *texts: tuple[float, str]) -> None:
        """Take an item in, with its texts and their weights; of several places of a word the weightiest counts."""
        number = len(self.items)
        self.items.append(item)
        for weight, text in texts:
            for word in set(normal(text).split()) - STOPWORDS:
                standing = self.places[stem(word)]
                standing[number] = max(standing.get(number, 0), weight)
                self.learn(word, weight)

    def learn(self, word: str, weight: float = 0) -> None:
        """Remember how a word is written."""
        known = self.spellings[word[0]]
        known[word] = max(known.get(word, 0), weight)

    def knows(self, word: str) -> bool:
        """Whether a word, or a longer one that begins with it, stands somewhere."""
        if word in STOPWORDS or stem(word) in self.places:
            return True
        return any(one == word or (len(word) > 2 and one.startswith(word)) for one in self.spellings.get(word[0], ()))


def stem(word: str) -> str:
    """A word without the usual English endings; rough, but the same for pages and questions."""
    if word.isdigit():
        return word
    for ending, instead, at_least in (("ies", "y", 3), ("ing", "", 4), ("ed", "", 4), ("s", "", 3)):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= at_least:
            word = word[: -len(ending)] + instead
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


# Building ---------------------------------------------------------------------------------------------
@lru_cache(maxsize=4)
def index_of(resources: tuple[ResourceData, ...], language: str) -> Index:
    """The index of what is shipped and of these resources; built anew only when one of them has changed."""
    index = Index()
    _add_emergency(index)
    for slug in topics.TOPIC_SLUGS:
        _add_topic(index, topics.topic(slug))
    for _category, signs in catalogue.by_category():
        for sign in signs:
            _add_sign(index, sign)
    for one in resources:
        _add_resource(index, one)
    for word in SAME_AS:
        index.learn(word, TITLE)
    return index


def _add_emergency(index: Index) -> None:
    steps = str(_("Emergency steps for an overdose"))
    crisis = str(_("Thoughts of suicide: what to do now"))
    index.add(
        Item(Source.EMERGENCY, steps, str(_("Call 911 first. Then do one step at a time.")), "/emergency/"),
        (TITLE, f"{steps} {EMERGENCY_STEPS}"),
    )
    index.add(
        Item(Source.EMERGENCY, crisis, str(_("Call or text 988, day or night.")), "/emergency/#crisis"),
        (TITLE, f"{crisis} {EMERGENCY_CRISIS}"),
    )


def _add_topic(index: Index, topic: topics.Topic) -> None:
    index.add(
        Item(Source.TOPIC, topic.title, topic.summary, topic.address),
        (TITLE, f"{topic.title} {KEYWORDS[topic.slug]}"),
        (SUMMARY, topic.summary),
        (HEADING, " ".join(section.title for section in topic.sections)),
        (TEXT, unescape(strip_tags(topic.html))),
    )


def _add_sign(index: Index, sign: catalogue.Sign) -> None:
    address = sign.address if sign.is_emergency else f"/signs/#{sign.code}"
    index.add(
        Item(Source.SIGN, str(sign.label), str(sign.notice), address),
        (TITLE * 0.8, f"{sign.label} {SIGN_KEYWORDS.get(sign.code, '')}"),
        (SUMMARY, str(sign.notice)),
        (TEXT, str(sign.also or "")),
    )


def _add_resource(index: Index, one: ResourceData) -> None:
    index.add(
        Item(Source.RESOURCE, one.name, one.for_whom, f"/resources/#{one.slug}", one.phone),
        (TITLE * 0.9, f"{one.name} {one.phone}"),
        (SUMMARY, f"{one.organisation} {one.kind.label} {one.for_whom}"),
        (HEADING, f"{one.text_keyword} {one.text_number} {' '.join(one.languages)}"),
        *((max(TEXT, 3 - place), KEYWORDS.get(slug, "")) for place, slug in enumerate(one.topics)),
        (TEXT, f"{one.who_answers} {one.cost}"),
    )


# Searching --------------------------------------------------------------------------------------------
def find(index: Index, text: str) -> Found:
    """What answers `text`, best first. What sounds like danger is told apart, in every spelling."""
    typed = normal(text).split()
    words = [word if index.knows(word) else _nearest(index, word) for word in typed[:MAX_WORDS]]
    words += typed[MAX_WORDS:]
    dangers = sorted({*dangers_in(" ".join(typed)), *dangers_in(" ".join(words))}, key=list(Danger).index)
    guessed = {word for word, before in zip(words, typed, strict=True) if word != before}
    by_address = {one.address: one for one in reversed(index.items)}
    pressing = [by_address[address] for danger in dangers for address in FIRST[danger]]
    items = list(dict.fromkeys([*pressing, *_ranked(index, words[:MAX_WORDS], guessed)]))
    spelled = " ".join(SAME_AS.get(word, word) if word in guessed else word for word in words) if guessed else ""
    return Found(items[:MAX_RESULTS], spelled, dangers)


def _ranked(index: Index, words: Iterable[str], guessed: set[str]) -> list[Item]:
    scores, hits, known = defaultdict(float), defaultdict(int), 0
    for word in dict.fromkeys(words):
        standing = {} if word in STOPWORDS else _standing(index, word, GUESS if word in guessed else ITSELF)
        known += bool(standing)
        for number, weight in standing.items():
            scores[number] += weight * log(1 + len(index.items) / len(standing))
            hits[number] += 1
    total = {number: score * hits[number] / known for number, score in scores.items()}
    best = max(total.values(), default=0)
    worth = [number for number, score in total.items() if score >= best * WORTH_SHOWING]
    return [index.items[number] for number in sorted(worth, key=lambda number: (-total[number], number))]


def _standing(index: Index, word: str, quality: float) -> dict[int, float]:
    """Where a word stands: number of the item -> weight of the place times how good the match is."""
    root = stem(word)
    matches = {root: quality}
    if word in SAME_AS:
        matches[stem(SAME_AS[word])] = quality * SAME
    if root not in index.places or len(root) > 4:
        matches = dict.fromkeys(_begins(index, root), quality * BEGINNING) | matches
    standing = {}
    for match, good in matches.items():
        for number, weight in index.places.get(match, {}).items():
            standing[number] = max(standing.get(number, 0), weight * good)
    return standing


def _begins(index: Index, root: str) -> list[str]:
    """The longer words that begin like this; fewer than three letters say too little."""
    return [one for one in index.places if one.startswith(root)] if len(root) > 2 else []


def _nearest(index: Index, word: str) -> str:
    """The known word that is spelled most like this one and has the same first letter, or the word itself."""
    if len(word) < GUESS_FROM or re.search(r"\d", word):
        return word
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(word)
    best, nearest = (ALIKE, 0), word
    letters = sorted(word)
    for known, weight in index.spellings.get(word[0], {}).items():
        if len(known) < GUESS_FROM or weight < GUESS_WEIGHT or abs(len(known) - len(word)) > 2:
            continue
        matcher.set_seq1(known)
        alike = matcher.quick_ratio()
        if alike < best[0]:
            continue
        alike = max(matcher.ratio(), SAME_LETTERS if sorted(known) == letters else 0)
        if (alike, weight) > best:
            best, nearest = (alike, weight), known
    return nearest
