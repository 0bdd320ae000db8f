"""Many entries at once, for measurements and for the sweep that counts queries.

Everything is made by counting, nothing by chance: two runs measure the same rows.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from tracker.appointments.models import Appointment
from tracker.appointments.rules import What, WhyMissed
from tracker.base import clock
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.boundaries.rules import BoundaryKind, TestOutcome
from tracker.checkins.models import CheckIn
from tracker.entries.models import Entry
from tracker.entries.rules import ALWAYS_ONLY_ME
from tracker.good_things.models import GoodThing
from tracker.guidance.catalogue import GOOD_SIGNS
from tracker.people.models import Contact, ContactRole, Membership, User
from tracker.rides.models import Ride
from tracker.rides.rules import How, Status
from tracker.signs.models import Observation
from tracker.signs.rules import CATALOGUE, EMERGENCIES
from tracker.tasks.models import Task
from tracker.treatment import rules as treatment_rules
from tracker.treatment.models import TreatmentEvent

BATCH = 500
# A circle that writes down five or six things a day reaches 20,000 entries in ten years.
A_DAY = 5.5
DAYS_AHEAD = 12
BOUNDARIES = 12
SIGNS = tuple(code for code in CATALOGUE if code not in EMERGENCIES)
GOOD = tuple(sign.code for sign in GOOD_SIGNS)
NOTE = "We left early, talked a little on the way, and it went better than last time."

type Moments = dict[type[Entry], Sequence[dt.datetime]]


@dataclass
class Neighbors:
    """What rows point at: made first, taken in turn."""

    now: dt.datetime
    contacts: list[Contact]
    made: dict[type[Entry], list[Entry]] = field(default_factory=lambda: defaultdict(list))


# One row of each kind -------------------------------------------------------------------------------------
def an_appointment(number: int, at: dt.datetime, by: Neighbors) -> dict:
    """Answered when it is over, except for the last day and a half: seven in ten went."""
    is_open = at > by.now - dt.timedelta(hours=36)
    outcome = "planned" if is_open else ("went", "went", "missed", "went", "cancelled")[number % 5]
    why = list(WhyMissed)[number % len(WhyMissed)].value if outcome == "missed" else ""
    return {
        "what": list(What)[number % len(What)].value,
        "name": f"Clinic on Oak Street {number}" if number % 2 else "",
        "place": "12 Oak Street, second floor",
        "contact": by.contacts[number % len(by.contacts)],
        "outcome": outcome,
        "why_missed": why,
    }


def a_ride(number: int, at: dt.datetime, by: Neighbors) -> dict:
    """To a visit; over, it came, came late or did not come; ahead, every other one has no plan B."""
    visits = by.made[Appointment]
    visit = visits[number % len(visits)] if visits else None
    is_open = at > by.now - dt.timedelta(hours=12)
    status = (Status.TO_BOOK if number % 2 else Status.CONFIRMED) if is_open else RIDES_OVER[number % len(RIDES_OVER)]
    return {
        "visit": visit,
        "booked_for_start": visit and visit.at,
        "leg": "back" if number % 2 else "there",
        "how": list(How)[number % len(How)].value,
        "pickup_place": "By the front door",
        "contact": by.contacts[number % len(by.contacts)],
        "plan_b": "Call Aunt May" if number % 2 else "",
        "status": status.value,
        "minutes_late": 20 if status is Status.CAME_LATE else None,
        "book_by": at.date() - dt.timedelta(days=3),
    }


RIDES_OVER = (Status.CAME, Status.CAME, Status.CAME_LATE, Status.CAME, Status.DID_NOT_COME)


def a_boundary(number: int, at: dt.datetime, by: Neighbors) -> dict:
    """Active; every third one is due for another look."""
    return {
        "kind_of": list(BoundaryKind)[number % len(BoundaryKind)].value,
        "when_text": "you ask for cash",
        "limit": f"hand out or lend cash, number {number}",
        "action": "say no once, and buy a meal if I want to",
        "still": "drive you to the clinic",
        "look_again_on": by.now.date() + dt.timedelta(days=-1 if number % 3 == 0 else 20),
    }


def a_boundary_test(number: int, at: dt.datetime, by: Neighbors) -> dict:
    boundaries = by.made[Boundary]
    return {
        "boundary": boundaries[number % len(boundaries)],
        "outcome": list(TestOutcome)[number % 3 if number % 4 else 0].value,
        "what_happened": "The phone rang late in the evening.",
        "what_i_did": "Said it once and kept it short.",
    }


def an_observation(number: int, at: dt.datetime, by: Neighbors) -> dict:
    """One to three signs; every fourth is about a visit."""
    visits = by.made[Appointment]
    codes = dict.fromkeys(SIGNS[(number * step) % len(SIGNS)] for step in range(1, 2 + number % 3))
    return {
        "signs": tuple(codes),
        "how_known": "saw",
        "strength": "clearly",
        "what_i_did": "Asked how the night was.",
        "about": visits[number % len(visits)] if visits and number % 4 == 0 else None,
    }


def a_treatment_event(number: int, at: dt.datetime, by: Neighbors) -> dict:
    what = list(treatment_rules.What)[number % len(treatment_rules.What)]
    missed = what == treatment_rules.What.DOSE_MISSED
    return {"what": what.value, "medicine": "methadone", "days_missed": "two_or_more" if missed else ""}


def a_good_thing(number: int, at: dt.datetime, by: Neighbors) -> dict:
    return {"codes": (GOOD[number % len(GOOD)],), "own_words": "We laughed in the car." if number % 3 == 0 else ""}


def a_checkin(number: int, at: dt.datetime, by: Neighbors) -> dict:
    return {"sleep": "so_so"}


def a_task(number: int, at: dt.datetime, by: Neighbors) -> dict:
    """Every other one is done."""
    return {"what": f"Call the school about week {number}", "done_at": at if number % 2 else None}


# In the order in which they are made: rows point at kinds above them.
MAKERS: dict[type[Entry], Callable[[int, dt.datetime, Neighbors], dict]] = {
    Appointment: an_appointment,
    Boundary: a_boundary,
    Ride: a_ride,
    BoundaryTest: a_boundary_test,
    Observation: an_observation,
    TreatmentEvent: a_treatment_event,
    GoodThing: a_good_thing,
    CheckIn: a_checkin,
    Task: a_task,
}


# Writing them ---------------------------------------------------------------------------------------------
@transaction.atomic
def insert(entries: Sequence[Entry]) -> None:
    """Save new entries of one kind: `bulk_create` alone refuses a kind, for its row spans two tables."""
    columns = [one.attname for one in Entry._meta.concrete_fields if not one.primary_key]
    parents = [Entry(**{name: getattr(entry, name) for name in columns}) for entry in entries]
    for entry, parent in zip(entries, Entry.objects.bulk_create(parents, batch_size=BATCH), strict=True):
        entry.pk = entry.id = parent.pk
    own = type(entries[0])._meta.local_concrete_fields
    quote = connection.ops.quote_name
    table, names = quote(type(entries[0])._meta.db_table), ", ".join(quote(one.column) for one in own)
    sql = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(own))})"  # noqa: S608 (names of the schema)
    values = [[one.get_db_prep_save(one.pre_save(entry, add=True), connection) for one in own] for entry in entries]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def fill(membership: Membership, moments: Moments) -> dict[type[Entry], list[Entry]]:
    """Write an entry for each moment of each kind, seen by everyone: the other members take turns with the member.

    What is always for its author alone is the member's own.
    """
    everyone = membership.circle.memberships.order_by("pk").select_related("user")
    authors = [one.user for one in sorted(everyone, key=lambda one: one.pk == membership.pk)]
    contacts = [
        Contact(circle=membership.circle, role=role.value, name=f"{role.label}", phone="312-555-0142")
        for role in ContactRole
    ]
    neighbors = Neighbors(clock.now(), Contact.objects.bulk_create(contacts))
    for model, make in MAKERS.items():
        made = [
            _entry(model, membership, authors[number % len(authors)], at, make(number, at, neighbors))
            for number, at in enumerate(moments.get(model, ()))
        ]
        for entry in made:
            entry.place_in_time(entry.at, membership.circle)
        if made:
            insert(made)
        neighbors.made[model] = made
    return neighbors.made


def _entry(model: type[Entry], membership: Membership, author: User, at: dt.datetime, fields: dict) -> Entry:
    own = model.KIND in ALWAYS_ONLY_ME
    seen = {"author": membership.user, "visibility": "only_me"} if own else {"author": author, "visibility": "circle"}
    return model(circle=membership.circle, kind=model.KIND, at=at, note=NOTE, **seen, **fields)


# When they are --------------------------------------------------------------------------------------------
def spread(count: int, start: dt.datetime, end: dt.datetime) -> list[dt.datetime]:
    """`count` moments on whole minutes from `start` to `end`, evenly apart; one alone stands at the end."""
    step = (end - start) / max(count, 1)
    return [(start + step * number).replace(second=0, microsecond=0) for number in range(1, count + 1)]


def a_life(count: int, now: dt.datetime) -> Moments:
    """`count` entries at an even pace up to now, so that a longer life goes further back; and what is planned.

    Of eleven entries four are signs, three visits, two rides and two tests of one of a dozen boundaries.
    Ahead, each of `DAYS_AHEAD` days has a visit and a ride.
    """
    past = count - BOUNDARIES - 2 * DAYS_AHEAD
    begin = now - dt.timedelta(days=past / A_DAY)
    moments: dict[type[Entry], list[dt.datetime]] = defaultdict(list)
    moments[Boundary] = spread(BOUNDARIES, begin, begin + dt.timedelta(days=60))
    for number, at in enumerate(spread(past, begin, now)):
        moments[TURNS[number % len(TURNS)]].append(at)
    for model in (Appointment, Ride):
        moments[model] += spread(DAYS_AHEAD, now, now + dt.timedelta(days=DAYS_AHEAD))
    return moments


TURNS = (
    Observation, Appointment, BoundaryTest, Observation, Ride, Appointment, Observation, BoundaryTest, Ride,
    Appointment, Observation,
)  # fmt: skip


def some_of_each(count: int, now: dt.datetime) -> Moments:
    """`count` entries of each kind, in turn, within two days: all of them on Today, in the week and on first pages.

    The first of each kind is the same however many follow: a visit and its ride in six hours, the rest just now.
    """
    moments = spread(count, now - dt.timedelta(days=2), now + dt.timedelta(hours=6))[::-1]
    just_now = [now - dt.timedelta(minutes=5), *moments[1:]]
    return {model: moments if model in (Appointment, Ride) else just_now for model in MAKERS}
