"""Entries of several kinds at once: one query for the order, and one or a few for the rows of their kinds."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from tracker.base.clock import start_of
from tracker.base.fields import EncryptedTextField
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry, EntryQuerySet, soonest_first
from tracker.guidance.catalogue import Category, by_category
from tracker.guidance.situations import Raised
from tracker.timeline.kinds import BY_CODE
from tracker.timeline.rules import FOUND_SHOWN, ROWS_SEARCHED, holds

# No link leads from a plain Entry to a boundary, and a test of one hides where the boundary hides: each is asked for
# by its own question.
APART = (Boundary, BoundaryTest)


def as_kinds(log: Log, entries: Iterable[Entry]) -> list[Entry]:
    """The same entries as rows of their own kinds, in the same order; in three queries at most."""
    entries = list(entries)
    by_kind: dict[type[Entry], list[int]] = defaultdict(list)
    for entry in entries:
        by_kind[BY_CODE[entry.kind].model].append(entry.pk)
    rows = [row for model in APART if model in by_kind for row in log.of(model).filter(pk__in=by_kind.pop(model))]
    if by_kind:
        others = log.entries().filter(pk__in=[pk for ids in by_kind.values() for pk in ids])
        rows += [log.hand_over(row) for some in together(log, others, *by_kind).values() for row in some]
    found = {row.pk: row for row in rows}
    return [found[entry.pk] for entry in entries if entry.pk in found]


def together(log: Log, entries: EntryQuerySet, *models: type[Entry]) -> dict[type[Entry], list]:
    """Those of `entries` (plain ones) that are of a few kinds, in one query and newest first, as rows of their kinds.

    They come without people. The kinds in APART cannot be among them. What was annotated is found on `entry_ptr`.
    """
    links = {model.KIND: (model, model._meta.model_name) for model in models}
    entries = log.nameless(entries.filter(kind__in=links)).select_related(*(name for _model, name in links.values()))
    found: dict[type[Entry], list] = {model: [] for model in models}
    for entry in soonest_first(entries)[::-1]:
        model, name = links[entry.kind]
        row = getattr(entry, name)
        row.circle = log.circle
        found[model].append(row)
    return found


def raised_by(
    log: Log, entries: Iterable[Entry], known: Mapping[str, Facts] | None = None
) -> Iterator[tuple[Entry, list[Raised]]]:
    """Each entry (of its own kind) with the situations that it raises.

    Facts are loaded once for each kind, but for kinds whose facts the caller has at hand (`known`, by kind).
    """
    entries = list(entries)
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    facts = dict(known or {})
    for code, rows in by_kind.items():
        if code not in facts:
            facts[code] = BY_CODE[code].model.load_facts(log, rows)
    for entry in entries:
        yield entry, entry.situations(facts[entry.kind])


# What the timeline shows ------------------------------------------------------------------------------
def narrowed(
    log: Log,
    *,
    kind: str = "",
    author: int | None = None,
    category: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> EntryQuerySet:
    """The reader's entries of a kind, by a member, with a sign of a category, from one day to another; newest first.

    They know their place in the list and their kind, which is what `as_kinds` needs; the rest it reads.
    """
    entries = log.entries()
    if kind:
        entries = entries.filter(kind=kind)
    if author:
        entries = entries.filter(author=author)
    if category:
        entries = entries.filter(_with_a_sign_of(category))
    if since:
        entries = entries.filter(at__gte=start_of(since, log.circle.tzinfo))
    if until:
        entries = entries.filter(at__lt=start_of(until + dt.timedelta(days=1), log.circle.tzinfo))
    return entries.newest_first().only("public_id", "kind", "at")


def _with_a_sign_of(category: str) -> Q:
    """Observations stand above entries, so they are reached the other way round."""
    signs = dict(by_category())[Category(category)]
    wanted = Q()
    for sign in signs:
        wanted |= Q(observation__signs__contains=f" {sign.code} ")
    return wanted


@dataclass(frozen=True)
class Found:
    """What one search brought: the entries, and where to go on if there is more to look through."""

    entries: list[Entry]
    searched: int
    go_on_before: Entry | None


def search(log: Log, entries: EntryQuerySet, words: tuple[str, ...]) -> Found:
    """Look for `words` in the text of the newest 2,000 of `entries`, and stop when a page is full."""
    rows = list(entries[: ROWS_SEARCHED + 1])
    within, more = rows[:ROWS_SEARCHED], len(rows) > ROWS_SEARCHED
    found: list[Entry] = []
    for number, entry in enumerate(as_kinds(log, within), start=1):
        if holds(_text_of(entry), words):
            found.append(entry)
        if len(found) == FOUND_SHOWN and number < len(within):
            return Found(found, number, entry)
    return Found(found, len(within), within[-1] if more else None)


def _text_of(entry: Entry) -> str:
    """Everything that somebody wrote in an entry, and its title."""
    texts = [field for field in entry._meta.concrete_fields if isinstance(field, EncryptedTextField)]
    return "\n".join([str(entry.title), *(getattr(entry, field.attname) for field in texts)])
