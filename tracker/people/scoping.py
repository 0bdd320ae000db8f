"""The starting point of every read under /c/<circle>/: the circle's rows for one member."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, QuerySet

from tracker.people.invitations.models import Invitation, InvitationQuerySet
from tracker.people.models import AuditEvent, AuditEventQuerySet, Circle, Contact, ContactRole, Membership

if TYPE_CHECKING:
    from tracker.people.models import User

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class CircleLog:
    """What one member may see of one circle. Views have no other way to rows (tests/sweeps/test_scoping.py)."""

    membership: Membership

    @property
    def circle(self) -> Circle:
        return self.membership.circle

    @property
    def reader(self) -> "User":
        return self.membership.user

    def contacts(self) -> QuerySet[Contact]:
        return Contact.objects.filter(circle=self.circle).order_by("role", "id")

    @cached_property
    def saved_contacts(self) -> list[Contact]:
        """The contacts, read once for all parts of a page."""
        return list(self.contacts())

    def rows(self, model: type[M]) -> QuerySet[M]:
        """The circle's rows of a model that is no entry and that every member may read (a naloxone kit, say)."""
        return model.objects.filter(circle=self.circle)

    def whom_to_call(self, *roles: ContactRole) -> list[Contact]:
        """The first contact with a number for each of these roles, in their order."""
        found: dict[str, Contact] = {}
        for contact in self.saved_contacts:
            if contact.phone:
                found.setdefault(contact.role, contact)
        return [found[role.value] for role in roles if role.value in found]

    def uses_of(self, contact: Contact) -> list[str]:
        """Where a contact is used, in words. The log of entries knows; without entries, nowhere."""
        return []

    def members(self) -> QuerySet[Membership]:
        return Membership.objects.filter(circle=self.circle).select_related("user").order_by("created_at", "id")

    @cached_property
    def saved_members(self) -> list[Membership]:
        """The members in the order in which they joined, read once for all parts of a page."""
        return list(self.members())

    def invitations(self) -> InvitationQuerySet:
        """Invitations of the last days that nobody has taken up or withdrawn. For owners' pages."""
        return Invitation.objects.filter(circle=self.circle).unanswered().newest_first()

    def audit_events(self) -> AuditEventQuerySet:
        """Who did what here, as far as the reader may know."""
        return AuditEvent.objects.visible_to(self.membership)
