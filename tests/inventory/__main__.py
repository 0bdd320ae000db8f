"""Write docs/data-inventory.md: `make inventory`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supporter_site.settings")
django.setup()

from tests.inventory.inventory import PAGE, as_markdown  # noqa: E402 (models exist after the setup)

PAGE.write_text(as_markdown(), encoding="utf-8")
