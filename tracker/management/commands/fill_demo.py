"""Make the made-up circle of the demo. Does nothing when it is there."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tracker.demo import made_up


class Command(BaseCommand):
    help = "Fill a made-up circle with twelve weeks of entries (only with ALONGSIDE_DEMO=1)."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=made_up.SEED)

    def handle(self, *args, seed, **options):
        if not settings.DEMO:
            raise CommandError("The demo is off: ALONGSIDE_DEMO is not 1.")
        made = made_up.fill(seed=seed)
        self.stdout.write("Made the circle of the demo." if made else "The circle of the demo is there already.")
