"""How a week is compared with the weeks before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.guidance.catalogue import sign
from tracker.summary.rules import SAYS_THE_SAME, Compared, compare, compare_so_far, counted_once

counts = st.integers(min_value=0, max_value=60)
weeks = st.lists(counts, min_size=2, max_size=4)
ORDER = {Compared.LESS: 0, None: 1, Compared.SAME: 2, Compared.NEW: 3, Compared.MORE: 3}


@pytest.mark.parametrize(
    ("count", "earlier", "words"),
    [
        (3, [], None),
        (3, [1], None),
        (0, [0, 0, 0, 0], None),
        (1, [0, 0], Compared.NEW),
        (5, [0, 0, 0, 0], Compared.NEW),
        (1, [0, 0, 0, 1], Compared.SAME),
        (2, [0, 0, 0, 1], Compared.MORE),
        (2, [1, 1, 1, 1], Compared.SAME),
        (3, [1, 1, 1, 1], Compared.MORE),
        (0, [1, 1, 1, 1], None),
        (0, [2, 2, 2, 2], Compared.LESS),
        (1, [3, 3], Compared.LESS),
        (12, [10, 10, 10], Compared.SAME),
        (13, [10, 10, 10], Compared.MORE),
        (3, [1, 1, 40, 1], Compared.MORE),
    ],
)
def test_compare_says_what_a_person_would(count, earlier, words):
    assert compare(count, earlier) == words


@given(counts, st.lists(counts, max_size=1))
def test_compare_is_silent_with_fewer_than_two_weeks(count, earlier):
    assert compare(count, earlier) is None


@given(counts, weeks)
def test_compare_does_not_depend_on_the_order_of_the_weeks(count, earlier):
    assert compare(count, earlier) == compare(count, earlier[::-1]) == compare(count, sorted(earlier))


@given(counts, weeks)
def test_compare_never_falls_when_the_count_grows(count, earlier):
    assert ORDER[compare(count, earlier)] <= ORDER[compare(count + 1, earlier)]


@given(counts, weeks)
def test_compare_says_new_only_of_what_never_was_there(count, earlier):
    assert (compare(count, earlier) is Compared.NEW) == (count > 0 and not any(earlier))


@given(counts, weeks)
def test_compare_stays_within_what_was_seen(count, earlier):
    """No week is "more" than usual that is not above the smallest, or "less" that is not below the largest."""
    found = compare(count, earlier)
    assert found is not Compared.MORE or count > min(earlier)
    assert found is not Compared.LESS or count < max(earlier)


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=2, max_value=4))
def test_compare_of_the_usual_is_the_same(count, number):
    assert compare(count, [count] * number) is Compared.SAME


@given(counts, weeks)
def test_a_week_that_goes_on_is_never_less(count, earlier):
    assert compare_so_far(count, earlier) in {None, Compared.NEW, Compared.MORE}


def test_counted_once_leaves_out_what_the_visit_says():
    codes = ("TE1", "MS1", "GS1")
    assert counted_once(codes, "") == counted_once(codes, "cancelled") == codes
    assert counted_once(codes, "missed") == ("MS1", "GS1")
    assert counted_once(codes, "went") == ("TE1", "MS1")


def test_the_signs_that_repeat_a_visit_are_in_the_catalogue():
    assert all(sign(code).label for codes in SAYS_THE_SAME.values() for code in codes)
