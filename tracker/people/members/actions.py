"""What owners do with members. Each is one transaction; the circle keeps an owner."""

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tracker.people import audit
from tracker.people.actions import keep_an_owner, lock_members
from tracker.people.models import Membership, User
from tracker.people.permissions import Role


@transaction.atomic
def change_role(*, by: User, member: Membership, role: str) -> None:
    """Give a member another role, from their next click on.

    Raises LastOwner when they are the only owner, Membership.DoesNotExist when they are gone.
    """
    if member.role == role:
        return
    member = keep_an_owner(member)
    member.role = role
    member.save(update_fields=["role", "updated_at"])
    audit.record(circle=member.circle, by=by, action="role_changed", about=member.public_id)


@transaction.atomic
def hand_over(*, owner: Membership, to: Membership, link: str) -> None:
    """Make another member an owner and `owner` a helper, in one step; both get a mail that says nothing but `link`.

    Raises Membership.DoesNotExist when one of them is gone, or `owner` is no owner any more.
    """
    lock_members(owner.circle)
    owner = Membership.objects.select_related("user", "circle").get(pk=owner.pk, role=Role.OWNER)
    to = Membership.objects.select_related("user").get(pk=to.pk)
    for member, role in ((to, Role.OWNER), (owner, Role.HELPER)):
        member.role = role
        member.save(update_fields=["role", "updated_at"])
    audit.record(circle=owner.circle, by=owner.user, action="ownership_handed_over", about=to.public_id)
    for member in (to, owner):
        EmailMessage(
            subject=_("A change to your notes"),
            body=render_to_string("emails/handover.txt", {"link": link}),
            to=[member.user.email],
        ).send()
