"""From entries to advice: the step between the log and the guidance."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.guidance import matching
from tracker.guidance.directory import helpline
from tracker.guidance.models import Resource
from tracker.guidance.situations import Raised, Situation
from tracker.guidance.topics import topic
from tracker.people.models import Contact, ContactRole

OWN_CLINIC = "own-clinic"


@dataclass(frozen=True)
class ShownAdvice:
    """A piece of advice with its resources at hand, as a template prints it."""

    advice: matching.Advice
    resources: tuple[Resource, ...]

    def __getattr__(self, name: str):
        return getattr(self.advice, name)

    @property
    def to_call(self) -> Resource | None:
        """The first of its resources that has a number."""
        return next((resource for resource in self.resources if resource.phone), None)

    @property
    def topic_title(self) -> str:
        return topic(self.advice.topic).title if self.advice.topic else ""


def advise(log: Log, raised: Iterable[Raised], *, limit: int = 3) -> list[ShownAdvice]:
    """Advice for what was raised, most urgent first; in three queries at most.

    Each piece ends at a number to call: where none of its resources has one, the helpline is added. Where
    "your clinic" is meant and the circle has saved one with a number, that is who stands there. When the loved
    one died, there is support in grief and nothing else, except for what is about the supporter's own safety.
    """
    raised = _said_in_grief(raised) if log.circle.is_bereaved else raised
    resting = set(log.resting_advice().values_list("situation", "topic"))
    circle = log.circle
    advice = matching.advise(raised, stage=circle.stage, state=circle.state, limit=limit, resting=resting)
    line = helpline(circle.state).slug
    found = Resource.objects.in_order({line, *(slug for piece in advice for slug in piece.resources)}) if advice else []
    resources = {resource.slug: resource for resource in found}
    if OWN_CLINIC in resources and (clinic := _saved_clinic(log)):
        _stand_in(resources[OWN_CLINIC], clinic)
    return [_with_a_number(piece, resources, resources.get(line)) for piece in advice]


def _with_a_number(piece: matching.Advice, resources: dict[str, Resource], line: Resource | None) -> ShownAdvice:
    shown = ShownAdvice(piece, tuple(resources[slug] for slug in piece.resources if slug in resources))
    return shown if shown.to_call or line is None else replace(shown, resources=(*shown.resources, line))


def advise_on(log: Log, entry: Entry, facts: Facts | None = None) -> list[ShownAdvice]:
    """Advice for one entry; `facts` about it, where they are at hand."""
    return advise(log, entry.situations(facts or type(entry).load_facts(log, [entry])))


def _said_in_grief(raised: Iterable[Raised]) -> list[Raised]:
    own = [one for one in raised if one.situation == Situation.UNSAFE_AT_HOME]
    return [*own, Raised(Situation.BEREAVED, _("The settings of this circle say that your loved one died."))]


def _saved_clinic(log: Log) -> Contact | None:
    """The first clinic or prescriber of the circle that has a number."""
    places = {ContactRole.CLINIC.value, ContactRole.PRESCRIBER.value}
    return next((contact for contact in log.saved_contacts if contact.role in places and contact.phone), None)


def _stand_in(resource: Resource, contact: Contact) -> None:
    """Show the saved contact in place of "your clinic". The row in the database stays as it is."""
    resource.name, resource.phone, resource.hours, resource.organisation = contact.name, contact.phone, contact.note, ""
