"""The index of models for Django. Nobody imports it: import from the package that owns the model."""

from tracker.appointments.models import Appointment
from tracker.boundaries.models import Boundary, BoundaryTest, BoundaryWording
from tracker.entries.models import AdviceFeedback, Entry, Shelf
from tracker.guidance.models import Resource
from tracker.mail.models import OutboxMail
from tracker.people.models import AuditEvent, Circle, Contact, Membership, User
from tracker.rides.models import Ride
from tracker.signs.models import Observation

__all__ = [
    "AdviceFeedback",
    "Appointment",
    "AuditEvent",
    "Boundary",
    "BoundaryTest",
    "BoundaryWording",
    "Circle",
    "Contact",
    "Entry",
    "Membership",
    "Observation",
    "OutboxMail",
    "Resource",
    "Ride",
    "Shelf",
    "User",
]
