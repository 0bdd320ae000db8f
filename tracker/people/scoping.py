"""The starting point of every read under /c/<circle>/: the circle's rows for one member."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from tracker.people.models import AuditEvent, Circle, Contact, Membership

if TYPE_CHECKING:
    from tracker.people.models import User


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

    def members(self) -> QuerySet[Membership]:
        return Membership.objects.filter(circle=self.circle).select_related("user").order_by("created_at", "id")

    def audit_events(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(circle=self.circle).select_related("actor").order_by("-at", "-id")
