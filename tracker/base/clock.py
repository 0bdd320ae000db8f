"""The only place that asks what time it is: now, today and the week, always in a named zone.

Weeks are ISO weeks: Monday first, half-open, and as long as the zone makes them (a week with a change of
the clock has 167 or 169 hours).
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

# The database refuses what lies outside; the forms are stricter (see base.forms).
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
FORM_YEARS_BACK = 10
FORM_YEARS_AHEAD = 5

WEEK_PATTERN = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def zone_of(name: str) -> ZoneInfo:
    """The zone called `name`; raises ZoneInfoNotFoundError or ValueError for a name that is none."""
    return ZoneInfo(name)


def today(zone: ZoneInfo) -> dt.date:
    """The calendar day that it is in `zone`."""
    return now().astimezone(zone).date()


def local_day(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The calendar day of an aware moment in `zone`."""
    return moment.astimezone(zone).date()


def start_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The first moment of `day` in `zone`, in UTC.

    Some zones skip midnight on the night the clock changes (Havana, Beirut); then the day starts at the
    first minute that exists, which is what the offset before the gap gives.
    """
    return dt.datetime.combine(day, dt.time.min, tzinfo=zone).astimezone(dt.UTC)


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week, named by its Monday."""

    monday: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Week":
        """The week that `day` lies in."""
        return cls(day - dt.timedelta(days=day.weekday()))

    @classmethod
    def this(cls, zone: ZoneInfo) -> "Week":
        """The week that it is in `zone`."""
        return cls.of(today(zone))

    @classmethod
    def parse(cls, text: str) -> "Week":
        """The week called "2026-W47"; raises ValueError for a week that does not exist or lies out of range."""
        match = WEEK_PATTERN.fullmatch(text)
        if not match:
            raise ValueError(f"not a week: {text!r}")
        year, number = map(int, match.groups())
        if not EARLIEST.year <= year < LATEST.year:
            raise ValueError(f"week out of range: {text!r}")
        return cls(dt.date.fromisocalendar(year, number, 1))

    @property
    def sunday(self) -> dt.date:
        return self.monday + dt.timedelta(days=6)

    @property
    def days(self) -> list[dt.date]:
        return [self.monday + dt.timedelta(days=n) for n in range(7)]

    def bounds(self, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
        """The half-open interval [start, end) of the week in `zone`, in UTC."""
        return start_of(self.monday, zone), start_of(self.monday + dt.timedelta(days=7), zone)

    def shift(self, weeks: int) -> "Week":
        """The week that many weeks later (or earlier, below zero)."""
        return Week(self.monday + dt.timedelta(weeks=weeks))

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year:04}-W{number:02}"
