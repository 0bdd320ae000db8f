"""The shipped resources: people to call, write to or visit, read once from content/resources.toml."""

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

RESOURCES_FILE = Path(__file__).parent / "content" / "resources.toml"


class Kind(LabelledEnum):
    """What a resource is for."""

    CRISIS = "crisis", _("Emergency and crisis lines")
    HELPLINE = "helpline", _("Helplines")
    TREATMENT = "treatment", _("Finding treatment")
    FAMILY_GROUP = "family-group", _("Groups for families and friends")
    TRANSPORT = "transport", _("Rides")
    OVERDOSE_TRAINING = "overdose-training", _("Overdose training")
    NALOXONE = "naloxone", _("Naloxone")
    BENEFITS = "benefits", _("Medicaid and benefits")
    SAFETY = "safety", _("Safety at home")
    GRIEF = "grief", _("Grief")
    OTHER = "other", _("Other help")


@dataclass(frozen=True)
class ResourceData:
    """One resource as it is shown. The shipped file has the keys up to `last_checked`.

    `states` are two-letter codes, none meaning the whole country. `topics` are slugs of guidance.
    A place from a public list has an address, and `retrieved_on`, the day on which the list was fetched.
    `last_checked` is the day on which the entry was compared with a stored copy of its source, and
    `source_year` the year of that copy; None means not compared, or not known.
    """

    slug: str
    name: str
    organisation: str
    for_whom: str
    kind: Kind
    hours: str
    cost: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    who_answers: str
    source: str
    phone: str = ""
    text_number: str = ""
    text_keyword: str = ""
    url: str = ""
    states: tuple[str, ...] = ()
    source_year: int | None = None
    last_checked: date | None = None
    street: str = ""
    city: str = ""
    zip_code: str = ""
    category: str = ""
    services: str = ""
    payment: str = ""
    source_url: str = ""
    licence: str = ""
    retrieved_on: date | None = None

    def serves(self, state: str) -> bool:
        """Whether it helps people of that state; "" (not known) has the whole country's resources only."""
        return not self.states or state in self.states


@cache
def load_resources() -> tuple[ResourceData, ...]:
    """Every shipped resource in the order of the file; raises ValueError on a slug used twice."""
    rows = tomllib.loads(RESOURCES_FILE.read_text(encoding="utf-8"))["resource"]
    resources = tuple(_resource(row) for row in rows)
    if len({one.slug for one in resources}) < len(resources):
        raise ValueError(f"{RESOURCES_FILE.name}: a slug stands twice")
    return resources


def resource(slug: str) -> ResourceData:
    """The shipped resource of that slug; KeyError if there is none."""
    return _by_slug()[slug]


# Whom to call when nobody else is named: the first that serves the state.
HELPLINES = ("illinois-helpline", "samhsa-helpline")


def helpline(state: str) -> ResourceData:
    """The line that answers a family in that state ("" for not known), day or night."""
    return next(line for line in map(resource, HELPLINES) if line.serves(state))


@cache
def _by_slug() -> dict[str, ResourceData]:
    return {one.slug: one for one in load_resources()}


def _resource(row: dict[str, object]) -> ResourceData:
    unknown = row.keys() - {field.name for field in fields(ResourceData)}
    if unknown:
        raise ValueError(f"{RESOURCES_FILE.name}: {row.get('slug')}: unknown keys {sorted(unknown)}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return ResourceData(**values | {"kind": Kind(values["kind"])})
