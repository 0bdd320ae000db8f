"""Entries of several kinds at once: one query for the order, one for each kind that is on the page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.guidance.situations import Raised
from tracker.timeline.kinds import BY_CODE


def as_kinds(log: Log, entries: Iterable[Entry]) -> list[Entry]:
    """The same entries as rows of their own kinds, in the same order."""
    entries = list(entries)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry.pk)
    found = {row.pk: row for code, ids in by_kind.items() for row in log.of(BY_CODE[code].model).filter(pk__in=ids)}
    return [found[entry.pk] for entry in entries if entry.pk in found]


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
