"""Addresses that a browser sends along: where to go on to."""

from django.utils.http import url_has_allowed_host_and_scheme


def own_path(wanted: str, otherwise: str) -> str:
    """`wanted`, if it is a path of this site and nothing else; else `otherwise`.

    A bare word is no path: `redirect` would take it for the name of a page.
    """
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours else otherwise
