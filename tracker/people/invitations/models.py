"""Invitations into a circle, and what is known of the addresses that they went to."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F

from tracker.base import clock
from tracker.base.fields import EncryptedTextField, PublicIdField, one_of
from tracker.base.models import Stamped
from tracker.base.tokens import hash_of
from tracker.mail.backend import masked
from tracker.people.invitations.rules import ADDRESS_RESTS, KEPT_AFTER, ROLES
from tracker.people.models import Circle
from tracker.people.permissions import ROLE_DESCRIPTIONS, Permission, Role, roles_with


class InvitationQuerySet(models.QuerySet):
    """Questions about invitations. `now` is an aware moment."""

    def by_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_digest=hash_of(token))

    def unanswered(self) -> InvitationQuerySet:
        """Neither taken up nor withdrawn. One that was refused looks the same to those who invite.

        It falls with its maker's right to invite: a link that a removed member has kept is worth nothing.
        """
        return self.filter(
            used_at=None,
            withdrawn_at=None,
            made_by__memberships__circle=F("circle"),
            made_by__memberships__role__in=roles_with(Permission.MANAGE_CIRCLE),
        )

    def pending(self, now: dt.datetime) -> InvitationQuerySet:
        """Those that count as open for the circle."""
        return self.unanswered().filter(expires_at__gt=now)

    def answerable(self, now: dt.datetime) -> InvitationQuerySet:
        """Those that let somebody in: pending, and not refused."""
        return self.pending(now).filter(refused_at=None)

    def newest_first(self) -> InvitationQuerySet:
        return self.order_by("-created_at", "-id")

    def out_of_date(self, now: dt.datetime) -> InvitationQuerySet:
        """Those that have ended some days ago, however they ended."""
        return self.filter(expires_at__lte=now - KEPT_AFTER)


class Invitation(Stamped):
    """A way into a circle for one person, for three days. Its link is sent or shown once and kept nowhere."""

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10)
    shows_name = models.BooleanField(default=False)
    address = EncryptedTextField()  # empty for a link to hand over oneself
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="invitation_expires")]
        constraints = [one_of("role", ROLES, "invitation_role_known")]

    class PersonalData:
        export = ["role", "address", "shows_name", "created_at", "expires_at", "used_at", "withdrawn_at"]
        erase = ["id", "public_id", "circle", "made_by", "role", "shows_name", "address", "token_digest", "expires_at",
                 "used_at", "withdrawn_at", "refused_at", "created_at", "updated_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"invitation {self.public_id}"

    @property
    def role_label(self) -> str:
        return Role.label_of(self.role)

    @property
    def role_description(self) -> str:
        return ROLE_DESCRIPTIONS[Role(self.role)]

    @property
    def masked_address(self) -> str:
        """Enough to recognize an address by; "" for a link."""
        return masked(self.address) if self.address else ""

    @property
    def is_over(self) -> bool:
        """Whether its time is up."""
        return self.expires_at <= clock.now()


class InvitedAddressQuerySet(models.QuerySet):
    """Questions about addresses that were invited."""

    def out_of_date(self, now: dt.datetime) -> InvitedAddressQuerySet:
        """Those that may get mail again: nothing needs to be remembered of them."""
        return self.filter(refused_at=None, mailed_at__lte=now - ADDRESS_RESTS)


class InvitedAddress(models.Model):
    """An address as a keyed digest: when an invitation last went there, and whether its reader wants none.

    It belongs to no circle, so that nobody can reach a reader who said no by another way around.
    """

    address_key = models.CharField(max_length=64, unique=True, editable=False)
    mailed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    objects = InvitedAddressQuerySet.as_manager()

    class PersonalData:
        export = []
        keep = {
            "id": "a number without meaning",
            "address_key": "a keyed digest, so that a reader who said no is never written to again",
            "mailed_at": "for seven days, so that nobody is flooded with invitations",
            "refused_at": "so that a reader who said no is never written to again",
        }

    def __str__(self) -> str:
        return f"address {self.pk}"

    def may_be_mailed(self, now: dt.datetime) -> bool:
        """Whether an invitation may go there at `now`."""
        rests = self.mailed_at is not None and self.mailed_at > now - ADDRESS_RESTS
        return self.refused_at is None and not rests
