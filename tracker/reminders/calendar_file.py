"""Reading a calendar file: what visits are in it, on plain values. Nothing in the file is trusted.

The file is parsed by the icalendar library. Of its repeats only the shapes that the app offers are taken, read
field by field into our own Repeat; a rule that is anything else is never run.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tracker.appointments.repeats import MOST_VISITS, MOST_WEEKS, Every, Repeat, nth_of_month
from tracker.base.forms import TITLE_LENGTH, visible_text

MOST_BYTES = 1_000_000
MOST_EVENTS = 500
PLACE_LENGTH = 200
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL", "WKST"}


class NotACalendar(ValueError):
    """The file cannot be read as a calendar; the sentence says why."""


@dataclass(frozen=True)
class FoundVisit:
    """A visit in the file. `start` is aware; `problem` says why it is not taken, "" when it is."""

    uid: str
    title: str
    place: str = ""
    start: dt.datetime | None = None
    minutes: int = 60
    repeat: Repeat | None = None
    left_out: tuple[dt.date, ...] = field(default=())  # days that the repeat leaves out
    remark: str = ""
    problem: str = ""


def read(content: bytes, zone: ZoneInfo, now: dt.datetime, last_day: dt.date) -> list[FoundVisit]:
    """The visits of a file, in its order; times without a zone are on the clock of `zone`.

    Raises NotACalendar for what is too big, has too many events or is no calendar at all.
    """
    if len(content) > MOST_BYTES:
        raise NotACalendar(_("This file is too big. A calendar of up to 1 MB can be read."))
    try:
        events = list(Calendar.from_ical(content).walk("VEVENT"))
    except Exception as error:  # the library raises many kinds of errors for files that are none
        raise NotACalendar(_("This is not a calendar file. It ends in .ics.")) from error
    if len(events) > MOST_EVENTS:
        raise NotACalendar(_("There are more than 500 events in it. Choose a shorter time when you export it."))
    return [_read_event(event, zone, now, last_day) for event in events]


def _read_event(event: Event, zone: ZoneInfo, now: dt.datetime, last_day: dt.date) -> FoundVisit:
    title = visible_text(str(event.get("summary", "")).replace("\n", " "))[:TITLE_LENGTH]
    uid = str(event.get("uid", ""))[:255]
    try:
        found = _visit(event, uid, title, zone)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError):
        return FoundVisit(uid, title, problem=_("Its day or time cannot be read."))
    return FoundVisit(**vars(found) | {"problem": found.problem or _why_not(event, found, now, last_day)})


def _visit(event: Event, uid: str, title: str, zone: ZoneInfo) -> FoundVisit:
    start = event["dtstart"].dt
    if not isinstance(start, dt.datetime):
        return FoundVisit(uid, title, problem=_("It has a day, but no time."))
    start = (start if start.tzinfo else start.replace(tzinfo=zone)).astimezone(zone)
    if "duration" in event:
        length = event["duration"].dt
    elif "dtend" in event:
        end = event["dtend"].dt
        length = (end if end.tzinfo else end.replace(tzinfo=zone)) - start
    else:
        length = dt.timedelta(hours=1)
    minutes = int(length.total_seconds() // 60)
    repeat, remark = _repeat(event, start)
    return FoundVisit(
        uid,
        title,
        place=visible_text(str(event.get("location", "")).replace("\n", ", "))[:PLACE_LENGTH],
        start=start.astimezone(dt.UTC),
        minutes=minutes if 5 <= minutes <= 1440 else 60,
        repeat=repeat,
        left_out=tuple(_days_left_out(event, zone)) if repeat else (),
        remark=remark,
    )


def _why_not(event: Event, found: FoundVisit, now: dt.datetime, last_day: dt.date) -> str:
    if not found.uid:
        return _("It has no name of its own (UID), so it would come in twice.")
    if str(event.get("status", "")).upper() == "CANCELLED":
        return _("It is cancelled.")
    if "recurrence-id" in event:
        return _("It changes one visit of a repeat. Change that one here.")
    if found.start.date() > last_day:
        return _("It is too far ahead.")
    ends = found.repeat.until if found.repeat else found.start.date()
    if found.start < now and (found.repeat is None or (ends and ends < now.date())):
        return _("It is past.")
    return ""


# Repeats --------------------------------------------------------------------------------------------------
def _repeat(event: Event, start: dt.datetime) -> tuple[Repeat | None, str]:
    """The repeat, if it is one that we offer, and else a remark that the visit comes in once."""
    rule = event.get("rrule")
    if rule is None:
        return None, ""
    repeat = None if isinstance(rule, list) or "rdate" in event else _known_shape(rule, start)
    if repeat is None or repeat.is_too_long():
        return None, _("Its repeat is not one that can be kept here. It comes in once.")
    return repeat, ""


def _known_shape(rule, start: dt.datetime) -> Repeat | None:
    if set(rule) - KNOWN_PARTS:
        return None
    every, days = str(rule["FREQ"][0]).upper(), [str(day).upper() for day in rule.get("BYDAY", [])]
    interval, count = int(rule.get("INTERVAL", [1])[0]), rule.get("COUNT", [None])[0]
    if count is not None and not 1 <= int(count) <= MOST_VISITS:
        return None
    first = start.date()
    ends = {"until": _until(rule, start), "count": int(count) if count else None}
    dates = [int(day) for day in rule.get("BYMONTHDAY", [])]
    match every:
        case "DAILY" if interval == 1 and not days and not dates:
            return Repeat(Every.DAY, first, **ends)
        case "WEEKLY" if 1 <= interval <= MOST_WEEKS and set(days) <= set(WEEKDAY_CODES) and not dates:
            weekdays = frozenset(map(WEEKDAY_CODES.index, days))
            return Repeat(Every.WEEK, first, weeks=interval, weekdays=weekdays, **ends)
        case "MONTHLY" if interval == 1 and not days and dates in ([], [first.day]) and first.day <= 28:
            # Later dates are left out of short months by the standard, and put on their last day by us.
            return Repeat(Every.MONTH_DATE, first, **ends)
        case "MONTHLY" if interval == 1 and not dates and days == [_nth_code(first)]:
            return Repeat(Every.MONTH_WEEKDAY, first, **ends)
    return None


def _nth_code(day: dt.date) -> str:
    return f"{nth_of_month(day)}{WEEKDAY_CODES[day.weekday()]}"


def _until(rule, start: dt.datetime) -> dt.date | None:
    until = rule.get("UNTIL", [None])[0]
    if isinstance(until, dt.datetime):
        return (until.astimezone(start.tzinfo) if until.tzinfo else until).date()
    return until


def _days_left_out(event: Event, zone: ZoneInfo) -> Iterator[dt.date]:
    """The days of EXDATE, at most as many as a repeat can have."""
    given = event.get("exdate", [])
    for one in given if isinstance(given, list) else [given]:
        for moment in one.dts[:MOST_VISITS]:
            day = moment.dt
            if isinstance(day, dt.datetime):
                day = (day.astimezone(zone) if day.tzinfo else day).date()
            yield day
