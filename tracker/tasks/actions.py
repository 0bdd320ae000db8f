"""What one does with a task beyond saving its form."""

from django.db import transaction

from tracker.base import clock
from tracker.entries import actions
from tracker.entries.models import Shelf
from tracker.people.models import Membership
from tracker.tasks.models import SearchCall, Task


def say_if_done(*, entry: Task, done: bool, membership: Membership) -> Shelf | None:
    """Record that a task is done, by this member, or that it is not; None when that was known already.

    Can be undone like any change. Raises entries.actions.VersionConflict when somebody saved it in between.
    """
    if entry.is_done == done:
        return None
    entry.done_at = clock.now() if done else None
    entry.done_by = membership.user if done else None
    return actions.change(entry=entry, version=entry.version, membership=membership)


@transaction.atomic
def add_call(*, call: SearchCall, task: Task, membership: Membership) -> SearchCall:
    """Save a call of a search; the same form sent twice saves it once."""
    first = SearchCall.objects.filter(task=task, client_key=call.client_key).first()
    if first is not None:
        return first
    call.task, call.by = task, membership.user
    call.save(force_insert=True)
    actions.record(entry=task, by=membership.user, action="task_call_added")
    return call


@transaction.atomic
def delete_call(*, call: SearchCall, membership: Membership) -> None:
    """Erase a call for good."""
    task = call.task
    actions.record(entry=task, by=membership.user, action="task_call_deleted")
    call.delete()
