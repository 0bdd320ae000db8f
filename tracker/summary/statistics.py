"""One week of one circle for one reader: what happened, counted and put in order. It never scores a person.

`summarize` is pure: it computes from rows at hand and the clock. `week_summary` loads the rows, in a fixed
number of queries, through the reader's log only.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome, What
from tracker.base import clock
from tracker.base.clock import Week
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.boundaries.rules import TestOutcome
from tracker.entries.log import Log
from tracker.entries.models import Entry, EntryQuerySet
from tracker.guidance.catalogue import Category
from tracker.rides.models import Ride
from tracker.rides.rules import Status
from tracker.signs.models import Observation
from tracker.signs.rules import CATALOGUE
from tracker.summary.rules import EARLIER_WEEKS, Compared, compare, compare_so_far, counted_once

A_DAY = dt.timedelta(days=1)


# What is known -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Noted:
    """The signs of one observation, and how the visit went that it is about, if the reader may see it."""

    at: dt.datetime
    day: dt.date
    codes: tuple[str, ...]
    visit_outcome: str = ""

    @property
    def counted(self) -> tuple[str, ...]:
        """The codes that the outcome of the visit does not say already."""
        return counted_once(self.codes, self.visit_outcome)


@dataclass(frozen=True)
class Rows:
    """What the reader may see, soonest first: visits and rides of the week and of the next, the rest as named."""

    visits: Sequence[Appointment] = ()
    rides: Sequence[Ride] = ()
    tests: Sequence[BoundaryTest] = ()
    boundaries: Sequence[Boundary] = ()  # begun in the week, or to be looked at again by its end
    noted: Sequence[Noted] = ()  # of the week and of the four weeks before


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
    """What still stands: a visit with the open rides to it and back, or a ride on its own."""

    entry: Appointment | Ride
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
class GoodThing:
    """A good sign and the days on which it was noted."""

    label: str | Promise
    days: tuple[dt.date, ...]


@dataclass(frozen=True)
class Signs:
    """Categories with something noted this week, and those in which less was noted than usual."""

    rows: tuple[SignRow, ...] = ()
    fewer: tuple[Category, ...] = ()
    good: tuple[GoodThing, ...] = ()
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
        return bool(self.visits or self.signs or self.boundaries.tests or self.ahead or self._rides_of_the_week)

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
    ahead = _ahead(rows, rides.without_ride, now)
    return WeekSummary(
        week=week,
        this_week=this_week,
        is_first=week == Week.of(begun),
        visits=_visits([visit for visit in rows.visits if start <= visit.at < end], now),
        rides=rides,
        boundaries=_boundaries(rows, week),
        signs=_signs(rows.noted, week, zone, is_over=week < this_week),
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


def _ahead(rows: Rows, without_ride: Sequence[Appointment], now: dt.datetime) -> list[Ahead]:
    visits = [visit for visit in rows.visits if visit.is_open and visit.at > now]
    rides: dict[int | None, list[Ride]] = defaultdict(list)
    for ride in rows.rides:
        if ride.is_open and ride.at > now:
            rides[ride.visit_id].append(ride)
    found = [Ahead(visit, tuple(rides.pop(visit.pk, ())), visit in without_ride) for visit in visits]
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
    return Counter(CATALOGUE[code].category for one in noted for code in one.counted if code in CATALOGUE)


def _day_in(week: Week, one: Noted, zone: ZoneInfo) -> dt.date:
    """The day that the entry was written for; its day in the circle's zone if the circle has moved since."""
    return one.day if week.monday <= one.day <= week.sunday else clock.local_day(one.at, zone)


def _row(category: Category, noted: Sequence[Noted], week: Week, zone: ZoneInfo, compared: Compared | None) -> SignRow:
    days: Counter[dt.date] = Counter()
    codes: dict[str, None] = {}
    for one in noted:
        own = [code for code in one.counted if code in CATALOGUE and CATALOGUE[code].category is category]
        days[_day_in(week, one, zone)] += len(own)
        codes |= dict.fromkeys(own)
    return SignRow(
        category=category,
        days=tuple(days[day] for day in week.days),
        labels=tuple(CATALOGUE[code].label for code in codes),
        compared=compared,
    )


def _good_things(noted: Sequence[Noted], week: Week, zone: ZoneInfo) -> tuple[GoodThing, ...]:
    days: dict[str, set[dt.date]] = defaultdict(set)
    for one in noted:
        for code in one.counted:
            if code in CATALOGUE and CATALOGUE[code].is_good:
                days[code].add(_day_in(week, one, zone))
    return tuple(GoodThing(CATALOGUE[code].label, tuple(sorted(found))) for code, found in days.items())


# The loading ---------------------------------------------------------------------------------------------
def week_summary(log: Log, week: Week) -> WeekSummary:
    """The summary of `week` for the reader of `log`."""
    return loaded(log, week)[0]


def loaded(log: Log, week: Week) -> tuple[WeekSummary, list[Entry]]:
    """The summary, and the entries it was computed from that ask for next steps, newest first: five queries."""
    zone, now = log.circle.tzinfo, clock.now()
    start, end = week.bounds(zone)
    following = week.shift(1).bounds(zone)[1]
    visits = _rows(log, log.of(Appointment).between(start, following))
    # A ride may stand on the other side of midnight from its visit.
    rides = _rows(log, log.of(Ride).between(start - A_DAY, following + A_DAY))
    tests = _rows(log, log.of(BoundaryTest).between(start, end), "boundary")
    boundaries = log.of(Boundary)
    boundaries = _rows(log, boundaries.due_for_review(week.sunday) | boundaries.between(start, end))
    observations = _observations(log, week.shift(-EARLIER_WEEKS).bounds(zone)[0], end)
    rows = Rows(
        visits=visits,
        rides=rides,
        tests=tests,
        boundaries=boundaries,
        noted=[Noted(one.at, one.day, one.signs, one.visit_outcome or "") for one in observations],
    )
    entries = [
        *(one for one in (*visits, *rides) if start <= one.at < end or now < one.at),
        *tests,
        *boundaries,
        *(one for one in observations if start <= one.at),
    ]
    begun = clock.local_day(log.circle.created_at, zone)
    summary = summarize(rows, week, zone, now, begun=begun)
    return summary, sorted(entries, key=lambda entry: (entry.at, entry.pk), reverse=True)


def _rows(log: Log, entries: EntryQuerySet, *related: str) -> list:
    """The entries, soonest first, without notes and authors. All share one circle, which is not read again for each."""
    rows = list(entries.select_related(None).select_related(*related).defer("note").soonest_first())
    for row in rows:
        row.circle = log.circle
    return rows


def _observations(log: Log, start: dt.datetime, end: dt.datetime) -> list[Observation]:
    """Observations without their texts; `visit_outcome` is how a visit went that the reader may see."""
    visit = log.of(Appointment).filter(pk=OuterRef("about_id")).values("outcome")
    observations = log.of(Observation).between(start, end).defer("could_be", "what_i_did")
    return _rows(log, observations.annotate(visit_outcome=Subquery(visit[:1])))
