"""The pages that are measured, for a circle of the bench. Import it after Django is set up."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve

from tests.bench.browser import TOKEN
from tests.bench.rows import BATCH, a_life, fill
from tests.factories import Person, join, make_circle
from tracker.appointments.models import Appointment
from tracker.appointments.rules import What
from tracker.base import clock
from tracker.boundaries.models import Boundary
from tracker.entries.models import Entry
from tracker.people.models import Circle, Membership, User
from tracker.people.permissions import Role

OTHERS = ("Sister", "Partner")
# What is saved while measuring lies far back, so that it does not lengthen Today.
SAVED_DAYS_AGO = 9 * 365
NOT_STATEMENTS = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")


class Reader(Protocol):
    """A client of the site: tests.bench.browser.Browser over HTTP, InProcess without."""

    def get(self, path: str): ...

    def post(self, path: str, fields: dict): ...


@dataclass(frozen=True)
class Page:
    """A page by its name in tests.bench.budgets; `form` makes it the saving of that form."""

    name: str
    path: str
    form: str = ""

    @property
    def saves(self) -> bool:
        return bool(self.form)


@dataclass(frozen=True)
class Life:
    """A circle with many entries, and its reader."""

    person: Person
    entry: Entry
    boundary: Entry

    @property
    def session(self) -> dict[str, str]:
        """The cookie of the reader's session."""
        name = settings.SESSION_COOKIE_NAME
        return {name: self.person.client.cookies[name].value}


def live(count: int) -> Life:
    """A circle of three that has written down `count` entries."""
    person = join(make_circle(), name=f"Reader of {count}")
    for name in OTHERS:
        join(person.circle, Role.HELPER, name)
    made = fill(person.membership, a_life(count, clock.now()))
    visit = next(one for one in reversed(made[Appointment]) if one.what == What.DOSE)
    return Life(person, visit, made[Boundary][-1])


def add_circles(count: int) -> None:
    """As many circles of other people, each with one member, as a large host has."""
    users = User.objects.bulk_create((User(email=f"other{n}@example.org", password="!") for n in range(count)), BATCH)
    circles = Circle.objects.bulk_create((Circle(zone="America/Chicago") for _ in users), BATCH)
    pairs = zip(users, circles, strict=True)
    Membership.objects.bulk_create(
        (Membership(circle=circle, user=user, role=Role.OWNER.value) for user, circle in pairs), BATCH
    )


def pages_of(life: Life) -> list[Page]:
    """Pages that a circle fills."""
    url = life.person.url
    pages = [
        Page("today", url()),
        Page("list", url("appointments/")),
        Page("entry", life.entry.get_absolute_url()),
        Page("boundary", life.boundary.get_absolute_url()),
        Page("timeline", url("timeline/")),
        Page("week", url("week/")),
        Page("patterns", url("patterns/")),
        Page("reminders", url("reminders/")),
        Page("sign-form", url("signs/add/")),
        Page("visit-form", url("appointments/add/")),
        Page("sign-save", url("signs/add/"), form="sign"),
        Page("visit-save", url("appointments/add/"), form="visit"),
    ]
    return [page for page in pages if _is_there(page.path)]


def _is_there(path: str) -> bool:
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


PUBLIC_PAGES = [
    Page("emergency", "/emergency/"),
    Page("topic", "/guidance/missed-dose/"),
    Page("signs", "/signs/"),
    Page("resources", "/resources/"),
]


def filled_in(form: str, token: str) -> dict:
    """What a person sends for a new entry; each sending is a new one."""
    at = clock.now() - dt.timedelta(days=SAVED_DAYS_AGO)
    shared = {
        "csrfmiddlewaretoken": token,
        "client_key": str(uuid.uuid4()),
        "at": at.strftime("%Y-%m-%dT%H:%M"),
        "note": "A line about how it went.",
        "visibility": "circle",
    }
    if form == "sign":
        return shared | {"signs": ["GS1", "TE1"], "how_known": "saw", "what_i_did": "Asked how the night was."}
    return shared | {"what": "dose", "minutes": "60", "how": "in_person", "outcome": "went", "place": "12 Oak Street"}


def ask(reader: Reader, page: Page, token: str = ""):
    """Open the page, or save its form; anything but the expected status stops the measurement."""
    reply = reader.post(page.path, filled_in(page.form, token)) if page.saves else reader.get(page.path)
    status = getattr(reply, "status", None) or reply.status_code
    if status != (302 if page.saves else 200):
        raise RuntimeError(f"{page.name} ({page.path}) answered {status}")
    return reply


def token_of(reader: Reader, page: Page) -> str:
    """The token that the page's form carries; it stays good for as long as the session."""
    return TOKEN.search(reader.get(page.path).text)[1]


def queries_of(life: Life, page: Page) -> list[str]:
    """The statements of one request, warm, without those that only open and close transactions."""
    client = Client() if page in PUBLIC_PAGES else life.person.client
    reader = InProcess(client)
    ask(reader, page)
    if page.saves:
        client.get(life.person.url("log/"))  # so that what the first saving says is not waiting
    with CaptureQueriesContext(connection) as captured:
        ask(reader, page)
    return [one["sql"] for one in captured if not NOT_STATEMENTS.match(one["sql"])]


@dataclass(frozen=True)
class InProcess:
    """The test client of Django as a reader."""

    client: Client

    def get(self, path: str):
        return self.client.get(path)

    def post(self, path: str, fields: dict):
        return self.client.post(path, fields)
