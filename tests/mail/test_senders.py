"""Whole processes: two senders at once, one that is killed, one that is told to stop."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import dj_database_url
import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
COUNT = 40
# A sender is killed when the server takes one of these mails.
KILLS = (2, 9, 16, 23, 33)

QUEUE = """
import sys, django
django.setup()
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import connection, transaction
from tracker.mail.models import OutboxMail
if OutboxMail._meta.db_table not in connection.introspection.table_names():
    call_command("migrate", verbosity=0)
with transaction.atomic():
    for number in range(int(sys.argv[1])):
        EmailMessage("A note", "Open the app.", "notes@example.org", [f"p{number}@example.org"]).send()
"""


class House:
    """The database file (or test database) and the environment that several senders share."""

    def __init__(self, url: str, port: int):
        self.env = os.environ | {
            "DATABASE_URL": url,
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(port),
            "MAIL_DIR": "",
            "ALONGSIDE_HTTPS": "0",
            "DJANGO_SETTINGS_MODULE": "supporter_site.settings",
        }
        self.connection = ConnectionHandler({"default": dj_database_url.parse(url)})["default"]

    def queue(self, count: int) -> None:
        subprocess.run([sys.executable, "-c", QUEUE, str(count)], cwd=ROOT, env=self.env, check=True)

    def sender(self, *options: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "send_due", *options]
        return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=subprocess.PIPE, text=True)

    def sql(self, statement: str) -> list:
        with self.connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def house(tmp_path, inbox):
    """A file of its own on SQLite, which cannot share a test database in memory between processes."""
    if connection.vendor == "sqlite":
        url = f"sqlite:///{tmp_path / 'mail.sqlite3'}"
    else:
        s = connection.settings_dict
        url = f"postgres://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"
    house = House(url, inbox.port)
    yield house
    house.connection.close()


def test_fault_09_two_senders_at_once_deliver_each_mail_once(house, inbox):
    inbox.wait_for_senders = 2
    house.queue(COUNT)
    senders = [house.sender() for _ in range(2)]
    assert [sender.wait(30) for sender in senders] == [0, 0]
    sent = [int(sender.communicate()[0].split()[1]) for sender in senders]
    assert sum(sent) == COUNT
    assert all(sent)
    assert len(inbox.mails) == COUNT
    assert set(Counter(inbox.ids).values()) == {1}


def send_and_kill(house, inbox, within: float) -> int:
    """Send all, killing a sender `within` so many seconds after the server took one of KILLS; how many were killed.

    0 is the worst moment: the server has the mail, and nobody has written that down.
    """
    running = []

    def kill(number):
        if number in KILLS and within:
            threading.Timer(random.uniform(0, within), running[-1].kill).start()  # noqa: S311
        elif number in KILLS:
            running[-1].kill()

    inbox.on_mail = kill
    while not running or running[-1].returncode:
        running.append(house.sender())
        running[-1].wait(30)
        running[-1].stdout.close()
        house.sql("UPDATE tracker_outboxmail SET lease_until = '2020-01-01 00:00:00+00:00' WHERE state = 'sending'")
    assert {sender.returncode for sender in running} == {-signal.SIGKILL, 0}
    return len(running) - 1


@pytest.mark.parametrize("within", [0, 0.03], ids=["at the worst moment", "at any moment"])
def test_fault_08_f8_a_killed_sender_loses_nothing_and_repeats_one_mail_at_most(house, inbox, within):
    house.queue(COUNT)
    kills = send_and_kill(house, inbox, within)
    assert len(KILLS) - 1 <= kills <= len(KILLS)
    rows = house.sql("SELECT message_id, state, body FROM tracker_outboxmail")
    assert {(state, body) for _, state, body in rows} == {("sent", "")}
    copies = Counter(inbox.ids)
    assert set(copies) == {message_id for message_id, _, _ in rows}
    assert len(copies) == COUNT
    assert COUNT + (0 if within else kills) <= len(inbox.mails) <= COUNT + kills
    assert max(copies.values()) <= 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_loop_ends_when_told_to(house, inbox, number):
    house.queue(1)
    sender = house.sender("--loop", "--every", "30")
    line = sender.stdout.readline()
    assert line == "Mail: 1 sent, 0 put off, 0 given up, 0 purged\n"
    asked = time.monotonic()
    sender.send_signal(number)
    assert sender.wait(10) == 0
    assert time.monotonic() - asked < 3
    sender.stdout.close()
