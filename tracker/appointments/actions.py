"""What one does with an appointment beyond saving its form."""

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome
from tracker.entries import actions
from tracker.entries.models import Shelf
from tracker.people.models import Membership


def say_how_it_went(*, entry: Appointment, outcome: str, why_missed: str = "", membership: Membership) -> Shelf:
    """Record the outcome of a visit; the reason is kept for a missed one only. Can be undone like any change."""
    entry.outcome = outcome
    entry.why_missed = why_missed if outcome == Outcome.MISSED else ""
    return actions.change(entry=entry, version=entry.version, membership=membership)
