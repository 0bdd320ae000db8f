"""Twelve weeks of one circle for one reader, in numbers: counts of what was written down, week by week.

`count` is pure. `load` reads narrow rows, in seven queries however long the history is, through the reader's log.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome, What
from tracker.base import clock
from tracker.base.clock import Week
from tracker.boundaries.models import BoundaryTest
from tracker.boundaries.rules import TestOutcome
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import NAMES, Face
from tracker.entries.log import Log
from tracker.good_things.models import GoodThing
from tracker.guidance.catalogue import Category
from tracker.rides.models import Ride
from tracker.rides.rules import Status
from tracker.signs.models import Observation
from tracker.summary.queries import visit_outcome
from tracker.summary.rules import counted_once
from tracker.summary.statistics import KNOWN
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import What as Event

WEEKS = 12


# What is known -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Visit:
    """A visit of the loved one."""

    pk: int
    at: dt.datetime
    what: str
    outcome: str
    why_missed: str = ""


@dataclass(frozen=True)
class RideRow:
    """A ride, and the visit that it is for, if it is for one."""

    at: dt.datetime
    status: str
    visit: int | None = None


@dataclass(frozen=True)
class Rows:
    """What the reader may see of the twelve weeks; a sign that only repeats how a visit went is left out."""

    visits: Sequence[Visit] = ()
    rides: Sequence[RideRow] = ()
    tests: Sequence[tuple[dt.datetime, str]] = ()  # when, and what was done
    signs: Sequence[tuple[dt.datetime, Sequence[str]]] = ()  # when, and which codes
    good_things: Sequence[tuple[dt.datetime, int]] = ()  # when, and how many
    checkins: Sequence[tuple[dt.datetime, bool]] = ()  # when, and whether something was hard
    doses_missed: Sequence[dt.datetime] = ()  # as said in a treatment event


# What comes out ------------------------------------------------------------------------------------------
@dataclass
class WeekCounts:
    """The numbers of one week. Good signs count with the good things."""

    week: Week
    visits: Counter = field(default_factory=Counter)  # by outcome
    rides: Counter = field(default_factory=Counter)  # by status
    tests: Counter = field(default_factory=Counter)  # by what was done
    signs: Counter = field(default_factory=Counter)  # by category
    good: int = 0
    checkins: int = 0
    hard_checkins: int = 0


def weeks_until(last: Week) -> tuple[Week, ...]:
    """The twelve weeks that end with `last`, earliest first."""
    return tuple(map(last.shift, range(1 - WEEKS, 1)))


def count(rows: Rows, weeks: Sequence[Week], zone: ZoneInfo) -> tuple[WeekCounts, ...]:
    """The numbers of `weeks`, each from Monday to Sunday on the clock of `zone`; what lies outside is left out."""
    found = {week: WeekCounts(week) for week in weeks}

    def of(at: dt.datetime) -> WeekCounts:
        week = Week.of(clock.local_day(at, zone))
        return found.get(week) or WeekCounts(week)

    for visit in rows.visits:
        of(visit.at).visits[visit.outcome] += 1
    for ride in rows.rides:
        of(ride.at).rides[ride.status] += 1
    for at, outcome in rows.tests:
        of(at).tests[outcome] += 1
    for at, codes in rows.signs:
        counts = of(at)
        for code in codes:
            if code in KNOWN and KNOWN[code].is_good:
                counts.good += 1
            elif code in KNOWN:
                counts.signs[KNOWN[code].category] += 1
    for at, number in rows.good_things:
        of(at).good += number
    for at, was_hard in rows.checkins:
        counts = of(at)
        counts.checkins += 1
        counts.hard_checkins += was_hard
    return tuple(found.values())


# The loading ---------------------------------------------------------------------------------------------
def load(log: Log, weeks: Sequence[Week]) -> Rows:
    """The rows of `weeks` that the reader may see. No text is read, so none is decrypted."""
    start, end = weeks[0].bounds(log.circle.tzinfo)[0], weeks[-1].bounds(log.circle.tzinfo)[1]

    def values(model, *names: str) -> Iterable[tuple]:
        return log.of(model).between(start, end).order_by("at", "pk").values_list(*names)

    visits = values(Appointment, "pk", "at", "what", "outcome", "why_missed")
    noted = log.of(Observation).between(start, end).annotate(visit_outcome=visit_outcome(log, "about_id"))
    faces = values(CheckIn, "at", *NAMES)
    events = log.of(TreatmentEvent).filter(what=Event.DOSE_MISSED.value).between(start, end)
    return Rows(
        visits=[Visit(*row) for row in visits if row[2] != What.OWN_SUPPORT],
        rides=[RideRow(*row) for row in values(Ride, "at", "status", "visit_id")],
        tests=list(values(BoundaryTest, "at", "outcome")),
        signs=[
            (at, counted_once(codes, outcome or ""))
            for at, codes, outcome in noted.order_by("at", "pk").values_list("at", "signs", "visit_outcome")
        ],
        # An entry in one's own words only is one good thing.
        good_things=[(at, len(codes) or 1) for at, codes in values(GoodThing, "at", "codes")],
        checkins=[(at, Face.HARD.value in answers) for at, *answers in faces],
        doses_missed=list(events.order_by("at", "pk").values_list("at", flat=True)),
    )


# The pictures --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Measure:
    """One row of a picture: a number for each week. What went well is drawn solid, the rest open."""

    label: str
    values: tuple[int, ...]
    is_solid: bool = False

    @property
    def total(self) -> int:
        return sum(self.values)


def measure(counts: Sequence[WeekCounts], label: str, number, *, is_solid: bool = False) -> Measure:
    """The row with `number` of each week."""
    return Measure(str(label), tuple(number(one) for one in counts), is_solid)


def visits(counts: Sequence[WeekCounts]) -> tuple[Measure, ...]:
    return (
        measure(counts, Outcome.WENT.label, lambda one: one.visits[Outcome.WENT.value], is_solid=True),
        measure(counts, Outcome.MISSED.label, lambda one: one.visits[Outcome.MISSED.value]),
    )


def rides(counts: Sequence[WeekCounts]) -> tuple[Measure, ...]:
    return (
        measure(counts, Status.CAME.label, lambda one: one.rides[Status.CAME.value], is_solid=True),
        measure(counts, Status.CAME_LATE.label, lambda one: one.rides[Status.CAME_LATE.value]),
        measure(counts, Status.DID_NOT_COME.label, lambda one: one.rides[Status.DID_NOT_COME.value]),
    )


def boundaries(counts: Sequence[WeekCounts]) -> tuple[Measure, ...]:
    return (
        measure(counts, _("Kept"), lambda one: one.tests[TestOutcome.KEPT.value], is_solid=True),
        measure(counts, _("Bent"), lambda one: one.tests[TestOutcome.BENT.value]),
        measure(counts, _("Dropped"), lambda one: one.tests[TestOutcome.DROPPED.value]),
    )


def signs(counts: Sequence[WeekCounts]) -> tuple[Measure, ...]:
    """A row for each category of which anything was noted."""
    rows = (
        measure(counts, category.label, lambda one, category=category: one.signs[category]) for category in Category
    )
    return tuple(row for row in rows if row.total)
