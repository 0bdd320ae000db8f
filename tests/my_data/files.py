"""Making and reading files of a circle in tests."""

import csv
import io
import json
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import Person, confirm_it_is_me
from tracker.entries.log import Log
from tracker.my_data.export import temporary, write_circle


def circle_file(person: Person) -> bytes:
    """The ZIP that the person gets for their circle, by the page and its button."""
    confirm_it_is_me(person)
    return downloaded(person.client.post(person.url("settings/export/")))


def downloaded(response) -> bytes:
    assert response.status_code == 200, response
    return b"".join(response.streaming_content)


def written(person: Person) -> bytes:
    """The same without the page."""
    with temporary() as file:
        write_circle(Log(person.membership), file)
        file.seek(0)
        return file.read()


def content(data: bytes) -> dict:
    """alongside.json of a ZIP."""
    with ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("alongside.json"))


def texts(data: bytes) -> dict[str, bytes]:
    """Every file of a ZIP by its name, unpacked."""
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(data: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a table in a ZIP."""
    return list(csv.DictReader(io.StringIO(texts(data)[name].decode("utf-8-sig"), newline="")))


def packed(content, name: str = "alongside.json") -> bytes:
    """A ZIP that holds `content` as its JSON; text or bytes as they are."""
    raw = content if isinstance(content, bytes | str) else json.dumps(content)
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(name, raw)
    return file.getvalue()


def upload(person: Person, data: bytes, **fields):
    """Confirm that it is me, and look into a file on the page for bringing one in."""
    confirm_it_is_me(person)
    return choose(person, data, **fields)


def choose(person: Person, data: bytes, **fields):
    """Choose a file on the page for bringing one in, and send it."""
    file = SimpleUploadedFile("any.zip", data, content_type="application/zip")
    return person.client.post(person.url("settings/import/"), {"file": file, **fields})


def bring_in(person: Person, data: bytes):
    """Look into the file, then choose it again and add what is in it; the answer to the second step."""
    preview = upload(person, data)
    assert preview.status_code == 200, preview.content.decode()
    return upload(person, data, seen=preview.context["form"].initial.get("seen", ""))


def entry_of(section: str, **fields) -> dict:
    """A file with one valid entry, changed by `fields`."""
    rows = {
        "appointment": {"what": "dose", "minutes": 60, "how": "in_person", "outcome": "planned", "why_missed": ""},
        "sign": {"signs": ["TE1"], "over": False},
        "boundary": {"kind_of": "money", "limit": "lend cash", "action": "say no once", "agreement": "only_mine",
                     "state": "active"},
        "treatment": {"what": "left_treatment"},
    }  # fmt: skip
    shared = {"public_id": "a" * 12, "kind": section, "at": "2026-11-20T15:00:00Z", "visibility": "circle", "note": ""}
    return {"format": 1, section: [shared | rows[section] | fields]}
