"""docs/data-inventory.md: every field that the database holds, made from the models and what they declare."""

from pathlib import Path

from django.apps import apps
from django.db import models

from tracker.base.fields import CodesField, EncryptedTextField, PublicIdField

PAGE = Path(__file__).parents[2] / "docs" / "data-inventory.md"

HEAD = (
    "# Data inventory",
    "Every field of every table, made by `make inventory` from the models: do not edit by hand. What it means for people "
    "stands in [privacy.md](privacy.md).",
    "*Encrypted* is text that the database holds sealed; the key is not in it. Everything else is readable to whoever has the "
    "database. *Export*: it is in the copy that a person can take along. *Erased*: it goes with the person or the circle.",
)
LIBRARIES = (
    "## Tables of the libraries",
    "Django and allauth bring these; none holds anything from an entry. Besides them, the cache table counts tries for the "
    "limits: IP addresses and digests of email addresses, for minutes.",
)

# The first that fits says how a field is kept.
KEPT_AS: tuple[tuple[type[models.Field], str], ...] = (
    (EncryptedTextField, "**encrypted** text"),
    (PublicIdField, "random id"),
    (CodesField, "codes"),
    (models.UUIDField, "random id"),
    (models.EmailField, "email address"),
    (models.DateTimeField, "moment"),
    (models.DateField, "day"),
    (models.TimeField, "time of day"),
    (models.BooleanField, "yes or no"),
    (models.JSONField, "codes and values"),
    (models.AutoField, "number of the row"),
    (models.IntegerField, "number"),
    (models.GenericIPAddressField, "IP address"),
    (models.BinaryField, "bytes"),
    (models.CharField, "code or short text"),
    (models.TextField, "text"),
)


def kept_as(field: models.Field) -> str:
    """How a field's value stands in the database, in words."""
    if field.is_relation:
        return f"link to {field.related_model.__name__}"
    return next((words for kind, words in KEPT_AS if isinstance(field, kind)), field.get_internal_type())


def goes_with(model: type[models.Model]) -> list[str]:
    """The rows whose deletion takes a row of `model` along."""
    links = [field for field in model._meta.local_fields if field.is_relation]
    return sorted({link.related_model.__name__ for link in links if link.remote_field.on_delete is models.CASCADE})


def fate(model: type[models.Model], name: str) -> str:
    """What happens to a field's value when its person or circle goes."""
    kept = dict(getattr(model.PersonalData, "keep", {}))
    return f"kept: {kept[name]}" if name in kept else "erased"


def own_fields(model: type[models.Model]) -> list[models.Field]:
    return [*model._meta.local_fields, *model._meta.local_many_to_many]


def section(model: type[models.Model]) -> str:
    """One of our models: a heading, what it is, and a line for each field."""
    lines = [
        f"## {model.__name__}",
        "",
        *_about(model),
        "| field | in the database | export | at the end |",
        "|---|---|---|---|",
    ]
    exported = set(getattr(model.PersonalData, "export", []))
    for field in own_fields(model):
        export = "yes" if field.name in exported else ""
        lines.append(f"| `{field.name}` | {kept_as(field)} | {export} | {fate(model, field.name)} |")
    return "\n".join(lines)


def _about(model: type[models.Model]) -> list[str]:
    about = (model.__doc__ or "").strip().splitlines()[0]
    with_it = goes_with(model)
    return [about + (f" Goes with: {', '.join(with_it)}." if with_it else ""), ""]


def library_table(found: list[type[models.Model]]) -> str:
    lines = ["| table | fields | goes with |", "|---|---|---|"]
    for model in found:
        fields = ", ".join(f"`{field.name}`" for field in own_fields(model))
        lines.append(f"| {model._meta.label} | {fields} | {', '.join(goes_with(model))} |")
    return "\n".join(lines)


def as_markdown() -> str:
    """The whole page."""
    ours = sorted(apps.get_app_config("tracker").get_models(), key=lambda model: (model.__module__, model.__name__))
    others = sorted(set(apps.get_models()) - set(ours), key=lambda model: model._meta.label)
    return "\n\n".join([*HEAD, *map(section, ours), *LIBRARIES, library_table(others)]) + "\n"
