"""Addresses with public ids in them are those that Django gives."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from tracker.base.addresses import address
from tracker.timeline.kinds import KINDS

CIRCLE, ENTRY, OTHER = "abc-DEF_0123", "------------", "id-000000001"


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS])
@pytest.mark.parametrize("action", ["add", "list", "detail", "change", "delete"])
def test_an_address_is_what_reverse_gives(kind, action):
    ids = [CIRCLE] if action in ("add", "list") else [CIRCLE, ENTRY]
    if kind == "boundary-test":
        if action == "list":
            return
        ids.insert(1, OTHER)
    assert address(f"tracker:{kind}-{action}", *ids) == reverse(f"tracker:{kind}-{action}", args=ids)


def test_ids_stand_in_their_order_whatever_they_look_like():
    ids = [CIRCLE, "id-000000002", "id-000000000"]
    assert address("tracker:boundary-test-detail", *ids) == reverse("tracker:boundary-test-detail", args=ids)


def test_the_site_may_live_below_a_prefix():
    plain = address("tracker:ride-detail", CIRCLE, ENTRY)
    set_script_prefix("/help/")
    try:
        assert address("tracker:ride-detail", CIRCLE, ENTRY) == f"/help{plain}"
    finally:
        set_script_prefix("/")
    assert address("tracker:ride-detail", CIRCLE, ENTRY) == plain


@pytest.mark.parametrize(("page", "ids"), [("tracker:nothing", [CIRCLE]), ("tracker:ride-detail", [CIRCLE])])
def test_a_page_that_does_not_exist_is_an_error(page, ids):
    with pytest.raises(NoReverseMatch):
        address(page, *ids)
