"""When the week comes by mail, and which week: on plain values, from the time on the wall.

Weeks are the circle's; the day and the hour are on the clock of the person. Each week has one moment at which it
is due, whatever zones and clocks do, so nobody gets two mails about one week or misses one for having moved.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tracker.appointments.repeats import moment_on
from tracker.base import clock
from tracker.base.clock import Week
from tracker.reminders.rules import ON_TIME, is_quiet

# What its delivery is called, beside the kinds of reminders.
DIGEST = "digest"
# How long a mail about a week still helps: a sender that was down for days sends it, but never on the day of the next.
USEFUL = dt.timedelta(days=6)


@dataclass(frozen=True)
class DigestTime:
    """A weekday (Monday is 0) and an hour on the wall of a zone."""

    weekday: int
    hour: int
    zone: ZoneInfo

    def due_at(self, week: Week, circle_zone: ZoneInfo) -> dt.datetime:
        """When a week is due, in UTC: at the hour, on the first such weekday after its Sunday.

        Where the circle's Sunday is not over by then (the person lives further east), a day later, at the same
        hour. An hour that the clock skips is the one it jumps to; of one that comes twice, the first.
        """
        day = week.sunday + dt.timedelta(days=1 + self.weekday)
        while (moment := moment_on(day, dt.time(self.hour), self.zone)) < week.bounds(circle_zone)[1]:
            day += dt.timedelta(days=1)
        return moment


def week_to_send(
    time: DigestTime, circle_zone: ZoneInfo, since: dt.datetime, now: dt.datetime
) -> tuple[Week, dt.datetime] | None:
    """The newest week that is due, and since when; None when that was before it was asked for, or too long ago.

    An older week is never sent once a newer one is due.
    """
    over = Week.of(clock.local_day(now, circle_zone)).shift(-1)
    for week in (over, over.shift(-1)):
        due = time.due_at(week, circle_zone)
        if due <= now:
            return (week, due) if since <= due and now < due + USEFUL else None
    return None


def may_leave(
    due: dt.datetime, now: dt.datetime, quiet_from: dt.time | None, quiet_until: dt.time | None, zone: ZoneInfo
) -> bool:
    """Whether it may leave now. Its hour was chosen for this mail alone, so quiet hours do not move it.

    A mail that is late keeps to them like any other: nobody chose three in the morning.
    """
    if now - due <= ON_TIME or quiet_from is None or quiet_until is None:
        return True
    return not is_quiet(now, quiet_from, quiet_until, zone)
