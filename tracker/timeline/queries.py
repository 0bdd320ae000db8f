"""Entries of several kinds at once: one query for the order, one for each kind that is on the page."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q

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


def together(log: Log, wanted: Q, *models: type[Entry], without: tuple[str, ...] = ()) -> dict[type[Entry], list]:
    """The entries of a few kinds that `wanted` names, in one query and newest first, as rows of their kinds.

    They come without notes and authors, and without the fields `without` ("observation__could_be").
    """
    links = {model.KIND: (model, model._meta.model_name) for model in models}
    names = [name for _model, name in links.values()]
    entries = log.entries().filter(wanted, kind__in=links).select_related(None).select_related(*names)
    found: dict[type[Entry], list] = {model: [] for model in models}
    for entry in entries.defer("note", *(f"{name}__note" for name in names), *without).newest_first():
        model, name = links[entry.kind]
        row = getattr(entry, name)
        row.circle = log.circle
        found[model].append(row)
    return found


def raised_by(
    log: Log, entries: Iterable[Entry], known: Mapping[str, Facts] | None = None
) -> Iterator[tuple[Entry, list[Raised]]]:
    """Each entry (of its own kind) with the situations that it raises; facts are loaded once for each kind.

    `known` are the facts of kinds for which they are at hand already.
    """
    entries, known = list(entries), known or {}
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    facts = {
        code: known.get(code) or BY_CODE[code].model.load_facts(log, rows) for code, rows in by_kind.items()
    }
    for entry in entries:
        yield entry, entry.situations(facts[entry.kind])
