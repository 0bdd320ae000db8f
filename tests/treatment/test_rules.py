"""The weeks of caution: they begin with a break, begin anew with a later one, and never end before their days."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.appointments import rules as visits
from tracker.signs import rules as signs
from tracker.treatment.rules import (
    BEGINS_MEDICINE,
    BREAKS,
    GROUPS,
    LOOK_BACK_DAYS,
    MONTH_END_FROM,
    MONTH_END_UNTIL,
    WAKE_CHECK,
    WINDOW_DAYS,
    Caution,
    DaysMissed,
    Event,
    Medicine,
    What,
    month_end_on,
    window_on,
)

START = dt.date(2026, 11, 1)
ONE, TWO = DaysMissed.ONE, DaysMissed.TWO_OR_MORE


def event(what: What, day: int = 0, *, medicine: str = "", days: str = "", key: int = 0) -> Event:
    """Something that happened so many days after November 1, at noon."""
    when = START + dt.timedelta(days=day)
    return Event(dt.datetime.combine(when, dt.time(12), tzinfo=dt.UTC), when, what, medicine, days, key)


def on(day: int) -> dt.date:
    return START + dt.timedelta(days=day)


# Examples -------------------------------------------------------------------------------------------------
BREAK_EVENTS = [event(what) for what in sorted(BREAKS)] + [event(What.DOSE_MISSED, days=TWO)]


@pytest.mark.parametrize("one", BREAK_EVENTS, ids=lambda one: one.what)
def test_a_break_begins_on_its_own_day_and_lasts_28_days(one):
    assert window_on([one], on(-1)) is None
    assert window_on([one], on(0)).number_of(on(0)) == 1
    assert window_on([one], on(4)).number_of(on(4)) == 5
    assert window_on([one], on(27)).number_of(on(27)) == 28
    assert window_on([one], on(28)) is None


@pytest.mark.parametrize("what", sorted(set(What) - BREAKS - {What.DOSE_MISSED}))
def test_nothing_else_begins_a_break(what):
    assert window_on([event(what, medicine="buprenorphine")], on(0)) is None


def test_one_missed_day_is_no_break():
    assert window_on([event(What.DOSE_MISSED, days=ONE)], on(0)) is None


def test_a_later_break_begins_it_anew():
    window = window_on([event(What.LEFT_TREATMENT), event(What.RELEASED, 20)], on(30))
    assert window.event.what == What.RELEASED
    assert window.number_of(on(30)) == 11


@pytest.mark.parametrize("what", sorted(BEGINS_MEDICINE))
def test_methadone_turns_the_window_into_the_first_weeks(what):
    window = window_on([event(What.LEFT_CARE), event(what, 10, medicine=Medicine.METHADONE)], on(12))
    assert window.caution is Caution.FIRST_WEEKS
    assert window.after_break
    assert window.number_of(on(12)) == 3
    assert window.last_day == on(37)


def test_methadone_without_a_break_has_its_first_weeks_too():
    window = window_on([event(What.STARTED, medicine=Medicine.METHADONE)], on(27))
    assert window.caution is Caution.FIRST_WEEKS
    assert not window.after_break


def test_a_break_long_before_methadone_is_not_said_again():
    window = window_on([event(What.LEFT_CARE), event(What.STARTED, 60, medicine=Medicine.METHADONE)], on(61))
    assert not window.after_break


@pytest.mark.parametrize("medicine", ["", *sorted(set(Medicine) - {Medicine.METHADONE})])
def test_other_returns_leave_the_window_as_it_is(medicine):
    events = [event(What.STOPPED), event(What.BACK_IN_TREATMENT, 3, medicine=medicine)]
    assert window_on(events, on(10)) == window_on(events[:1], on(10))


def test_missing_methadone_for_two_days_is_a_break_again():
    events = [event(What.STARTED, medicine=Medicine.METHADONE), event(What.DOSE_MISSED, 5, days=TWO)]
    window = window_on(events, on(6))
    assert window.caution is Caution.BREAK
    assert window.number_of(on(6)) == 2


# Whatever happens -----------------------------------------------------------------------------------------
events = st.builds(
    event,
    st.sampled_from(What),
    st.integers(-200, 200),
    medicine=st.sampled_from(["", *Medicine]),
    days=st.sampled_from([ONE, TWO]),
    key=st.integers(1, 999),
)
logs = st.lists(events, max_size=8)
days = st.integers(-250, 250).map(on)


@given(logs, days)
def test_no_break_of_the_last_28_days_is_ever_without_a_window(log, day):
    open_break = any(one.is_break and one.day <= day < one.day + dt.timedelta(days=WINDOW_DAYS) for one in log)
    if open_break:
        assert window_on(log, day) is not None


@given(logs, days)
def test_a_window_has_its_day_between_1_and_28(log, day):
    if window := window_on(log, day):
        assert 1 <= window.number_of(day) <= WINDOW_DAYS
        assert window.since == window.event.day <= day <= window.last_day


@given(logs, events, days)
def test_nothing_that_happens_shortens_a_window(log, one, day):
    """The window may turn into another, but whatever is written down, it never ends earlier: no all-clear."""
    before, after = window_on(log, day), window_on([*log, one], day)
    if before:
        assert after is not None
        assert after.last_day >= before.last_day or one.day < before.since


@given(logs, days)
def test_the_order_of_writing_does_not_matter(log, day):
    log = [Event(one.at, one.day, one.what, one.medicine, one.days_missed, key) for key, one in enumerate(log)]
    assert window_on(log, day) == window_on(log[::-1], day)
    assert month_end_on(log, day) == month_end_on(log[::-1], day)


@given(logs, days)
def test_what_is_still_to_come_says_nothing(log, day):
    past = [one for one in log if one.day <= day]
    assert window_on(log, day) == window_on(past, day)
    assert month_end_on(log, day) == month_end_on(past, day)


@given(logs, days)
def test_events_before_the_look_back_open_no_window(log, day):
    recent = [one for one in log if one.day >= day - dt.timedelta(days=LOOK_BACK_DAYS)]
    found, expected = window_on(recent, day), window_on(log, day)
    assert (found and found.event) == (expected and expected.event)


# Naltrexone -----------------------------------------------------------------------------------------------
def test_naltrexone_is_near_its_end_from_day_24_on():
    log = [event(What.STARTED, medicine=Medicine.NALTREXONE)]
    assert month_end_on(log, on(MONTH_END_FROM - 1)) is None
    assert month_end_on(log, on(MONTH_END_FROM)).days_since == 24
    assert month_end_on(log, on(MONTH_END_UNTIL - 1)) is not None
    assert month_end_on(log, on(MONTH_END_UNTIL)) is None


def test_the_next_injection_starts_the_count_anew():
    log = [event(What.STARTED, medicine=Medicine.NALTREXONE), event(What.INJECTION_GIVEN, 27)]
    assert month_end_on(log, on(30)) is None
    assert month_end_on(log, on(27 + 24)).event.what == What.INJECTION_GIVEN


def test_a_late_injection_says_so_at_once():
    log = [event(What.STARTED, medicine=Medicine.NALTREXONE), event(What.INJECTION_LATE, 20)]
    assert month_end_on(log, on(20)).is_late
    assert month_end_on(log, on(20 + WINDOW_DAYS)) is None
    assert month_end_on([event(What.INJECTION_LATE, medicine=Medicine.NALTREXONE)], on(0)).is_late


@pytest.mark.parametrize("what", [What.STOPPED, What.LEFT_TREATMENT, What.RELEASED])
def test_an_injection_wears_off_all_the_same_after_a_break(what):
    log = [event(What.INJECTION_GIVEN, medicine=Medicine.NALTREXONE), event(what, 2)]
    assert window_on(log, on(40)) is None
    assert month_end_on(log, on(40)) is not None


def test_another_medicine_by_name_ends_the_note():
    log = [event(What.STARTED, medicine=Medicine.NALTREXONE), event(What.CHANGED, 10, medicine="buprenorphine")]
    assert month_end_on(log, on(25)) is None


@pytest.mark.parametrize("medicine", sorted(set(Medicine) - {Medicine.NALTREXONE}))
def test_other_injections_have_no_such_note(medicine):
    log = [event(What.INJECTION_GIVEN, medicine=medicine), event(What.INJECTION_LATE, 29, medicine=medicine)]
    assert month_end_on(log, on(29)) is None


# Codes that others name -----------------------------------------------------------------------------------
def test_every_event_stands_in_one_group():
    grouped = [what for _label, some in GROUPS for what in some]
    assert sorted(grouped) == sorted(What)
    assert set(WAKE_CHECK) == {What.OVERDOSE, What.NALOXONE_USED}


def test_links_that_offer_an_event_name_known_codes():
    links = [link for some in signs.OFFERS.values() for link in some]
    links += [visits.MISSED_DOSES, visits.INJECTION_LATE, visits.INJECTION_GIVEN]
    for query, _words in links:
        values = dict(part.split("=") for part in query.split("&") if part)
        assert values.pop("what", What.STOPPED) in What
        assert values.pop("days_missed", ONE) in DaysMissed
        assert values == {}
