"""On which days a visit repeats: a few shapes that people use, on plain values.

The days come from python-dateutil's rrule, built from our own fields and never from rule text: an impossible
rule given as text can keep a processor busy for seconds. All days are days on a calendar on the wall, so a
visit at nine stays at nine when the clock changes.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday
from django.utils.dates import WEEKDAYS
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.base import clock, moments
from tracker.base.choices import LabelledEnum
from tracker.base.clock import LATEST
from tracker.base.dates import date_format
from tracker.base.workdays import is_holiday

# No repeat is longer; with an end further off it is refused, without an end it goes on by itself (MADE_AHEAD_DAYS).
MOST_VISITS = 800
MOST_WEEKS = 8
# Visits are rows, made this many days ahead (docs/adr/0023).
MADE_AHEAD_DAYS = 90
# The fifth Monday of a month is missing in most months: whoever begins on one means the last Monday.
LAST = -1


class Every(LabelledEnum):
    DAY = "day", gettext_lazy("Every day")
    WEEK = "week", gettext_lazy("Every week, or every few weeks")
    MONTH_DATE = "month_date", gettext_lazy("Every month, on the same date")
    MONTH_WEEKDAY = "month_weekday", gettext_lazy("Every month, on the same weekday")


@dataclass(frozen=True)
class Repeat:
    """A repeat that takes its shape from `first`: its date, its weekday, its week.

    It begins on `first`, or later with `since`; it ends after `until` or after `count` visits, or goes on when
    both are empty. `weeks` and `weekdays` (0 is Monday) count for a weekly repeat only.
    """

    every: Every
    first: dt.date
    weeks: int = 1
    weekdays: frozenset[int] = frozenset()
    until: dt.date | None = None
    count: int | None = None
    skips_holidays: bool = False
    since: dt.date | None = None

    def days(self) -> Iterator[dt.date]:
        """Its days in order; at most MOST_VISITS when it has an end, for ever (until 2099) when it has none."""
        days = (moment.date() for moment in self._rule())
        if self.since:
            days = (day for day in days if day >= self.since)
        if self.skips_holidays:
            days = (day for day in days if not is_holiday(day))
        if self.count is not None:
            return islice(days, self.count)
        return days

    def _rule(self) -> rrule:
        # A date without an hour: midnight here is no moment of any zone, so no change of the clock can touch it.
        start = dt.datetime.combine(self.first, dt.time.min)
        end = dt.datetime.combine(min(self.until or dt.date.max, LATEST.date() - dt.timedelta(days=1)), dt.time.min)
        match self.every:
            case Every.DAY:
                return rrule(DAILY, dtstart=start, until=end)
            case Every.WEEK:
                days = sorted(self.weekdays or {self.first.weekday()})
                return rrule(WEEKLY, dtstart=start, until=end, interval=self.weeks, byweekday=days)
            case Every.MONTH_DATE if self.first.day > 28:
                # The 31st is the last day of a shorter month: the last one that exists of 28 to 31.
                days = range(28, self.first.day + 1)
                return rrule(MONTHLY, dtstart=start, until=end, bymonthday=days, bysetpos=-1)
            case Every.MONTH_DATE:
                return rrule(MONTHLY, dtstart=start, until=end, bymonthday=self.first.day)
            case Every.MONTH_WEEKDAY:
                nth = weekday(self.first.weekday())(nth_of_month(self.first))
                return rrule(MONTHLY, dtstart=start, until=end, byweekday=nth)

    def between(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Its days from `first` to `last`, both included."""
        found = []
        for day in self.days():
            if day > last:
                break
            if day >= first:
                found.append(day)
        return found

    def is_too_long(self) -> bool:
        """Whether it has an end, but more than MOST_VISITS visits before it."""
        if self.until is None and self.count is None:
            return False
        return sum(1 for _day in islice(self.days(), MOST_VISITS + 1)) > MOST_VISITS

    def from_day(self, day: dt.date) -> "Repeat":
        """What is left of it from `day` on: the same shape, and of a count the visits still to come."""
        left = None if self.count is None else sum(1 for one in self.days() if one >= day)
        return replace(self, since=day, count=left)

    def moved(self, before: dt.date, after: dt.date) -> "Repeat":
        """The repeat when its visit on `before` is put on `after`: the weekday goes along."""
        weekdays = self.weekdays
        if before.weekday() in weekdays and after.weekday() not in weekdays:
            weekdays = weekdays - {before.weekday()} | {after.weekday()}
        return replace(self, first=after, since=None, weekdays=weekdays)

    def reaching_back(self, day: dt.date) -> "Repeat":
        """The same shape, taken from an earlier day of it where needed, so that it reaches back to `day`."""
        first = self.first
        while first > day:
            match self.every:
                case Every.DAY:
                    first = day
                case Every.WEEK:
                    first -= dt.timedelta(weeks=self.weeks)
                case _:
                    first = self._month_before(first)
        return replace(self, first=first)

    def _month_before(self, day: dt.date) -> dt.date:
        """The day of the shape in the last month before `day` that has one."""
        nth = nth_of_month(self.first)
        while True:
            day -= dt.timedelta(days=1)
            if self.every is Every.MONTH_DATE and day.day == self.first.day:
                return day
            if self.every is Every.MONTH_WEEKDAY and day.weekday() == self.first.weekday() and nth_of_month(day) == nth:
                return day

    # In words ---------------------------------------------------------------------------------------------
    def in_words(self) -> str:
        """ "Every Monday and Thursday, until May 3, 2027", as a person would say it."""
        said = self._shape_in_words()
        if self.skips_holidays:
            said = _("%(repeat)s, not on US federal holidays") % {"repeat": said}
        if self.until:
            return _("%(repeat)s, until %(day)s") % {"repeat": said, "day": date_format(self.until, "F j, Y")}
        if self.count:
            times = ngettext("%(count)d visit", "%(count)d visits", self.count) % {"count": self.count}
            return _("%(repeat)s, %(times)s") % {"repeat": said, "times": times}
        return said

    def _shape_in_words(self) -> str:
        match self.every:
            case Every.DAY:
                return _("Every day")
            case Every.WEEK:
                days = [str(WEEKDAYS[day]) for day in sorted(self.weekdays or {self.first.weekday()})]
                days = get_text_list(days, _("and"))
                if self.weeks == 1:
                    return _("Every %(days)s") % {"days": days}
                return _("Every %(weeks)d weeks on %(days)s") % {"weeks": self.weeks, "days": days}
            case Every.MONTH_DATE if self.first.day > 28:
                return _("Every month on day %(day)d, or on the last day of a shorter month") % {"day": self.first.day}
            case Every.MONTH_DATE:
                return _("Every month on day %(day)d") % {"day": self.first.day}
        return _("Every month on the %(nth)s %(day)s") % {
            "nth": NTH[nth_of_month(self.first)],
            "day": WEEKDAYS[self.first.weekday()],
        }


NTH = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    LAST: gettext_lazy("last"),
}


def nth_of_month(day: dt.date) -> int:
    """Which of its weekday in the month a day is: 1 to 4, or LAST for a fifth."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else LAST


def is_near(before: dt.date, after: dt.date) -> bool:
    """Whether a visit put on another day is still the same one, with its ride: in its week, or three days off."""
    return clock.Week.of(before) == clock.Week.of(after) or abs(after - before) <= dt.timedelta(days=3)


def moment_on(day: dt.date, start: dt.time, zone: ZoneInfo) -> dt.datetime:
    """The visit's moment on a day, in UTC: the same time on the wall whatever the clock does.

    A time that the clock skips that night is the one that it jumps to; of one that comes twice, the first.
    """
    wall = dt.datetime.combine(day, start)
    if moments.kind_of(wall, zone) is moments.WallTime.MISSING:
        wall = moments.next_existing(wall, zone)
    return moments.to_utc(wall, zone)
