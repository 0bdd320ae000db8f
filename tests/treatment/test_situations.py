"""What each event says is going on, and the caution that goes with it."""

import datetime as dt

import pytest

from tests.factories import at, make_treatment
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.entries.log import Log
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import What

pytestmark = pytest.mark.django_db


def raised(person, entry) -> list[str]:
    facts = TreatmentEvent.load_facts(Log(person.membership), [entry])
    return [str(one.situation) for one in entry.situations(facts)]


CASES = [
    ({"what": "stopped"}, ["break_in_treatment"]),
    ({"what": "left_treatment"}, ["break_in_treatment"]),
    ({"what": "left_care"}, ["break_in_treatment"]),
    ({"what": "released"}, ["break_in_treatment"]),
    ({"what": "dose_missed", "days_missed": "one"}, ["missed_dose"]),
    ({"what": "dose_missed", "days_missed": "two_or_more"}, ["missed_dose", "break_in_treatment"]),
    ({"what": "injection_late", "medicine": "buprenorphine"}, ["late_injection"]),
    ({"what": "injection_late", "medicine": "naltrexone"}, ["late_injection", "naltrexone_month_end"]),
    ({"what": "injection_given", "medicine": "naltrexone"}, ["encourage"]),
    ({"what": "started", "medicine": "methadone"}, ["methadone_start", "back_in_treatment"]),
    ({"what": "changed", "medicine": "buprenorphine"}, ["back_in_treatment"]),
    ({"what": "back_in_treatment", "medicine": "methadone"}, ["methadone_start", "back_in_treatment"]),
    ({"what": "back_in_treatment"}, ["back_in_treatment"]),
    ({"what": "returned_to_use"}, ["return_to_use"]),
    ({"what": "overdose"}, ["overdose_survived"]),
    ({"what": "naloxone_used"}, ["overdose_survived"]),
]


@pytest.mark.parametrize(("fields", "situations"), CASES)
def test_each_event_says_its_own(owner, fields, situations):
    assert raised(owner, make_treatment(owner.membership, **fields)) == situations


def test_every_event_says_something(owner):
    assert {fields["what"] for fields, _situations in CASES} == set(What)


def test_a_return_within_the_window_keeps_its_caution(owner):
    make_treatment(owner.membership, what="left_care", at=at(days=-4))
    back = make_treatment(owner.membership, what="started", medicine="buprenorphine")
    assert raised(owner, back) == ["back_in_treatment", "break_in_treatment"]


def test_naltrexone_speaks_up_near_the_end_and_only_the_last_one(owner):
    first = make_treatment(owner.membership, what="started", medicine="naltrexone", at=at(days=-60))
    last = make_treatment(owner.membership, what="injection_given", medicine="naltrexone", at=at(days=-26))
    assert raised(owner, last) == ["encourage", "naltrexone_month_end"]
    assert raised(owner, first) == ["back_in_treatment"]


def test_reasons_are_whole_plain_sentences_with_their_day(owner):
    when = dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)
    for fields, _situations in CASES:
        entry = make_treatment(owner.membership, at=when, **fields)
        facts = TreatmentEvent.load_facts(Log(owner.membership), [entry])
        reason = entry.situations(facts)[0].reason
        assert reason.endswith("."), reason
        assert "Tuesday, November 24" in reason
        assert words_to_avoid_in(reason) == []
