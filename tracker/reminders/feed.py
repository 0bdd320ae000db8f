"""Visits as a calendar file that Google, Apple and Outlook read, made by the icalendar library.

Titles are neutral ("Appointment") unless a person asks for details, and there is never a note, a name of a
person or an address of this site in it.
"""

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome
from tracker.base import clock
from tracker.entries.log import Log
from tracker.people.models import Membership, User
from tracker.reminders.link_rules import DAYS_AHEAD, DAYS_BACK
from tracker.reminders.models import CalendarLink

# After how long a program may ask again.
REFRESH = dt.timedelta(hours=1)
CALLED_OFF = frozenset({Outcome.CANCELLED, Outcome.MOVED})


def link_of(user: User) -> CalendarLink | None:
    """The person's link, if one is on."""
    return CalendarLink.objects.filter(user=user).first()


def link_with(token: str) -> CalendarLink | None:
    """The link that a token opens now."""
    return CalendarLink.objects.open_with(token, clock.now()).first()


def visits_of(user: User) -> list[Appointment]:
    """The visits of all circles of a person that they may see, from a month back to a year ahead; soonest first.

    None of a circle whose loved one died, or that waits to be erased.
    """
    now = clock.now()
    found = []
    memberships = Membership.objects.filter(user=user, circle__bereaved_on=None, circle__erase_at=None).select_related(
        "circle", "user"
    )
    for membership in memberships.order_by("pk"):
        rows = Log(membership).of(Appointment)
        found += rows.between(now - dt.timedelta(days=DAYS_BACK), now + dt.timedelta(days=DAYS_AHEAD)).soonest_first()
    return found


def as_calendar(visits: Iterable[Appointment], *, shows_details: bool) -> bytes:
    """A calendar file with these visits. Of equal visits it is byte for byte the same."""
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Calendar"))
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    events = [_event(visit, shows_details) for visit in visits]
    for event in events:
        calendar.add_component(event)
    if events:
        days = [event["dtstart"].dt.date() for event in events]
        # Whole years around the events: the rules of the time zone, and no more history than needed.
        calendar.add_missing_timezones(dt.date(min(days).year - 1, 1, 1), dt.date(max(days).year + 2, 1, 1))
    return calendar.to_ical()


def _event(visit: Appointment, shows_details: bool) -> Event:
    event, zone = Event(), visit.circle.tzinfo
    # The same for ever, whatever happens to the visit; it names neither this host nor the circle.
    event.add("uid", f"{visit.public_id}@alongside")
    event.add("sequence", visit.version - 1)
    event.add("dtstamp", visit.updated_at.replace(microsecond=0))
    event.add("last-modified", visit.updated_at.replace(microsecond=0))
    event.add("dtstart", visit.at.astimezone(zone))
    event.add("dtend", visit.ends_at.astimezone(zone))
    event.add("summary", visit.title if shows_details else _("Appointment"))
    if shows_details and visit.place:
        event.add("location", visit.place)
    event.add("status", "CANCELLED" if visit.outcome in CALLED_OFF else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event
