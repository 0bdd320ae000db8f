"""What a boundary and a test of it say is going on, and the questions about their rows."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories import at, make_boundary, make_boundary_test
from tracker.base import clock
from tracker.boundaries.models import Boundary, BoundaryTest, in_words
from tracker.entries.log import Log

pytestmark = pytest.mark.django_db


@pytest.fixture
def situations(django_assert_num_queries):
    """The situations of an entry for one reader; beyond `load_facts` the database is asked nothing."""

    def raised(person, entry) -> list[str]:
        log, model = Log(person.membership), type(entry)
        entry = log.of(model).get(pk=entry.pk)
        facts = model.load_facts(log, [entry])
        with django_assert_num_queries(0):
            return [str(one.situation) for one in entry.situations(facts)]

    return raised


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"days": 0}, ["boundary_new"]),
        ({"days": 6}, ["boundary_new"]),
        ({"days": 7}, []),
        ({"days": 0, "kind_of": "safety"}, ["unsafe_at_home", "boundary_new"]),
        ({"days": 30, "kind_of": "safety", "state": "paused"}, ["unsafe_at_home"]),
        ({"days": 30, "kind_of": "safety", "state": "let_go"}, []),
        ({"days": 30, "look": 0}, ["boundary_review"]),
        ({"days": 30, "look": -3}, ["boundary_review"]),
        ({"days": 30, "look": 1}, []),
        ({"days": 30, "look": 0, "state": "paused"}, []),
        ({"days": 0, "look": 0, "state": "let_go"}, []),
    ],
)
def test_boundary_says_what_is_going_on(owner, situations, fields, expected):
    look = clock.today(owner.circle.tzinfo) + dt.timedelta(days=fields.pop("look", 20))
    boundary = make_boundary(owner.membership, at=at(-fields.pop("days")), look_again_on=look, **fields)

    assert situations(owner, boundary) == expected


def test_boundary_tested_three_times_in_28_days_is_often_tested(owner, situations):
    boundary = make_boundary(owner.membership, at=at(-60))
    for days in (0, 13, 29):
        make_boundary_test(boundary, owner.membership, at=at(-days))
    assert situations(owner, boundary) == []

    last = make_boundary_test(boundary, owner.membership, at=at(-26), outcome="bent")
    assert situations(owner, boundary) == ["boundary_often_tested"]
    assert situations(owner, last) == ["boundary_often_tested", "boundary_bent"]


def test_tests_that_the_reader_may_not_see_raise_nothing_for_them(owner, helper, situations):
    boundary = make_boundary(owner.membership, at=at(-60), visibility="circle")
    for _again in range(3):
        make_boundary_test(boundary, owner.membership, visibility="only_me")

    assert situations(owner, boundary) == ["boundary_often_tested"]
    assert situations(helper, boundary) == []


@pytest.mark.parametrize("outcome", ["kept", "bent", "dropped"])
def test_test_says_what_was_done(owner, situations, outcome):
    test = make_boundary_test(make_boundary(owner.membership), owner.membership, outcome=outcome)

    assert situations(owner, test) == [f"boundary_{outcome}"]


def test_test_of_a_safety_boundary_puts_safety_first(owner, situations):
    test = make_boundary_test(make_boundary(owner.membership, kind_of="safety"), owner.membership, outcome="dropped")

    assert situations(owner, test) == ["unsafe_at_home", "boundary_dropped"]


def test_rows_answer_active_and_due(owner):
    today = clock.today(owner.circle.tzinfo)
    make_boundary(owner.membership, look_again_on=None)
    due = make_boundary(owner.membership, look_again_on=today)
    paused = make_boundary(owner.membership, look_again_on=today, state="paused")

    assert list(Boundary.objects.due_for_review(today)) == [due]
    assert Boundary.objects.active().count() == 2
    assert list(Boundary.objects.resting()) == [paused]


def test_tests_between_two_moments(owner):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership, at=at(-1))
    make_boundary_test(boundary, owner.membership, at=at(-9))

    assert list(BoundaryTest.objects.between(at(-2), at(0))) == [test]


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([], "Not tested in the last 28 days."),
        (["bent"], "Tested 1 time in 28 days: bent 1."),
        (["bent", "kept", "kept", "kept"], "Tested 4 times in 28 days: kept 3, bent 1."),
        (["dropped", "kept"], "Tested 2 times in 28 days: kept 1, dropped 1."),
    ],
)
def test_outcomes_in_words(outcomes, words):
    assert in_words(outcomes) == words


def test_titles_are_short_lines(owner):
    boundary = make_boundary(owner.membership, limit="lend\ncash " * 30)

    assert len(boundary.title) <= 80
    assert "\n" not in boundary.title
    assert len(make_boundary_test(boundary, owner.membership).title) <= 80
    assert make_boundary(owner.membership, limit="").title == "Money"


def test_shared_test_of_an_only_me_boundary_is_not_valid(owner):
    test = make_boundary_test(make_boundary(owner.membership), owner.membership)
    test.visibility = "circle"

    with pytest.raises(ValidationError):
        test.full_clean()


@pytest.mark.parametrize(
    "fields", [{"kind_of": "rent"}, {"state": "broken"}, {"agreement": "all"}, {"look_again_on": dt.date(9999, 12, 31)}]
)
def test_database_refuses_what_the_app_does_not_know(owner, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_boundary(owner.membership, **fields)
