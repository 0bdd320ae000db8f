"""A week that stands still: it is Wednesday noon in Chicago, in the middle of 2026-W47."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine

CHICAGO = ZoneInfo("America/Chicago")


def local(day: str, time: str = "10:00") -> dt.datetime:
    """A wall time in Chicago."""
    return dt.datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=CHICAGO)


@pytest.fixture(autouse=True)
def _wednesday_noon():
    with time_machine.travel(local("2026-11-18", "12:00"), tick=False):
        yield


@pytest.fixture
def long_here(circle):
    """The circle has been there for months: no week of the tests is its first."""
    circle.created_at = local("2026-01-05")
    circle.save()
    return circle
