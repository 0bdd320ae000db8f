"""An entry as text and back: what the shelf keeps, so that undo and "put back" restore every field."""

import json
from collections.abc import Iterator

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from tracker.entries.models import Entry
from tracker.entries.rules import Visibility
from tracker.people.models import User


class CannotRestore(Exception):
    """What the entry belonged to is gone: a test without its boundary."""


def take(entry: Entry, *, with_referrers: bool = False) -> str:
    """Every column of the entry as JSON; with its referrers when it is about to be deleted.

    Referrers are what points at it: entries that go with it (a boundary's tests, and what goes with those) and
    rows that are no entries (its earlier wordings) are kept whole, entries that stay (an appointment's rides)
    are kept as a link to set again.
    """
    return json.dumps(_record(entry, with_referrers=with_referrers), cls=DjangoJSONEncoder)


def former(kind: str, snapshot: str) -> Entry:
    """The entry as it was, not saved. Links to rows that are gone are left empty."""
    return _build(json.loads(snapshot) | {"kind": kind})


def restore(kind: str, snapshot: str) -> Entry:
    """Save the entry again, with what went with it and the links that pointed at it.

    Raises CannotRestore when what it belonged to is gone.
    """
    return _restore(json.loads(snapshot) | {"kind": kind})


def without(kind: str, snapshot: str, person_id: int) -> str:
    """The snapshot without a person who has left: what only they saw is gone, and so is their name."""
    record = json.loads(snapshot) | {"kind": kind}
    _forget(record, person_id)
    return json.dumps(record)


def _forget(record: dict, person_id: int) -> None:
    model = model_of(record["kind"])
    _forget_name(model, record["values"], person_id)
    for relation in model._meta.related_objects:
        for values in record.get("rows", {}).get(relation.name, []):
            _forget_name(relation.related_model, values, person_id)
    if "parts" in record:
        record["parts"] = [part for part in record["parts"] if not _is_only_for(part["values"], person_id)]
        for part in record["parts"]:
            _forget(part, person_id)


def _forget_name(model: type[models.Model], values: dict, person_id: int) -> None:
    for field in _columns(model):
        if field.related_model is User and values.get(field.attname) == person_id:
            values[field.attname] = None


def _is_only_for(values: dict, person_id: int) -> bool:
    return values["visibility"] == Visibility.ONLY_ME and values["author_id"] == person_id


def model_of(kind: str) -> type[Entry]:
    """The class of a kind; raises LookupError for a kind that the app no longer knows."""
    for model in apps.get_app_config("tracker").get_models():
        if issubclass(model, Entry) and kind == model.KIND:
            return model
    raise LookupError(kind)


def _columns(model: type[models.Model]) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if not getattr(field.remote_field, "parent_link", False))


def _record(entry: Entry, *, with_referrers: bool) -> dict:
    record = {"kind": entry.kind, "values": _values(entry)}
    if with_referrers:
        record |= {"parts": [], "links": [], "rows": {}}
        for relation in entry._meta.related_objects:
            if not getattr(relation, "parent_link", False):
                _record_referrers(record, relation, entry)
    return record


def _record_referrers(record: dict, relation: models.ForeignObjectRel, entry: Entry) -> None:
    model, goes_along = relation.related_model, relation.on_delete is models.CASCADE
    referrers = model._base_manager.filter(**{relation.field.name: entry.pk}).order_by("pk")
    if issubclass(model, Entry):
        for referrer in referrers:
            if goes_along:
                record["parts"].append(_record(referrer, with_referrers=True))
            else:
                record["links"].append([referrer.kind, relation.field.attname, referrer.pk])
    elif goes_along and (rows := [_values(row) for row in referrers]):
        record["rows"][relation.name] = rows


def _values(row: models.Model) -> dict:
    return {
        field.attname: field.value_to_string(row) if _as_text(field) else getattr(row, field.attname)
        for field in _columns(type(row))
    }


def _as_text(field: models.Field) -> bool:
    """Dates, times and keys go through the field's own text form; empty ones and the rest are JSON already."""
    return isinstance(field, models.DateField | models.DateTimeField | models.TimeField | models.UUIDField)


def _build(record: dict) -> Entry:
    return _instance(model_of(record["kind"]), record["values"])


def _instance(model: type[models.Model], values: dict) -> models.Model:
    kept = {}
    for field in _columns(model):
        if field.attname not in values:
            continue
        value = values[field.attname]
        value = None if value in (None, "") and field.null else field.to_python(value)
        if field.is_relation and value is not None and not field.related_model._base_manager.filter(pk=value).exists():
            value = None
        kept[field.attname] = value
    return model(**kept)


def _restore(record: dict) -> Entry:
    entry = _build(record)
    if _lacks_a_link(entry):
        raise CannotRestore
    entry.save(force_insert=True)
    for relation in entry._meta.related_objects:
        for values in record.get("rows", {}).get(relation.name, []):
            row = _instance(relation.related_model, values)
            if not _lacks_a_link(row):
                row.save(force_insert=True)
    for part in record.get("parts", []):
        _restore(part)
    for kind, attname, pk in record.get("links", []):
        model_of(kind).objects.filter(pk=pk, **{f"{attname}__isnull": True}).update(**{attname: entry.pk})
    return entry


def _lacks_a_link(row: models.Model) -> bool:
    """Whether something that it cannot be without is gone: the boundary of a test, the reader of a remark."""
    return any(
        field.is_relation and not field.null and getattr(row, field.attname) is None for field in _columns(type(row))
    )
