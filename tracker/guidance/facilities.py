"""Places from a public list: a CSV file in the column layout of the public treatment locator, read row by row.

Coordinates are not read. Every cell is plain text, whatever it looks like; what cannot be shown is refused.
"""

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.text import slugify

from tracker.base.forms import visible_text
from tracker.base.places import STATES

MOST_ROWS = 20_000
MOST_BYTES = 20_000_000
NEEDED_COLUMNS = ("name1", "city", "state", "zip", "phone")
# Column -> the longest text that it may hold.
LONGEST = {
    "name1": 200, "name2": 200, "street1": 120, "street2": 79, "city": 100, "category": 90, "typedescription": 100,
    "website": 290, "services": 2000, "paymentoptions": 1900, "phone": 40, "state": 40, "zip": 20,
    "medicaid": 20, "medicare": 20, "slidingfee": 20, "nofee": 20,
}  # fmt: skip
FLAGS = {"medicaid": "Medicaid", "medicare": "Medicare", "slidingfee": "Fee by income", "nofee": "No fee"}
YES = {"1", "true", "yes", "y", "x"}
STATE_CODES = {code.lower(): code for code in STATES} | {str(name).lower(): code for code, (name, _) in STATES.items()}
PHONE = re.compile(
    r"\+?(?:1[-. ]?)?\(?([2-9][0-9]{2})\)?[-. ]*([2-9][0-9]{2})[-. ]*([0-9]{4})(?:,? *(?:x|ext)\.? *([0-9]{1,6}))?",
    re.ASCII | re.IGNORECASE,
)
is_website = URLValidator(schemes=["http", "https"])


class UnreadableFile(Exception):
    """The file as a whole cannot be used; the message says why."""


class BadCell(Exception):
    """A row cannot be used; the message says why."""


@dataclass(frozen=True)
class Row:
    """A row of the file. `line` is where it begins; `values` are columns of Resource, None with `fault`.

    `slug` is known whenever name and ZIP code are, so that a faulty row is not taken for one that is gone.
    """

    line: int
    slug: str = ""
    values: dict[str, object] | None = None
    fault: str = ""


def read_rows(path: Path, source: str, most: int = MOST_ROWS) -> Iterator[Row]:
    """The first `most` rows of the file; raises UnreadableFile for what is no such file, at any row."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(f"The file is larger than {MOST_BYTES:,} bytes. Split it by state.")
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(csv.reader(file, strict=True), source, most)
    except OSError as error:
        raise UnreadableFile(f"The file cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file is not UTF-8. Save it as “CSV UTF-8”.") from error
    except csv.Error as error:
        raise UnreadableFile(f"The file is not a CSV file: {error}.") from error


def _rows(reader, source: str, most: int) -> Iterator[Row]:
    columns = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in next(reader, [])]
    if missing := [name for name in NEEDED_COLUMNS if name not in columns]:
        raise UnreadableFile(f"The first line lacks these columns: {', '.join(missing)}.")
    if twice := sorted({name for name in columns if name in LONGEST and columns.count(name) > 1}):
        raise UnreadableFile(f"The first line has these columns twice: {', '.join(twice)}.")
    count, line, seen = 0, reader.line_num + 1, {}
    for cells in reader:
        if any(cell.strip() for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Split it by state.")
            if count > most:
                return
            row = _row(line, columns, cells, source)
            if not row.fault and row.slug in seen:
                row = Row(line, row.slug, fault=f"same name and ZIP code as line {seen[row.slug]}")
            if not row.fault:
                seen[row.slug] = line
            yield row
        line = reader.line_num + 1


# One row ----------------------------------------------------------------------------------------------
def _row(line: int, columns: list[str], cells: list[str], source: str) -> Row:
    if len(cells) != len(columns):
        return Row(line, fault=f"{len(cells)} cells, but the first line has {len(columns)}")
    slug = ""
    try:
        cell = dict.fromkeys(LONGEST, "") | {
            name: _text(name, text) for name, text in zip(columns, cells, strict=True) if name in LONGEST
        }
        if not cell["name1"]:
            raise BadCell("no name")
        zip_code = _zip_code(cell["zip"])
        slug = slug_of(source, cell["name1"], cell["name2"], zip_code)
        return Row(line, slug, _values(cell, zip_code))
    except BadCell as bad:
        return Row(line, slug, fault=str(bad))


def _values(cell: dict[str, str], zip_code: str) -> dict[str, object]:
    """The columns of Resource that the file decides."""
    if not cell["city"]:
        raise BadCell("no city")
    if cell["state"].lower() not in STATE_CODES:
        raise BadCell("not a state")
    phone, url = _phone(cell["phone"]), _website(cell["website"])
    if not (phone or url):
        raise BadCell("no phone and no website")
    category = [cell["category"], cell["typedescription"]]
    return {
        "name": cell["name1"],
        "organisation": cell["name2"] or cell["name1"],
        "phone": phone,
        "url": url,
        "states": (STATE_CODES[cell["state"].lower()],),
        "street": ", ".join(filter(None, [cell["street1"], cell["street2"]])),
        "city": cell["city"],
        "zip_code": zip_code,
        "category": ", ".join(dict.fromkeys(filter(None, category))),
        "services": "; ".join(_items(cell["services"])),
        "payment": "; ".join(_payment(cell)),
    }


def slug_of(source: str, name1: str, name2: str, zip_code: str) -> str:
    """The same place on the same list has the same slug in every edition of it."""
    identity = "\n".join((source, name1, name2, zip_code[:5])).lower()
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return f"{slugify(name1)[:37].strip('-') or 'place'}-{digest}"


# Cells ------------------------------------------------------------------------------------------------
def _text(column: str, text: str) -> str:
    """The cell in one line; raises BadCell if it is too long or cannot be shown."""
    text = visible_text(" ".join(text.split()))
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in text):
        raise BadCell(f"{column}: a character that cannot be shown")
    if len(text) > LONGEST[column]:
        raise BadCell(f"{column}: longer than {LONGEST[column]} characters")
    return text


def _zip_code(text: str) -> str:
    """Five digits, or nine as 60601-1234. A spreadsheet drops zeros in front: they come back."""
    if re.fullmatch(r"[0-9]{3,4}", text, re.ASCII):
        text = text.zfill(5)
    if not re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", text, re.ASCII):
        raise BadCell("zip: not a ZIP code")
    return text


def _phone(text: str) -> str:
    """A number of North America as 312-555-0100, with its extension as in "312-555-0100 x12"."""
    if not text:
        return ""
    match = PHONE.fullmatch(text)
    if not match:
        raise BadCell("phone: not a phone number")
    area, exchange, number, extension = match.groups()
    return f"{area}-{exchange}-{number}" + (f" x{extension}" if extension else "")


def _website(text: str) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        is_website(address)
    except ValidationError as error:
        raise BadCell("website: not a web address") from error
    return address


def _items(text: str) -> list[str]:
    """A list in one cell: as JSON, or parted by semicolons or bars; each item once."""
    if text.startswith("["):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = [text]
    else:
        items = re.split(r"[;|]", text)
    return list(dict.fromkeys(one for one in (str(item).strip() for item in items) if one))


def _payment(cell: dict[str, str]) -> list[str]:
    """How one can pay there: the list's own words, then what it only ticks."""
    named = _items(cell["paymentoptions"])
    told = " ".join(named).lower()
    return named + [words for flag, words in FLAGS.items() if cell[flag].lower() in YES and words.lower() not in told]
