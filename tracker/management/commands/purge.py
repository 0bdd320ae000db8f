"""What is due to be erased, counted; and, when asked to, erased. `send_due` does the same by itself."""

from django.core.management.base import BaseCommand

from tracker.base import clock
from tracker.entries.actions import purge_shelf
from tracker.entries.models import Entry, Shelf
from tracker.my_data import retention
from tracker.my_data.erase_actions import erase_closed_circles
from tracker.people.invitations.actions import purge_invitations
from tracker.people.kept import purge as purge_kept_text
from tracker.people.models import Circle
from tracker.reminders.actions import purge_deliveries
from tracker.summary.copies.actions import purge_links


def clean_up() -> bool:
    """Erase what is due, as much as one round may; whether some of it is left for the next one."""
    purge_shelf()
    purge_kept_text()
    purge_invitations()
    purge_links()
    purge_deliveries()
    return erase_closed_circles() | retention.remove_old_entries()


class Command(BaseCommand):
    help = "Say what is due to be erased. Safe to run twice at the same time."

    def add_arguments(self, parser):
        parser.add_argument("--really", action="store_true", help="erase it, for good")

    def handle(self, *, really, **options):
        """Counts, kinds and row numbers only: no name and no text ever reaches the screen."""
        now = clock.now()
        for circle in Circle.objects.to_erase(now).order_by("pk"):
            self.stdout.write(f"circle {circle.pk}: all of it, {Entry.objects.filter(circle=circle).count()} entries")
        for circle, counts in retention.due():
            for kind, count in sorted(counts.items()):
                self.stdout.write(f"circle {circle.pk}: {kind} {count}")
        self.stdout.write(f"shelf: {Shelf.objects.expired(now).count()}")
        if not really:
            self.stdout.write("Nothing was erased. With --really it is.")
            return
        while clean_up():
            pass
        self.stdout.write("Erased.")
