"""The audit trail: an explicit call in the action that did it."""

from tracker.people.models import AuditEvent, Circle, User


def record(*, circle: Circle, by: User, action: str, about: str = "") -> AuditEvent:
    """Note that `by` did `action` (a verb) about an object id, inside the caller's transaction."""
    return AuditEvent.objects.create(circle=circle, actor=by, action=action, about=about)
