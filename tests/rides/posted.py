"""What a browser sends from the form of a ride."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from tests.factories import at
from tracker.rides.models import Ride

CHICAGO = ZoneInfo("America/Chicago")


def wall(moment: dt.datetime) -> str:
    """The moment as the browser's picker sends it, on the circle's clock."""
    return moment.astimezone(CHICAGO).strftime("%Y-%m-%dT%H:%M")


def noon(days: int) -> dt.datetime:
    """Noon in the circle's zone, that many days from now: never near midnight."""
    day = at(days).astimezone(CHICAGO)
    return day.replace(hour=12, minute=0).astimezone(dt.UTC)


def answers(**fields) -> dict:
    usual = {
        "leg": "there", "how": "medicaid", "at": wall(noon(20)), "visibility": "circle",
        "client_key": str(uuid.uuid4()),
    }  # fmt: skip
    return usual | fields


def as_posted(ride: Ride, **fields) -> dict:
    """What the change form of `ride` sends back untouched, and `fields` on top."""
    usual = {
        "visit": ride.visit.public_id if ride.visit else "", "leg": ride.leg, "how": ride.how,
        "at": wall(ride.at), "status": ride.status, "book_by": ride.book_by or "",
        "travel_minutes": ride.travel_minutes or "", "visibility": ride.visibility,
        "plan_b": ride.plan_b, "note": ride.note, "version": ride.version,
    }  # fmt: skip
    return usual | fields
