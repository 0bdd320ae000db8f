"""What one does with an appointment beyond saving its form."""

import datetime as dt
import uuid

from django.db import transaction

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


def say_how_they_went(*, answers: list[tuple[Appointment, str]], membership: Membership) -> tuple[int, int]:
    """Record several outcomes; how many were saved, and how many somebody else had answered in between.

    Each visit is saved by itself: one that was changed meanwhile does not hold back the others.
    """
    saved = passed_over = 0
    for visit, outcome in answers:
        try:
            say_how_it_went(entry=visit, outcome=outcome, membership=membership)
            saved += 1
        except actions.VersionConflict:
            passed_over += 1
    return saved, passed_over


@transaction.atomic
def move(*, entry: Appointment, to: dt.datetime, membership: Membership) -> Appointment:
    """The visit was put off: mark it as moved, and add the same visit at the new time, which is returned.

    Raises VersionConflict when somebody changed it in between, AlreadySaved when it was moved to this time before.
    """
    say_how_it_went(entry=entry, outcome=Outcome.MOVED, membership=membership)
    new = Appointment(at=to, visibility=entry.visibility, note=entry.note)
    new.take_details(entry)
    new.client_key = uuid.uuid5(entry.client_key, to.isoformat())
    actions.add(entry=new, membership=membership)
    return new
