"""How mail stands, for a host who looks for trouble."""

from django.core.management.base import BaseCommand
from django.db.models import Count, Min

from tracker.base import clock
from tracker.mail.models import OutboxMail


class Command(BaseCommand):
    help = "Print how many mails are pending, being sent, sent and given up, and why. No address, no text."

    def handle(self, *args, **options):
        counted = OutboxMail.objects.values("state", "error").annotate(count=Count("id"))
        for row in counted.order_by("state", "error"):
            self.stdout.write(f"{row['count']} {row['state']} {row['error']}".rstrip())
        oldest = OutboxMail.objects.waiting().aggregate(oldest=Min("created_at"))["oldest"]
        if oldest is None:
            self.stdout.write("Nothing waits.")
        else:
            minutes = (clock.now() - oldest).total_seconds() // 60
            self.stdout.write(f"The oldest that waits: {minutes:.0f} minutes.")
