"""Before a restored copy is used: what must not come back to life with it."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from tracker.mail.models import OutboxMail

# Whoever was signed out, uninvited or done since the backup must not be let in again by it.
ENDS = {"sessions.Session", "tracker.CalendarLink", "tracker.Invitation", "tracker.KeptForm", "tracker.ShareLink"}


class Command(BaseCommand):
    help = "End what a backup brings back: sessions, links, invitations, kept forms, waiting mail. For a restored copy only."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="do it; without this it only says what it would end")

    @transaction.atomic
    def handle(self, *, yes, **options):
        rows = [model._base_manager.all() for model in apps.get_models() if model._meta.label in ENDS]
        # It was sent since, or is of no use by now.
        rows.append(OutboxMail.objects.waiting())
        for some in rows:
            self.stdout.write(f"{some.count()} {some.model._meta.verbose_name_plural}")
            if yes:
                some.delete()
        self.stdout.write("Ended." if yes else "Nothing was changed. On a restored copy, run it again with --yes.")
