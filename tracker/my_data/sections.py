"""What a file of a circle holds: one section for each kind of row, with the fields that its model declares.

A field comes along when `PersonalData.export` of its model names it, so a new one cannot be forgotten;
`tests/my_data/test_sections.py` fails for a model that no section holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.db.models import Field, Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.appointments.models import Series
from tracker.boundaries.models import BoundaryWording
from tracker.entries.log import Log
from tracker.entries.models import AdviceFeedback, Entry, Shelf
from tracker.people.invitations.models import Invitation
from tracker.people.models import AuditEvent, Circle, Contact, Membership, User
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.reminders.models import Delivery
from tracker.rides.models import StandingRide
from tracker.summary.copies.models import ShareLink
from tracker.tasks.models import SearchCall
from tracker.timeline.kinds import KINDS


@dataclass(frozen=True)
class Section:
    """Rows of one model: `name` is its key in the JSON and the name of its table."""

    name: str
    label: Promise
    model: type[Model]
    rows: Callable[[Log], QuerySet]  # what one reader may see, in the order of the file
    also: tuple[str, ...] = ()  # beside the declared fields: ids and links, without which rows lose each other

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """In the order of the file."""
        declared = [*self.also, *(Entry.PersonalData.export if self.is_kind else []), *self.model.PersonalData.export]
        return tuple(self.model._meta.get_field(name) for name in dict.fromkeys(declared))

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The fields that name a person."""
        return tuple(field.name for field in self.fields if field.related_model is User)

    @cached_property
    def is_kind(self) -> bool:
        return issubclass(self.model, Entry)


def _kind(model: type[Entry]) -> Callable[[Log], QuerySet]:
    return lambda log: log.of(model).soonest_first()


def _pattern(model: type[Series] | type[StandingRide]) -> Callable[[Log], QuerySet]:
    return lambda log: log.patterns(model).order_by("id")


def _circle(log: Log) -> QuerySet[Circle]:
    return Circle.objects.filter(pk=log.circle.pk)


def _own_advice(log: Log) -> QuerySet[AdviceFeedback]:
    return log.rows(AdviceFeedback).filter(user=log.reader).order_by("id")


def _own_invitations(log: Log) -> QuerySet[Invitation]:
    return log.rows(Invitation).filter(made_by=log.reader).order_by("id")


def _own_deliveries(log: Log) -> QuerySet[Delivery]:
    return log.rows(Delivery).filter(user=log.reader).order_by("id")


def _own_copies(log: Log) -> QuerySet[ShareLink]:
    return ShareLink.objects.filter(membership=log.membership).order_by("id")


SECTIONS = (
    Section("circle", _("Circle"), Circle, _circle),
    Section("members", _("People"), Membership, Log.members),
    Section("contacts", _("Contact"), Contact, Log.contacts, also=("public_id",)),
    Section("series", _("Repeat"), Series, _pattern(Series), also=("public_id", "author")),
    Section("standing-rides", _("Standing ride"), StandingRide, _pattern(StandingRide), also=("public_id", "author")),
    *(Section(kind.code, kind.label, kind.model, _kind(kind.model)) for kind in KINDS),
    Section(
        "earlier-wordings",
        _("Earlier wording"),
        BoundaryWording,
        lambda log: log.parts(BoundaryWording, "boundary").order_by("boundary", "version"),
        also=("boundary", "version"),
    ),
    Section(
        "calls",
        _("Call"),
        SearchCall,
        lambda log: log.parts(SearchCall, "task").order_by("called_on", "id"),
        also=("public_id", "task"),
    ),
    Section(
        "kits", _("Naloxone kit"), NaloxoneKit, lambda log: log.rows(NaloxoneKit).order_by("id"), also=("public_id",)
    ),
    Section(
        "trained-people",
        _("Person who can use naloxone"),
        TrainedPerson,
        lambda log: log.rows(TrainedPerson).order_by("id"),
        also=("public_id",),
    ),
    Section("house-plan", _("House plan"), HousePlan, lambda log: log.rows(HousePlan)),
    Section("deleted", _("Deleted entry"), Shelf, lambda log: log.shelf().deleted()),
    Section("advice", _("Advice that rests"), AdviceFeedback, _own_advice),
    Section("invitations", _("Invitation"), Invitation, _own_invitations),
    Section("reminders", _("Reminder"), Delivery, _own_deliveries),
    Section("copies", _("Link to a copy"), ShareLink, _own_copies),
    Section("activity", _("Who did what"), AuditEvent, Log.audit_events, also=("actor",)),
)
# Rows that are no entries, and that other rows lead to.
LINKED_SECTIONS = tuple(section for section in SECTIONS if section.model in (Contact, Series, StandingRide))
BY_NAME = {section.name: section for section in SECTIONS}


def of_the_account() -> list[type[Model]]:
    """Models whose rows belong to a person and to no circle (a session, say): account.json holds them."""
    found = []
    for model in apps.get_app_config("tracker").get_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "user" in names and "circle" not in names and model.PersonalData.export:
            found.append(model)
    return found


# What an import takes, in this order: what a link leads to comes before the link. The rest stays behind. People
# join by themselves, the trail and the deleted entries are those of the other circle.
ARRIVING = tuple(
    BY_NAME[name]
    for name in (
        "contacts", "kits", "trained-people", "house-plan", "series", "standing-rides", "appointment", "ride",
        "sign", "treatment", "good-thing", "checkin", "task", "calls", "boundary", "boundary-test", "earlier-wordings",
    )
)  # fmt: skip
