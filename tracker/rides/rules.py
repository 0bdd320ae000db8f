"""Rides: how, when to book, and what does not fit the visit, on plain values."""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tracker.appointments.rules import Outcome
from tracker.base.choices import LabelledEnum
from tracker.base.workdays import business_days_before


class Leg(LabelledEnum):
    THERE = "there", _("There")
    BACK = "back", _("Back")


class How(LabelledEnum):
    DRIVE = "drive", _("I drive")
    FAMILY = "family", _("Family or friend")
    MEDICAID = "medicaid", _("Medicaid ride")
    TAXI = "taxi", _("Taxi or app")
    BUS = "bus", _("Bus or train")
    VAN = "van", _("Clinic van")
    FOOT = "foot", _("On foot")


class Status(LabelledEnum):
    TO_BOOK = "to_book", _("To book")
    REQUESTED = "requested", _("Requested")
    CONFIRMED = "confirmed", _("Confirmed")
    CAME = "came", _("Came")
    CAME_LATE = "came_late", _("Came late")
    DID_NOT_COME = "did_not_come", _("Did not come")
    CANCELLED = "cancelled", _("Cancelled")


class Reply(LabelledEnum):
    """What a member who was asked to drive has said."""

    YES = "yes", _("Yes, I drive")
    NO = "no", _("I cannot")


# What a list calls a ride: the way, then the leg.
NAMES = {
    (How.DRIVE, Leg.THERE): _("Drive there"),
    (How.DRIVE, Leg.BACK): _("Drive back"),
    (How.FAMILY, Leg.THERE): _("Ride there with family or a friend"),
    (How.FAMILY, Leg.BACK): _("Ride back with family or a friend"),
    (How.MEDICAID, Leg.THERE): _("Medicaid ride there"),
    (How.MEDICAID, Leg.BACK): _("Medicaid ride back"),
    (How.TAXI, Leg.THERE): _("Taxi or app ride there"),
    (How.TAXI, Leg.BACK): _("Taxi or app ride back"),
    (How.BUS, Leg.THERE): _("Bus or train there"),
    (How.BUS, Leg.BACK): _("Bus or train back"),
    (How.VAN, Leg.THERE): _("Clinic van there"),
    (How.VAN, Leg.BACK): _("Clinic van back"),
    (How.FOOT, Leg.THERE): _("Walk there"),
    (How.FOOT, Leg.BACK): _("Walk back"),
}

OPEN = frozenset({Status.TO_BOOK, Status.REQUESTED, Status.CONFIRMED})
# Ways where a company is booked and can fail to come.
BOOKED = frozenset({How.MEDICAID, How.TAXI, How.VAN})
# Ways where a member of the circle may be the driver.
BY_A_MEMBER = frozenset({How.DRIVE, How.FAMILY})
# Ways that need no one's promise.
ON_ONES_OWN = frozenset({How.DRIVE, How.BUS, How.FOOT})

# Illinois advises 5 to 7 business days (Transdev for Illinois HFS, non-emergency transport: participants).
# The longer one is the safe one; other states and health plans often ask for less.
MEDICAID_BUSINESS_DAYS = 7
BOOK_SOON_DAYS = 3
LATE_MINUTES = 15
LEAVE_BEFORE_MINUTES = 45
SOON_MINUTES = 5
ASK_BEFORE_MINUTES = 30


# When to book --------------------------------------------------------------------------------------------
def business_days_ahead(of_contact: int | None, of_circle: int | None) -> int:
    """How many business days before the pick-up to book: what the company asks for, else what the circle has set."""
    return of_contact or of_circle or MEDICAID_BUSINESS_DAYS


def book_by(pickup_day: dt.date, how: str, days: int = MEDICAID_BUSINESS_DAYS) -> dt.date | None:
    """The last good day to book: for a Medicaid ride `days` business days ahead, for any other way none."""
    return business_days_before(pickup_day, days) if how == How.MEDICAID else None


def is_due_to_book(status: str, book_by_day: dt.date | None, today: dt.date) -> bool:
    """Whether the day to book is at most three days off, or past."""
    if status != Status.TO_BOOK or book_by_day is None:
        return False
    return book_by_day <= today + dt.timedelta(days=BOOK_SOON_DAYS)


def first_status(how: str) -> Status:
    """Where a new ride stands when nobody says: a company or another driver has to be asked first."""
    return Status.CONFIRMED if how in ON_ONES_OWN else Status.TO_BOOK


def usual_pickup(leg: str, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> dt.datetime:
    """A pick-up time to start from: 45 minutes before the visit, or when it ends.

    Soon, when those 45 minutes have begun: a ride in place of one that did not come is for now.
    """
    if leg == Leg.BACK:
        return end
    usual, soon = start - dt.timedelta(minutes=LEAVE_BEFORE_MINUTES), now + dt.timedelta(minutes=SOON_MINUTES)
    return soon if usual < soon < start else usual


# How it went ---------------------------------------------------------------------------------------------
def is_open(status: str) -> bool:
    """Whether the ride still stands: nobody has said yet how it went."""
    return status in OPEN


def failed(status: str, minutes_late: int | None = None) -> bool:
    """Whether the ride let the person down: it did not come, or 15 minutes late or more."""
    return status == Status.DID_NOT_COME or (status == Status.CAME_LATE and (minutes_late or 0) >= LATE_MINUTES)


def asks_how_it_went(status: str, pickup: dt.datetime, now: dt.datetime) -> bool:
    """Whether to ask if the ride came: from half an hour before the pick-up, until someone says."""
    return is_open(status) and pickup <= now + dt.timedelta(minutes=ASK_BEFORE_MINUTES)


def by_company(rides: Iterable) -> list[tuple[str, list]]:
    """Rides under the name of the company to call, or under their way where none is saved; by name."""
    found: dict[str, list] = {}
    for ride in rides:
        found.setdefault(ride.contact.name if ride.contact else str(ride.how_label), []).append(ride)
    return sorted(found.items(), key=lambda one: one[0].casefold())


# Whether it fits the visit -------------------------------------------------------------------------------
def arrives_at(pickup: dt.datetime, travel_minutes: int | None) -> dt.datetime:
    """When the ride reaches its place; with no travel time known, no earlier than the pick-up."""
    return pickup + dt.timedelta(minutes=travel_minutes or 0)


def arrives_too_late(pickup: dt.datetime, travel_minutes: int | None, appointment_start: dt.datetime) -> bool:
    """Whether a ride there reaches the visit after it starts."""
    return arrives_at(pickup, travel_minutes) > appointment_start


def leaves_before_end(pickup: dt.datetime, appointment_end: dt.datetime) -> bool:
    """Whether a ride back comes before the visit ends."""
    return pickup < appointment_end


def needs_check(booked_for_start: dt.datetime | None, appointment_start: dt.datetime) -> bool:
    """Whether the visit starts at another time than when the ride was saved."""
    return booked_for_start is not None and booked_for_start != appointment_start


def timing_problem(
    *, leg: str, pickup: dt.datetime, travel_minutes: int | None, start: dt.datetime, end: dt.datetime
) -> str:
    """One sentence on a ride that comes too late or leaves too early; "" when it fits."""
    if leg == Leg.BACK:
        if not leaves_before_end(pickup, end):
            return ""
        minutes = _minutes(end - pickup)
        return ngettext(
            "The pick-up is %(minutes)s minute before the visit ends.",
            "The pick-up is %(minutes)s minutes before the visit ends.",
            minutes,
        ) % {"minutes": minutes}
    if not arrives_too_late(pickup, travel_minutes, start):
        return ""
    if pickup > start:
        return gettext("The pick-up is after the visit starts.")
    minutes = _minutes(arrives_at(pickup, travel_minutes) - start)
    return ngettext(
        "Gets there %(minutes)s minute after the visit starts.",
        "Gets there %(minutes)s minutes after the visit starts.",
        minutes,
    ) % {"minutes": minutes}


def problems(
    *,
    leg: str,
    status: str,
    pickup: dt.datetime,
    travel_minutes: int | None,
    booked_for_start: dt.datetime | None,
    start: dt.datetime,
    end: dt.datetime,
    outcome: str,
) -> list[str]:
    """What does not fit between an open ride and its visit (`start`, `end`, `outcome`), in whole sentences."""
    if not is_open(status):
        return []
    if outcome == Outcome.CANCELLED:
        return [gettext("The visit is cancelled. Cancel the ride, too.")]
    found = []
    if outcome == Outcome.MOVED or needs_check(booked_for_start, start):
        found.append(gettext("The visit has moved. Check the booking again."))
    timing = timing_problem(leg=leg, pickup=pickup, travel_minutes=travel_minutes, start=start, end=end)
    return [*found, timing] if timing else found


def _minutes(span: dt.timedelta) -> int:
    return int(span.total_seconds() // 60)
