"""Which reminders of a member are due: the rows of the circle, read with the member's own eyes."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.boundaries.models import Boundary
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.people.models import Membership, User
from tracker.readiness.models import NaloxoneKit
from tracker.readiness.rules import WARN_DAYS
from tracker.reminders import rules
from tracker.reminders.models import Delivery, ReminderSettings
from tracker.reminders.rules import Kind, Reminder
from tracker.rides.models import Ride
from tracker.rides.rules import Status
from tracker.tasks.models import Task
from tracker.timeline.queries import as_kinds

NOT_CONFIRMED = (Status.TO_BOOK.value, Status.REQUESTED.value)


def due_for(membership: Membership, wanted: ReminderSettings, now: dt.datetime) -> list[tuple[Reminder, dt.datetime]]:
    """The reminders to send to a member now, each with the moment at which it was to leave; earliest first.

    At most one question for each kind that the person has chosen.
    """
    log, kinds, zone = Log(membership), frozenset(wanted.kinds), wanted.tzinfo
    found = []
    for reminder in _near(log, kinds, wanted.own_minutes if Kind.OWN_TIME in kinds else None, now):
        leaves = rules.leaves_at(reminder, wanted.quiet_from, wanted.quiet_until, zone)
        if reminder.kind in kinds and rules.is_due(leaves, reminder, wanted.since, now):
            found.append((reminder, leaves))
    return sorted(found)


def _near(log: Log, kinds: frozenset[str], own_minutes: int | None, now: dt.datetime) -> Iterator[Reminder]:
    """Reminders of everything that may be due about now."""
    zone, today = log.circle.tzinfo, clock.local_day(now, log.circle.tzinfo)
    if kinds & {Kind.DAY_BEFORE, Kind.TWO_HOURS, Kind.OWN_TIME}:
        ahead = max(dt.timedelta(days=3), dt.timedelta(minutes=own_minutes or 0, days=2))
        visits = log.of(Appointment).planned().between(now, now + ahead)
        for about, start in visits.values_list("public_id", "at"):
            yield from rules.for_visit(start, about, zone, own_minutes)
    rides = log.of(Ride)
    if Kind.BOOK_BY in kinds:
        near = rides.filter(status=Status.TO_BOOK.value, at__gt=now, book_by__gte=today, book_by__lte=_days(today, 3))
        for about, day in near.values_list("public_id", "book_by"):
            yield from rules.for_booking(day, about, zone)
    if Kind.NOT_CONFIRMED in kinds:
        for about, pickup in (
            rides.filter(status__in=NOT_CONFIRMED)
            .between(now, now + dt.timedelta(days=3))
            .values_list("public_id", "at")
        ):
            yield rules.for_unconfirmed(pickup, about, zone)
    if Kind.REVIEW in kinds:
        rows = log.of(Boundary).due_for_review(_days(today, 1)).filter(look_again_on__gte=_days(today, -8))
        for about, day in rows.values_list("public_id", "look_again_on"):
            yield rules.for_day(Kind.REVIEW, day, about, zone)
    if Kind.KIT in kinds:
        last = _days(today, max(WARN_DAYS) + 2)
        rows = log.rows(NaloxoneKit).filter(expires_on__gte=today, expires_on__lte=last)
        for about, day in rows.values_list("public_id", "expires_on"):
            yield from rules.for_kit(day, about, zone)
    if Kind.TASK in kinds:
        rows = log.of(Task).still_open().filter(due_on__gte=_days(today, -8), due_on__lte=_days(today, 1))
        for about, day in rows.values_list("public_id", "due_on"):
            yield rules.for_day(Kind.TASK, day, about, zone)


def _days(day: dt.date, count: int) -> dt.date:
    return day + dt.timedelta(days=count)


def settings_of(user: User) -> ReminderSettings:
    """What the person has chosen; before that, nothing, on the clock of their oldest circle."""
    found = ReminderSettings.objects.filter(user=user).first()
    if found:
        return found
    circle = Membership.objects.filter(user=user).order_by("created_at", "pk").select_related("circle").first()
    return ReminderSettings(user=user, zone=circle.circle.zone if circle else settings.TIME_ZONE)


def lately(log: Log, now: dt.datetime) -> list[tuple[Delivery, Entry | None]]:
    """The reminders of the last week that left for this reader, newest first, with the entry that they are about.

    None for what is no entry (naloxone). What was deleted or hidden since is left out.
    """
    since = now - dt.timedelta(days=7)
    rows = list(
        Delivery.objects.filter(user=log.reader.pk, circle=log.circle.pk, left_at__gte=since).order_by(
            "-left_at", "-id"
        )[:50]
    )
    plain = log.entries().filter(public_id__in={row.about for row in rows})
    entries = {entry.public_id: entry for entry in as_kinds(log, plain)}
    shown, seen = [], set()
    for row in rows:
        if row.about not in seen and (row.about in entries or row.kind == Kind.KIT):
            seen.add(row.about)
            shown.append((row, entries.get(row.about)))
    return shown
