"""The fields of the house against the inputs that break others (safety section 4)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.utils import timezone

from tracker.base.forms import ClockField, DayField, LineField, MomentField, NoteField, NumberField, visible_text

CHICAGO = ZoneInfo("America/Chicago")


class Probe(forms.Form):
    title = LineField(label="Title")
    note = NoteField(label="Note")
    at = MomentField(label="When")
    day = DayField(label="Day", required=False)
    time = ClockField(label="Time", required=False)
    minutes = NumberField(label="Minutes", min_value=5, max_value=600, required=False)


@pytest.fixture(autouse=True)
def _in_chicago():
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=CHICAGO), tick=False), timezone.override(CHICAGO):
        yield


def probe(**data) -> Probe:
    return Probe({"title": "Visit", "at": "2026-11-24T09:00"} | data)


def errors(field: str, **data) -> str:
    form = probe(**data)
    form.is_valid()
    return " ".join(form.errors.get(field, []))


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\u00a0", "\u200b", "\u200b\u200d\ufeff", "\u202e"])
def test_bad_input_07_08_what_nobody_can_see_counts_as_empty(text):
    assert errors("title", title=text)


def test_bad_input_01_a_nul_byte_is_refused():
    assert errors("title", title="a\x00b")
    assert errors("at", at="2026-11-24T09:00\x00")


@pytest.mark.parametrize(("length", "refused"), [(80, False), (81, True)])
def test_bad_input_03_a_line_has_a_limit(length, refused):
    assert bool(errors("title", title="x" * length)) is refused


def test_bad_input_04_a_note_has_a_limit_and_keeps_the_text():
    form = probe(note="x" * 4001)
    assert form.errors["note"]
    assert form["note"].value() == "x" * 4001


def test_bad_input_09_text_that_turns_its_direction_is_straightened():
    form = probe(title="abc\u202edef\u2066")
    assert form.is_valid()
    assert form.cleaned_data["title"] == "abcdef"


def test_bad_input_10_emoji_families_stay_whole():
    family = "👨‍👩‍👧‍👦" * 5
    assert visible_text(family) == family


def test_bad_input_14_a_line_stays_one_line():
    form = probe(title="Visit\r\nBcc: someone@example.org")
    assert form.is_valid()
    assert "\n" not in form.cleaned_data["title"]
    assert "\r" not in form.cleaned_data["title"]


@pytest.mark.parametrize("text", ["2026-02-30", "31/12/2026", "hello", "٢٠٢٦-11-24", "10000-01-01"])
def test_bad_input_15_16_18_19_a_day_that_is_none_says_how_to_write_it(text):
    assert "11/24/2026" in errors("day", day=text)


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2016-01-01", "2031-12-31"])
def test_bad_input_17_a_day_out_of_range_names_the_range(text):
    assert "between" in errors("day", day=text)


@pytest.mark.parametrize("text", ["9999-12-31T23:59", "0001-01-01T00:00", "2031-12-01T10:00"])
def test_bad_input_22_a_moment_out_of_range_is_refused(text):
    assert "between" in errors("at", at=text)


@pytest.mark.parametrize(
    "text", ["", "2026-11-24T25:00", "2026-11-24T09:00+99:00", "tomorrow", "2026-11-24", "٢٠٢٦-11-24T09:00"]
)
def test_bad_input_23_a_moment_that_is_none_is_refused(text):
    assert errors("at", at=text)


def test_bad_input_20_the_missing_hour_offers_the_next():
    assert "3:30" in errors("at", at="2026-03-08T02:30")


def test_bad_input_21_the_hour_that_comes_twice_asks_which_one():
    form = probe(at="2026-11-01T01:30")
    assert "first or the second" in " ".join(form.errors["at"])
    assert 'name="at_fold"' in str(form["at"])
    first, second = (probe(at="2026-11-01T01:30", at_fold=fold) for fold in "01")
    assert first.is_valid()
    assert second.is_valid()
    assert second.cleaned_data["at"] - first.cleaned_data["at"] == dt.timedelta(hours=1)
    assert first.cleaned_data["at"] == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)


def test_an_ordinary_time_does_not_ask():
    assert 'name="at_fold"' not in str(probe()["at"])


def test_a_saved_second_hour_comes_back_as_the_second():
    moment = dt.datetime(2026, 11, 1, 7, 30, tzinfo=dt.UTC)
    html = str(Probe(initial={"at": moment})["at"])
    assert "2026-11-01T01:30" in html
    assert '<option value="1" selected>' in html


@pytest.mark.parametrize("text", ["11/24/2026 14:30", "11/24/2026 2:30 PM", "2026-11-24 14:30", "2026-11-24T14:30:00"])
def test_a_moment_may_be_typed_by_hand(text):
    form = probe(at=text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"].astimezone(CHICAGO).strftime("%H:%M") == "14:30"


@pytest.mark.parametrize("text", ["2147483648", "1e3", "NaN", "9" * 5000, "١", "1_000", "-5", "4", "601", "5.5"])
def test_bad_input_19_26_a_number_that_is_none_or_too_big_is_refused(text):
    assert errors("minutes", minutes=text)


@pytest.mark.parametrize("text", ["25:00", "9", "noon", "٠٩:٠٠"])
def test_a_time_that_is_none_is_refused(text):
    assert errors("time", time=text)


def test_changed_is_only_what_changed():
    moment = dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC)
    same = Probe({"title": "Visit", "at": "2026-11-24T09:00"}, initial={"title": "Visit", "at": moment})
    assert same.changed_data == []
    other = Probe({"title": "Visit", "at": "2026-11-24T09:01"}, initial={"title": "Visit", "at": moment})
    assert other.changed_data == ["at"]
