"""The Entry table that every kind extends, and the shelf that holds what was deleted or changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tracker.base.addresses import address
from tracker.base.clock import local_day, zone_of
from tracker.base.fields import EncryptedTextField, PublicIdField, day_within_range, one_of, within_range
from tracker.base.models import Stamped
from tracker.entries.facts import Facts
from tracker.entries.rules import ALWAYS_ONLY_ME, Answer, Change, Visibility
from tracker.guidance.situations import Raised
from tracker.people.models import Circle, Membership
from tracker.people.permissions import Permission


def _only_me(name: str) -> models.CheckConstraint:
    """A check that a kind which is for its author only is never shared, whoever writes the row."""
    condition = ~Q(kind__in=ALWAYS_ONLY_ME) | Q(visibility=Visibility.ONLY_ME.value)
    return models.CheckConstraint(condition=condition, name=name)


class EntryQuerySet(models.QuerySet):
    """Questions about entries. Start from `request.log`, which has asked the first one already."""

    def visible_to(self, membership: Membership) -> EntryQuerySet:
        """The entries of the member's circle that the circle shares, and the member's own."""
        return self.filter(
            Q(visibility=Visibility.CIRCLE.value) | Q(author=membership.user_id), circle=membership.circle_id
        )

    def only_for(self, person_id: int) -> EntryQuerySet:
        """What a person wrote for themselves only."""
        return self.filter(visibility=Visibility.ONLY_ME.value, author=person_id)

    def in_use_since(self, moment: dt.datetime) -> EntryQuerySet:
        """Entries that may be older than `moment` and are needed all the same; each kind says which."""
        return self.none()

    def between(self, start: dt.datetime, end: dt.datetime) -> EntryQuerySet:
        """Entries with start <= at < end."""
        return self.filter(at__gte=start, at__lt=end)

    def knowing(self, **objects: Mapping[int, models.Model]) -> EntryQuerySet:
        """The same, with what links lead to handed over (link -> objects by key) instead of asked for or joined."""
        rows = self._chain()
        rows._known_related_objects = {self.model._meta.get_field(name): found for name, found in objects.items()}
        return rows

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-at", "-id")

    def soonest_first(self) -> EntryQuerySet:
        return self.order_by("at", "id")

    def made_by_itself(self) -> EntryQuerySet:
        """Entries that the app made and nobody has touched: they go when what they were made for goes."""
        return self.none()

    def before(self, entry: Entry) -> EntryQuerySet:
        """Entries that come after `entry` in a list with the newest first."""
        return self.filter(Q(at__lt=entry.at) | Q(at=entry.at, id__lt=entry.pk))


class Entry(Stamped):
    """Anything logged. `at` is the one time of the entry; `day` and `zone` keep the local day it was written for."""

    KIND = ""  # on each kind: the noun in URL names and templates, and the value of `kind`
    DEFAULT_VISIBILITY = Visibility.CIRCLE
    PEOPLE: tuple[str, ...] = ("author",)  # links to members, whose names pages print
    COUNTED = ngettext_lazy("%(count)d entry", "%(count)d entries", "count")  # on each kind: how many, in words

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="entries")
    at = models.DateTimeField(_("When"))
    day = models.DateField(editable=False)
    zone = models.CharField(max_length=40, editable=False)
    visibility = models.CharField(_("Who sees this"), max_length=10)
    client_key = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    note = EncryptedTextField(_("Note"))

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["circle", "at"], name="entry_circle_at"),
            models.Index(fields=["circle", "kind", "at"], name="entry_circle_kind_at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["circle", "client_key"], name="entry_once_per_form"),
            one_of("visibility", Visibility, "entry_visibility_known"),
            within_range("at", "entry_at_in_range"),
            day_within_range("day", "entry_day_in_range"),
            _only_me("entry_always_only_me"),
        ]

    class PersonalData:
        export = ["public_id", "kind", "author", "at", "day", "zone", "visibility", "note", "created_at", "updated_at"]
        erase = ["id", "public_id", "circle", "kind", "author", "at", "day", "zone", "visibility", "client_key",
                 "version", "note", "created_at", "updated_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    # What a kind answers ------------------------------------------------------------------------------
    @property
    def title(self) -> str:
        """One line for lists. Never for page titles or addresses."""
        raise NotImplementedError(self.kind)

    def situations(self, facts: Facts) -> list[Raised]:
        """What this entry says is going on, given `facts`; it asks the database nothing."""
        return []

    @classmethod
    def load_facts(cls, log, entries) -> Facts:
        """What `situations` of these entries needs to know, in a fixed number of queries."""
        return Facts.now_in(log.circle)

    @property
    def has_clock_time(self) -> bool:
        """Whether the hour of `at` was chosen; a day without an hour stands at noon, and pages print the day alone."""
        return True

    # What every kind shares ---------------------------------------------------------------------------
    @cached_property
    def tzinfo(self) -> ZoneInfo:
        return zone_of(self.zone)

    def place_in_time(self, at: dt.datetime, circle: Circle) -> None:
        """Set the moment and keep the local day that it has in the circle's zone now."""
        self.at, self.zone, self.day = at, circle.zone, local_day(at, circle.tzinfo)

    def url(self, action: str = "detail") -> str:
        """The address of a page of this entry: detail, change or delete."""
        return address(f"tracker:{self.kind}-{action}", self.circle.public_id, self.public_id)

    def get_absolute_url(self) -> str:
        return self.url()

    @property
    def is_private(self) -> bool:
        return self.visibility == Visibility.ONLY_ME

    def may_be_changed_by(self, membership: Membership) -> bool:
        """Helpers change any shared entry; nobody but the author reaches an only-me entry at all."""
        return membership.may(Permission.CHANGE)

    def may_be_deleted_by(self, membership: Membership) -> bool:
        """Authors delete their own entries, owners any shared one."""
        own = self.author_id == membership.user_id
        return membership.may(Permission.DELETE_ANY) or (own and membership.may(Permission.DELETE_OWN))


def soonest_first(entries: Iterable[Entry]) -> list:
    """A handful of entries in order. An ORDER BY takes Django longer, and may lead SQLite through the whole log."""
    return sorted(entries, key=lambda entry: (entry.at, entry.pk))


class ShelfQuerySet(models.QuerySet):
    """Questions about the shelf."""

    def deleted(self) -> ShelfQuerySet:
        return self.filter(change=Change.DELETED.value).order_by("-at", "-id")

    def visible_to(self, membership: Membership) -> ShelfQuerySet:
        """Deleted entries keep the visibility that they had."""
        return self.filter(
            Q(visibility=Visibility.CIRCLE.value) | Q(author=membership.user_id), circle=membership.circle_id
        )

    def expired(self, now: dt.datetime) -> ShelfQuerySet:
        """Rows whose time on the shelf is over, for every circle."""
        return self.filter(ends_at__lte=now)


class Shelf(models.Model):
    """What an undo needs: the former values of an entry that was added, changed or deleted.

    A deleted entry stays 30 days and can be put back; the other two stay ten minutes. The snapshot is
    encrypted JSON of the whole row.
    """

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="shelf")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    visibility = models.CharField(max_length=10)
    change = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    entry_id = models.BigIntegerField()
    entry_version = models.PositiveIntegerField()
    title = EncryptedTextField()
    snapshot = EncryptedTextField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ShelfQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["circle", "change", "-at"], name="shelf_circle_at"),
            models.Index(fields=["ends_at"], name="shelf_ends"),
            models.Index(fields=["entry_id"], name="shelf_entry"),
        ]
        constraints = [one_of("change", Change, "shelf_change_known"), _only_me("shelf_always_only_me")]

    class PersonalData:
        export = ["change", "kind", "title", "at", "ends_at"]
        erase = ["id", "public_id", "circle", "author", "by", "visibility", "change", "kind", "entry_id",
                 "entry_version", "title", "snapshot", "at", "ends_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.change} {self.kind} {self.public_id}"

    @property
    def is_private(self) -> bool:
        return self.visibility == Visibility.ONLY_ME


class AdviceFeedbackQuerySet(models.QuerySet):
    """Questions about what readers said of advice."""

    def resting(self, membership: Membership, now: dt.datetime) -> AdviceFeedbackQuerySet:
        """What the member does not want to see for now, in this circle."""
        return self.filter(circle=membership.circle_id, user=membership.user_id, rests_until__gt=now)


class AdviceFeedback(models.Model):
    """A reader's word on one piece of advice, which then rests for a while: for this reader alone."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="advice_feedback")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="advice_feedback")
    situation = models.CharField(max_length=40)
    topic = models.CharField(max_length=40)
    answer = models.CharField(max_length=20)
    rests_until = models.DateTimeField()

    objects = AdviceFeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "user", "situation", "topic"], name="advice_answered_once"),
            one_of("answer", Answer, "advice_answer_known"),
        ]

    class PersonalData:
        export = ["situation", "topic", "answer", "rests_until"]
        erase = ["id", "circle", "user", *export]

    def __str__(self) -> str:
        return f"{self.answer} {self.situation}"
