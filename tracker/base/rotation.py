"""Encrypting stored text anew with the first of FIELD_KEYS, so that an old key can be retired.

A batch of rows is locked while it is read and written back, so nothing that somebody saves meanwhile is
overwritten. Each batch is a transaction of its own: to stop in the middle, or to begin again, does no harm.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction

from tracker.base import crypto
from tracker.base.fields import EncryptedTextField, Sealed

BATCH = 200
# Columns of libraries that hold encrypted texts of ours inside a JSON value: (model, field).
JSON_COLUMNS = {("mfa.Authenticator", "data")}


class CannotRotate(Exception):
    """A stored text opens with none of the keys. Nothing of its batch was changed; carries no text."""


@dataclass(frozen=True)
class Progress:
    """How many rows of a table were looked at so far, and how many of their texts were under an older key."""

    rows: int
    old: int


def encrypted_columns(model: type[models.Model]) -> list[str]:
    """The columns of the model's own table that hold encrypted text."""
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField) or (model._meta.label, field.name) in JSON_COLUMNS
    ]


def rotate(model: type[models.Model], *, only_count: bool = False, batch: int = BATCH) -> Iterator[Progress]:
    """Go through a table in batches and say after each how far it is; `only_count` changes nothing.

    Raises CannotRotate at a text that opens with none of FIELD_KEYS.
    """
    columns = encrypted_columns(model)
    rows = old = 0
    last = None
    while columns:
        with transaction.atomic():
            found = _next_rows(model, columns, last, batch, locked=not only_count)
            for pk, *values in found:
                changed = _changed(model, columns, values)
                old += len(changed)
                if changed and not only_count:
                    model._base_manager.filter(pk=pk).update(**changed)
        if not found:
            return
        rows, last = rows + len(found), found[-1][0]
        yield Progress(rows, old)


def _next_rows(model, columns: list[str], last, batch: int, *, locked: bool) -> list[tuple]:
    """Key and columns, still encrypted, of the rows that come after the key `last`."""
    rows = model._base_manager.order_by("pk").values_list("pk", *columns)
    if last is not None:
        rows = rows.filter(pk__gt=last)
    if locked:
        rows = rows.select_for_update()
    return list(rows[:batch])


def _changed(model, columns: list[str], values: list) -> dict:
    """Column -> new value, for those that hold a text under an older key."""
    try:
        anew = [_anew(value) for value in values]
    except crypto.CannotDecrypt:
        raise CannotRotate(model._meta.label) from None
    return {name: new for name, old, new in zip(columns, values, anew, strict=True) if new != old}


def _anew(value):
    """The value with each encrypted text in it under the first key; the very same value when all are already."""
    if isinstance(value, dict):
        return {key: _anew(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_anew(one) for one in value]
    if isinstance(value, Sealed) or crypto.looks_encrypted(value):
        return value if crypto.uses_first_key(value) else Sealed(crypto.encrypt(crypto.decrypt(value)))
    return value
