"""A backup as docs/operating.md says: restored it holds the same, and nobody gets in by it."""

import contextlib
import hashlib
import shutil
import sqlite3
import subprocess

import dj_database_url
import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ConnectionHandler

from tests.browser.full_circle import CANARY, fill
from tests.database_files import bytes_of, copy_of, files_of
from tests.mail.test_outbox import queue
from tracker.base import crypto
from tracker.people.models import Circle, User

# The owner, the owner somewhere else, and the other member of the full circle.
SIGNED_IN = 3


@contextlib.contextmanager
def rows_of(url: str):
    """A function that reads a database: SQL -> rows."""
    opened = ConnectionHandler({"default": dj_database_url.parse(url)})["default"]

    def ask(statement: str) -> list[tuple]:
        with opened.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    try:
        yield ask
    finally:
        opened.close()


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def everything(url: str) -> dict[str, list[str]]:
    """Table -> its rows, as they stand there."""
    with rows_of(url) as ask:
        return {table: sorted(map(repr, ask(f'SELECT * FROM "{table}"'))) for table in tables()}  # noqa: S608


def texts(url: str) -> tuple[int, str]:
    """How many encrypted texts a database holds, and a digest of what they say."""
    found = []
    with rows_of(url) as ask:
        for table in tables():
            for row in ask(f'SELECT * FROM "{table}"'):  # noqa: S608
                found += [crypto.decrypt(value) for value in row if crypto.looks_encrypted(value)]
    return len(found), hashlib.sha256("\0".join(sorted(found)).encode()).hexdigest()


def back_up_and_restore(host, scratch, tmp_path) -> None:
    """The commands of docs/operating.md, "Backups"."""
    if connection.vendor == "sqlite":
        copy, there = tmp_path / "copy.sqlite3", dj_database_url.parse(scratch.url)["NAME"]
        with sqlite3.connect(connection.settings_dict["NAME"]) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        source.close()
        shutil.copy(copy, there)
        return
    dump = tmp_path / "alongside.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", dump, host.url], check=True)
    subprocess.run(["pg_restore", "--no-owner", "-d", scratch.url, dump], check=True)


@pytest.fixture
def house(host, owner, use_outbox):
    """A full circle, with somebody signed in and a mail that waits."""
    fill(owner)
    owner.client.get(owner.url())
    queue(owner.user.email, body=CANARY)
    return host


@pytest.fixture
def use_outbox(settings):
    settings.MAILERS = {"default": {"BACKEND": "tracker.mail.backend.OutboxBackend"}}


def test_fault_19_f7_a_restored_backup_holds_the_same(house, scratch, tmp_path):
    back_up_and_restore(house, scratch, tmp_path)
    assert everything(scratch.url) == everything(house.url)
    count, digest = texts(scratch.url)
    assert (count, digest) == texts(house.url)
    assert count >= 50
    read = "from tracker.people.models import Circle; print(Circle.objects.get().nickname)"
    assert scratch.manage("shell", "-v0", "-c", read).stdout == "Quokka\n"


def test_fault_19_nobody_gets_in_by_a_restored_backup(house, scratch, tmp_path, owner):
    back_up_and_restore(house, scratch, tmp_path)
    asked = scratch.manage("after_restore")
    assert asked.stdout.splitlines()[-1].startswith("Nothing was changed")
    assert everything(scratch.url) == everything(house.url)
    done = scratch.manage("after_restore", "--yes")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Ended.")
    assert f"{CANARY}" not in done.stdout.lower()
    before, after = everything(house.url), everything(scratch.url)
    ended = {"django_session", "tracker_outboxmail"} | {
        "tracker_calendarlink",
        "tracker_invitation",
        "tracker_keptform",
        "tracker_sharelink",
        "tracker_signin",
    } & set(after)
    assert {table: after[table] for table in ended} == {table: [] for table in ended}
    assert {table: after[table] for table in after.keys() - ended} == {
        table: before[table] for table in before.keys() - ended
    }
    assert len(before["django_session"]) == SIGNED_IN
    assert len(before["tracker_outboxmail"]) == 1
    assert owner.client.get(owner.url()).status_code == 200  # the live database is as it was


def test_what_ends_by_itself_ends_with_a_restore():
    """A row that lets somebody in, or comes back by itself, has a moment at which it ends: those are all known."""
    from tracker.management.commands.after_restore import ENDS

    stays = {"tracker.Shelf", "tracker.OutboxMail"}  # the shelf is content; mail has its own line
    ending = {"expires_at", "expire_date", "ends_at", "token_digest", "lease_until"}
    for model in apps.get_models():
        if ending & {field.name for field in model._meta.local_fields} and model._meta.label not in stays:
            assert model._meta.label in ENDS, model


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about copying the file of SQLite")
def test_f7_vacuum_into_misses_nothing_where_a_plain_copy_does(host, tmp_path):
    """The newest writes stand in a second file: a copy of the first one is whole, says "ok", and lacks them."""
    live = connection.settings_dict["NAME"]
    connection.ensure_connection()
    for number in range(50):
        User.objects.create_user(f"p{number}@example.org")
        Circle.objects.create(nickname=f"Circle {number}", zone="America/Chicago")
    copy_of(live, tmp_path / "plain.sqlite3")
    with contextlib.closing(sqlite3.connect(live)) as source:
        source.execute("VACUUM INTO ?", [str(tmp_path / "vacuum.sqlite3")])
    counts = {}
    for name in ("plain", "vacuum"):
        with contextlib.closing(sqlite3.connect(tmp_path / f"{name}.sqlite3")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            counts[name] = copy.execute("SELECT count(*) FROM tracker_circle").fetchone()[0]
    assert counts["vacuum"] == 50
    assert counts["plain"] < 50


# At rest --------------------------------------------------------------------------------------------------
def raw_bytes(host) -> bytes:
    """All that a thief of the database gets: the files with the log beside it, or a dump as text."""
    if connection.vendor == "sqlite":
        return bytes_of(*files_of(connection.settings_dict["NAME"]))
    return subprocess.run(["pg_dump", host.url], check=True, capture_output=True).stdout


def test_t19_a_stolen_database_holds_no_text_of_anybody(house, owner):
    """Everything that a circle can hold, pages read and forms sent, a mail that waits, a change and a delete."""
    owner.user.name = f"{CANARY} me"
    owner.user.save()
    contact = {"role": "clinic", "name": f"{CANARY} clinic", "phone": "312-555-0142", "note": f"{CANARY} note"}
    for _ in range(2):
        owner.client.post(owner.url("contacts/add/"), contact)
    owner.client.post(owner.url("timeline/"), {"words": CANARY})
    raw = raw_bytes(house).lower()
    assert owner.circle.public_id.lower().encode() in raw  # the control: what is readable is found
    assert b"312-555-0142" not in raw
    assert CANARY.encode() not in raw
    assert "שלום".encode() not in raw
    sessions = apps.get_model("sessions.Session").objects.all()
    assert len(sessions) == SIGNED_IN
    assert CANARY not in repr([session.get_decoded() for session in sessions]).lower()
