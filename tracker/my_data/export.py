"""A circle as a file: what one reader may see of it, as JSON and as tables, in a ZIP.

Rows come one by one from the database and go straight into the ZIP, so a long history needs little more memory
than a short one. The number of queries is the same for both.
"""

import csv
import datetime as dt
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Field, Model
from django.template.loader import render_to_string

from tracker.base import clock
from tracker.entries.log import Log
from tracker.my_data.rules import DATA_FILE, FORMAT, README_FILE, safe_cell
from tracker.my_data.sections import LINKED_SECTIONS, SECTIONS, Section
from tracker.people.models import Membership, User

AT_ONCE = 500  # rows from the database
IN_MEMORY = 16 * 1024 * 1024  # bytes of a file on its way; a larger one waits in a nameless file of the system


class Source:
    """The rows of one circle for one reader, as plain values.

    A link leads only to what the reader may see; to everything else it is empty. People are numbers from the
    section `members`, since a name is no identity.
    """

    def __init__(self, log: Log):
        self.log = log
        self.members = {member.user_id: member for member in log.members()}
        self.numbers = {user: number for number, user in enumerate(self.members, 1)}
        self.names = {self.numbers[user]: member.user.display_name for user, member in self.members.items()}
        self.entries = dict(log.entries().values_list("pk", "public_id"))
        self.others = {
            section.model: dict(section.rows(log).values_list("pk", "public_id")) for section in LINKED_SECTIONS
        }

    def records(self, section: Section) -> Iterator[tuple[dict, list[str]]]:
        """The rows of a section: as they stand in the JSON, and as the cells of their table."""
        for row in section.rows(self.log).iterator(chunk_size=AT_ONCE):
            record = self._record(section, row)
            yield record, self._cells(section, row, record)

    def heads(self, section: Section, record: dict) -> list[str]:
        """The first row of the table: an entry's title comes before its fields."""
        return [*(["title"] if section.is_kind else []), *record]

    def _cells(self, section: Section, row: Model, record: dict) -> list[str]:
        """People by name. No cell can be taken for a formula."""
        named = record | {name: self.names.get(record[name], "") for name in section.people}
        values = [*([row.title] if section.is_kind else []), *named.values()]
        return [safe_cell(_cell(value)) for value in values]

    def _record(self, section: Section, row: Model) -> dict:
        record = {field.name: self._value(field, row) for field in section.fields}
        if isinstance(row, Membership):
            is_me = row.user_id == self.log.membership.user_id
            number = self.numbers[row.user_id]
            record = {"number": number, "name": self.names[number], "is_me": is_me} | record
            if not is_me:
                record["visibility_choices"] = None  # how others like to write is theirs
        return record

    def _value(self, field: Field, row: Model):
        value = getattr(row, field.attname)
        if field.is_relation and value is not None:
            return self._link(field.related_model, value)
        return plain(value)

    def _link(self, model: type[Model], key: int) -> str | int | None:
        if model is User:
            return self.numbers.get(key)
        return self.others.get(model, self.entries).get(key)


def plain(value):
    """A value of a column as JSON knows it: moments in UTC, days, times on the wall, codes as a list."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return "; ".join(value if isinstance(value, list) else (f"{key}: {one}" for key, one in value.items()))
    return str(value)


# Files ------------------------------------------------------------------------------------------------
def temporary() -> IO[bytes]:
    """A file that nobody else can open, and that is gone when it is closed."""
    return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)


@contextmanager
def open_text(archive: ZipFile, name: str) -> Iterator[io.TextIOWrapper]:
    """A file in a ZIP, to write text into."""
    with archive.open(name, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
        yield text


def write_circle(log: Log, target: IO[bytes]) -> None:
    """Write the file of a circle: a table for each section that has rows, the JSON, and a note that explains.

    A ZIP is written one file at a time, so the JSON waits until the tables are done.
    """
    source = Source(log)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, temporary() as raw:
        with open_text(archive, README_FILE) as file:
            file.write(render_to_string("my-data/readme.txt", {"circle": log.circle}))
        _write(raw, f'{{"format": {FORMAT},\n"made_at": {json.dumps(plain(clock.now()))}')
        for section in SECTIONS:
            _write(raw, f',\n"{section.name}": [')
            _write_section(source, section, archive, raw)
            _write(raw, "]")
        _write(raw, "}\n")
        raw.seek(0)
        with archive.open(DATA_FILE, "w", force_zip64=True) as file:
            shutil.copyfileobj(raw, file)


def _write(raw: IO[bytes], text: str) -> None:
    raw.write(text.encode())


def _write_section(source: Source, section: Section, archive: ZipFile, raw: IO[bytes]) -> None:
    """Rows into a table of their own and, one on each line, into the JSON. Without rows there is no table."""
    rows = source.records(section)
    if (first := next(rows, None)) is None:
        return
    with open_text(archive, f"{section.name}.csv") as file:
        file.write("\ufeff")  # tells spreadsheets that it is UTF-8
        table = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        table.writerow(source.heads(section, first[0]))
        for number, (record, cells) in enumerate(chain([first], rows)):
            table.writerow(cells)
            _write(raw, f"{',' if number else ''}\n{json.dumps(record, ensure_ascii=False)}")
