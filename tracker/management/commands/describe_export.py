"""Writes the tables of docs/export.md: what stands in an export, made from the models."""

from django.core.management.base import BaseCommand

from tracker.my_data.schema import DOCUMENT, document


class Command(BaseCommand):
    help = "Bring docs/export.md up to date, after a change of what is exported."

    def handle(self, **options):
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"Written: {DOCUMENT.name}")
