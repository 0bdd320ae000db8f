"""Templates, their steps, and how a day is put."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from tests.guidance.reading_level import grade, plain_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.tasks import rules
from tracker.tasks.rules import Template

TODAY = dt.date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "It was for Monday, November 23."),
        (0, "Due today."),
        (1, "Due tomorrow."),
        (3, "Due Friday, November 27."),
    ],
)
def test_a_due_day_is_put_gently(days, words):
    assert rules.due_in_words(TODAY + dt.timedelta(days=days), TODAY) == words
    assert "overdue" not in words.lower()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-1, "You planned to call again on Monday, November 23. Today works, too."),
        (0, "Call again today."),
        (2, "Call again on Thursday, November 26."),
    ],
)
def test_the_next_call_is_put_gently(days, words):
    assert rules.next_call_in_words(TODAY + dt.timedelta(days=days), TODAY) == words


def test_without_a_day_nothing_is_said():
    assert rules.in_words(None, None, TODAY) == ""
    assert rules.in_words(TODAY, TODAY, TODAY) == "Due today. Call again today."


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("America/Chicago", "2026-11-24", "2026-11-24T18:00"),
        ("America/Chicago", "2026-07-01", "2026-07-01T17:00"),
        ("America/Chicago", "2026-03-08", "2026-03-08T17:00"),  # the night the clock jumps
    ],
)
def test_a_due_day_stands_at_noon_of_its_zone(zone, day, utc):
    found = rules.due_moment(dt.date.fromisoformat(day), ZoneInfo(zone))
    assert found == dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)


def test_every_template_but_ones_own_words_has_steps_and_a_situation():
    ready_made = set(Template) - {Template.FREE}
    assert set(rules.STEPS) == set(rules.RAISES) == ready_made
    assert rules.steps_of("free") == rules.steps_of("nonsense") == ""


@pytest.mark.parametrize("template", sorted(rules.STEPS))
@pytest.mark.parametrize("state", ["", "IL"])
def test_steps_are_plain_person_first_and_short(template, state):
    lines = rules.steps_of(template, state).splitlines()
    assert 4 <= len(lines) <= 11
    assert words_to_avoid_in("\n".join(lines)) == []
    assert grade(plain_text("\n\n".join(lines))) <= 6
    assert all(len(line) <= 110 for line in lines)


def test_steps_name_only_numbers_that_may_be_printed_and_where_they_work():
    import re

    def numbers(state):
        text = " ".join(rules.steps_of(template, state) for template in Template)
        return set(re.findall(r"\d{3}-\d{3}-\d{4}", text))

    national = {"800-662-4357", "800-222-1222"}
    assert numbers("") == numbers("WI") == national
    assert numbers("IL") == national | {"800-843-6154", "833-234-6343"}


def test_medicine_stays_with_the_person_and_naloxone_in_reach():
    lockbox = rules.steps_of("lockbox")
    assert "Their medicine stays theirs" in lockbox
    assert "Keep naloxone outside the box" in lockbox
    for template in Template:
        text = rules.steps_of(template, "IL").lower()
        assert not any(word in text for word in (" mg", "double", "taper", "skip a dose", "half"))


def test_template_text_is_told_from_ones_own():
    assert rules.is_template_text("", "IL")
    assert rules.is_template_text(rules.steps_of("medicaid", "IL").replace("\n", "\r\n"), "IL")
    assert not rules.is_template_text(rules.steps_of("medicaid", "IL") + "\nAsk Tess", "IL")
