"""The audit trail: an explicit call in the action that did it."""

from tracker.people.models import AuditEvent, Circle, User


def record(*, circle: Circle, by: User | None, action: str, about: str = "") -> AuditEvent:
    """Note that `by` did `action` (a verb) about an object id, inside the caller's transaction.

    `by` is None for what happens by itself.
    """
    return AuditEvent.objects.create(circle=circle, actor=by, action=action, about=about)
