"""The format of an export in words: the tables of docs/export.md, made from the models."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils import translation

from tracker.base.fields import CodesField, EncryptedTextField, PublicIdField
from tracker.entries.models import Entry
from tracker.my_data.rules import FORMAT, MOST_BYTES, MOST_ROWS
from tracker.my_data.sections import ARRIVING, SECTIONS, Section, of_the_account
from tracker.people.models import Membership, User

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "export.md"

MARK = "<!-- What follows is made by `manage.py describe_export` from the models. -->"
HEADS = "| field | type | meaning |\n|---|---|---|\n"

MEMBER_ROWS = """| `number` | number | what other rows call this person |
| `name` | text | as the circle sees it |
| `is_me` | yes or no | whether it is the one who made the file |
"""


def document(former: str) -> str:
    """docs/export.md as it should be: what somebody wrote above the mark stays, the tables below it are new."""
    with translation.override("en"):
        tables = [_imported(), _account(), _entry(), *map(_section, SECTIONS)]
    return former.partition(MARK)[0] + MARK + "\n" + "".join(tables)


def _imported() -> str:
    names = _names(section.name for section in ARRIVING)
    limits = f"up to {MOST_ROWS:,} rows and {MOST_BYTES // 1024**2} MB of JSON"
    return f"\n## What an import takes\n\nFormat {FORMAT}, {limits}: {names}.\n"


def _account() -> str:
    me, membership = _names(User.PersonalData.export), _names(Membership.PersonalData.export)
    text = f"\n## account.json\n\n`me` holds {me}. Each row of `circles` holds `file`, `nickname`, {membership}.\n"
    for model in of_the_account():
        text += f"Each row of `{model._meta.verbose_name_plural}` holds {_names(model.PersonalData.export)}.\n"
    return text


def _entry() -> str:
    """What all kinds share, once."""
    kinds = [section for section in SECTIONS if section.is_kind]
    rows = _rows(Entry, [field for field in kinds[0].fields if field.model is Entry])
    names = _names(section.name for section in kinds)
    return f"\n## Every entry\n\nThe rows of {names} begin with these fields.\n\n{HEADS}{rows}\n## Sections\n"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _section(section: Section) -> str:
    purpose = " ".join((section.model.__doc__ or "").split("\n\n")[0].split())
    own = [field for field in section.fields if field.model is not Entry]
    rows = (MEMBER_ROWS if section.model is Membership else "") + _rows(section.model, own)
    return f"\n### {section.name}\n\n{purpose}\n\n{HEADS}{rows}"


def _rows(model: type[models.Model], fields: Iterable[models.Field]) -> str:
    return "".join(f"| `{field.name}` | {_type(field)} | {_meaning(model, field)} |\n" for field in fields)


def _meaning(model: type[models.Model], field: models.Field) -> str:
    name = str(field.verbose_name)
    words = "" if name == field.name.replace("_", " ") else name
    return "; ".join(filter(None, [words, _names(_codes(model, field.name))]))


def _codes(model: type[models.Model], name: str) -> list[str]:
    """The codes that a check of the database allows (base.fields.one_of)."""
    for constraint in model._meta.constraints:
        condition = getattr(constraint, "condition", None)
        for child in getattr(condition, "children", []):
            if isinstance(child, tuple) and child[0] == f"{name}__in":
                return [code for code in child[1] if code]
    return []


def _type(field: models.Field) -> str:
    if field.is_relation:
        return "person" if field.related_model is User else f"id of {_target(field.related_model)}"
    types = {
        models.DateTimeField: "moment",
        models.DateField: "day",
        models.TimeField: "time on the wall",
        models.BooleanField: "yes or no",
        models.IntegerField: "number",
        models.JSONField: "object",
        CodesField: "codes",
        EncryptedTextField: "text",
        PublicIdField: "id",
    }
    found = next((name for kind, name in types.items() if isinstance(field, kind)), "code")
    return f"{found} or `null`" if field.null else found


def _target(model: type[models.Model]) -> str:
    return next((f"`{section.name}`" for section in SECTIONS if section.model is model), "an entry")
