"""When somebody goes and when something is erased: decisions on plain values."""

import calendar
import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.base.clock import start_of
from tracker.people.permissions import Role

CLOSED_DAYS = 7
PURGE_EVERY = dt.timedelta(days=1)


class Fate(StrEnum):
    """What becomes of a circle when one of its members deletes their account."""

    GOES_TOO = "goes_too"  # nobody else is in it
    NEEDS_OWNER = "needs_owner"  # others are in it, and none of them is an owner
    STAYS = "stays"


def may_leave(role: str, other_roles: Collection[str], *, closing: bool) -> bool:
    """Whether a member may go by themselves: a circle is never without an owner, unless it closes anyway."""
    return closing or role != Role.OWNER or Role.OWNER in other_roles


def fate(role: str, other_roles: Collection[str], *, closing: bool) -> Fate:
    """What becomes of a circle, given the roles of the member who goes and of those who stay."""
    if not other_roles:
        return Fate.GOES_TOO
    return Fate.STAYS if may_leave(role, other_roles, closing=closing) else Fate.NEEDS_OWNER


def erased_from(asked_at: dt.datetime) -> dt.datetime:
    """When a circle is erased for good: seven days after an owner asked for it."""
    return asked_at + dt.timedelta(days=CLOSED_DAYS)


def next_purge(now: dt.datetime) -> dt.datetime:
    """When old entries go next: a day from now, so that a slip can be taken back."""
    return now + PURGE_EVERY


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day that many calendar months earlier, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def cutoff(today: dt.date, months: int, zone: ZoneInfo) -> dt.datetime:
    """The moment (UTC) before which an entry is older than `months`: the start of a day in the circle's zone."""
    return start_of(months_before(today, months), zone)
