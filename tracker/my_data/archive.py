"""A file that somebody uploads, opened with care: it may be anything."""

import json
import zlib
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from tracker.my_data import rules
from tracker.my_data.sections import ARRIVING, BY_NAME


class Unreadable(Exception):
    """The file cannot be taken; the message says why, in words for people."""


def read(file: IO[bytes]) -> dict:
    """The content of alongside.json in a ZIP: section -> list of rows. Raises Unreadable.

    Names in the ZIP are looked at and never used as paths: nothing is unpacked to a disk.
    """
    try:
        with ZipFile(file) as archive:
            data = _unpacked(archive)
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, ValueError) as error:
        raise Unreadable(_not_ours()) from error
    return _checked(_parsed(data))


def _not_ours() -> str:
    return _("This is not a file that Alongside can read. Choose the ZIP file that you got from an export.")


def _too_big() -> str:
    return _("There is more in this file than Alongside can take in at once.")


def _unpacked(archive: ZipFile) -> bytes:
    """The bytes of alongside.json, as many as the file itself says and no more than an import takes."""
    members = archive.infolist()
    if len(members) > rules.MOST_FILES:
        raise Unreadable(_not_ours())
    found = [member for member in members if member.filename.rsplit("/")[-1] == rules.DATA_FILE]
    if not found and any(member.filename.endswith(".zip") for member in members):
        raise Unreadable(_("This file holds a file for each circle. Take one of them out, and choose that one."))
    if len(found) != 1 or not _is_plain(found[0]):
        raise Unreadable(_not_ours())
    if found[0].file_size > rules.MOST_BYTES:
        raise Unreadable(_too_big())
    with archive.open(found[0]) as member:
        data = member.read(rules.MOST_BYTES + 1)
    if len(data) > rules.MOST_BYTES:
        raise Unreadable(_too_big())
    return data


def _is_plain(member: ZipInfo) -> bool:
    return member.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not member.flag_bits & 1


def _parsed(data: bytes):
    def refuse(constant: str):
        raise ValueError(constant)

    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_not_ours()) from error


def _checked(content) -> dict:
    if not isinstance(content, dict) or "format" not in content:
        raise Unreadable(_not_ours())
    if content["format"] != rules.FORMAT:
        raise Unreadable(_("This file comes from another version of Alongside. This one cannot read it."))
    sections = [content.get(name, []) for name in BY_NAME]
    if not all(isinstance(rows, list) and all(isinstance(row, dict) for row in rows) for rows in sections):
        raise Unreadable(_not_ours())
    if sum(len(content.get(section.name, [])) for section in ARRIVING) > rules.MOST_ROWS:
        raise Unreadable(_too_big())
    return content
