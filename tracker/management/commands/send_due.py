"""What happens by itself: reminders and mail leave, what is due is erased, and visits that repeat are made ahead."""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from tracker.appointments import series
from tracker.base.database import refresh_statistics
from tracker.mail import send
from tracker.management.commands.purge import clean_up
from tracker.reminders.actions import remind, remind_some
from tracker.reminders.digest_actions import send_digests
from tracker.rides import standing

# Seconds; everybody is looked at again after so long at the earliest.
STATISTICS_EVERY, REMIND_EVERY = 24 * 3600, 60

log = logging.getLogger("tracker.mail")


class Command(BaseCommand):
    help = "Send mail that is due, clean up, and make repeating visits ahead. Safe to run twice at the same time."

    def add_arguments(self, parser):
        parser.add_argument("--loop", action="store_true", help="go on until SIGTERM or SIGINT")
        parser.add_argument("--every", type=float, default=5.0, help="seconds between rounds (default: 5)")
        parser.add_argument("--limit", type=int, default=50, help="mails in a round (default: 50)")

    def handle(self, *, loop, every, limit, **options):
        if not loop:
            self._report(send.send_due(limit=limit), send.purge())
            clean_up()
            series.make_ahead()
            standing.fill_all()
            remind()
            send_digests()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        statistics_at = remind_at = 0.0
        self.reminded = 0  # the person up to whom reminders went, while others wait for their turn
        while not stop.is_set():
            if time.monotonic() >= statistics_at:
                statistics_at = time.monotonic() + STATISTICS_EVERY
                self._refresh_statistics()
            begins = not self.reminded and time.monotonic() >= remind_at
            if begins:
                remind_at = time.monotonic() + REMIND_EVERY
                self._safely(send_digests)
            if begins or self.reminded:
                self._safely(self._remind)
            self._round(limit, stop)
            stop.wait(every)

    def _refresh_statistics(self) -> None:
        try:
            refresh_statistics()
        except DatabaseError as error:
            log.error("statistics: %s; trying again tomorrow", type(error).__name__)

    def _remind(self) -> None:
        """A part of the people in each round, so that nobody's sign-in code waits for everybody's reminders."""
        after, self.reminded = self.reminded, 0
        _mails, self.reminded = remind_some(after=after)

    def _safely(self, act) -> None:
        """Whatever goes wrong (the database is restarted), the next round tries again."""
        close_old_connections()
        try:
            act()
        except Exception as error:
            log.error("%s: %s; trying again", act.__name__, type(error).__name__)

    def _round(self, limit: int, stop: threading.Event) -> None:
        """One round, cut short after the mail in hand when told to stop.

        Whatever goes wrong (the database is restarted), the next round tries again.
        """
        close_old_connections()
        try:
            counts, purged = send.send_due(limit=limit, stopping=stop.is_set), send.purge()
            if any(counts.values()) or purged:
                self._report(counts, purged)
            clean_up()
            series.make_ahead()
            standing.fill_all()
        except Exception as error:
            log.error("send_due: %s; trying again", type(error).__name__)
        finally:
            close_old_connections()

    def _report(self, counts, purged: int) -> None:
        """Counts only: no address and no text ever reaches the screen or a log."""
        self.stdout.write(
            f"Mail: {counts['sent']} sent, {counts['later']} put off, {counts['failed']} given up, {purged} purged"
        )
        self.stdout.flush()
