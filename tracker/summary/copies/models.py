"""Links to a copy of one week."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q

from tracker.base import clock
from tracker.base.clock import Week
from tracker.base.fields import CodesField, PublicIdField, within_range
from tracker.base.models import Stamped
from tracker.base.tokens import hash_of
from tracker.people.models import Membership
from tracker.people.permissions import Permission, roles_with
from tracker.summary.copies.rules import KEPT_AFTER, Choice


class ShareLinkQuerySet(models.QuerySet):
    """Questions about links to a copy. `now` is an aware moment."""

    def open_at(self, now: dt.datetime) -> ShareLinkQuerySet:
        """Those that nobody withdrew and whose days are not over."""
        return self.filter(withdrawn_at=None, ends_at__gt=now)

    def opened_by(self, token: str, now: dt.datetime) -> ShareLinkQuerySet:
        """The link that a token opens, with its maker and circle; one query, whatever the token is worth.

        It falls with its maker's right to write in the circle, with their account, when the circle is about to
        be erased, and when the loved one died. A pause leaves it: the pause is about what the app asks of people.
        """
        return (
            self.open_at(now)
            .filter(
                token_digest=hash_of(token),
                membership__role__in=roles_with(Permission.ADD),
                membership__user__is_active=True,
                membership__circle__bereaved_on=None,
                membership__circle__erase_at=None,
            )
            .select_related("membership__circle", "membership__user")
        )

    def newest_first(self) -> ShareLinkQuerySet:
        return self.order_by("-created_at", "-id")

    def out_of_date(self, now: dt.datetime) -> ShareLinkQuerySet:
        """Those that ended, or were withdrawn, some days ago."""
        return self.filter(Q(ends_at__lte=now - KEPT_AFTER) | Q(withdrawn_at__lte=now - KEPT_AFTER))


class ShareLink(Stamped):
    """An address under which anyone reads a copy of one week until it ends. Only the token's hash is kept.

    It belongs to the membership, not to the user: whoever leaves a circle, or is removed, takes their links along.
    It keeps no text. The copy is made anew each time, from what its maker may still see and what has not been
    touched since `as_of`; so nothing written later can come in, and what was deleted or hidden is gone.
    """

    public_id = PublicIdField()
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="share_links")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    week = models.CharField(max_length=8)
    parts = CodesField()
    names = models.BooleanField(default=False)
    only_me = models.BooleanField(default=False)
    as_of = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)

    objects = ShareLinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="share_link_ends")]
        constraints = [
            within_range("as_of", "share_link_as_of_in_range"),
            within_range("ends_at", "share_link_ends_in_range"),
        ]

    class PersonalData:
        export = ["week", "parts", "names", "only_me", "as_of", "ends_at", "withdrawn_at", "opened", "last_opened_at",
                  "created_at"]  # fmt: skip
        erase = ["id", "public_id", "membership", "token_digest", "updated_at", *export]

    def __str__(self) -> str:
        return f"share link {self.public_id}"

    @property
    def choice(self) -> Choice:
        return Choice(self.parts, names=self.names, only_me=self.only_me)

    @property
    def of_week(self) -> Week:
        return Week.parse(self.week)

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.ends_at > clock.now()
