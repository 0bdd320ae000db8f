"""What happened together in twelve weeks, as plain counts: "4 of 5". Never a cause, never what will happen.

Something is said only when there is enough to say it: few observations make patterns of chance.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from zoneinfo import ZoneInfo

from tracker.appointments.rules import MEDICINE, Outcome, WhyMissed
from tracker.base import clock
from tracker.guidance.catalogue import Category
from tracker.rides.rules import Status
from tracker.summary.statistics import KNOWN
from tracker.summary.twelve_weeks import Rows, Visit

# Chosen by us, to be careful: at least so many observations, at least so many together, and clearly most of them.
FEWEST_OBSERVED, FEWEST_TOGETHER, SMALLEST_SHARE = 4, 3, 0.6
# What is true of most days anyhow is no pattern.
LARGEST_USUAL_SHARE = 0.5
AFTER_A_DOSE = dt.timedelta(days=2)
FELL_THROUGH = frozenset({Status.CANCELLED.value, Status.DID_NOT_COME.value})


class Pattern(Enum):
    MISSED_WITHOUT_RIDE = "missed_without_ride"
    SIGNS_AFTER_MISSED_DOSE = "signs_after_missed_dose"
    MISSED_ON_WEEKDAY = "missed_on_weekday"


@dataclass(frozen=True)
class Together:
    """`together` of `observed` times. `weekday`: 0 is Monday, for a pattern of a weekday only."""

    pattern: Pattern
    together: int
    observed: int
    weekday: int | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it may be said at all."""
        return (
            self.observed >= FEWEST_OBSERVED
            and self.together >= FEWEST_TOGETHER
            and self.together / self.observed >= SMALLEST_SHARE
        )


def worth_a_look(rows: Rows, zone: ZoneInfo, now: dt.datetime) -> list[Together]:
    """What happened together often enough to be said."""
    found = [missed_without_ride(rows), signs_after_missed_dose(rows, zone, now), missed_on_weekday(rows, zone)]
    return [one for one in found if one and one.is_enough]


def missed_without_ride(rows: Rows) -> Together | None:
    """Of the missed visits: those for which there was no ride.

    Either somebody said so, or the ride fell through, or there was none although kept visits mostly have one.
    """
    rides: dict[int, list[str]] = {}
    for ride in rows.rides:
        if ride.visit is not None:
            rides.setdefault(ride.visit, []).append(ride.status)
    missed = [visit for visit in rows.visits if visit.outcome == Outcome.MISSED]
    kept = [visit for visit in rows.visits if visit.outcome == Outcome.WENT]
    writes_rides_down = bool(kept) and sum(visit.pk in rides for visit in kept) > len(kept) / 2

    def had_none(visit: Visit) -> bool:
        if visit.why_missed:
            return visit.why_missed == WhyMissed.NO_RIDE
        own = rides.get(visit.pk)
        return FELL_THROUGH.issuperset(own) if own else writes_rides_down

    return Together(Pattern.MISSED_WITHOUT_RIDE, sum(map(had_none, missed)), len(missed))


def signs_after_missed_dose(rows: Rows, zone: ZoneInfo, now: dt.datetime) -> Together | None:
    """Of the times when a dose was missed: those with a worrying sign in the two days after it.

    Doses missed within the same two days are one time. Those of the last two days are not counted: they are not
    over. None where signs are noted on most days anyhow. Signs about treatment itself are left out: they may be
    the missed dose in other words.
    """
    signs = [
        at
        for at, codes in rows.signs
        if any(code in KNOWN and KNOWN[code].category not in (Category.GOOD, Category.TREATMENT) for code in codes)
    ]
    missed = [one.at for one in rows.visits if one.outcome == Outcome.MISSED and one.what in MEDICINE]
    times: list[dt.datetime] = []
    for at in sorted([*missed, *rows.doses_missed]):
        if at + AFTER_A_DOSE <= now and (not times or at > times[-1] + AFTER_A_DOSE):
            times.append(at)
    if _share_of_days(signs, rows, zone) > LARGEST_USUAL_SHARE:
        return None
    together = sum(any(at < sign <= at + AFTER_A_DOSE for sign in signs) for at in times)
    return Together(Pattern.SIGNS_AFTER_MISSED_DOSE, together, len(times))


def _share_of_days(signs: Sequence[dt.datetime], rows: Rows, zone: ZoneInfo) -> float:
    """On what share of the days from the first to the last entry something worrying was noted."""
    if not signs:
        return 0
    moments = [*signs, *(visit.at for visit in rows.visits), *rows.doses_missed]
    first, last = clock.local_day(min(moments), zone), clock.local_day(max(moments), zone)
    return len({clock.local_day(at, zone) for at in signs}) / ((last - first).days + 1)


def missed_on_weekday(rows: Rows, zone: ZoneInfo) -> Together | None:
    """Of the missed visits: those on the weekday with the most of them. None where most visits are on that day."""
    days = [(clock.local_day(visit.at, zone).weekday(), visit.outcome) for visit in rows.visits]
    answered = [(day, outcome) for day, outcome in days if outcome in (Outcome.WENT, Outcome.MISSED)]
    missed = Counter(day for day, outcome in answered if outcome == Outcome.MISSED)
    if not missed:
        return None
    weekday, together = max(missed.items(), key=lambda one: (one[1], -one[0]))
    if sum(day == weekday for day, _outcome in answered) > len(answered) * LARGEST_USUAL_SHARE:
        return None
    return Together(Pattern.MISSED_ON_WEEKDAY, together, missed.total(), weekday)
