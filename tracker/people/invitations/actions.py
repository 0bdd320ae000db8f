"""Inviting, accepting, refusing, withdrawing. Each is one transaction; the circle is locked for its time."""

import datetime as dt
from email.utils import format_datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.tokens import hash_of
from tracker.mail.models import recipient_key
from tracker.people import audit
from tracker.people.actions import lock_members
from tracker.people.invitations.models import Invitation, InvitedAddress
from tracker.people.invitations.rules import LASTS, OPEN_MAX, PER_DAY
from tracker.people.models import Circle, Membership, User
from tracker.people.rules import has_room


class TooManyToday(Exception):
    """This person has invited as many as one may in a day. Nothing was written."""


class TooManyOpen(Exception):
    """The circle has as many open invitations as it may have. Nothing was written."""


class CircleFull(Exception):
    """There is no room for one more member. Nothing was written."""


class Ended(Exception):
    """Used, withdrawn, refused or too old. Nothing was written."""


@transaction.atomic
def invite(
    *, by: User, circle: Circle, role: str, token: str, link: str, address: str = "", shows_name: bool = False
) -> Invitation:
    """Invite somebody by the `link` that carries `token`; with an address, the link goes there by mail.

    Whether a mail really goes out is not told: an address gets one in seven days, and none once its reader
    has said no. Raises TooManyToday, TooManyOpen or CircleFull.
    """
    now = clock.now()
    members = lock_members(circle)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # or two circles at once could pass the daily limit
    if Invitation.objects.filter(made_by=by, created_at__gt=now - dt.timedelta(days=1)).count() >= PER_DAY:
        raise TooManyToday
    if Invitation.objects.filter(circle=circle).pending(now).count() >= OPEN_MAX:
        raise TooManyOpen
    if not has_room(members):
        raise CircleFull
    invitation = Invitation.objects.create(
        circle=circle,
        made_by=by,
        role=role,
        shows_name=shows_name,
        address=address,
        token_digest=hash_of(token),
        expires_at=now + LASTS,
    )
    audit.record(circle=circle, by=by, action="invitation_made", about=invitation.public_id)
    if address and _may_mail(address, now):
        _mail(invitation, link)
    return invitation


def _may_mail(address: str, now: dt.datetime) -> bool:
    """Whether a mail may go to the address now. If so, it counts as sent."""
    known, _new = InvitedAddress.objects.select_for_update().get_or_create(address_key=recipient_key(address))
    if not known.may_be_mailed(now):
        return False
    known.mailed_at = now
    known.save(update_fields=["mailed_at"])
    return True


def _mail(invitation: Invitation, link: str) -> None:
    inviter = invitation.made_by.name if invitation.shows_name else ""
    EmailMessage(
        subject=_("An invitation"),
        body=render_to_string("emails/invitation.txt", {"link": link, "inviter": inviter}),
        to=[invitation.address],
        headers={"Expires": format_datetime(invitation.expires_at)},
    ).send()


@transaction.atomic
def accept(*, by: User, invitation: Invitation, name: str = "") -> Membership:
    """Let `by` into the circle, once; whoever is in it already stays as they are and uses nothing up.

    Raises Ended when the invitation no longer holds, CircleFull when there is no room.
    """
    members = lock_members(invitation.circle)
    here = Membership.objects.filter(circle=invitation.circle, user=by).first()
    if here is not None:
        return here
    invitation = Invitation.objects.answerable(clock.now()).filter(pk=invitation.pk).first()
    if invitation is None:
        raise Ended
    if not has_room(members):
        raise CircleFull
    if name:
        by.name = name
        by.save(update_fields=["name"])
    invitation.used_at, invitation.address = clock.now(), ""
    invitation.save(update_fields=["used_at", "address", "updated_at"])
    audit.record(circle=invitation.circle, by=by, action="invitation_accepted", about=invitation.public_id)
    return Membership.objects.create(circle=invitation.circle, user=by, role=invitation.role)


@transaction.atomic
def refuse(*, invitation: Invitation) -> None:
    """ "I don't know this person": the invitation ends, and its address is never written to again, whoever asks.

    Nobody in the circle is told; to them it just stays unanswered.
    """
    lock_members(invitation.circle)
    now = clock.now()
    ended = Invitation.objects.answerable(now).filter(pk=invitation.pk).first()
    if ended is None:
        return
    ended.refused_at = now
    ended.save(update_fields=["refused_at", "updated_at"])
    if ended.address:
        key = recipient_key(ended.address)
        InvitedAddress.objects.update_or_create(address_key=key, defaults={"refused_at": now})


@transaction.atomic
def withdraw(*, by: User, invitation: Invitation) -> None:
    """End an invitation that nobody has taken up; once it is taken up, this does nothing."""
    lock_members(invitation.circle)
    withdrawn = (
        Invitation.objects.filter(pk=invitation.pk)
        .unanswered()
        .update(withdrawn_at=clock.now(), address="", updated_at=clock.now())
    )
    if withdrawn:
        audit.record(circle=invitation.circle, by=by, action="invitation_withdrawn", about=invitation.public_id)


def purge_invitations() -> int:
    """Erase invitations that have ended, and addresses that may get mail again; returns how many rows went.

    Looks before it deletes: a delete takes SQLite's only write lock, and there is rarely anything to do.
    """
    now = clock.now()
    rows = (Invitation.objects.out_of_date(now), InvitedAddress.objects.out_of_date(now))
    return sum(old.delete()[0] for old in rows if old.exists())
