"""Whom one calls about treatment: the circle's own people first, then a line that always answers."""

from dataclasses import dataclass

from tracker.entries.log import Log
from tracker.guidance.directory import ResourceData, helpline
from tracker.people.models import Contact, ContactRole

ROLES = (ContactRole.CLINIC, ContactRole.PRESCRIBER, ContactRole.COUNSELOR, ContactRole.FAMILY)


@dataclass(frozen=True)
class Calls:
    """Numbers to call, in the order in which they stand on the page."""

    contacts: list[Contact]
    helpline: ResourceData


def whom_to_call(log: Log) -> Calls:
    """The saved contacts who have a number and know about care, and the helpline of the circle's state."""
    return Calls(log.whom_to_call(*ROLES), helpline(log.circle.state))
