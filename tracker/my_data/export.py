"""A circle as a file: what one reader may see of it, as JSON and as tables, in a ZIP.

Rows come one by one from the database and go into the ZIP at once, so a long history needs no more memory than
a short one. The number of queries is the same for both. Each section is read twice, for the JSON and for its
table: a ZIP is written one file at a time, and to keep the other one somewhere would mean to keep it readable.
"""

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from allauth.account.models import EmailAddress
from django.db.models import Field, Model
from django.template.loader import render_to_string

from tracker.base import clock
from tracker.entries.log import Log
from tracker.my_data.rules import ACCOUNT_FILE, DATA_FILE, FORMAT, README_FILE, safe_cell
from tracker.my_data.sections import SECTIONS, Section
from tracker.people.models import Contact, Membership, User

AT_ONCE = 500  # rows from the database
IN_MEMORY = 8 * 1024 * 1024  # bytes of a ZIP; what is larger waits in a nameless file of the system


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
        self.contacts = dict(log.contacts().values_list("pk", "public_id"))
        self.entries = dict(log.entries().values_list("pk", "public_id"))

    def records(self, section: Section) -> Iterator[dict]:
        """The rows of a section as they stand in the JSON."""
        for row in self._rows(section):
            yield self._record(section, row)

    def table(self, section: Section) -> Iterator[list[str]]:
        """The rows of a section as cells: people by name, and an entry's title first. The first row names them."""
        people = {field.name for field in section.fields if field.related_model is User}
        heads = None
        for row in self._rows(section):
            record = self._record(section, row)
            for name in people:
                record[name] = self.names.get(record[name], "")
            if section.is_kind:
                record = {"title": row.title} | record
            if heads is None:
                yield (heads := list(record))
            yield [safe_cell(_cell(value)) for value in record.values()]

    def _rows(self, section: Section) -> Iterator[Model]:
        return section.rows(self.log).iterator(chunk_size=AT_ONCE)

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
        return (self.contacts if model is Contact else self.entries).get(key)


def plain(value):
    """A value of a column as JSON knows it: times in UTC, days, codes as a list."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
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
def _text(archive: ZipFile, name: str) -> Iterator[io.TextIOWrapper]:
    with archive.open(name, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as text:
        yield text


def write_circle(log: Log, target: IO[bytes]) -> None:
    """Write the file of a circle: the JSON, a table for each section that has rows, and a note that explains."""
    source = Source(log)
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        with _text(archive, README_FILE) as file:
            file.write(render_to_string("my-data/readme.txt", {"circle": log.circle}))
        with _text(archive, DATA_FILE) as file:
            _write_json(source, file)
        for section in SECTIONS:
            rows = source.table(section)
            if heads := next(rows, None):
                with _text(archive, f"{section.name}.csv") as file:
                    file.write("\ufeff")  # tells spreadsheets that it is UTF-8
                    table = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
                    table.writerow(heads)
                    table.writerows(rows)


def _write_json(source: Source, file: IO[str]) -> None:
    """One row on each line, so that it can be read by eye too."""
    file.write(f'{{"format": {FORMAT},\n"made_at": {json.dumps(plain(clock.now()))}')
    for section in SECTIONS:
        file.write(f',\n"{section.name}": [')
        for number, record in enumerate(source.records(section)):
            file.write(",\n" if number else "\n")
            file.write(json.dumps(record, ensure_ascii=False))
        file.write("]")
    file.write("}\n")


def write_everything(user: User, logs: list[Log], target: IO[bytes]) -> None:
    """Write the account of a person, and beside it the file of each of their circles."""
    with ZipFile(target, "w", ZIP_STORED) as archive:
        with _text(archive, README_FILE) as file:
            file.write(render_to_string("my-data/readme_account.txt"))
        with _text(archive, ACCOUNT_FILE) as file:
            json.dump(_account(user, logs), file, ensure_ascii=False, indent=1)
        for number, log in enumerate(logs, 1):
            with archive.open(f"circle-{number}.zip", "w", force_zip64=True) as inner:
                write_circle(log, inner)


def _account(user: User, logs: list[Log]) -> dict:
    return {
        "format": FORMAT,
        "made_at": plain(clock.now()),
        "me": {name: plain(getattr(user, name)) for name in User.PersonalData.export},
        "email_addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "circles": [
            {"file": f"circle-{number}.zip", "nickname": log.circle.nickname}
            | {name: plain(getattr(log.membership, name)) for name in Membership.PersonalData.export}
            for number, log in enumerate(logs, 1)
        ],
    }
