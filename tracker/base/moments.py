"""Wall-clock times that a person typed, turned into moments: the two nights when the clock changes included."""

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo


class WallTime(StrEnum):
    """What a wall-clock time is in a zone."""

    PLAIN = "plain"
    TWICE = "twice"  # the hour that autumn repeats
    MISSING = "missing"  # the hour that spring skips


def kind_of(wall: dt.datetime, zone: ZoneInfo) -> WallTime:
    """Whether the naive `wall` time happens once, twice or never in `zone`."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return WallTime.PLAIN
    there_and_back = first.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
    return WallTime.TWICE if there_and_back == wall else WallTime.MISSING


def to_utc(wall: dt.datetime, zone: ZoneInfo, *, second: bool = False) -> dt.datetime:
    """The moment of `wall` in `zone`, in UTC; of a time that comes twice the first, unless `second`."""
    return wall.replace(tzinfo=zone, fold=int(second)).astimezone(dt.UTC)


def next_existing(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """For a time that the clock skips: the wall time that it jumps to (2:30 becomes 3:30)."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None)
