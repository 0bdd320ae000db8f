"""A person's calendar link, what they want to be reminded of, and what has left."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.base.clock import zone_of
from tracker.base.fields import CodesField, one_of
from tracker.base.models import Stamped
from tracker.base.tokens import hash_of
from tracker.people.models import Circle
from tracker.reminders import link_rules as rules
from tracker.reminders.digest_rules import DIGEST, DigestTime
from tracker.reminders.rules import MOST_OWN_MINUTES, Kind


class CalendarLinkQuerySet(models.QuerySet):
    """Questions about calendar links."""

    def open_with(self, token: str, now: dt.datetime) -> "CalendarLinkQuerySet":
        """The link that a token opens: not withdrawn (then it is gone), not too old, of an account that may sign in."""
        return self.filter(
            token_digest=hash_of(token), created_at__gt=now - rules.LIFETIME, user__is_active=True
        ).select_related("user")


class CalendarLink(Stamped):
    """The address under which a calendar program reads a person's visits. Only the token's hash is kept."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link")
    token_digest = models.CharField(max_length=64, unique=True)
    shows_details = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True)

    objects = CalendarLinkQuerySet.as_manager()

    class PersonalData:
        export = ["shows_details", "created_at", "last_used_at"]
        erase = ["id", "user", "token_digest", "shows_details", "created_at", "updated_at", "last_used_at"]

    def __str__(self) -> str:
        return f"calendar link {self.pk}"

    @property
    def ends_at(self) -> dt.datetime:
        """When it stops by itself."""
        return self.created_at + rules.LIFETIME


class ReminderSettings(Stamped):
    """What a person wants to be reminded of by mail. Nothing, until they choose."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_settings")
    kinds = CodesField(blank=True)
    own_minutes = models.PositiveSmallIntegerField(_("Minutes before a visit"), null=True, blank=True)
    quiet_from = models.TimeField(_("Quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("Quiet until"), null=True, blank=True)
    zone = models.CharField(_("My time zone"), max_length=40)
    # What came before this was not asked for.
    since = models.DateTimeField()
    # The week by mail: since when it is on; empty means off. Weekday (Monday is 0) and hour are on the person's clock.
    digest_since = models.DateTimeField(null=True, blank=True)
    digest_weekday = models.PositiveSmallIntegerField(_("On which day"), default=0)
    digest_hour = models.PositiveSmallIntegerField(_("At what time"), default=9)
    digest_details = models.BooleanField(_("Put what happened into the mail"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest_weekday__lte=6, digest_hour__lte=23), name="reminder_digest_time"
            ),
            models.CheckConstraint(
                condition=models.Q(own_minutes=None) | models.Q(own_minutes__gte=5, own_minutes__lte=MOST_OWN_MINUTES),
                name="reminder_own_minutes",
            ),
        ]

    class PersonalData:
        export = ["kinds", "own_minutes", "quiet_from", "quiet_until", "zone", "since", "digest_since",
                  "digest_weekday", "digest_hour", "digest_details"]  # fmt: skip
        erase = ["id", "user", "created_at", "updated_at", *export]

    def __str__(self) -> str:
        return f"reminder settings {self.pk}"

    @property
    def tzinfo(self):
        return zone_of(self.zone)

    @property
    def has_digest(self) -> bool:
        return self.digest_since is not None

    @property
    def digest_time(self) -> DigestTime:
        """When the week by mail was asked for, on the person's clock."""
        return DigestTime(self.digest_weekday, self.digest_hour, self.tzinfo)


class Delivery(models.Model):
    """A reminder that has left: one row for each person, thing and due time, so that none leaves twice.

    Of a week by mail there is one for each person, circle and week (`about` is "2026-W47"), whatever its time.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=12)
    due_at = models.DateTimeField()
    left_at = models.DateTimeField()
    was_late = models.BooleanField(default=False)
    # A week in which there was nothing to say: it is settled, and no mail went.
    was_empty = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["user", "circle", "-left_at"], name="delivery_newest"),
            models.Index(fields=["left_at"], name="delivery_left"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "circle", "kind", "about", "due_at"], name="delivery_once"),
            models.UniqueConstraint(
                fields=["user", "circle", "about"], condition=models.Q(kind=DIGEST), name="delivery_digest_once"
            ),
            one_of("kind", [*Kind, DIGEST], "delivery_kind_known"),
        ]

    class PersonalData:
        export = ["kind", "due_at", "left_at", "was_late", "was_empty"]
        erase = ["id", "user", "circle", "about", *export]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
