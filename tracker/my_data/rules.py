"""Rules of export and import, on plain values."""

import base64
import datetime as dt
import hashlib
import re

FORMAT = 1  # of alongside.json; a change that older files do not follow gets a new number
DATA_FILE, ACCOUNT_FILE, README_FILE = "alongside.json", "account.json", "README.txt"

EXPORTS_A_DAY = 10  # for one person in one circle

# What an import takes. The upload itself is bounded by FILE_UPLOAD_MAX_MEMORY_SIZE.
MOST_FILES = 200  # names in the ZIP
MOST_BYTES = 25 * 1024 * 1024  # of alongside.json, unpacked
MOST_ROWS = 25_000
MOST_REASONS = 100  # that a page prints

# A cell that begins so is a formula for one spreadsheet or another; the last four are full-width signs.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{12}")


def safe_cell(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula: an apostrophe goes before what looks like one."""
    return f"'{text}" if FORMULA.match(text) else text


def file_name(day: dt.date) -> str:
    """The name of a download. It tells the day and nothing else."""
    return f"alongside-{day:%Y-%m-%d}.zip"


def id_here(circle: str, source: str) -> str:
    """The public id that a row with the id `source` gets in `circle`: always the same, so nothing comes twice.

    Both are random ids of 72 bits, and so nobody can guess what comes of them.
    """
    digest = hashlib.sha256(f"{circle}:{source}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:12].decode()
