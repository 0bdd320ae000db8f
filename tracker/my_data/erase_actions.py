"""Leaving, removing, deleting a circle, deleting an account.

For people all of it happens in one step: after it, what goes is out of reach for everyone. The rows of a
circle follow in bounded transactions (`erase_closed_circles`), here and in every round of `send_due`.
"""

from collections.abc import Iterator, Mapping

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.appointments.models import Series
from tracker.base import clock
from tracker.entries import snapshots
from tracker.entries.models import Entry, EntryQuerySet, Shelf
from tracker.entries.rules import Change, Visibility
from tracker.mail.models import OutboxMail
from tracker.my_data import traces
from tracker.my_data.erase_rules import Fate, erased_from, fate, may_leave
from tracker.people import audit
from tracker.people.actions import lock_circle
from tracker.people.models import AuditEvent, Circle, Membership, User
from tracker.people.permissions import Role
from tracker.rides.models import StandingRide
from tracker.timeline.kinds import KINDS

ROWS_AT_ONCE = 500
# How many times ROWS_AT_ONCE one round of cleaning up takes: a bound on the time until mail is sent again.
STEPS_AT_ONCE = 20


class NeedsOwner(Exception):
    """Others are in the circle, and none of them would be an owner. Nothing was written."""


class NotAlone(Exception):
    """Others are in the circle, so it is not erased at once. Nothing was written."""


# Leaving and removing -------------------------------------------------------------------------------------
@transaction.atomic
def leave(*, membership: Membership) -> None:
    """A member goes by themselves. Raises NeedsOwner for the only owner."""
    circle = lock_circle(membership.circle_id)
    others = _roles(circle)
    role = others.pop(membership.pk, None)
    if role is None:  # removed since the page was opened
        return
    if not may_leave(role, others.values(), closing=circle.is_closing):
        raise NeedsOwner
    audit.record(circle=circle, by=membership.user, action="member_left", about=membership.public_id)
    _take_out(membership)


@transaction.atomic
def remove(*, by: Membership, membership: Membership) -> None:
    """An owner removes somebody else, who is told nothing: it may be about safety. Their next page is a 404.

    Raises NeedsOwner when the owner was removed at the same moment.
    """
    circle = lock_circle(membership.circle_id)
    roles = _roles(circle)
    if roles.get(by.pk) != Role.OWNER:
        raise NeedsOwner
    if membership.pk not in roles:
        return
    audit.record(circle=circle, by=by.user, action="member_removed", about=membership.public_id)
    _take_out(membership)


def _roles(circle: Circle) -> dict[int, str]:
    """The role of each member, as it is now."""
    return dict(Membership.objects.filter(circle=circle).values_list("pk", "role"))


def _take_out(membership: Membership) -> None:
    """Erase what only the member saw, with every copy of it, and take their name out of the rest."""
    circle, person = membership.circle, membership.user
    own = Entry.objects.filter(circle=circle).only_for(person.pk)
    Shelf.objects.filter(circle=circle).filter(
        Q(entry_id__in=own.values("pk"))
        | Q(visibility=Visibility.ONLY_ME.value, author=person)
        | Q(by=person) & ~Q(change=Change.DELETED.value)
    ).delete()
    AuditEvent.objects.filter(circle=circle).filter(
        Q(about__in=own.values("public_id")) | Q(actor=person, only_me=True)
    ).delete()
    delete_entries(own)
    for pattern in (StandingRide, Series):
        pattern.objects.filter(circle=circle, author=person, visibility=Visibility.ONLY_ME.value).delete()
    _take_out_of_shelf(circle, person)
    traces.forget(person, circle)


def delete_entries(entries: EntryQuerySet) -> None:
    """Delete entries of any kind with what hangs on them, tests before their boundaries.

    Kind by kind: by way of the table that they share, Django would ask for each row once more.
    """
    for kind in reversed(KINDS):
        kind.model.objects.filter(pk__in=entries.values("pk")).delete()


def _take_out_of_shelf(circle: Circle, person: User) -> None:
    """What was deleted or changed can come back; the person cannot come back with it."""
    changed = []
    for shelf in Shelf.objects.filter(circle=circle).iterator():
        if not shelf.snapshot:
            continue
        without = snapshots.without(shelf.kind, shelf.snapshot, person.pk)
        if without != shelf.snapshot:
            shelf.snapshot = without
            changed.append(shelf)
    Shelf.objects.bulk_update(changed, ["snapshot"], batch_size=100)


# Deleting a circle ----------------------------------------------------------------------------------------
@transaction.atomic
def ask_deletion(*, by: User, circle: Circle) -> None:
    """Close the circle to everyone; it is erased in seven days unless an owner keeps it. The others get a mail."""
    circle = lock_circle(circle.pk)
    if circle.is_closing:
        return
    circle.erase_at = erased_from(clock.now())
    circle.save(update_fields=["erase_at", "updated_at"])
    audit.record(circle=circle, by=by, action="circle_deletion_asked")
    tell_others(by=by, circle=circle)


@transaction.atomic
def keep(*, membership: Membership) -> None:
    """Open a closed circle again, as it was; nothing happens once its erasing has begun."""
    circle = Circle.objects.select_for_update().filter(memberships=membership.pk).first()
    if circle is None or not circle.is_closing:
        return
    circle.erase_at = None
    circle.save(update_fields=["erase_at", "updated_at"])
    audit.record(circle=circle, by=membership.user, action="circle_deletion_undone")


@transaction.atomic
def delete_now(*, membership: Membership) -> None:
    """Erase the circle of somebody who is alone in it, without the seven days. Raises NotAlone."""
    circle = lock_circle(membership.circle_id)
    if set(_roles(circle)) != {membership.pk}:
        raise NotAlone
    _give_up(circle)


def _give_up(circle: Circle) -> None:
    """Nobody is in the circle any more; what is in it is due to be erased."""
    circle.erase_at = clock.now()
    circle.save(update_fields=["erase_at", "updated_at"])
    Membership.objects.filter(circle=circle).delete()


def tell_others(*, by: User, circle: Circle) -> None:
    """Ask the other members by mail to sign in and look. It names no circle and nothing that happened."""
    body = render_to_string("emails/please_look.txt")
    others = Membership.objects.filter(circle=circle).exclude(user=by).select_related("user")
    for member in others:
        EmailMessage(_("A note for you"), body, to=[member.user.email]).send()


def erase_closed_circles() -> bool:
    """Erase circles whose days are over; whether some of it is left for the next round.

    Safe when it is cut off, when it runs twice, and when two run at the same time.
    """
    return any_left(_erase_some, Circle.objects.to_erase(clock.now()))


def any_left(step, due) -> bool:
    """Take steps as long as something is `due`, up to STEPS_AT_ONCE; whether it still is.

    It looks before each step: a transaction takes SQLite's only write lock, and there is rarely anything to do.
    """
    for _step in range(STEPS_AT_ONCE):
        if not due.exists() or not step():
            return False
    return due.exists()


@transaction.atomic
def _erase_some() -> bool:
    """One part of one closed circle: its members first, so that nobody ever sees half of it, then its entries,
    then the rest. False when there is none that another sender does not work on already.
    """
    due = Circle.objects.to_erase(clock.now()).order_by("erase_at", "pk")
    circle = due.select_for_update(skip_locked=True).first()
    if circle is None:
        return False
    Membership.objects.filter(circle=circle).delete()
    entries = list(Entry.objects.filter(circle=circle).values_list("pk", flat=True)[:ROWS_AT_ONCE])
    if entries:
        delete_entries(Entry.objects.filter(pk__in=entries))
    else:
        circle.delete()
    return True


# Deleting an account --------------------------------------------------------------------------------------
def fates(person: User) -> Iterator[tuple[Membership, Fate, list[Membership]]]:
    """For each circle of a person: what becomes of it when they go, and who else is in it."""
    memberships = list(
        Membership.objects.filter(user=person).select_related("circle").order_by("circle__created_at", "circle")
    )
    everyone = Membership.objects.filter(circle__in=[one.circle_id for one in memberships]).select_related("user")
    others: dict[int, list[Membership]] = {}
    for other in everyone.exclude(user=person).order_by("created_at", "id"):
        others.setdefault(other.circle_id, []).append(other)
    for membership in memberships:
        staying = others.get(membership.circle_id, [])
        roles = [other.role for other in staying]
        yield membership, fate(membership.role, roles, closing=membership.circle.is_closing), staying


@transaction.atomic
def delete_account(*, person: User, heirs: Mapping[str, Membership | None]) -> None:
    """Everything of a person goes, in one step.

    `heirs`: for each circle without another owner, by its public id, who becomes its owner, or None to
    delete the circle (the others have seven days). Raises NeedsOwner when one is missing.
    """
    circles = Circle.objects.filter(memberships__user=person).order_by("pk")
    list(Circle.objects.select_for_update().filter(pk__in=list(circles.values_list("pk", flat=True))).order_by("pk"))
    for membership, what, staying in list(fates(person)):
        membership.user = person
        if what is Fate.GOES_TOO:
            _give_up(membership.circle)
            continue
        if what is Fate.NEEDS_OWNER:
            _pass_on(membership, staying, heirs)
        leave(membership=membership)
    address, addresses = person.email, _addresses(person)
    _end_sessions(person)
    for one in addresses:
        OutboxMail.objects.to(one).delete()
    person.delete()
    body = render_to_string("emails/account_deleted.txt")
    EmailMessage(_("Your account"), body, to=[address], headers={"Forget": "yes"}).send()


def _pass_on(membership: Membership, staying: list[Membership], heirs: Mapping[str, Membership | None]) -> None:
    """Make one of those who stay the owner, or close the circle."""
    circle, person = membership.circle, membership.user
    if circle.public_id not in heirs:
        raise NeedsOwner
    heir = heirs[circle.public_id]
    if heir is None:
        ask_deletion(by=person, circle=circle)
        return
    if heir not in staying:
        raise NeedsOwner
    heir.role = Role.OWNER
    heir.save(update_fields=["role", "updated_at"])
    audit.record(circle=circle, by=person, action="ownership_handed_over", about=heir.public_id)


def _addresses(person: User) -> set[str]:
    return {person.email, *person.emailaddress_set.values_list("email", flat=True)}


def _end_sessions(person: User) -> None:
    """Sessions name their user inside only, so all of them are looked at."""
    own = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=own).delete()
