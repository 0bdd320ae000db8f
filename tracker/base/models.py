"""What many rows share, and how a model declares what happens to personal data."""

from enum import StrEnum

from django.db import models


class Keep(StrEnum):
    """What happens to a field when someone exports or erases (see docs/privacy.md).

    A model lists every field in an inner class `PersonalData` with attributes `export`, `erase` (it goes
    when its owner erases) and `keep` (a dict: field -> why it may stay). A sweep fails on a field that
    no list names.
    """

    EXPORT = "export"
    ERASE = "erase"
    KEEP = "keep"


class Stamped(models.Model):
    """Rows that know when they were made and last changed (UTC)."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
