"""One week of one circle for one reader: what happened, counted and put in order. It never scores a person.

Pure: it computes from rows at hand and the moment that it is given. `loading` reads the rows.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome, What
from tracker.base import clock
from tracker.base.clock import Week
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.boundaries.rules import TestOutcome
from tracker.checkins.models import CheckIn
from tracker.good_things.rules import THINGS
from tracker.guidance.catalogue import Category, Sign
from tracker.readiness.standing import Standing
from tracker.rides.models import Ride
from tracker.rides.rules import Status
from tracker.signs.rules import CATALOGUE
from tracker.summary.own_week import OwnWeek
from tracker.summary.rules import EARLIER_WEEKS, Compared, Noted, compare, compare_so_far
from tracker.summary.tasks import WeekTasks
from tracker.summary.treatment import TreatmentWeek
from tracker.tasks.models import Task

A_DAY = dt.timedelta(days=1)
# What may be noted: the signs, and the good things that are done rather than noticed.
KNOWN: dict[str, Sign] = CATALOGUE | THINGS


# What is known -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Rows:
    """What the reader may see, soonest first: visits and rides of the week and of the next, the rest as named."""

    visits: Sequence[Appointment] = ()
    rides: Sequence[Ride] = ()
    tests: Sequence[BoundaryTest] = ()
    boundaries: Sequence[Boundary] = ()  # begun in the week, or to be looked at again by its end
    noted: Sequence[Noted] = ()  # of the week and of the four weeks before
    checkins: Sequence[CheckIn] = ()
    standing: Standing | None = None  # with breaks in treatment, at the end of the week or today
    tasks: Sequence[Task] = ()  # open ones due by the end of the next week, and those done in the week


# What comes out ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Visits:
    """The visits of the week by how they went."""

    went: tuple[Appointment, ...] = ()
    missed: tuple[Appointment, ...] = ()
    unanswered: tuple[Appointment, ...] = ()
    called_off: tuple[Appointment, ...] = ()  # cancelled or moved
    coming: tuple[Appointment, ...] = ()

    def __bool__(self) -> bool:
        return any((self.went, self.missed, self.unanswered, self.called_off, self.coming))

    @property
    def theirs(self) -> tuple[Appointment, ...]:
        """Kept visits of the loved one; the supporter's own group is not among them."""
        return tuple(visit for visit in self.went if visit.what != What.OWN_SUPPORT)

    @property
    def went_by_title(self) -> tuple[tuple[str, tuple[dt.date, ...]], ...]:
        """Kept visits of the same title in one line, with their days."""
        days: dict[str, list[dt.date]] = defaultdict(list)
        for visit in self.went:
            days[visit.title].append(visit.day)
        return tuple((title, tuple(found)) for title, found in days.items())

    @property
    def theirs_missed(self) -> int:
        return sum(visit.what != What.OWN_SUPPORT for visit in self.missed)

    @property
    def own_went(self) -> int:
        """How often the supporters had time for themselves."""
        return len(self.went) - len(self.theirs)


@dataclass(frozen=True)
class Rides:
    """The rides of the week by how they went, and what is still open for the visits ahead."""

    came: tuple[Ride, ...] = ()
    late: tuple[Ride, ...] = ()
    failed: tuple[Ride, ...] = ()
    unanswered: tuple[Ride, ...] = ()
    without_ride: tuple[Appointment, ...] = ()
    without_plan_b: tuple[Ride, ...] = ()

    def __bool__(self) -> bool:
        return any((self.came, self.late, self.failed, self.unanswered, self.without_ride, self.without_plan_b))


@dataclass(frozen=True)
class Ahead:
    """What still stands: a visit with the open rides to it and back, a ride on its own, or a task with its day."""

    entry: Appointment | Ride | Task
    rides: tuple[Ride, ...] = ()
    lacks_ride: bool = False


@dataclass(frozen=True)
class Boundaries:
    """The tests of the week by what the supporters did, and what is due for another look."""

    tests: tuple[BoundaryTest, ...] = ()
    due: tuple[Boundary, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tests or self.due)

    def count(self, outcome: str) -> int:
        return sum(test.outcome == outcome for test in self.tests)

    @property
    def kept(self) -> int:
        return self.count(TestOutcome.KEPT)


@dataclass(frozen=True)
class SignRow:
    """One category in the grid: how often something of it was noted on each day, Monday first."""

    category: Category
    days: tuple[int, ...]
    labels: tuple[str | Promise, ...]
    compared: Compared | None = None

    @property
    def is_good(self) -> bool:
        return self.category is Category.GOOD


@dataclass(frozen=True)
class WentWell:
    """A good sign, or something in one's own words, and the days on which it was noted."""

    label: str | Promise
    days: tuple[dt.date, ...]


@dataclass(frozen=True)
class Signs:
    """Categories with something noted this week, and those in which less was noted than usual."""

    rows: tuple[SignRow, ...] = ()
    fewer: tuple[Category, ...] = ()
    good: tuple[WentWell, ...] = ()
    counted_with_visits: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.fewer or self.counted_with_visits)


@dataclass(frozen=True)
class WeekSummary:
    """What the page, the print and the mail show. `ahead` and `ahead_next` are what still stands, soonest first."""

    week: Week
    this_week: Week
    is_first: bool
    visits: Visits
    rides: Rides
    boundaries: Boundaries
    signs: Signs
    own: OwnWeek
    tasks: WeekTasks
    treatment: TreatmentWeek
    ahead: tuple[Ahead, ...] = ()
    ahead_next: tuple[Ahead, ...] = ()

    @property
    def is_current(self) -> bool:
        return self.week == self.this_week

    @property
    def is_over(self) -> bool:
        return self.week < self.this_week

    @property
    def is_recent(self) -> bool:
        """Last week or later: older weeks ask for no next steps."""
        return self.week.shift(1) >= self.this_week

    @property
    def has_log(self) -> bool:
        """Whether anything at all is written down for the week itself."""
        things = (
            self.visits,
            self.signs,
            self.signs.good,
            self.boundaries.tests,
            self.own,
            self.tasks.done,
            self.treatment.events,
            self.ahead,
        )
        return any(map(bool, things)) or bool(self._rides_of_the_week)

    @property
    def _rides_of_the_week(self) -> tuple[Ride, ...]:
        return (*self.rides.came, *self.rides.late, *self.rides.failed, *self.rides.unanswered)


# The computing -------------------------------------------------------------------------------------------
def summarize(rows: Rows, week: Week, zone: ZoneInfo, now: dt.datetime, *, begun: dt.date) -> WeekSummary:
    """The summary of `week` as it stands at `now`; `begun` is the local day on which the circle was opened."""
    start, end = week.bounds(zone)
    this_week = Week.of(clock.local_day(now, zone))
    following = week.shift(1).bounds(zone)[1]
    rides = _rides(rows, start, end, following, now)
    tasks = WeekTasks.of(rows.tasks, week, clock.local_day(now, zone))
    ahead = _ahead(rows, rides.without_ride, tasks, now)
    return WeekSummary(
        week=week,
        this_week=this_week,
        is_first=week == Week.of(begun),
        visits=_visits([visit for visit in rows.visits if start <= visit.at < end], now),
        rides=rides,
        boundaries=_boundaries(rows, week),
        signs=_signs(rows.noted, week, zone, is_over=week < this_week),
        own=OwnWeek.of(rows.checkins),
        tasks=tasks,
        treatment=TreatmentWeek.of(rows.standing, week),
        ahead=tuple(one for one in ahead if start <= one.entry.at < end),
        ahead_next=tuple(one for one in ahead if end <= one.entry.at < following),
    )


def _visits(visits: Sequence[Appointment], now: dt.datetime) -> Visits:
    def having(*outcomes: Outcome) -> tuple[Appointment, ...]:
        return tuple(visit for visit in visits if visit.outcome in outcomes)

    return Visits(
        went=having(Outcome.WENT),
        missed=having(Outcome.MISSED),
        called_off=having(Outcome.CANCELLED, Outcome.MOVED),
        unanswered=tuple(visit for visit in visits if visit.waits_for_answer(now)),
        coming=tuple(visit for visit in visits if visit.is_open and not visit.waits_for_answer(now)),
    )


def _rides(rows: Rows, start: dt.datetime, end: dt.datetime, following: dt.datetime, now: dt.datetime) -> Rides:
    of_week = [ride for ride in rows.rides if start <= ride.at < end]
    with_ride = {ride.visit_id for ride in rows.rides if ride.status not in {Status.CANCELLED, Status.DID_NOT_COME}}

    def having(status: Status) -> tuple[Ride, ...]:
        return tuple(ride for ride in of_week if ride.status == status)

    return Rides(
        came=having(Status.CAME),
        late=having(Status.CAME_LATE),
        failed=having(Status.DID_NOT_COME),
        unanswered=tuple(ride for ride in of_week if ride.is_open and ride.at <= now),
        without_ride=tuple(visit for visit in rows.visits if visit.needs_a_ride(now) and visit.pk not in with_ride),
        without_plan_b=tuple(
            ride
            for ride in rows.rides
            if ride.is_open and max(now, start) < ride.at < following and not ride.has_plan_b
        ),
    )


def _ahead(rows: Rows, without_ride: Sequence[Appointment], tasks: WeekTasks, now: dt.datetime) -> list[Ahead]:
    visits = [visit for visit in rows.visits if visit.is_open and visit.at > now]
    rides: dict[int | None, list[Ride]] = defaultdict(list)
    for ride in rows.rides:
        if ride.is_open and ride.at > now:
            rides[ride.visit_id].append(ride)
    found = [Ahead(visit, tuple(rides.pop(visit.pk, ())), visit in without_ride) for visit in visits]
    found += [Ahead(task) for task in tasks.due]
    found += [Ahead(ride) for of_no_listed_visit in rides.values() for ride in of_no_listed_visit]
    return sorted(found, key=lambda one: (one.entry.at, one.entry.pk))


def _boundaries(rows: Rows, week: Week) -> Boundaries:
    return Boundaries(tests=tuple(rows.tests), due=tuple(one for one in rows.boundaries if one.is_due(week.sunday)))


def _signs(noted: Sequence[Noted], week: Week, zone: ZoneInfo, *, is_over: bool) -> Signs:
    by_week: dict[Week, list[Noted]] = defaultdict(list)
    for one in noted:
        by_week[Week.of(clock.local_day(one.at, zone))].append(one)
    now = by_week.pop(week, [])
    earlier = [_by_category(by_week[one]) for one in map(week.shift, range(-EARLIER_WEEKS, 0)) if one in by_week]
    counts = _by_category(now)
    words = compare if is_over else compare_so_far
    compared = {category: words(counts[category], [before[category] for before in earlier]) for category in Category}
    if compared[Category.GOOD] is Compared.LESS:
        compared[Category.GOOD] = None  # that would only hurt
    return Signs(
        rows=tuple(_row(category, now, week, zone, compared[category]) for category in Category if counts[category]),
        fewer=tuple(one for one in Category if now and not counts[one] and compared[one] is Compared.LESS),
        good=_good_things(now, week, zone),
        counted_with_visits=sum(len(one.codes) - len(one.counted) for one in now),
    )


def _by_category(noted: Sequence[Noted]) -> Counter[Category]:
    return Counter(KNOWN[code].category for one in noted for code in one.counted if code in KNOWN)


def _day_in(week: Week, one: Noted, zone: ZoneInfo) -> dt.date:
    """The day that the entry was written for; its day in the circle's zone if the circle has moved since."""
    return one.day if week.monday <= one.day <= week.sunday else clock.local_day(one.at, zone)


def _row(category: Category, noted: Sequence[Noted], week: Week, zone: ZoneInfo, compared: Compared | None) -> SignRow:
    days: Counter[dt.date] = Counter()
    codes: dict[str, None] = {}
    for one in noted:
        own = [code for code in one.counted if code in KNOWN and KNOWN[code].category is category]
        days[_day_in(week, one, zone)] += len(own)
        codes |= dict.fromkeys(own)
    return SignRow(
        category=category,
        days=tuple(days[day] for day in week.days),
        labels=tuple(KNOWN[code].label for code in codes),
        compared=compared,
    )


def _good_things(noted: Sequence[Noted], week: Week, zone: ZoneInfo) -> tuple[WentWell, ...]:
    days: dict[str | Promise, set[dt.date]] = defaultdict(set)
    for one in noted:
        for code in one.counted:
            if code in KNOWN and KNOWN[code].is_good:
                days[KNOWN[code].label].add(_day_in(week, one, zone))
        if one.own_words:
            days[one.own_words].add(_day_in(week, one, zone))
    return tuple(WentWell(label, tuple(sorted(found))) for label, found in days.items())
