"""The rows of a week, read through the reader's log only, in a fixed number of queries however long the history."""

import datetime as dt
from dataclasses import dataclass

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.base.clock import Week
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.checkins.models import CheckIn
from tracker.entries.log import Log
from tracker.entries.models import Entry, soonest_first
from tracker.good_things.models import GoodThing
from tracker.rides.models import Ride
from tracker.signs.models import Observation
from tracker.summary import queries
from tracker.summary.rules import EARLIER_WEEKS, Noted
from tracker.summary.statistics import Rows, WeekSummary, summarize
from tracker.summary.treatment import standing_in
from tracker.tasks.models import Task
from tracker.tasks.rules import LOOK_BACK_DAYS
from tracker.treatment.models import TreatmentEvent

A_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class LoadedWeek:
    """The summary, and what next steps are found from.

    `entries` are those that ask for steps, newest first. Check-ins ask for none here: the steps are printed, and what
    the reader wrote about themselves never is. `rides` are all rides of the visits among them, and `signs` all signs
    from four weeks before until the end of the week.
    """

    summary: WeekSummary
    entries: list[Entry]
    rides: list[Ride]
    signs: list[Noted]


def week_summary(log: Log, week: Week, now: dt.datetime | None = None) -> WeekSummary:
    """The summary of `week` for the reader of `log`, as it stands now or stood at the moment `now`."""
    return load_week(log, week, now).summary


def load_week(log: Log, week: Week, now: dt.datetime | None = None) -> LoadedWeek:
    """The same with what it was computed from. Seven queries, and two more in the weeks after a break."""
    zone, now = log.circle.tzinfo, now or clock.now()
    start, end = week.bounds(zone)
    following = week.shift(1).bounds(zone)[1]
    visits = queries.lean(log, log.of(Appointment).between(start, following))
    # A ride may stand on the other side of midnight from its visit.
    rides = queries.lean(log, log.of(Ride).between(start - A_DAY, following + A_DAY))
    tests = queries.lean(log, log.of(BoundaryTest).between(start, end))
    boundaries = queries.lean(log, log.of(Boundary).of_week(week.sunday, start, end))
    found = queries.noted(log, start, end)
    observations, good_things = found[Observation], found[GoodThing]
    days = week.monday - A_DAY * LOOK_BACK_DAYS, week.shift(1).sunday
    tasks = queries.lean(log, log.of(Task).of_weeks(*days, start, end).select_related("who"))
    signs, good = queries.noted_codes(log, week.shift(-EARLIER_WEEKS).bounds(zone)[0], start)
    signs += [Noted(one.at, one.day, one.signs, one.visit_outcome or "") for one in observations]
    good += [Noted(one.at, one.day, one.codes, own_words=one.own_words) for one in good_things]
    rows = Rows(
        visits=visits,
        rides=rides,
        tests=tests,
        boundaries=boundaries,
        noted=sorted([*signs, *good], key=lambda one: one.at),
        checkins=found[CheckIn],
        standing=standing_in(log, found[TreatmentEvent], week, clock.local_day(now, zone)),
        tasks=tasks,
    )
    entries = [
        *(one for one in (*visits, *rides) if start <= one.at < end or now < one.at),
        *tests,
        *boundaries,
        *(task for task in tasks if not task.is_done),
        *(one for one in (*observations, *good_things) if start <= one.at),
    ]
    begun = clock.local_day(log.circle.created_at, zone)
    summary = summarize(rows, week, zone, now, begun=begun)
    return LoadedWeek(summary, soonest_first(entries)[::-1], rides, signs)
