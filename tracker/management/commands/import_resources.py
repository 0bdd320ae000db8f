"""Adds places from a public list to the directory of help, or brings an earlier import up to date.

The file is a CSV in the columns of the public treatment locator: docs/operating.md says which. Rows of other
lists, shipped resources and whatever the host has edited stay as they are.
"""

import argparse
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from tracker.base import clock
from tracker.guidance.directory import Kind
from tracker.guidance.facilities import MOST_ROWS, Row, UnreadableFile, is_website, read_rows
from tracker.guidance.models import Resource

POSITION = 2000  # after what is shipped and what the host has added
AT_ONCE = 500
TOPICS = ("find-help",)


class Command(BaseCommand):
    help = "Import places from a public list (CSV). Run it with --dry-run first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the CSV file, in UTF-8")
        parser.add_argument("--source", required=True, type=line(100), help="whose list it is; shown on each card")
        parser.add_argument("--source-url", required=True, type=web_address, help="where the list can be looked up")
        parser.add_argument("--licence", required=True, type=line(200), help="what allows its use: “Public domain”")
        parser.add_argument("--retrieved", required=True, type=past_day, help="when it was fetched: 2026-11-24")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done and write nothing")
        parser.add_argument("--limit", type=row_count, metavar="N", help="read the first N rows only")
        parser.add_argument("--prune", action="store_true", help="delete places that are no longer on the list")

    def handle(self, *, file, source, source_url, licence, retrieved, dry_run, limit, prune, **options):
        if prune and limit:
            raise CommandError("--prune needs the whole file: leave out --limit.")
        try:
            rows = list(read_rows(file, source, limit or MOST_ROWS))
        except UnreadableFile as error:
            raise CommandError(f"{error} Nothing was written.") from error
        for row in rows:
            if row.fault:
                self.stderr.write(f"line {row.line}: {row.fault}; skipped")
        if all(row.fault for row in rows):
            raise CommandError("No row can be used. Nothing was written.")
        shared = {"source": source, "source_url": source_url, "licence": licence, "retrieved_on": retrieved}
        counts, gone = put(rows, shared, prune=prune, write=not dry_run)
        if not limit:
            for row in gone:
                self.stdout.write(f"no longer on the list: {row.name}, {row.city} {row.zip_code}")
        self._report(
            counts | {"skipped": sum(bool(row.fault) for row in rows)}, 0 if limit else len(gone), prune, dry_run
        )

    def _report(self, counts: dict[str, int], gone: int, prune: bool, dry_run: bool) -> None:
        self.stdout.write(
            "Places: {added} added, {changed} changed, {same} unchanged, {kept} kept as edited by the host, "
            "{skipped} skipped.".format(**counts)
        )
        if gone:
            what = "deleted" if prune else "left as they are; --prune deletes them"
            self.stdout.write(f"{gone} no longer on the list: {what}.")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")


@transaction.atomic
def put(
    rows: Iterable[Row], shared: dict[str, object], *, prune: bool, write: bool
) -> tuple[dict[str, int], list[Resource]]:
    """Bring the places of one list up to date, all or nothing: counts, and the places that it no longer holds.

    A place that the host has edited is neither changed nor deleted, and does not count as gone.
    """
    known = {row.slug: row for row in Resource.objects.filter(imported_from=shared["source"]).select_for_update()}
    fixed = shared | {
        "imported_from": shared["source"],
        "position": POSITION,
        "kind": Kind.TREATMENT.value,
        "topics": TOPICS,
    }
    counts = dict.fromkeys(("added", "changed", "same", "kept"), 0)
    new, known_ones, columns = [], [], set(fixed)
    for row in rows:
        place = known.pop(row.slug, None)
        if row.fault:
            continue
        if place and place.edited_by_host:
            counts["kept"] += 1
            continue
        values = row.values | fixed
        columns |= values.keys()
        if place is None:
            counts["added"] += 1
            new.append(Resource(slug=row.slug, **values))
        else:
            counts["changed" if differs(place, row.values) else "same"] += 1
            if differs(place, values):
                known_ones.append(Resource(slug=row.slug, **values))
    gone = [place for place in known.values() if not place.edited_by_host]
    if write:
        Resource.objects.bulk_create(new, AT_ONCE)
        Resource.objects.bulk_create(
            known_ones, AT_ONCE, update_conflicts=True, unique_fields=["slug"], update_fields=sorted(columns)
        )
        for start in range(0, len(gone) if prune else 0, AT_ONCE):
            Resource.objects.filter(pk__in=[place.pk for place in gone[start : start + AT_ONCE]]).delete()
    return counts, gone


def differs(place: Resource, values: dict[str, object]) -> bool:
    return any(getattr(place, name) != value for name, value in values.items())


# What stands on the command line ------------------------------------------------------------------------
def line(longest: int):
    """A reader of one line of text that is not empty."""

    def read(text: str) -> str:
        text = " ".join(text.split())
        if not 0 < len(text) <= longest or not text.isprintable():
            raise argparse.ArgumentTypeError(f"write 1 to {longest} characters")
        return text

    return read


def web_address(text: str) -> str:
    try:
        is_website(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError("write a web address that begins with https://") from error
    return line(300)(text)


def past_day(text: str) -> dt.date:
    """A day from 2000 on that is not in the future."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a real date like 2026-11-24") from error
    if not dt.date(2000, 1, 1) <= day <= clock.today(timezone.get_default_timezone()):
        raise argparse.ArgumentTypeError("write the day on which the list was fetched, not one in the future")
    return day


def row_count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_ROWS):
        raise argparse.ArgumentTypeError(f"write a number from 1 to {MOST_ROWS}")
    return int(text)
