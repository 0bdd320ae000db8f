"""Days and hours in words are Django's, also when they were asked for before."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import formats

from tracker.base.dates import date_format

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
MOMENT = dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)  # the hour that comes twice in Chicago


@pytest.mark.parametrize("pattern", ["l", "D, M j, g:i A", "F j, Y"])
@pytest.mark.parametrize("value", [MOMENT, MOMENT.astimezone(CHICAGO), MOMENT.replace(tzinfo=None), MOMENT.date()])
def test_words_are_those_of_django(value, pattern):
    if type(value) is dt.date and "g:i" in pattern:
        pattern = "D, M j"
    assert [date_format(value, pattern) for _again in range(2)] == [formats.date_format(value, pattern)] * 2


def test_a_time_of_day_is_written_too():
    assert date_format(dt.time(0, 5), "g:i A") == formats.time_format(dt.time(0, 5), "g:i A") == "12:05 AM"


def test_one_moment_has_its_own_words_in_each_zone():
    written = [date_format(MOMENT.astimezone(zone), "g:i A") for zone in (CHICAGO, NEW_YORK, dt.UTC)]
    assert written == ["1:30 AM", "1:30 AM", "6:30 AM"]
    later = MOMENT + dt.timedelta(hours=1)
    assert [date_format(later.astimezone(zone), "g:i A") for zone in (CHICAGO, NEW_YORK)] == ["1:30 AM", "2:30 AM"]
