"""What is reminded of, and when: on plain values, always from the time on the wall.

A reminder for the day before a visit comes at six in the evening of that day on the circle's clock, however
long the night is. Quiet hours are on the clock of the person.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from tracker.appointments.repeats import moment_on
from tracker.base import clock
from tracker.base.choices import LabelledEnum
from tracker.readiness.rules import WARN_DAYS

EVENING, MORNING, AFTERNOON = dt.time(18), dt.time(9), dt.time(17)
TWO_HOURS = dt.timedelta(hours=2)
# How late a reminder may leave and still stand by itself; later ones are summed up in one mail.
ON_TIME = dt.timedelta(hours=1)
# How far back a sender that was down looks for what still helps.
LOOK_BACK = dt.timedelta(days=4)
# How long it is known what left: far longer than anything can be due, by mail or by the week.
KEPT = dt.timedelta(days=60)
MOST_OWN_MINUTES = 7 * 24 * 60


class Kind(LabelledEnum):
    """What a person can be reminded of; each is on or off."""

    DAY_BEFORE = "day_before", _("A visit, the evening before")
    TWO_HOURS = "two_hours", _("A visit, two hours before")
    OWN_TIME = "own_time", _("A visit, at my own time before")
    BOOK_BY = "book_by", _("A ride that has to be booked")
    NOT_CONFIRMED = "not_confirmed", _("A ride tomorrow that nobody has confirmed")
    REVIEW = "review", _("A boundary to look at again")
    KIT = "kit", _("Naloxone that comes to its date")
    TASK = "task", _("A task that is due")


@dataclass(frozen=True, order=True)
class Reminder:
    """One thing at one moment for one person: `due_at` is the base time, before quiet hours move it.

    `about` is the public id of what it is about; `useful_until` the moment from which it helps nobody.
    """

    due_at: dt.datetime
    kind: Kind
    about: str
    useful_until: dt.datetime


def for_visit(start: dt.datetime, about: str, zone: ZoneInfo, own_minutes: int | None) -> list[Reminder]:
    """The reminders of a visit that starts then, in the circle's zone."""
    day_before = clock.local_day(start, zone) - dt.timedelta(days=1)
    found = [
        Reminder(moment_on(day_before, EVENING, zone), Kind.DAY_BEFORE, about, start),
        Reminder(start - TWO_HOURS, Kind.TWO_HOURS, about, start),
    ]
    if own_minutes:
        found.append(Reminder(start - dt.timedelta(minutes=own_minutes), Kind.OWN_TIME, about, start))
    return found


def for_booking(book_by: dt.date, about: str, zone: ZoneInfo) -> list[Reminder]:
    """On the morning of the day before the last good day to book, and on that day; it helps until the day is over."""
    ends = clock.start_of(book_by + dt.timedelta(days=1), zone)
    days = (book_by - dt.timedelta(days=1), book_by)
    return [Reminder(moment_on(day, MORNING, zone), Kind.BOOK_BY, about, ends) for day in days]


def for_unconfirmed(pickup: dt.datetime, about: str, zone: ZoneInfo) -> Reminder:
    """On the afternoon before, while the company can still be reached."""
    day = clock.local_day(pickup, zone) - dt.timedelta(days=1)
    return Reminder(moment_on(day, AFTERNOON, zone), Kind.NOT_CONFIRMED, about, pickup)


def for_day(kind: Kind, day: dt.date, about: str, zone: ZoneInfo) -> Reminder:
    """On the morning of the day; it helps for a week."""
    return Reminder(moment_on(day, MORNING, zone), kind, about, clock.start_of(day + dt.timedelta(days=7), zone))


def for_kit(expires_on: dt.date, about: str, zone: ZoneInfo) -> list[Reminder]:
    """60, 30 and 7 days before the date on the box."""
    ends = clock.start_of(expires_on + dt.timedelta(days=1), zone)
    days = [expires_on - dt.timedelta(days=left) for left in WARN_DAYS]
    return [Reminder(moment_on(day, MORNING, zone), Kind.KIT, about, ends) for day in days]


# Quiet hours ----------------------------------------------------------------------------------------------
def is_quiet(moment: dt.datetime, quiet_from: dt.time, quiet_until: dt.time, zone: ZoneInfo) -> bool:
    """Whether the moment lies in the person's quiet hours, which may go over midnight; equal times are none."""
    wall = moment.astimezone(zone).time()
    if quiet_from <= quiet_until:
        return quiet_from <= wall < quiet_until
    return wall >= quiet_from or wall < quiet_until


def leaves_at(
    reminder: Reminder, quiet_from: dt.time | None, quiet_until: dt.time | None, zone: ZoneInfo
) -> dt.datetime:
    """When a reminder may leave: at its time; in quiet hours when they end, or just before they begin if that is too late."""
    if quiet_from is None or quiet_until is None or not is_quiet(reminder.due_at, quiet_from, quiet_until, zone):
        return reminder.due_at
    day = clock.local_day(reminder.due_at, zone)
    ends = moment_on(day, quiet_until, zone)
    if ends <= reminder.due_at:
        ends = moment_on(day + dt.timedelta(days=1), quiet_until, zone)
    if ends < reminder.useful_until:
        return ends
    begins = moment_on(day, quiet_from, zone)
    if begins > reminder.due_at:
        begins = moment_on(day - dt.timedelta(days=1), quiet_from, zone)
    return begins - dt.timedelta(minutes=1)


def is_due(leaves: dt.datetime, reminder: Reminder, since: dt.datetime, now: dt.datetime) -> bool:
    """Whether to send it now: its time has come, it was chosen before that, and it still helps."""
    return max(since, now - LOOK_BACK) <= leaves <= now < reminder.useful_until


def is_late(leaves: dt.datetime, now: dt.datetime) -> bool:
    """Whether it leaves so late that it is summed up with others."""
    return now - leaves > ON_TIME
