"""Entries of several kinds in one query, for the week."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from tracker.appointments.models import Appointment
from tracker.checkins.models import CheckIn
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry, EntryQuerySet, soonest_first
from tracker.good_things.models import GoodThing
from tracker.signs.models import Observation, ObservationFacts
from tracker.summary.rules import Noted
from tracker.timeline.queries import together
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import LOOK_BACK_DAYS


def lean(log: Log, entries: EntryQuerySet) -> list:
    """The entries, soonest first, without names. (To leave out notes would take Django longer than to read them.)"""
    return soonest_first(log.nameless(entries))


def sign_facts(log: Log, signs: Iterable[Noted]) -> dict[str, Facts]:
    """What observations need to know, from what is at hand: all of the last seven days must be among it."""
    facts = ObservationFacts.now_in(log.circle)
    lately = (one.codes for one in signs if facts.lately_since < one.at <= facts.now)
    return {Observation.KIND: facts.with_codes(lately)}


def noted(log: Log, start: dt.datetime, end: dt.datetime) -> dict[type[Entry], list]:
    """Observations, good things and the reader's check-ins from `start` until `end`.

    Treatment events as far back as they can still say something.

    Soonest first and without names. `visit_outcome` of an observation is how the visit went that it is about, if the
    reader may see it.
    """
    long_ago = start - dt.timedelta(days=LOOK_BACK_DAYS)
    entries = log.entries().between(long_ago, end).filter(Q(at__gte=start) | Q(kind=TreatmentEvent.KIND))
    entries = entries.annotate(visit_outcome=visit_outcome(log, "observation__about_id"))
    found = together(log, entries, Observation, GoodThing, CheckIn, TreatmentEvent)
    for row in found[Observation]:
        row.visit_outcome = row.entry_ptr.visit_outcome
    return {model: rows[::-1] for model, rows in found.items()}


def noted_codes(log: Log, start: dt.datetime, end: dt.datetime) -> tuple[list[Noted], list[Noted]]:
    """What observations say in codes from `start` until `end`, and what good things do, in narrow rows."""
    rows = (
        log.entries()
        .filter(kind__in=[Observation.KIND, GoodThing.KIND])
        .between(start, end)
        .annotate(visit_outcome=visit_outcome(log, "observation__about_id"))
        .values_list("kind", "at", "day", "observation__signs", "goodthing__codes", "visit_outcome")
    )
    signs, good = [], []
    for kind, at, day, codes, done, outcome in rows:
        if kind == Observation.KIND:
            signs.append(Noted(at, day, codes, outcome or ""))
        else:
            good.append(Noted(at, day, done))
    return signs, good


def visit_outcome(log: Log, visit: str) -> Subquery:
    """How the visit went that the field `visit` leads to; none if the reader may not see it."""
    return Subquery(log.of(Appointment).filter(pk=OuterRef(visit)).values("outcome")[:1])
