"""The audit trail: an explicit call in the action that did it."""

from tracker.people.models import AuditEvent, Circle, User


def record(*, circle: Circle, by: User | None, action: str, about: str = "", only_me: bool = False) -> AuditEvent:
    """Note that `by` did `action` (a verb) about an object id, inside the caller's transaction.

    The words for each action stand in people/activity.py. `by` is None for what happens by itself. `only_me`:
    about an entry that `by` alone may see.
    """
    return AuditEvent.objects.create(circle=circle, actor=by, action=action, about=about, only_me=only_me)
