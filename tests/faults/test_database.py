"""A database that is locked, full, read-only or restarted: a page of ours, the text given back, nothing half-saved."""

import contextlib
import logging
import resource
import sqlite3
import uuid

import psycopg2
import pytest
from django.core.cache import cache
from django.db import connection

from tests.bench.browser import Browser
from tests.factories import Person, make_appointment
from tracker.entries.models import Entry, Shelf
from tracker.people.models import AuditEvent

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif(
    "connection.vendor != 'sqlite'", reason="only SQLite can be brought into this state here"
)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL is a server that restarts"
)
NOTE = "Twenty minutes of typing <b>went</b> into this."


def save(person: Person, note: str = NOTE, key=None):
    """Send the form of a new visit; the answer, as a browser would get it."""
    person.client.raise_request_exception = False
    fields = {"what": "dose", "at": "2026-11-24T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
              "visibility": "circle", "note": note, "client_key": key or uuid.uuid4()}  # fmt: skip
    return person.client.post(person.url("appointments/add/"), fields)


def assert_gives_the_text_back(response):
    """503 in our own look: when to try again, what was typed (escaped), a number to call, nothing of the machine."""
    html = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert "no-store" in response["Cache-Control"]
    assert "Twenty minutes of typing &lt;b&gt;went&lt;/b&gt; into this." in html
    assert "911" in html
    assert not any(word in html for word in ("Traceback", "sqlite", "psycopg", "OperationalError"))


def sql(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def set_to(setting: str, value, back):
    """A setting of this connection (a PRAGMA on SQLite) for a while."""
    sql(f"PRAGMA {setting} = {value}" if connection.vendor == "sqlite" else f"SET {setting} = '{value}'")
    try:
        yield
    finally:
        sql(f"PRAGMA {setting} = {back}" if connection.vendor == "sqlite" else f"SET {setting} = '{back}'")


@contextlib.contextmanager
def locked_by_another(table: str):
    """Another connection holds the write lock (SQLite) or the table (PostgreSQL); ours waits a tenth of a second."""
    s = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(s["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg2.connect(
            host=s["HOST"], port=s["PORT"], user=s["USER"], password=s["PASSWORD"], dbname=s["NAME"]
        )
        other.cursor().execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
    try:
        with set_to("busy_timeout" if connection.vendor == "sqlite" else "lock_timeout", 100, 15_000):
            yield
    finally:
        other.rollback()
        other.close()


def test_fault_04_asvs_16_5_3_a_lock_that_lasts_gives_the_text_back_and_saves_nothing(owner):
    key = uuid.uuid4()
    with locked_by_another("tracker_entry"):
        response = save(owner, key=key)
    assert_gives_the_text_back(response)
    assert (Entry.objects.count(), Shelf.objects.count()) == (0, 0)
    for _ in range(2):
        assert save(owner, key=key).status_code == 302
    assert (Entry.objects.count(), Shelf.objects.count()) == (1, 1)


def test_fault_04_a_lock_that_lasts_leaves_an_entry_as_it_was(owner):
    visit = make_appointment(owner.membership, note="before")
    owner.client.raise_request_exception = False
    with locked_by_another("tracker_shelf"):
        response = owner.client.post(visit.url("delete"))
    assert response.status_code == 503
    assert Entry.objects.get().version == 1
    assert not AuditEvent.objects.exists()


def test_fault_04_nobody_waits_longer_than_fifteen_seconds_for_a_lock():
    if connection.vendor == "sqlite":
        assert sql("PRAGMA busy_timeout") == [(15_000,)]
    else:
        assert sql("SHOW lock_timeout") == [("15s",)]


@on_sqlite
def test_fault_05_a_full_disk_gives_the_text_back_and_saves_nothing(owner):
    ((pages,),) = sql("PRAGMA page_count")
    with set_to("max_page_count", pages, 2**31 - 1):
        for _ in range(500):  # until the pages that are free in the file are used up
            response = save(owner, NOTE + " " + "x" * 3900)
            if response.status_code != 302:
                break
        saved = Entry.objects.count()
        assert_gives_the_text_back(response)
        assert saved == Shelf.objects.count()
        assert sql("PRAGMA integrity_check") == [("ok",)]
    assert save(owner).status_code == 302
    assert Entry.objects.count() == saved + 1


def read_only():
    """What a disk in trouble or a standby server does. (Root may write to any file, so chmod proves nothing here.)"""
    if connection.vendor == "sqlite":
        return set_to("query_only", "on", "off")
    return set_to("default_transaction_read_only", "on", "off")


def test_fault_05_a_read_only_database_still_reads_and_gives_the_text_back(owner):
    visit = make_appointment(owner.membership, note="Readable")
    owner.client.get(owner.url())
    with read_only():
        response = save(owner)
        page = owner.client.get(visit.get_absolute_url())
    assert_gives_the_text_back(response)
    assert (page.status_code, "Readable" in page.content.decode()) == (200, True)
    assert Entry.objects.count() == 1


def test_fault_05_the_health_check_turns_red_when_nothing_can_be_written(client):
    cache.clear()
    with read_only():
        red = client.get("/healthz")
        assert (red.status_code, red.content) == (503, b"unavailable")
        assert client.get("/emergency/").status_code == 200
    assert client.get("/healthz").status_code == 200
    with read_only():
        assert client.get("/healthz").status_code == 200  # one write is good for ten seconds


@contextlib.contextmanager
def disk_that_takes_nothing():
    """No file of this process may grow, nor be written past its first byte; logs would need that too."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        logging.disable(logging.NOTSET)


@on_sqlite
def test_fault_05_a_disk_that_takes_nothing_gives_the_text_back_and_turns_the_health_check_red(owner, client):
    cache.clear()
    owner.client.get(owner.url())
    with disk_that_takes_nothing():
        red, response = client.get("/healthz"), save(owner)
    assert (red.status_code, red.content) == (503, b"unavailable")
    assert_gives_the_text_back(response)
    assert not Entry.objects.exists()
    assert save(owner).status_code == 302
    assert client.get("/healthz").status_code == 200


@on_postgresql
def test_fault_06_the_first_page_after_a_restart_of_the_database_works(host, owner):
    """Every connection of the site is cut between two requests, twice."""
    session = {"session": owner.client.cookies["session"].value}
    with host.serve(workers=1) as (port, _server):
        browser = Browser(port, session)
        for _ in range(3):
            assert [browser.get(owner.url()).status for _ in range(3)] == [200] * 3
            cut = sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                      "AND pid <> pg_backend_pid()")  # fmt: skip
            assert len(cut) >= 1
        browser.connection.close()


@on_postgresql
def test_fault_06_a_restart_in_the_middle_of_a_page_is_one_503(owner):
    s = connection.settings_dict
    ((own,),) = sql("SELECT pg_backend_pid()")
    other = psycopg2.connect(host=s["HOST"], port=s["PORT"], user=s["USER"], password=s["PASSWORD"], dbname=s["NAME"])
    other.cursor().execute("SELECT pg_terminate_backend(%s)", [own])
    other.close()
    assert_gives_the_text_back(save(owner))
    connection.close()  # as the end of a request does with a connection that broke
    assert save(owner).status_code == 302


TRIGGER = {
    "sqlite": ["CREATE TRIGGER refuse BEFORE DELETE ON tracker_entry BEGIN SELECT RAISE(ABORT, 'no'); END"],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'; END $$",
        "CREATE TRIGGER refuse BEFORE DELETE ON tracker_entry FOR EACH ROW EXECUTE FUNCTION refuse()",
    ],
}
NO_TRIGGER = {"sqlite": "DROP TRIGGER refuse", "postgresql": "DROP FUNCTION refuse CASCADE"}


def test_asvs_2_3_3_what_breaks_in_the_middle_saves_nothing(owner):
    """The last of three writes fails: the first two, a row on the shelf and a line in the trail, are gone as well."""
    visit = make_appointment(owner.membership, note="before")
    before = [list(model.objects.values()) for model in (Entry, Shelf, AuditEvent)]
    owner.client.raise_request_exception = False
    for statement in TRIGGER[connection.vendor]:
        sql(statement)
    try:
        response = owner.client.post(visit.url("delete"))
    finally:
        sql(NO_TRIGGER[connection.vendor])
    assert response.status_code == 500
    assert [list(model.objects.values()) for model in (Entry, Shelf, AuditEvent)] == before
    assert owner.client.post(visit.url("delete")).status_code == 302
    assert (Entry.objects.count(), AuditEvent.objects.count()) == (0, 1)
