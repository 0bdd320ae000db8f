"""The rows of a file on their way into a circle: what is added, what is here already, what is left out and why."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import DataError, IntegrityError, models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker.appointments.models import Series
from tracker.base.clock import local_day, zone_of
from tracker.boundaries.models import Boundary, BoundaryWording
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.entries.rules import ALWAYS_ONLY_ME, Visibility
from tracker.my_data.rules import MOST_REASONS, PUBLIC_ID, id_here
from tracker.my_data.sections import ARRIVING, BY_NAME, Section
from tracker.my_data.values import Refused, check, read, readable
from tracker.people.models import Circle, User
from tracker.people.permissions import Permission
from tracker.readiness.models import HousePlan
from tracker.rides.models import StandingRide

# Decided here, whatever the file says: who wrote it, when it was written down, and its place in this circle.
GIVEN = {"public_id", "kind", "author", "at", "day", "zone", "visibility", "version", "created_at", "updated_at"}
NAME_LENGTH = 40  # of an unknown name that the report repeats
SETTINGS = ("nickname", "state", "zone", "stage", "paused", "bereaved_on")


@dataclass(frozen=True)
class LeftOut:
    """A row, or a part of one, that does not come along."""

    label: str | Promise
    row: int  # counted from 1, as below the heads of the table
    reason: str


@dataclass
class Report:
    """What an import does, in numbers and reasons."""

    added: Counter = field(default_factory=Counter)  # label -> rows
    here: Counter = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    takes_settings: bool = False

    @property
    def changes_something(self) -> bool:
        return self.takes_settings or bool(self.added)

    @property
    def rows(self) -> list[tuple[str | Promise, int, int]]:
        """Label, how many are added, how many are here already."""
        labels = [section.label for section in ARRIVING]
        return [(one, self.added[one], self.here[one]) for one in labels if self.added[one] or self.here[one]]

    @property
    def reasons(self) -> list[LeftOut]:
        return self.left_out[:MOST_REASONS]

    @property
    def more_reasons(self) -> int:
        return max(0, len(self.left_out) - MOST_REASONS)


class Arrival:
    """One file that comes to one circle, for one member. Call `run` inside a transaction.

    The member becomes the author of every entry: a name in a file proves nothing. Rows keep who may see them.
    """

    def __init__(self, log: Log, content: dict):
        self.log, self.content, self.report = log, content, Report()
        me = next((one for one in content.get("members", []) if one.get("is_me") is True), {})
        self.my_number = me.get("number")
        # By model and id in the file: the key of the row here, as far as the member may see it.
        self.links: dict[type[models.Model], dict[str, int]] = defaultdict(dict)
        self.wordings: Counter = Counter()  # key of a boundary that came along -> its earlier wordings so far

    def run(self) -> Report:
        """Add what is to be added; what was done."""
        self._take_settings()
        for section in ARRIVING:
            self._bring(section)
        for boundary, count in self.wordings.items():
            Boundary.objects.filter(pk=boundary).update(version=count + 1)
        for name in sorted(self.content.keys() - BY_NAME.keys() - {"format", "made_at"}):
            self._leave_out(readable(name[:NAME_LENGTH]), 0, _("Alongside does not know this part of the file."))
        return self.report

    def _leave_out(self, label: str | Promise, row: int, reason: str) -> None:
        self.report.left_out.append(LeftOut(label, row, reason))

    def _take_settings(self) -> None:
        """Into an empty circle, by an owner: otherwise a circle keeps what its people have said there."""
        circle, given = self.log.circle, next(iter(self.content.get("circle", [])), {})
        is_empty = not (self.log.entries().exists() or self.log.contacts().exists())
        if not (given and is_empty and self.log.membership.may(Permission.MANAGE_CIRCLE)):
            return
        try:
            for name in SETTINGS:
                if given.get(name) not in (None, ""):
                    setattr(circle, name, read(Circle, Circle._meta.get_field(name), given[name]))
        except Refused as refused:
            self._leave_out(BY_NAME["circle"].label, 1, str(refused))
            circle.refresh_from_db()
            return
        circle.save()
        self.report.takes_settings = True

    # Sections -----------------------------------------------------------------------------------------
    def _bring(self, section: Section) -> None:
        """Each row by itself: one that cannot come along does not keep the others away."""
        records = self.content.get(section.name, [])
        self._name_unknown_fields(section, records)
        here, visible = self._here(section)
        for number, record in enumerate(records, 1):
            try:
                with transaction.atomic():
                    is_added = self._arrive(section, record, here, visible)
            except Refused as refused:
                self._leave_out(section.label, number, str(refused))
            except (IntegrityError, DataError):
                self._leave_out(section.label, number, _("The answers in this row do not fit together."))
            else:
                (self.report.added if is_added else self.report.here)[section.label] += 1

    def _name_unknown_fields(self, section: Section, records: list[dict]) -> None:
        known = {column.name for column in section.fields}
        for name in sorted({name for record in records for name in record.keys() - known}):
            reason = _("Alongside does not know “%(name)s”. It is left out.") % {"name": readable(name[:NAME_LENGTH])}
            self._leave_out(section.label, 0, reason)

    def _here(self, section: Section) -> tuple[dict[str, int], set[int]]:
        """The rows that the circle has, by public id, those of others included; and which the member may see."""
        if "public_id" not in {column.name for column in section.fields}:
            return {}, set()
        circle = "circle" if hasattr(section.model, "circle") else "task__circle"
        rows = section.model._base_manager.filter(**{circle: self.log.circle})
        return dict(rows.values_list("public_id", "pk")), set(section.rows(self.log).values_list("pk", flat=True))

    # Rows: each way answers whether it was added, and False when it is here already -----------------------
    def _arrive(self, section: Section, record: dict, here: dict[str, int], visible: set[int]) -> bool:
        if section.model is HousePlan:
            return self._add_house_plan(section, record)
        if section.model is BoundaryWording:
            return self._add_wording(section, record)
        source = record.get("public_id")
        if not (isinstance(source, str) and PUBLIC_ID.fullmatch(source)):
            raise Refused(_("It has no id of Alongside."))
        new = id_here(self.log.circle.public_id, source)
        if found := here.get(source) or here.get(new):
            if found in visible:
                self.links[section.model][source] = found
            return False
        row = self._built(section, record)
        row.public_id = new
        _save(row)
        here[new] = self.links[section.model][source] = row.pk
        visible.add(row.pk)
        if section.model is Boundary:
            self.wordings[row.pk] = 0
        return True

    def _add_house_plan(self, section: Section, record: dict) -> bool:
        """There is one for each circle."""
        if HousePlan.objects.filter(circle=self.log.circle).exists():
            return False
        _save(self._built(section, record))
        return True

    def _add_wording(self, section: Section, record: dict) -> bool:
        """With its boundary, or not at all: a boundary that is here already has its own past."""
        row = self._built(section, record)
        if row.boundary_id not in self.wordings:
            return False
        row.version = self.wordings[row.boundary_id] + 1
        _save(row)
        self.wordings[row.boundary_id] += 1
        return True

    def _built(self, section: Section, record: dict) -> models.Model:
        """A row of this circle with what the file says of it, not saved. Raises Refused."""
        row = section.model()
        for column in section.fields:
            if column.name in record and column.name not in GIVEN:
                setattr(row, column.attname, self._value(section.model, column, record[column.name]))
        if section.is_kind:
            self._place(row, record)
        elif hasattr(section.model, "visibility"):
            self._hand_over(row, record)
        elif hasattr(section.model, "circle"):
            row.circle = self.log.circle
        return row

    def _value(self, model: type[models.Model], column: models.Field, value):
        if not column.is_relation:
            return read(model, column, value)
        if column.related_model is User:
            return self.log.reader.pk if value is not None and value == self.my_number else None
        kinds = [kind for kind in self.links if issubclass(kind, column.related_model)]
        found = [self.links[kind][value] for kind in kinds if isinstance(value, str) and value in self.links[kind]]
        if not found and not column.null:
            raise Refused(_("What this belongs to is not here."))
        return found[0] if found else None

    def _place(self, entry: Entry, record: dict) -> None:
        """Whose it is, who may see it, and the local day that it was written for."""
        entry.kind = entry.KIND
        self._hand_over(entry, record)
        if entry.KIND in ALWAYS_ONLY_ME:
            entry.visibility = Visibility.ONLY_ME.value
        entry.at = read(Entry, Entry._meta.get_field("at"), record.get("at"))
        if entry.at is None:
            raise Refused(_("It does not say when it was."))
        entry.day = local_day(entry.at, zone_of(entry.zone))

    def _hand_over(self, row: Entry | Series | StandingRide, record: dict) -> None:
        """It belongs to this circle and to the member; who may see it is as the file says."""
        row.circle, row.author, row.visibility = self.log.circle, self.log.reader, record.get("visibility")
        if row.visibility not in [one.value for one in Visibility]:
            raise Refused(_("It does not say who may see it."))
        if hasattr(row, "zone"):
            row.zone = read(Circle, Circle._meta.get_field("zone"), record.get("zone")) or self.log.circle.zone


def _save(row: models.Model) -> None:
    check(row)
    row.save(force_insert=True)
