"""Encrypt every stored text with the first of FIELD_KEYS, so that the keys behind it can be retired."""

import time

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from tracker.base.rotation import CannotRotate, Progress, encrypted_columns, rotate

# Seconds between two batches: SQLite has one write lock, and people want to save in the meantime.
PAUSE = 0.05


class Command(BaseCommand):
    help = "Encrypt stored text anew with the first of FIELD_KEYS. Safe to interrupt and to run again."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; status 1 when an older key is in use")

    def handle(self, *, check, **options):
        old = self._walk(only_count=check)
        if not check:
            # A second look, since a process that does not know the new key may have written meanwhile.
            old = self._walk(only_count=True)
        if old:
            what_to_do = "Run rotate_keys." if check else "Restart every process, then run it again."
            raise CommandError(f"{old} texts use an older key. {what_to_do}")
        self.stdout.write("Every text uses the first key. The others may be taken out of FIELD_KEYS.")

    def _walk(self, *, only_count: bool) -> int:
        """Go through all tables; how many texts were under an older key."""
        total = 0
        for model in apps.get_models():
            if not encrypted_columns(model):
                continue
            done = Progress(0, 0)
            try:
                for done in rotate(model, only_count=only_count):
                    self._report(model, done, "under an older key" if only_count else "encrypted anew")
                    if not only_count:
                        time.sleep(PAUSE)
            except CannotRotate as error:
                raise CommandError(
                    f"{error}: a text opens with none of FIELD_KEYS. Nothing is lost: put the missing key back into the "
                    "list and run it again."
                ) from None
            total += done.old
        return total

    def _report(self, model, done: Progress, words: str) -> None:
        """Counts only: no text ever reaches the screen or a log."""
        self.stdout.write(f"{model._meta.label}: {done.rows} rows, {done.old} texts {words}")
        self.stdout.flush()
