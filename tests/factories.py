"""Rows for tests: plain functions, no surprises. What a test does not name has a dull default."""

import datetime as dt
import itertools
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.test import Client

from tests.soft_passkey import SoftPasskey
from tracker.appointments import series
from tracker.appointments.models import Appointment
from tracker.appointments.repeats import Every, Repeat
from tracker.base import clock, crypto
from tracker.base.clock import Week
from tracker.base.tokens import hash_of, new_token
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.checkins.models import CheckIn
from tracker.entries import actions
from tracker.good_things.models import GoodThing
from tracker.people.invitations.models import Invitation
from tracker.people.invitations.rules import LASTS
from tracker.people.models import Circle, Contact, Membership, User
from tracker.people.permissions import Role
from tracker.people.reading import Reading
from tracker.readiness.models import NaloxoneKit, TrainedPerson
from tracker.rides import standing
from tracker.rides.models import Ride
from tracker.signing_in.models import SignIn
from tracker.signs.models import Observation
from tracker.summary.copies.models import ShareLink
from tracker.summary.copies.rules import Part
from tracker.tasks.models import SearchCall, Task
from tracker.treatment.models import TreatmentEvent

_numbers = itertools.count(1)
PASSWORD = "five quiet green lamps"


@dataclass
class Person:
    """A member with a signed-in client."""

    user: User
    client: Client
    membership: Membership | None = None

    @property
    def circle(self) -> Circle:
        return self.membership.circle

    def url(self, path: str = "") -> str:
        """An address below the person's circle."""
        return f"/c/{self.circle.public_id}/{path}"


def make_user(name: str = "Maria", **fields) -> User:
    """A user with a verified e-mail."""
    from allauth.account.models import EmailAddress

    email = fields.pop("email", f"{name.lower()}{next(_numbers)}@example.org")
    fields.setdefault("has_read", tuple(Reading))  # nothing is explained a first time
    user = User.objects.create_user(email=email, password=fields.pop("password", PASSWORD), name=name, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def make_circle(**fields) -> Circle:
    defaults = {"nickname": "Jay", "state": "IL", "zone": "America/Chicago"}
    return Circle.objects.create(**defaults | fields)


def join(circle: Circle, role: Role = Role.OWNER, name: str = "Maria") -> Person:
    """A new user who is a member of the circle, signed in."""
    user = make_user(name)
    membership = Membership.objects.create(circle=circle, user=user, role=role)
    client = Client()
    client.force_login(user)
    return Person(user, client, membership)


def confirm_it_is_me(person: Person) -> Person:
    """Type the person's password on "Confirm it is you", as sensitive pages ask; good for five minutes."""
    answer = person.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302, answer
    return person


def make_invitation(membership: Membership, **fields) -> Invitation:
    """A link for one viewer, made by the member; `token` is what stands in it."""
    token = fields.pop("token", "") or new_token()
    defaults = {"role": Role.VIEWER, "expires_at": clock.now() + LASTS, "token_digest": hash_of(token)}
    return Invitation.objects.create(circle=membership.circle, made_by=membership.user, **defaults | fields)


def make_share_link(membership: Membership, **fields) -> ShareLink:
    """A link for seven days to a copy of everything of this week, without names; its `token` is what stands in it."""
    token = fields.pop("token", "") or new_token()
    now = clock.now()
    week = str(Week.this(membership.circle.tzinfo))
    defaults = {"week": week, "parts": tuple(part.value for part in Part), "as_of": now, "token_digest": hash_of(token)}
    defaults["ends_at"] = now + dt.timedelta(days=7)
    link = ShareLink.objects.create(membership=membership, **defaults | fields)
    link.token = token
    return link


def make_contact(circle: Circle, **fields) -> Contact:
    return Contact.objects.create(
        circle=circle, **{"role": "clinic", "name": "Oak Street clinic", "phone": "312-555-0142"} | fields
    )


def at(days: float = 0, hours: float = 0) -> dt.datetime:
    """A moment that many days and hours from now, on a whole minute."""
    return (clock.now() + dt.timedelta(days=days, hours=hours)).replace(second=0, microsecond=0)


def add_entry(model, membership: Membership, **fields):
    """Save an entry the way the app does; `at` is now unless given."""
    fields.setdefault("at", at())
    fields.setdefault("visibility", model.DEFAULT_VISIBILITY.value)
    entry = model(**fields)
    actions.add(entry=entry, membership=membership)
    return entry


def make_appointment(membership: Membership, **fields) -> Appointment:
    return add_entry(Appointment, membership, **{"what": "dose"} | fields)


def make_observation(membership: Membership, **fields) -> Observation:
    return add_entry(Observation, membership, **{"signs": ("TE1",)} | fields)


def make_good_thing(membership: Membership, **fields) -> GoodThing:
    return add_entry(GoodThing, membership, **{"codes": ("GS3",)} | fields)


def make_checkin(membership: Membership, **fields) -> CheckIn:
    return add_entry(CheckIn, membership, **{"sleep": "so_so"} | fields)


def make_ride(membership: Membership, **fields) -> Ride:
    """A ride two days ahead, booked for its visit as the form would."""
    visit = fields.get("visit") or fields.get("appointment")
    defaults = {"how": "medicaid", "at": at(2), "booked_for_start": visit and visit.at}
    return add_entry(Ride, membership, **defaults | fields)


def make_daily(membership: Membership, count: int = 3, **fields) -> Appointment:
    """The first of some dose visits, one a day from tomorrow on."""
    visit = Appointment(**{"what": "dose", "at": at(days=1), "visibility": "circle"} | fields)
    repeat = Repeat(Every.DAY, clock.local_day(visit.at, membership.circle.tzinfo), count=count)
    return series.start(visit=visit, repeat=repeat, membership=membership)


def make_standing_ride(visit: Appointment, membership: Membership, **fields) -> Ride:
    """A ride there for this visit of a series, that comes with those that follow."""
    ride = make_ride(membership, **{"visit": visit, "at": visit.at, "how": "family"} | fields)
    standing.start(ride=ride, membership=membership)
    ride.refresh_from_db()
    return ride


def make_boundary(membership: Membership, **fields) -> Boundary:
    """About cash, active, to be looked at in three weeks."""
    defaults = {
        "kind_of": "money",
        "when_text": "you ask for cash",
        "limit": "hand out or lend cash",
        "action": "say no once, and buy a meal if I want to",
        "still": "drive you to the clinic",
        "look_again_on": clock.today(membership.circle.tzinfo) + dt.timedelta(weeks=3),
    }
    return add_entry(Boundary, membership, **defaults | fields)


def make_boundary_test(boundary: Boundary, membership: Membership, **fields) -> BoundaryTest:
    """Kept, and seen by those who see the boundary."""
    defaults = {"boundary": boundary, "outcome": "kept", "visibility": boundary.visibility}
    return add_entry(BoundaryTest, membership, **defaults | fields)


def make_task(membership: Membership, **fields) -> Task:
    """In one's own words, without a day; `due_on` puts it at noon as the form would."""
    from tracker.tasks.rules import due_moment

    if fields.get("due_on"):
        fields.setdefault("at", due_moment(fields["due_on"], membership.circle.tzinfo))
    return add_entry(Task, membership, **{"what": "Call the school"} | fields)


def make_call(task: Task, **fields) -> SearchCall:
    """A call of a search, today."""
    defaults = {"whom": "Oak Street clinic", "called_on": clock.today(task.circle.tzinfo)}
    return SearchCall.objects.create(task=task, **defaults | fields)


def make_treatment(membership: Membership, **fields) -> TreatmentEvent:
    """They left treatment, just now."""
    return add_entry(TreatmentEvent, membership, **{"what": "left_treatment"} | fields)


def make_kit(circle: Circle, **fields) -> NaloxoneKit:
    """Two sprays in the kitchen, without a date."""
    return NaloxoneKit.objects.create(circle=circle, **{"where": "Kitchen, top drawer"} | fields)


def make_trained_person(circle: Circle, **fields) -> TrainedPerson:
    return TrainedPerson.objects.create(circle=circle, **{"name": "Tess"} | fields)


def make_sign_in(user: User, **fields) -> SignIn:
    """The user is signed in with Firefox on Windows, somewhere else."""
    client = Client()
    client.force_login(user)
    kind = {"browser": "firefox", "system": "windows"}
    return SignIn.objects.create(user=user, session_id=client.session.session_key, **kind | fields)


def make_passkey(user: User, name: str = "My phone", passkey: SoftPasskey | None = None) -> Authenticator:
    """A passkey that signs in by itself; give `passkey` to use it."""
    credential = (passkey or SoftPasskey()).registration()
    return WebAuthn.add(user, crypto.encrypt(name), credential).instance
