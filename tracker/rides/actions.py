"""What one does with a ride beyond saving its form."""

from tracker.entries import actions
from tracker.entries.models import Shelf
from tracker.people.models import Membership
from tracker.rides.models import Ride
from tracker.rides.rules import Status


def say_where_it_stands(*, entry: Ride, status: str, minutes_late: int | None = None, membership: Membership) -> Shelf:
    """Record where a ride stands; the minutes are kept for one that came late only. Can be undone like any change.

    Raises entries.actions.VersionConflict when somebody saved the ride in between.
    """
    entry.status = status
    entry.minutes_late = minutes_late if status == Status.CAME_LATE else None
    return actions.change(entry=entry, version=entry.version, membership=membership)
