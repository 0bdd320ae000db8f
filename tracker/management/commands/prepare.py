"""Bring a new or updated copy of the site into working order, in one process. Safe to run at any time."""

import hashlib
import io
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from tracker.base import static_files
from tracker.base.database import refresh_statistics

# Of Bootstrap's many builds we serve one, and cut it down.
NOT_SERVED = ["bootstrap-*", "bootstrap.css*", "bootstrap.rtl*", "*.map"]


class Command(BaseCommand):
    help = "Migrate, make the cache table, load the guidance, collect the static files, fill the demo circle."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--static", action="store_true", help="only the static files")

    def handle(self, *, static, **options):
        if not static:
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            call_command("load_guidance", verbosity=0, stdout=io.StringIO())
        self._collect_static()
        if not static and settings.DEMO and "fill_demo" in get_commands():
            call_command("fill_demo", verbosity=0)
        if not static:
            refresh_statistics()

    def _collect_static(self) -> None:
        """Collect, unless nothing has changed since the last time: compressing takes a while."""
        stamp = Path(settings.STATIC_ROOT) / "collected"
        state = _state_of_static_files()
        if stamp.is_file() and stamp.read_text() == state:
            return
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    """A digest of the names, sizes and times of all static files in the source, and of what we use of Bootstrap."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    digest.update(static_files.bootstrap().encode())
    for finder in get_finders():
        for path, storage in finder.list(NOT_SERVED):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
