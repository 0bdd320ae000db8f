"""Model fields: encrypted text, public ids, and moments within plausible bounds."""

import secrets
from collections.abc import Iterable

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from tracker.base import crypto
from tracker.base.clock import EARLIEST, LATEST


class Sealed(str):
    """Encrypted text as it came from the database, not opened yet."""

    __slots__ = ()


class OpenedOnUse(DeferredAttribute):
    """Opens a sealed text when it is first asked for: a list shows few of the texts that its rows hold."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = crypto.decrypt(value)
        return value

    def __set__(self, instance, value):
        # With a __set__, Python asks __get__ even where the instance holds a value already.
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that is encrypted in the database and plain in Python.

    It fails closed: a text that does not open raises `crypto.CannotDecrypt` when it is used, and so when its
    row is saved. It cannot be searched, ordered or compared in SQL, since the same text never encrypts to the
    same value twice; asking for it is an error. `values()` gives it sealed.
    """

    descriptor_class = OpenedOnUse

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value):
        # What is still sealed goes back as it came (a bulk copy, say); a save has opened it before.
        return value if isinstance(value, Sealed) else crypto.encrypt(value or "")

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(value)

    def get_lookup(self, lookup_name):
        raise FieldError(f"{self.name} is encrypted and cannot be looked up with {lookup_name!r}")


def new_public_id() -> str:
    """A random id for addresses: 12 URL-safe characters, 72 bits."""
    return secrets.token_urlsafe(9)


class PublicIdField(models.CharField):
    """The id that addresses show, so that they tell nothing and cannot be guessed."""

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_length": 12, "unique": True, "default": new_public_id, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for key in ("max_length", "unique", "default", "editable"):
            kwargs.pop(key, None)
        return name, path, args, kwargs


def within_range(field: str, name: str) -> models.CheckConstraint:
    """A fixed check that a moment lies from 2000 to 2100: one absurd date would break every page it is on."""
    return models.CheckConstraint(
        condition=models.Q((f"{field}__isnull", True))
        | models.Q((f"{field}__gte", EARLIEST), (f"{field}__lt", LATEST)),
        name=name,
    )


def day_within_range(field: str, name: str) -> models.CheckConstraint:
    """The same for a date."""
    first, last = EARLIEST.date(), LATEST.date()
    return models.CheckConstraint(
        condition=models.Q((f"{field}__isnull", True)) | models.Q((f"{field}__gte", first), (f"{field}__lt", last)),
        name=name,
    )


def one_of(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """A check that a code is one that the app knows (or empty)."""
    return models.CheckConstraint(condition=models.Q((f"{field}__in", ["", *map(str, values)])), name=name)


class CodesField(models.TextField):
    """A small ordered set of codes in one column: a tuple in Python, " TE1 MS3 " in the database.

    The blanks on both sides let SQL find a code (`signs__contains=" TE1 "`) on either database.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", tuple)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value, expression, connection):
        return self.to_python(value)

    def to_python(self, value):
        if value is None or isinstance(value, tuple):
            return value
        return tuple(value.split()) if isinstance(value, str) else tuple(value)

    def get_prep_value(self, value):
        if isinstance(value, str):
            return value
        return f" {' '.join(value)} " if value else ""
