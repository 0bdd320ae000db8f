"""Rides that come with every visit of a series: made as rows, changed and ended together as far as nobody has acted."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.base.rounds import each_by_itself
from tracker.entries import actions
from tracker.people import audit
from tracker.people.models import Membership
from tracker.rides import rules
from tracker.rides.models import Ride, RideQuerySet, StandingRide
from tracker.rides.rules import Leg

# Visits are made in transactions that may end a little later than they began.
OVERLAP = dt.timedelta(minutes=10)


@transaction.atomic
def start(*, ride: Ride, membership: Membership) -> int:
    """Let a saved ride of a visit in a series come with the visits that follow; how many rides were made.

    The ride itself becomes the first of them.
    """
    standing = StandingRide(
        circle=ride.circle, author=ride.author, series=ride.visit.series, visibility=ride.visibility
    )
    standing.take_details(ride)
    standing.offset_minutes = _offset(ride)
    standing.save()
    Ride.objects.filter(pk=ride.pk).update(standing=standing)
    made = fill(standing=standing, after=ride.visit)
    _note(ride, action="standing_ride_started", membership=membership)
    return made


@transaction.atomic
def fill(*, standing: StandingRide, after: Appointment | None = None) -> int:
    """Make the rides that are missing for visits ahead; how many. With `after`, only for visits later than that one.

    Rides that nobody has touched go along with visits that have moved.
    """
    now = clock.now()
    has_one = Ride.objects.filter(visit=OuterRef("pk"), leg=standing.leg, status__in=list(rules.OPEN))
    visits = Appointment.objects.filter(series=standing.series_id).still_ahead(now).filter(~Exists(has_one))
    if standing.filled_at:
        visits = visits.filter(created_at__gt=standing.filled_at - OVERLAP)
    if after is not None:
        visits = visits.filter(at__gt=after.at)
    rides = [_make(standing, visit) for visit in visits.select_related("circle")]
    for ride in _untouched(standing).exclude(booked_for_start=F("visit__at")):
        ride.version += 1
        _place(ride, standing)
        ride.save()
    standing.filled_at = now
    standing.save(update_fields=["filled_at", "updated_at"])
    return len(rides)


def fill_all() -> int:
    """The round of `send_due`, after visits were made or moved: their rides; how many were made."""
    due = list(StandingRide.objects.due(OVERLAP).values_list("pk", flat=True))
    return each_by_itself(due, _fill_one, "standing rides")


@transaction.atomic
def _fill_one(pk: int) -> int:
    standing = StandingRide.objects.select_for_update().get(pk=pk)
    return 0 if standing.has_ended else fill(standing=standing)


@transaction.atomic
def change(*, ride: Ride, membership: Membership) -> int:
    """Give the rides that follow the details of a saved ride, where nobody has acted yet; how many were changed."""
    standing = StandingRide.objects.select_for_update().get(pk=ride.standing_id)
    standing.take_details(ride)
    standing.offset_minutes = _offset(ride)
    standing.visibility = ride.visibility
    standing.save()
    following = _following(standing, ride)
    for one in following:
        one.take_details(standing)
        one.visibility = standing.visibility
        one.version += 1
        _place(one, standing)
        one.save()
    _note(ride, action="standing_ride_changed", membership=membership)
    return len(following)


@transaction.atomic
def end(*, ride: Ride, membership: Membership) -> int:
    """No more rides after this one: those ahead that nobody has acted on are erased; how many."""
    standing = StandingRide.objects.select_for_update().get(pk=ride.standing_id)
    standing.has_ended = True
    standing.save()
    following = _following(standing, ride)
    for one in following:
        one.delete()
    _note(ride, action="standing_ride_ended", membership=membership)
    return len(following)


def _note(ride: Ride, *, action: str, membership: Membership) -> None:
    only_me = ride.is_private
    audit.record(circle=ride.circle, by=membership.user, action=action, about=ride.public_id, only_me=only_me)


def _untouched(standing: StandingRide) -> RideQuerySet:
    """Its rides ahead that nobody has acted on."""
    rows = Ride.objects.filter(standing=standing, visit__isnull=False).still_open().made_by_itself()
    return rows.ahead(clock.now()).select_related("visit", "circle", "contact")


def _following(standing: StandingRide, ride: Ride) -> list[Ride]:
    return list(_untouched(standing).filter(at__gt=ride.at))


def _make(standing: StandingRide, visit: Appointment) -> Ride:
    ride = Ride(circle=visit.circle, author=standing.author, kind=Ride.KIND, visit=visit, standing=standing)
    # The key makes it impossible to have the same ride of a visit twice.
    ride.client_key = uuid.uuid5(visit.client_key, f"standing {standing.pk}")
    ride.visibility = standing.visibility
    ride.take_details(standing)
    ride.status = rules.first_status(ride.how).value
    _place(ride, standing)
    ride.save(force_insert=True)
    return ride


def _place(ride: Ride, standing: StandingRide) -> None:
    """Put the pick-up where it stands to the visit, and count the day to book anew."""
    edge = ride.visit.ends_at if standing.leg == Leg.BACK else ride.visit.at
    ride.place_in_time(edge + dt.timedelta(minutes=standing.offset_minutes), ride.circle)
    ride.booked_for_start = ride.visit.at
    days = rules.business_days_ahead(ride.contact.book_days if ride.contact else None, ride.circle.book_days)
    ride.book_by = rules.book_by(ride.day, ride.how, days)


def _offset(ride: Ride) -> int:
    edge = ride.visit.ends_at if ride.leg == Leg.BACK else ride.visit.at
    return int((ride.at - edge).total_seconds() // 60)


@transaction.atomic
def add_way_back(*, ride: Ride, membership: Membership) -> Ride | None:
    """The same ride back, picked up when the visit ends; None where one stands already."""
    if ride.visit.rides.still_open().filter(leg=Leg.BACK.value).exists():
        return None
    back = Ride(visit=ride.visit, visibility=ride.visibility, at=ride.visit.ends_at, booked_for_start=ride.visit.at)
    back.take_details(ride)
    back.leg, back.pickup_place = Leg.BACK.value, ride.visit.place
    back.status, back.book_by = rules.first_status(back.how).value, ride.book_by
    back.client_key = uuid.uuid5(ride.client_key, "back")
    actions.add(entry=back, membership=membership)
    return back
