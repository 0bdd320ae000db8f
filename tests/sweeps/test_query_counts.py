"""Pages ask the database a fixed number of questions, however many rows there are.

Each page is opened in three circles: with one, three and 300 entries of every kind, all of them recent.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.bench.budgets import LIST, OVERVIEW
from tests.bench.pages import NOT_STATEMENTS, OTHERS, InProcess, Page, ask
from tests.bench.rows import MAKERS, fill, some_of_each
from tests.factories import Person, join, make_circle
from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.people.models import Contact
from tracker.people.permissions import Role
from tracker.timeline.kinds import KINDS

COUNTS = (1, 3, 300)
# Kinds without a page of their own for a list or for adding: their parent's pages have it.
WITHOUT = {("boundary-test", "list"), ("boundary-test", "add")}


@dataclass(frozen=True)
class Measured:
    """A circle with `count` entries of each kind."""

    count: int
    person: Person
    first: dict[type[Entry], Entry]


@pytest.fixture
def circles(db) -> list[Measured]:
    call_command("load_guidance", verbosity=0)
    made = []
    for count in COUNTS:
        person = join(make_circle(stage="settled"), name=f"Reader of {count}")
        for name in OTHERS:
            join(person.circle, Role.HELPER, name)
        rows = fill(person.membership, some_of_each(count, clock.now()))
        made.append(Measured(count, person, {model: entries[0] for model, entries in rows.items()}))
    return made


def pages_of(circle: Measured) -> dict[str, Page]:
    """Every page that prints entries, and the saving of two forms, by name."""
    public_id = circle.person.circle.public_id
    pages = {}
    for name in (
        "today", "timeline", "preview", "log-choose", "week", "patterns", "patterns-numbers",
        "contact-list", "member-list", "shelf-list", "ride-list", "reminder-list",
    ):  # fmt: skip
        try:
            pages[name] = Page(name, reverse(f"tracker:{name}", args=[public_id]))
        except NoReverseMatch:
            continue
    pages["topic-entries"] = Page("topic-entries", circle.person.url("timeline/topic/?topic=appointments"))
    for model, entry in circle.first.items():
        kind = model.KIND
        for action in ("list", "add"):
            if (kind, action) not in WITHOUT:
                path = reverse(f"tracker:{kind}-{action}", args=[public_id])
                pages[f"{kind}-{action}"] = Page(f"{kind}-{action}", path)
        for action in ("detail", "change", "delete"):
            pages[f"{kind}-{action}"] = Page(f"{kind}-{action}", entry.url(action))
    pages["sign-save"] = Page("sign-save", circle.person.url("signs/add/"), form="sign")
    pages["visit-save"] = Page("visit-save", circle.person.url("appointments/add/"), form="visit")
    return pages


def cap(name: str) -> int:
    """The most statements that a page may take."""
    if name in {"timeline", "preview", "topic-entries"}:
        return LIST + len(KINDS)
    return OVERVIEW if name in {"today", "week", "patterns", "patterns-numbers"} else LIST


def statements(circle: Measured, page: Page) -> int:
    """Statements of one request, warm, without those that only open and close transactions."""
    reader = InProcess(circle.person.client)
    ask(reader, page)
    if page.saves:
        circle.person.client.get(circle.person.url("log/"))  # shows what the first saving has said
    with CaptureQueriesContext(connection) as captured:
        ask(reader, page)
    return sum(not NOT_STATEMENTS.match(one["sql"]) for one in captured)


def counted(circles: list[Measured], only: tuple[str, ...] = ()) -> dict[str, tuple[int, ...]]:
    """Page -> its statements with 1, 3 and 300 entries of each kind."""
    pages = [pages_of(circle) for circle in circles]
    return {
        name: tuple(statements(circle, own[name]) for circle, own in zip(circles, pages, strict=True))
        for name in only or pages[0]
    }


def growing(counts: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    return {name: some for name, some in counts.items() if len(set(some)) > 1}


def test_no_page_asks_more_when_there_are_more_entries(circles):
    counts = counted(circles)
    assert growing(counts) == {}
    assert {name: max(some) for name, some in counts.items() if max(some) > cap(name)} == {}


def test_every_kind_is_swept():
    assert set(MAKERS) == {kind.model for kind in KINDS}


def test_the_rows_are_there(circles):
    """A sweep of empty lists would prove nothing."""
    for circle in circles:
        log = Entry.objects.filter(circle=circle.person.circle)
        assert log.count() == circle.count * len(MAKERS)
        assert log.filter(at__gt=clock.now() - dt.timedelta(days=3)).count() == log.count()
        html = circle.person.client.get(circle.person.url("appointments/")).content.decode()
        assert html.count('class="row-link"') >= min(circle.count, 20)


def test_a_list_that_follows_links_row_by_row_is_found(circles, monkeypatch):
    monkeypatch.setattr(Log, "visible", lambda self, entries: entries.visible_to(self.membership))
    assert set(growing(counted(circles, ("appointment-list", "timeline")))) == {"appointment-list", "timeline"}


def test_an_entry_that_asks_by_itself_is_found(circles, monkeypatch):
    asks = property(lambda self: str(Contact.objects.filter(pk=self.contact_id).exists()))
    monkeypatch.setattr(Appointment, "title", asks)
    found = growing(counted(circles, ("today", "appointment-list", "week", "timeline")))
    assert set(found) == {"today", "appointment-list", "week", "timeline"}
