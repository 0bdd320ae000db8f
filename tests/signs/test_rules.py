"""Signs on plain values."""

import pytest

from tracker.guidance.catalogue import CRISIS_CHECK, EMERGENCY_ADDRESSES, GOOD_SIGNS, SIGNS, WAKE_CHECK, Category
from tracker.signs import rules


def codes_of(signs) -> list[str]:
    return [one.code for one in signs]


def test_good_signs_come_first_each_sign_once_and_unknown_codes_are_left_out():
    assert codes_of(rules.signs_of(["TE1", "GS2", "TE1", "XX9", "GS1"])) == ["GS1", "GS2", "TE1"]


def test_by_category_has_no_empty_category():
    grouped = rules.by_category(["PH2", "TE1", "GS1", "TE2"])
    assert [(category, codes_of(signs)) for category, signs in grouped] == [
        (Category.GOOD, ["GS1"]),
        (Category.TREATMENT, ["TE1", "TE2"]),
        (Category.BODY, ["PH2"]),
    ]
    assert rules.by_category([]) == []


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], ""),
        (["TE1"], "Skipped a treatment session"),
        (["TE1", "GS1"], "Kept an appointment, Skipped a treatment session"),
        (["TE1", "GS1", "GS2"], "Kept an appointment, Talked openly and 1 more"),
        (["TE1", "GS1", "GS2", "PH3"], "Kept an appointment, Talked openly and 2 more"),
    ],
)
def test_a_title_names_two_and_counts_the_rest(codes, words):
    assert rules.in_words(codes) == words


@pytest.mark.parametrize(
    ("codes", "many"),
    [
        ([], False),
        (["TE1", "MS1"], False),
        (["TE1", "TE5", "TE6"], False),
        (["TE1", "TE5", "MS1"], True),
        (["TE1", "MS1", "SW1"], True),
        (["TE1", "MS1", "MS1"], False),
        (["TE1", "MS1", "GS1"], False),
        (["GS1", "GS2", "GS3", "TE1", "MS1"], False),
        (["TE1", "MS1", "XX9"], False),
    ],
)
def test_many_signs_are_three_from_two_categories(codes, many):
    assert rules.many_signs(codes) is many


def test_used_lately_takes_the_newest_six_and_no_emergency():
    newest_first = [("OD2", "TE1", "GS1"), ("TE1", "MS1", "XX9"), ("SW1", "SW2"), ("RS1", "RS2")]
    assert codes_of(rules.used_lately(newest_first)) == ["GS1", "TE1", "MS1", "SW1", "SW2", "RS1"]
    assert rules.used_lately([]) == []


def test_every_emergency_shows_a_way_to_help_first():
    for code in EMERGENCY_ADDRESSES:
        assert rules.needs_wake_check([code]) or rules.needs_crisis_line([code]), code


def test_checks_follow_the_catalogue():
    wake = {one.code for one in (*SIGNS, *GOOD_SIGNS) if rules.needs_wake_check([one.code])}
    crisis = {one.code for one in (*SIGNS, *GOOD_SIGNS) if rules.needs_crisis_line([one.code])}
    assert wake == WAKE_CHECK | {"OD2", "OD3"} == {"PH2", "PH3", "DU3", "OD1", "OD2", "OD3"}
    assert crisis == CRISIS_CHECK | {"MS6"} == {"MS3", "MS6"}


@pytest.mark.parametrize("code", ["OD2", "OD3", "MS6"])
def test_an_emergency_may_be_written_down_only_when_it_is_over(code):
    assert "Call 911" in str(rules.act_first(["GS1", code], over=False))
    assert rules.act_first(["GS1", code], over=True) == ""


def test_a_talk_about_dying_names_988_too():
    assert "988" in str(rules.act_first(["MS6"], over=False))
    assert "988" not in str(rules.act_first(["OD2"], over=False))


def test_other_signs_may_be_written_down_at_once():
    for one in (*SIGNS, *GOOD_SIGNS):
        if one.code not in EMERGENCY_ADDRESSES:
            assert rules.act_first([one.code], over=False) == "", one.code
