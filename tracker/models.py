"""The index of models for Django. Nobody imports it: import from the package that owns the model."""

from tracker.appointments.models import Appointment, Series
from tracker.boundaries.models import Boundary, BoundaryTest, BoundaryWording
from tracker.checkins.models import CheckIn
from tracker.entries.models import AdviceFeedback, Entry, Shelf
from tracker.good_things.models import GoodThing
from tracker.guidance.models import Resource
from tracker.mail.models import OutboxMail
from tracker.people.invitations.models import Invitation, InvitedAddress
from tracker.people.models import AuditEvent, Circle, Contact, KeptForm, Membership, User
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.reminders.models import CalendarLink, Delivery, ReminderSettings
from tracker.rides.models import Ride, StandingRide
from tracker.signing_in.models import KnownBrowser, SignIn
from tracker.signs.models import Observation
from tracker.summary.copies.models import ShareLink
from tracker.tasks.models import SearchCall, Task
from tracker.treatment.models import TreatmentEvent

__all__ = [
    "AdviceFeedback",
    "Appointment",
    "AuditEvent",
    "Boundary",
    "BoundaryTest",
    "BoundaryWording",
    "CalendarLink",
    "CheckIn",
    "Circle",
    "Contact",
    "Delivery",
    "Entry",
    "GoodThing",
    "HousePlan",
    "Invitation",
    "InvitedAddress",
    "KeptForm",
    "KnownBrowser",
    "Membership",
    "NaloxoneKit",
    "Observation",
    "OutboxMail",
    "ReminderSettings",
    "Resource",
    "Ride",
    "SearchCall",
    "Series",
    "ShareLink",
    "Shelf",
    "SignIn",
    "StandingRide",
    "Task",
    "TrainedPerson",
    "TreatmentEvent",
    "User",
]
