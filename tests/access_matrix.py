"""Who may open what under /c/<circle>/, as the views state it: the table and the limits of docs/access.md.

    scripts/with_test_settings.sh .venv/bin/python -m tests.access_matrix --write

writes the page anew; tests/people/test_access.py reads it and tries every row with real clients.
"""

import re
import sys
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from django.urls import URLPattern, get_resolver

PAGE = Path(__file__).parents[1] / "docs" / "access.md"
CIRCLE = "c/<id:circle>/"
ROLES = ("owner", "helper", "viewer")
BEFORE = """# Who may do what

Made from the views by `scripts/with_test_settings.sh .venv/bin/python -m tests.access_matrix --write`. `tests/people/test_access.py` reads this very page and tries each row with real clients; it fails when a view states another permission than the page.

What each permission means stands in `tracker/people/permissions.py`. Roles hold in one circle: an owner here is nobody elsewhere.

- **yes**: the page opens, the form is taken. **no**: 403, or 404 where the address names an entry.
- **own**: entries that the member wrote; anybody else's answer 404, as if they did not exist.
- **again**: asks first to confirm that it is you, when the last sign-in is more than five minutes ago.
- Someone who is not in the circle, or was removed a second ago: 404 on every row, the same page as for a circle that does not exist. Someone who is not signed in: the sign-in page.
- Another member's only-me entries: 404 on every row, for owners too.
- *Undo* takes back one's own change only; on the shelf, helpers act on what they wrote or deleted themselves.

"""  # noqa: E501


@dataclass(frozen=True)
class Row:
    """One address below /c/<circle>/. The last three: "yes", "own" or "no"."""

    address: str
    name: str
    methods: str
    permission: str
    again: str
    owner: str
    helper: str
    viewer: str


def circle_patterns(resolver=None, prefix: str = "") -> list[tuple[str, URLPattern]]:
    """(route, pattern) of every address of a circle."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if not isinstance(one, URLPattern):
            found += circle_patterns(one, route)
        elif route.startswith(CIRCLE):
            found.append((route, one))
    return found


def rows() -> list[Row]:
    """The rows that the views make, in the order of their addresses."""
    return sorted((_row(route, pattern) for route, pattern in circle_patterns()), key=lambda row: row.address)


def _row(route: str, pattern: URLPattern) -> Row:
    from tracker.entries.rules import ALWAYS_ONLY_ME
    from tracker.people.fresh_sign_in import FreshSignInMixin
    from tracker.people.permissions import Permission, may

    view = pattern.callback.view_class
    only_me = "<id:id>" in route and getattr(getattr(view, "model", None), "KIND", "") in ALWAYS_ONLY_ME
    methods = [name.upper() for name in ("get", "post") if name in view.http_method_names and hasattr(view, name)]

    def cell(role: str) -> str:
        if (not may(role, Permission.ADD) and only_me) or not may(role, view.permission):
            return "no"
        deletes_own = view.permission == Permission.DELETE_OWN and not may(role, Permission.DELETE_ANY)
        return "own" if only_me or deletes_own else "yes"

    address = re.sub(r"<\w+:(\w+)>", r"<\1>", route.removeprefix(CIRCLE)) or "(Today)"
    again = "again" if issubclass(view, FreshSignInMixin) else ""
    return Row(address, pattern.name, ", ".join(methods), view.permission.value, again, *map(cell, ROLES))


def table(found: list[Row]) -> str:
    names = [one.name for one in fields(Row)]
    lines = [names, ["---"] * len(names), *([f"`{row.address}`", *astuple(row)[1:]] for row in found)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def read(text: str) -> list[Row]:
    """The rows that a page prints."""
    return [
        Row(*(cell.strip().strip("`") for cell in line.strip().strip("|").split("|")))
        for line in text.splitlines()
        if line.startswith("| `")
    ]


def limits() -> str:
    """What a person and a circle may have, from the constants that the code uses."""
    from tracker.people import rules as people
    from tracker.people.invitations import rules

    return f"""
## Limits

- People in a circle: {people.MEMBERS_MAX}.
- Invitations: {rules.PER_DAY} by one person in 24 hours; {rules.OPEN_MAX} open in one circle; each works once, for {rules.LASTS.total_seconds() / 3600:.0f} hours.
- Mails to one invited address: 1 in {rules.ADDRESS_RESTS.days} days, whoever invites; none once its reader has said no.
- Entries, and circles of one person: no limit. What a single form takes is limited (80 characters in a line, 4,000 in a note).
"""  # noqa: E501


def page() -> str:
    return BEFORE + table(rows()) + limits()


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supporter_site.settings")
    django.setup()
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
