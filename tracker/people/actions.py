"""What people do with circles. Each is one transaction and leaves a line in the audit trail."""

import datetime as dt
from collections.abc import Iterable

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.places import zone_for
from tracker.mail.models import OutboxMail
from tracker.people import audit
from tracker.people.models import Circle, Contact, Membership, User
from tracker.people.permissions import Role
from tracker.people.reading import Reading
from tracker.people.rules import is_last_owner


class LastOwner(Exception):
    """The circle would be left without an owner. Nothing was written."""


def lock_circle(circle_id: int) -> Circle:
    """The circle as it is now; nobody else changes it, or who is in it, until this transaction ends.

    Whatever adds, removes or lowers a member locks first: two owners who lower each other at the same moment
    would otherwise both succeed. Entries can be written meanwhile.
    """
    return Circle.objects.select_for_update(no_key=True).get(pk=circle_id)


def lock_members(circle: Circle) -> int:
    """Lock the circle (`lock_circle`); how many members it has."""
    lock_circle(circle.pk)
    return Membership.objects.filter(circle=circle).count()


def keep_an_owner(member: Membership) -> Membership:
    """The member as they are now, with the circle locked; call it before lowering or removing somebody.

    Raises LastOwner when they are the only owner left, Membership.DoesNotExist when they are gone.
    """
    lock_members(member.circle)
    member = Membership.objects.select_related("user", "circle").get(pk=member.pk)
    if is_last_owner(member.role, Membership.objects.filter(circle=member.circle, role=Role.OWNER).count()):
        raise LastOwner
    return member


TEST_MAIL_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def open_circle(*, by: User, nickname: str, state: str, stage: str, name: str = "") -> Circle:
    """A new circle that `by` owns, in the main zone of its state."""
    if name and name != by.name:
        by.name = name
        by.save(update_fields=["name"])
    circle = Circle.objects.create(nickname=nickname, state=state, zone=zone_for(state), stage=stage)
    Membership.objects.create(circle=circle, user=by, role=Role.OWNER)
    audit.record(circle=circle, by=by, action="circle_opened")
    return circle


@transaction.atomic
def change_stage(*, by: User, circle: Circle, stage: str) -> None:
    """Say where things stand now."""
    circle.stage = stage
    circle.save(update_fields=["stage", "updated_at"])
    audit.record(circle=circle, by=by, action="stage_changed")


@transaction.atomic
def pause(*, by: User, circle: Circle, paused: bool) -> None:
    """Let nothing cheer, remind or ask for a while; or go on. Saying it twice changes nothing."""
    if circle.paused == paused:
        return
    circle.paused = paused
    circle.save(update_fields=["paused", "updated_at"])
    audit.record(circle=circle, by=by, action="circle_paused" if paused else "circle_resumed")


@transaction.atomic
def say_they_died(*, by: User, circle: Circle) -> None:
    """The loved one died: everything that cheers, reminds or asks stops at once."""
    if circle.is_bereaved:
        return
    circle.bereaved_on = clock.today(circle.tzinfo)
    circle.save(update_fields=["bereaved_on", "updated_at"])
    audit.record(circle=circle, by=by, action="loss_said")


@transaction.atomic
def take_back_that_they_died(*, by: User, circle: Circle) -> None:
    """It was set by mistake."""
    if not circle.is_bereaved:
        return
    circle.bereaved_on = None
    circle.save(update_fields=["bereaved_on", "updated_at"])
    audit.record(circle=circle, by=by, action="loss_taken_back")


@transaction.atomic
def change_circle(*, by: User, circle: Circle) -> None:
    """Save settings that a form has put on `circle`."""
    circle.save()
    audit.record(circle=circle, by=by, action="circle_changed")


@transaction.atomic
def save_contact(*, by: User, contact: Contact) -> Contact:
    """Add or change a contact of the circle."""
    action = "contact_changed" if contact.pk else "contact_added"
    contact.save()
    audit.record(circle=contact.circle, by=by, action=action, about=contact.public_id)
    return contact


@transaction.atomic
def delete_contact(*, by: User, contact: Contact) -> None:
    """Delete a contact for good."""
    audit.record(circle=contact.circle, by=by, action="contact_deleted", about=contact.public_id)
    contact.delete()


def remember_reading(*, by: User, codes: Iterable[str]) -> None:
    """Keep what a person says they have read; codes of nothing that we know are passed over."""
    new = [one for one in Reading if one in set(codes) and not by.knows(one)]
    if new:
        by.has_read = (*by.has_read, *(one.value for one in new))
        by.save(update_fields=["has_read"])


@transaction.atomic
def remember_visibility(*, membership: Membership, kind: str, visibility: str) -> None:
    """The member's choice for a kind becomes the default for the next entry of that kind."""
    if membership.visibility_choices.get(kind) != visibility:
        membership.visibility_choices[kind] = visibility
        membership.save(update_fields=["visibility_choices", "updated_at"])


@transaction.atomic
def send_test_mail(*, by: User) -> bool:
    """Send a mail to the person's own address; False when one went there in the last five minutes anyway.

    Its row is locked, so that two taps at once send one. It concerns no circle and leaves no line in a trail.
    """
    by = User.objects.select_for_update().get(pk=by.pk)
    if OutboxMail.objects.to(by.email).filter(created_at__gt=clock.now() - TEST_MAIL_EVERY).exists():
        return False
    EmailMessage(_("A test mail"), render_to_string("emails/test_message.txt"), to=[by.email]).send()
    return True
