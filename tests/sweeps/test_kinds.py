"""One list of kinds, and every kind has all its pages, words and rights."""

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from tracker.entries.models import Entry
from tracker.timeline.kinds import KINDS


def concrete_kinds() -> set[type[Entry]]:
    return {model for model in apps.get_models() if issubclass(model, Entry) and model is not Entry}


def missing(kinds) -> set[str]:
    """Names of subclasses of Entry that the list lacks, or of listed ones that are none."""
    return {model.__name__ for model in concrete_kinds() ^ {kind.model for kind in kinds}}


def test_the_list_holds_every_kind():
    assert missing(KINDS) == set()


def test_a_kind_left_out_is_found():
    assert missing(KINDS[:-1]) == {KINDS[-1].model.__name__}


def test_codes_are_unique_and_short():
    codes = [kind.code for kind in KINDS]
    assert len(set(codes)) == len(codes)
    assert all(code and len(code) <= 20 for code in codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_kind_says_what_it_is(kind):
    own = vars(kind.model)
    assert own.get("KIND"), "KIND"
    assert "title" in own
    assert "situations" in own, "a kind that raises no situation gets no guidance"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("action", ["add", "detail", "change", "delete"])
def test_a_kind_has_its_pages(kind, action):
    known = 0
    for args in (["a" * 12], ["a" * 12, "b" * 12], ["a" * 12, "b" * 12, "c" * 12]):
        try:
            reverse(f"tracker:{kind.code}-{action}", args=args)
        except NoReverseMatch:
            continue
        known += 1
    assert known == 1
