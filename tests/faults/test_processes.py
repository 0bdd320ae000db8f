"""Web workers that are killed while people save, and many processes that write at once."""

import http.client
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.bench.browser import TOKEN, Browser
from tests.bench.pages import filled_in
from tests.faults.conftest import ROOT
from tracker.appointments.models import Appointment
from tracker.entries.models import Entry, Shelf

MOST_SECONDS = 40
SAVES, KILLS, WRITERS = 200, 5, 4


class CountsCuts(Browser):
    """A reader who knows how often the line was cut before an answer came."""

    cuts = 0

    def _once(self, *request):
        try:
            return super()._once(*request)
        except (http.client.HTTPException, OSError):
            self.cuts += 1
            raise


class Writer(threading.Thread):
    """One person who saves visits until told to stop, and sends a form again until it is answered."""

    def __init__(self, port: int, session: dict, path: str):
        super().__init__()
        self.path = path
        self.browser = CountsCuts(port, session)
        self.acknowledged, self.odd = [], Counter()
        self.stop = threading.Event()

    def run(self):
        browser, token = self.browser, None
        while not self.stop.is_set():
            try:
                token = token or TOKEN.search(browser.get(self.path).text)[1]
                fields = filled_in("visit", token) | {"client_key": str(uuid.uuid4())}
                self._save(fields)
            except (http.client.HTTPException, OSError):
                browser.connection.close()
        browser.connection.close()

    def _save(self, fields: dict) -> None:
        """Until the site has answered: the same form with the same key, however often the line is cut."""
        while True:
            try:
                status = self.browser.post(self.path, fields).status
            except (http.client.HTTPException, OSError):
                self.browser.connection.close()
                continue
            if status != 302:
                self.odd[status] += 1
                continue
            self.acknowledged.append(uuid.UUID(fields["client_key"]))
            return


def workers_of(server: subprocess.Popen) -> list[int]:
    return list(map(int, Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()))


def kill_and_save(server: subprocess.Popen, writers: list[Writer]) -> int:
    """Kill a worker after every few saves, and go on until there were enough of both; how many were killed."""
    kills, started = 0, time.monotonic()
    while time.monotonic() - started < MOST_SECONDS:
        saved = sum(len(writer.acknowledged) for writer in writers)
        if saved >= SAVES and kills >= KILLS:
            break
        if saved >= (kills + 1) * SAVES / (KILLS + 2) and (workers := workers_of(server)):
            os.kill(random.choice(workers), signal.SIGKILL)  # noqa: S311
            kills += 1
        time.sleep(0.005)
    for writer in writers:
        writer.stop.set()
    for writer in writers:
        writer.join()
    return kills


def test_fault_01_f6_a_killed_worker_loses_no_save_and_doubles_none(host, owner):
    """kill -9 in the midst of saves over HTTP: what was answered is there once, with its undo, and nothing else is."""
    session = {"session": owner.client.cookies["session"].value}
    with host.serve(workers=2) as (port, server):
        writers = [Writer(port, session, owner.url("appointments/add/")) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        kills = kill_and_save(server, writers)
    acknowledged = [key for writer in writers for key in writer.acknowledged]
    assert sum([writer.odd for writer in writers], Counter()) == {}
    assert (len(acknowledged) >= SAVES, kills >= KILLS) == (True, True), (len(acknowledged), kills)
    assert sum(writer.browser.cuts for writer in writers) >= KILLS
    assert sorted(Entry.objects.values_list("client_key", flat=True)) == sorted(acknowledged)
    assert Appointment.objects.count() == Shelf.objects.count() == len(acknowledged)
    assert {visit.note for visit in Appointment.objects.all()} == {"A line about how it went."}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


COUNT = """
import sys, django
django.setup()
from django.db import transaction
from tracker.people.models import Circle
for _ in range(int(sys.argv[2])):
    with transaction.atomic():
        circle = Circle.objects.select_for_update().get(pk=sys.argv[1])
        circle.nickname = str(int(circle.nickname) + 1)
        circle.save()
"""


def test_f5_six_processes_write_at_once_and_none_meets_a_lock(host, circle):
    """900 transactions that read and then write the same row: none fails, none is lost."""
    circle.nickname = "0"
    circle.save()
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", COUNT, str(circle.pk), "150"],
            cwd=ROOT,
            env=host.env,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert said == [""] * 6
    circle.refresh_from_db()
    assert circle.nickname == "900"


@pytest.mark.django_db
def test_f5_sqlite_writes_ahead_locks_at_the_start_and_survives_a_power_cut():
    if connection.vendor != "sqlite":
        pytest.skip("settings of SQLite")
    answers = []
    with connection.cursor() as cursor:
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            answers.append(cursor.fetchone()[0])
    assert answers == ["wal", 2, 15_000, 1]
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
