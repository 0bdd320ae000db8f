"""What one does with a ride beyond saving its form."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.entries import actions
from tracker.entries.models import Shelf
from tracker.people.models import Membership
from tracker.rides.models import Ride
from tracker.rides.rules import Reply, Status


def say_where_it_stands(*, entry: Ride, status: str, minutes_late: int | None = None, membership: Membership) -> Shelf:
    """Record where a ride stands; the minutes are kept for one that came late only. Can be undone like any change.

    Raises entries.actions.VersionConflict when somebody saved the ride in between.
    """
    entry.status, entry.is_alone = status, True
    entry.minutes_late = minutes_late if status == Status.CAME_LATE else None
    return actions.change(entry=entry, version=entry.version, membership=membership)


@transaction.atomic
def ask(*, ride: Ride, address: str) -> None:
    """Tell the member who was asked to drive, by a mail that says no more than that a question waits at `address`."""
    ride.reply = ""
    ride.status = Status.REQUESTED.value
    ride.save(update_fields=["reply", "status", "updated_at"])
    body = render_to_string("emails/question.txt", {"address": address})
    EmailMessage(subject=_("Alongside: a question for you"), body=body, to=[ride.asked.email]).send()


def reply(*, ride: Ride, said: str, membership: Membership) -> Shelf:
    """The asked member says yes, which confirms the ride, or no, and then it is open again. Can be undone.

    Raises entries.actions.VersionConflict when somebody saved the ride in between.
    """
    ride.reply, ride.is_alone = said, True
    if said == Reply.YES:
        ride.status, ride.driver = Status.CONFIRMED.value, membership.user.display_name
    else:
        ride.status = Status.TO_BOOK.value
    return actions.change(entry=ride, version=ride.version, membership=membership)
