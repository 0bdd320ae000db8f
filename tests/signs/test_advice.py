"""What observations raise, and what the reader is told then."""

import pytest

from tests.factories import at, make_observation
from tracker.entries.advice import advise_on
from tracker.entries.log import Log
from tracker.guidance import matching
from tracker.guidance.situations import Situation
from tracker.signs import rules
from tracker.signs.models import Observation


def raised_by(entry, person) -> dict[str, str]:
    log = Log(person.membership)
    return {one.situation: one.reason for one in entry.situations(Observation.load_facts(log, [entry]))}


def test_each_sign_raises_its_own_situation_with_a_neutral_reason(owner):
    entry = make_observation(owner.membership, signs=("TE1", "MS1"))
    day = entry.day.strftime("%A")
    assert raised_by(entry, owner) == {
        "sign_te1": f"“Skipped a treatment session” was noted on {day}.",
        "sign_ms1": f"“More irritable or quick to anger” was noted on {day}.",
    }


@pytest.mark.parametrize("code", rules.CATALOGUE)
def test_every_sign_leads_somewhere(code):
    raised = Observation(signs=(code,), day=at().date(), at=at()).situations(
        type("Facts", (), {"lately": frozenset(), "lately_since": at(days=-7), "now": at()})()
    )
    assert matching.advise(raised, stage="not_sure", state="IL")


def test_a_good_sign_encourages_too(owner):
    raised = raised_by(make_observation(owner.membership, signs=("GS3",)), owner)
    assert set(raised) == {"sign_gs3", Situation.ENCOURAGE}


def test_several_signs_in_a_week_raise_one_more(owner):
    make_observation(owner.membership, signs=("TE1",), at=at(days=-6))
    make_observation(owner.membership, signs=("SW1",), at=at(days=-2))
    last = make_observation(owner.membership, signs=("SW2",))
    assert raised_by(last, owner)[Situation.SIGNS_MANY] == "A few signs were noted in the last 7 days."


def test_signs_of_an_earlier_week_do_not_count(owner):
    old = make_observation(owner.membership, signs=("TE1", "MS1", "SW1"), at=at(days=-8))
    new = make_observation(owner.membership, signs=("SW2",))
    assert Situation.SIGNS_MANY not in raised_by(new, owner)
    assert Situation.SIGNS_MANY not in raised_by(old, owner)


def test_a_good_sign_alone_is_never_one_of_many(owner):
    make_observation(owner.membership, signs=("TE1", "MS1", "SW1"))
    good = make_observation(owner.membership, signs=("GS1",))
    assert Situation.SIGNS_MANY not in raised_by(good, owner)


def test_what_another_member_keeps_private_is_not_counted(owner, helper):
    make_observation(helper.membership, signs=("TE1", "MS1"))
    mine = make_observation(owner.membership, signs=("SW1",))
    assert Situation.SIGNS_MANY not in raised_by(mine, owner)
    make_observation(helper.membership, signs=("TE1", "MS1"), visibility="circle")
    assert Situation.SIGNS_MANY in raised_by(mine, owner)


def test_facts_take_one_query_and_situations_none(owner, django_assert_num_queries):
    entries = [make_observation(owner.membership, signs=("TE1", "MS1", "SW1")) for _ in range(4)]
    log = Log(owner.membership)
    with django_assert_num_queries(1):
        facts = Observation.load_facts(log, entries)
    with django_assert_num_queries(0):
        assert all(entry.situations(facts) for entry in entries)


def test_advice_puts_the_urgent_sign_first(owner):
    entry = make_observation(owner.membership, signs=("GS1", "TE1", "PH3"))
    first = advise_on(Log(owner.membership), entry)[0]
    assert first.situation == "sign_ph3"
    assert "911" in str(first.text)


def test_lately_is_a_matter_of_days(owner):
    make_observation(owner.membership, at=at(days=-8))
    near = make_observation(owner.membership, at=at(days=-6))
    assert list(Log(owner.membership).of(Observation).lately(at(), days=7)) == [near]
