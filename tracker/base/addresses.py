"""Addresses: of pages that public ids name, and those that a browser sends along to go on to."""

from functools import cache

from django.urls import get_script_prefix, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def own_path(wanted: str, otherwise: str) -> str:
    """`wanted`, if it is a path of this site and nothing else; else `otherwise`.

    A bare word is no path: `redirect` would take it for the name of a page.
    """
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise


def address(page: str, *public_ids: str) -> str:
    """The address of a page ("tracker:ride-detail"), as `reverse` gives it: lists are full of them.

    `public_ids` stand in it as they are. NoReverseMatch when there is no such page, or it takes other ids.
    """
    return _around_ids(page, len(public_ids), get_script_prefix()).format(*public_ids)


@cache
def _around_ids(page: str, count: int, _prefix: str) -> str:
    """The address with a gap for each id. Django takes 30 µs to look one up and check it; the pages are few."""
    stand_ins = [f"id-{number:09}" for number in range(count)]
    path = reverse(page, args=stand_ins)
    for stand_in in stand_ins:
        path = path.replace(stand_in, "{}")
    return path
