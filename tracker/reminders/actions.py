"""Reminders that leave; a calendar link; visits taken over from a calendar file."""

import datetime as dt
import uuid
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.appointments import series
from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.base.rounds import each_by_itself
from tracker.base.tokens import hash_of, new_token
from tracker.entries import actions as entry_actions
from tracker.entries.models import Entry
from tracker.people.models import Circle, Membership, User
from tracker.reminders import link_rules, rules
from tracker.reminders.calendar_file import FoundVisit
from tracker.reminders.due import due_for
from tracker.reminders.models import CalendarLink, Delivery, ReminderSettings

# How many people have their turn before other mail goes on: each takes some ten milliseconds.
PEOPLE_AT_ONCE = 100


# Reminders ------------------------------------------------------------------------------------------------
def choose(*, by: User, wanted: ReminderSettings, has_digest: bool) -> None:
    """Save what a person wants to be reminded of; what was due before now was not asked for.

    The week by mail is asked for since it was last turned on: another day, hour or zone for it skips no week.
    """
    now = clock.now()
    wanted.user, wanted.since = by, now
    wanted.digest_since = (wanted.digest_since or now) if has_digest else None
    wanted.digest_details = has_digest and wanted.digest_details
    wanted.save()


def remind(now: dt.datetime | None = None) -> int:
    """Put the mails of all reminders that are due into the outbox; how many mails."""
    mails, last = remind_some(after=0, now=now)
    while last:
        more, last = remind_some(after=last, now=now)
        mails += more
    return mails


def remind_some(*, after: int, now: dt.datetime | None = None) -> tuple[int, int]:
    """The same for the next PEOPLE_AT_ONCE people; how many mails, and where to go on (0: everybody had their turn).

    Nothing for a circle that is paused, or whose loved one died. Two senders at once, or a clock that jumps
    back, send no reminder twice: its row can be written once only.
    """
    moment = now or clock.now()
    rows = ReminderSettings.objects.exclude(kinds="").filter(pk__gt=after).select_related("user").order_by("pk")
    people = list(rows[:PEOPLE_AT_ONCE])
    memberships = Membership.objects.filter(circle__in=Circle.objects.awake()).select_related("circle", "user")
    turns = [
        (membership, wanted)
        for wanted in people
        for membership in memberships.filter(user=wanted.user_id).order_by("pk")
    ]
    mails = each_by_itself(turns, lambda turn: _remind(*turn, moment), "reminders")
    return mails, people[-1].pk if len(people) == PEOPLE_AT_ONCE else 0


@transaction.atomic
def _remind(membership: Membership, wanted: ReminderSettings, now: dt.datetime) -> int:
    due = due_for(membership, wanted, now)
    known = set(
        Delivery.objects.filter(user=wanted.user_id, about__in=[one.about for one, _leaves in due]).values_list(
            "kind", "about", "due_at"
        )
    )
    new = [(one, leaves) for one, leaves in due if (one.kind, one.about, one.due_at) not in known]
    if not new:
        return 0
    for one, leaves in new:
        Delivery.objects.create(
            user=wanted.user, circle=membership.circle, kind=one.kind.value, about=one.about, due_at=one.due_at,
            left_at=now, was_late=rules.is_late(leaves, now),
        )  # fmt: skip
    _mail(membership, [one for one, _leaves in new])
    return 1


def _mail(membership: Membership, reminders: list[rules.Reminder]) -> None:
    """One mail for everything that is due at once; it says how many things, and nothing of what they are."""
    address = settings.SITE_URL + reverse("tracker:reminder-list", args=[membership.circle.public_id])
    body = render_to_string("emails/reminder.txt", {"count": len(reminders), "address": address})
    headers = {"Expires": format_datetime(max(one.useful_until for one in reminders))}
    subject = _("Alongside: a reminder")
    EmailMessage(subject=subject, body=body, to=[membership.user.email], headers=headers).send()


def purge_deliveries() -> int:
    """Erase what left long ago; returns how many. Looks first: a delete takes SQLite's only write lock."""
    old = Delivery.objects.filter(left_at__lt=clock.now() - rules.KEPT)
    return old.delete()[0] if old.exists() else 0


# The calendar link ----------------------------------------------------------------------------------------
@transaction.atomic
def make_link(*, by: User, shows_details: bool) -> str:
    """A new link in place of an older one; returns the token, which cannot be shown again."""
    CalendarLink.objects.filter(user=by).delete()
    token = new_token()
    CalendarLink.objects.create(user=by, token_digest=hash_of(token), shows_details=shows_details)
    return token


def end_link(*, by: User) -> None:
    """The link opens nothing from now on."""
    CalendarLink.objects.filter(user=by).delete()


def note_use(*, link: CalendarLink) -> None:
    """Remember that it was used, to the hour."""
    now = clock.now()
    if link_rules.notes_use(link.last_used_at, now):
        CalendarLink.objects.filter(pk=link.pk).update(last_used_at=now)


def key_of(circle: Circle, uid: str) -> uuid.UUID:
    """The key of a visit from a calendar: the same file a second time makes no second visit."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"calendar {circle.public_id} {uid}")


def already_here(circle: Circle, found: list[FoundVisit]) -> set[str]:
    """The UIDs of those that are in the circle: taken over before, or from the app's own calendar link."""
    keys = {key_of(circle, one.uid): one.uid for one in found}
    own = {one.uid.removesuffix("@alongside"): one.uid for one in found if one.uid.endswith("@alongside")}
    rows = Entry.objects.filter(circle=circle)
    known = {keys[key] for key in rows.filter(client_key__in=keys).values_list("client_key", flat=True)}
    return known | {own[one] for one in rows.filter(public_id__in=own).values_list("public_id", flat=True)}


@transaction.atomic
def take_over(*, found: list[FoundVisit], what: str, visibility: str, membership: Membership) -> int:
    """Add the visits of a file that have no problem and are not here yet, all or none; how many lines of the file."""
    known = already_here(membership.circle, found)
    added = 0
    for one in found:
        if one.problem or one.uid in known:
            continue
        known.add(one.uid)
        visit = Appointment(what=what, name=one.title, place=one.place, at=one.start, minutes=one.minutes)
        visit.visibility, visit.client_key = visibility, key_of(membership.circle, one.uid)
        if one.repeat:
            series.start(visit=visit, repeat=one.repeat, membership=membership)
            Appointment.objects.filter(series=visit.series, slot__in=one.left_out).delete()
        else:
            entry_actions.add(entry=visit, membership=membership)
        added += 1
    return added
