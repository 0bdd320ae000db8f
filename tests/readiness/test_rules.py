"""When the date of a kit asks for a word."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.guidance.reading_level import grade, plain_text
from tracker.readiness.rules import WARN_DAYS, expiry_line, warning_step

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("left", "step"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (1, 7), (0, 7), (-1, 0), (-400, 0)],
)
def test_one_step_holds_at_a_time(left, step):
    assert warning_step(TODAY + dt.timedelta(days=left), TODAY) == step


def test_a_kit_without_a_date_is_never_due():
    assert warning_step(None, TODAY) is None


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_step_never_grows_as_the_days_go_by(expires_on, today):
    step = warning_step(expires_on, today)
    later = warning_step(expires_on, today + dt.timedelta(days=1))
    assert step in {None, 0, *WARN_DAYS}
    if step is not None:
        assert later is not None
        assert later <= step


def test_each_step_has_its_one_line():
    lines = [expiry_line("Kitchen", TODAY + dt.timedelta(days=left), TODAY) for left in (90, 45, 20, 7, 1, 0, -3)]
    assert lines == [
        "",
        "Naloxone (Kitchen) is good until January 8, 2027: 45 days left.",
        "Naloxone (Kitchen) is good until December 14, 2026: 20 days left. Plan to get a new one.",
        "Naloxone (Kitchen) is good until December 1, 2026: 7 days left. Get a new one now.",
        "Naloxone (Kitchen) is good until November 25, 2026: 1 day left. Get a new one now.",
        "Naloxone (Kitchen): the date on it ends today. Get a new one.",
        "Naloxone (Kitchen): past its date. Get a new one. Use it if it is all you have.",
    ]
    assert grade(plain_text(" ".join(lines))) <= 6


def test_a_long_place_stays_one_line():
    line = expiry_line("In the car,\nunder the seat, " * 9, TODAY, TODAY)
    assert "\n" not in line
    assert len(line) < 120
