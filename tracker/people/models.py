"""People and circles: who supports whom, in which role, and whom they call."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.base import clock
from tracker.base.choices import LabelledEnum
from tracker.base.clock import zone_of
from tracker.base.fields import CodesField, EncryptedTextField, PublicIdField, day_within_range, one_of, within_range
from tracker.base.models import Stamped
from tracker.base.places import STATES
from tracker.base.stages import Stage
from tracker.mail.models import OutboxMail
from tracker.people.permissions import Permission, Role, may
from tracker.people.reading import Reading

# Minutes without a page after which a session ends: what a person may choose.
IDLE_FROM, IDLE_TO = 5, 60
# How long text outlives the session in which it was typed.
KEPT_FOR = dt.timedelta(minutes=15)
# After how many months old entries may be deleted by themselves.
KEEP_MONTHS = (3, 6, 12, 24)


class UserManager(BaseUserManager):
    """Makes users who sign in by e-mail."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A supporter. The name is what the circle sees; it may be a nickname."""

    email = models.EmailField(_("Email"), unique=True)
    name = EncryptedTextField(_("My name in the circle"))
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)
    # How quiet the app is on a screen that others may see.
    is_discreet = models.BooleanField(default=False)
    shift_leaves = models.BooleanField(default=True)
    idle_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # none: what the host has set
    knows_leave = models.BooleanField(default=False)
    has_read = CodesField(blank=True, editable=False)  # of Reading

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idle_minutes__isnull=True) | models.Q(idle_minutes__range=(IDLE_FROM, IDLE_TO)),
                name="user_idle_minutes_in_range",
            )
        ]

    class PersonalData:
        export = [
            "email",
            "name",
            "date_joined",
            "last_login",
            "is_discreet",
            "shift_leaves",
            "idle_minutes",
            "has_read",
        ]
        erase = ["id", "password", "email", "name", "is_active", "is_staff", "is_superuser", "date_joined", "last_login",
                 "groups", "user_permissions", "is_discreet", "shift_leaves", "idle_minutes", "knows_leave",
                 "has_read"]  # fmt: skip

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The chosen name; before one is chosen, a word that tells nothing."""
        return self.name or gettext("A supporter")

    @property
    def idle_limit(self) -> int:
        """Minutes without a page after which this person's session ends."""
        return self.idle_minutes or settings.IDLE_MINUTES

    def mail_gets_through(self) -> bool:
        """Whether mail reaches the person's address, as far as the outbox knows; one query."""
        return OutboxMail.objects.gets_through(self.email, clock.now())

    def knows(self, what: Reading) -> bool:
        """Whether the person said that they have read it."""
        return what.value in self.has_read


class CircleQuerySet(models.QuerySet):
    """Which circles something is due for, at an aware moment `now`."""

    def to_erase(self, now: dt.datetime) -> "CircleQuerySet":
        """Closed circles whose days are over."""
        return self.filter(erase_at__lte=now)

    def awake(self) -> "CircleQuerySet":
        """Circles that may remind and ask: not paused, not after a loss, not about to be erased (`is_quiet`)."""
        return self.filter(paused=False, bereaved_on=None, erase_at=None)

    def to_purge(self, now: dt.datetime) -> "CircleQuerySet":
        """Circles that keep entries for some months only, once a day."""
        return self.filter(purge_at__lte=now)


class Circle(Stamped):
    """One loved one and the supporters around them."""

    public_id = PublicIdField()
    nickname = EncryptedTextField(_("What you call them"))
    state = models.CharField(_("State"), max_length=2, blank=True)
    zone = models.CharField(_("Time zone"), max_length=40)
    stage = models.CharField(_("Where things stand"), max_length=20, default=Stage.NOT_SURE.value)
    paused = models.BooleanField(default=False)
    # The day on which an owner said here that the loved one died. Nobody is asked for the day of the death.
    bereaved_on = models.DateField(null=True, blank=True)
    # From this moment on everything in it is erased. Until then the circle is closed, and owners can keep it.
    erase_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # How long entries are kept, in months; empty means for as long as nobody deletes them. `purge_at` is when
    # old ones go next: a day after the setting was saved, then daily.
    keep_months = models.PositiveSmallIntegerField(null=True, blank=True)
    purge_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Business days before a Medicaid ride; empty is the app's own (rides.rules).
    book_days = models.PositiveSmallIntegerField(_("Business days to book a ride ahead"), null=True, blank=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(book_days=None) | models.Q(book_days__gte=1, book_days__lte=30),
                name="circle_book_days",
            ),
            day_within_range("bereaved_on", "circle_bereaved_in_range"),
            within_range("erase_at", "circle_erase_in_range"),
            within_range("purge_at", "circle_purge_in_range"),
            models.CheckConstraint(
                condition=models.Q(keep_months=None, purge_at=None)
                | models.Q(keep_months__isnull=False, keep_months__in=KEEP_MONTHS, purge_at__isnull=False),
                name="circle_keep_months_known",
            ),
            one_of("state", STATES, "circle_state_known"),
            one_of("stage", Stage, "circle_stage_known"),
        ]

    class PersonalData:
        export = ["nickname", "state", "zone", "stage", "paused", "bereaved_on", "erase_at", "keep_months", "purge_at",
                  "book_days", "created_at"]  # fmt: skip
        erase = ["id", "public_id", *export, "updated_at"]

    def __str__(self) -> str:
        return self.public_id

    @cached_property
    def tzinfo(self) -> ZoneInfo:
        return zone_of(self.zone)

    @property
    def stage_label(self) -> str:
        return Stage.label_of(self.stage)

    @property
    def is_quiet(self) -> bool:
        """Nothing may cheer, remind or ask: the circle is paused or closed, or the loved one died."""
        return self.paused or self.is_bereaved or self.is_closing

    @property
    def is_bereaved(self) -> bool:
        return self.bereaved_on is not None

    @property
    def is_closing(self) -> bool:
        """Whether an owner asked to delete it: its pages are closed to everyone until it is erased or kept."""
        return self.erase_at is not None


class Membership(Stamped):
    """A supporter in a circle. Addresses name the membership, so that the id of a user shows nowhere."""

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10)
    # Kind -> visibility, once the member has chosen; until then the kind's own default holds.
    visibility_choices = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["circle", "user"], name="membership_once_per_circle"),
            one_of("role", Role, "membership_role_known"),
        ]

    class PersonalData:
        export = ["role", "visibility_choices", "created_at"]
        erase = ["id", "public_id", "circle", "user", "role", "visibility_choices", "created_at", "updated_at"]

    def may(self, permission: Permission) -> bool:
        return may(self.role, permission)

    @property
    def role_label(self) -> str:
        return Role.label_of(self.role)

    @property
    def their_name(self) -> str:
        """What pages and mails for this member call the loved one: the nickname, unless the member is discreet."""
        return str(_("P.")) if self.user.is_discreet else self.circle.nickname


class ContactRole(LabelledEnum):
    CLINIC = "clinic", _("Clinic or treatment program")
    PRESCRIBER = "prescriber", _("Doctor or prescriber")
    COUNSELOR = "counselor", _("Counselor or peer coach")
    PHARMACY = "pharmacy", _("Pharmacy")
    RIDE_COMPANY = "ride_company", _("Ride company or ride line")
    DRIVER = "driver", _("Someone who drives")
    FAMILY = "family", _("Family or friend")
    OFFICE = "office", _("Benefits office, court or probation")
    OTHER = "other", _("Someone else")


class Contact(Stamped):
    """Someone the circle calls. Shared with the whole circle."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="contacts")
    public_id = PublicIdField()
    role = models.CharField(_("Who they are"), max_length=20)
    name = EncryptedTextField(_("Name"))
    phone = EncryptedTextField(_("Phone"))
    note = EncryptedTextField(_("Good to know"))
    # What this company asks for, if it differs from the circle's.
    book_days = models.PositiveSmallIntegerField(_("Business days to book ahead"), null=True, blank=True)

    class Meta:
        constraints = [
            one_of("role", ContactRole, "contact_role_known"),
            models.CheckConstraint(
                condition=models.Q(book_days=None) | models.Q(book_days__gte=1, book_days__lte=30),
                name="contact_book_days",
            ),
        ]

    class PersonalData:
        export = ["role", "name", "phone", "note", "book_days", "created_at"]
        erase = ["id", "circle", "public_id", "role", "name", "phone", "note", "book_days", "created_at",
                 "updated_at"]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def role_label(self) -> str:
        return ContactRole.label_of(self.role)


class AuditEventQuerySet(models.QuerySet):
    """Questions about the trail."""

    def visible_to(self, membership: Membership) -> "AuditEventQuerySet":
        """The lines of the member's circle: what all may read, and the member's own about only-me entries."""
        return self.filter(models.Q(only_me=False) | models.Q(actor=membership.user_id), circle=membership.circle_id)

    def newest_first(self) -> "AuditEventQuerySet":
        return self.order_by("-at", "-id")

    def before(self, event: "AuditEvent") -> "AuditEventQuerySet":
        """Lines that come after `event` in a list with the newest first."""
        return self.filter(models.Q(at__lt=event.at) | models.Q(at=event.at, id__lt=event.pk))


class AuditEvent(models.Model):
    """Who did what and when: a code and an id, never a text. Written by actions, never changed."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="audit_events")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=40)
    about = models.CharField(max_length=40, blank=True)
    # About an only-me entry: nobody but the actor may learn that there is one.
    only_me = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["circle", "-at"], name="audit_circle_at")]

    class PersonalData:
        export = ["action", "about", "at"]
        erase = ["id", "circle", "actor"]
        keep = {
            "action": "who did what stays readable for the others until the circle itself is erased",
            "about": "an opaque id, needed to read the trail",
            "only_me": "hides the line from everyone but its actor, also later",
            "at": "needed to read the trail",
        }

    def __str__(self) -> str:
        return f"{self.action} {self.about}"


class KeptForm(models.Model):
    """What a person typed into a form that came in when their session had ended: theirs alone, and soon gone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    public_id = PublicIdField()
    path = EncryptedTextField(help_text="where the form was sent, with its query")
    typed = EncryptedTextField(help_text="JSON: [[name, value], ...]")
    at = models.DateTimeField(db_index=True)

    class PersonalData:
        export = []
        erase = ["id", "user", "public_id", "path", "typed", "at"]

    def __str__(self) -> str:
        return self.public_id

    @property
    def fields(self) -> list[tuple[str, str]]:
        """(name, value) in the order of the form."""
        return [(name, value) for name, value in json.loads(self.typed)]
