"""Rides: how someone gets to a visit and back, and whether the ride came."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from tracker.appointments.models import Appointment, Series
from tracker.base.dates import date_format
from tracker.base.fields import EncryptedTextField, PublicIdField, day_within_range, one_of, within_range
from tracker.base.models import Stamped
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Circle, Contact
from tracker.rides import rules
from tracker.rides.rules import How, Leg, Reply, Status


class RideDetails(models.Model):
    """What a ride is: the same for one ride and for a standing one."""

    leg = models.CharField(gettext_lazy("There or back"), max_length=10, default=Leg.THERE.value)
    how = models.CharField(gettext_lazy("How"), max_length=20)
    pickup_place = EncryptedTextField(gettext_lazy("Pick-up place"))
    travel_minutes = models.PositiveSmallIntegerField(gettext_lazy("Minutes on the way"), null=True, blank=True)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)ss",
        verbose_name=gettext_lazy("Company or driver to call"),
    )  # fmt: skip
    driver = EncryptedTextField(gettext_lazy("Who drives"))
    plan_b = EncryptedTextField(gettext_lazy("Plan B"))
    plan_b_contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)ss_as_plan_b",
        verbose_name=gettext_lazy("Whom to call for plan B"),
    )  # fmt: skip

    DETAILS = ("leg", "how", "pickup_place", "travel_minutes", "contact", "driver", "plan_b", "plan_b_contact")

    class Meta:
        abstract = True
        constraints = [
            one_of("leg", Leg, "%(class)s_leg_known"),
            one_of("how", How, "%(class)s_how_known"),
            models.CheckConstraint(
                condition=Q(travel_minutes=None) | Q(travel_minutes__gte=1, travel_minutes__lte=1440),
                name="%(class)s_travel_minutes",
            ),
        ]

    def take_details(self, other: "RideDetails") -> None:
        """Become what `other` is; when and where it stands stay."""
        for name in self.DETAILS:
            setattr(self, name, getattr(other, name))


class StandingRideQuerySet(models.QuerySet):
    """Questions about standing rides."""

    def due(self, overlap: dt.timedelta) -> "StandingRideQuerySet":
        """Those whose series has changed since, or a little before, their rides were made."""
        changed = Q(series__updated_at__gt=models.F("filled_at") - overlap)
        return self.filter(Q(filled_at=None) | changed, has_ended=False).order_by("pk")


class StandingRide(RideDetails, Stamped):
    """A ride that comes with every visit of a series. The rides made from it are rows of their own."""

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="standing_rides")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="standing_rides"
    )
    public_id = PublicIdField()
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="standing_rides")
    visibility = models.CharField(max_length=10)
    # From the start of the visit (there) or from its end (back) to the pick-up; below zero is before.
    offset_minutes = models.SmallIntegerField()
    has_ended = models.BooleanField(default=False)
    # Visits that were made after this moment have no ride of it yet. A ride that was deleted is not made again.
    filled_at = models.DateTimeField(null=True, blank=True)

    objects = StandingRideQuerySet.as_manager()

    class Meta(RideDetails.Meta):
        constraints = [
            *RideDetails.Meta.constraints,
            one_of("visibility", Visibility, "standing_ride_visibility_known"),
        ]

    class PersonalData:
        export = ["series", *RideDetails.DETAILS, "visibility", "offset_minutes", "has_ended", "created_at"]
        erase = ["id", "circle", "author", "public_id", "filled_at", "updated_at", *export]

    def __str__(self) -> str:
        return f"standing ride {self.public_id}"


class RideQuerySet(EntryQuerySet):
    """Questions about rides."""

    def with_neighbors(self) -> "RideQuerySet":
        """With the visit and the people to call at hand, in the same query."""
        return self.select_related("visit", "contact", "plan_b_contact", "standing")

    def waiting_for_reply_of(self, user_id: int, now: dt.datetime) -> "RideQuerySet":
        """Rides ahead that this member was asked to drive and has not answered, soonest first."""
        return self.filter(asked=user_id, reply="").still_open().ahead(now).soonest_first()

    def still_open(self) -> "RideQuerySet":
        return self.filter(status__in=[status.value for status in rules.OPEN])

    def ahead(self, now: dt.datetime) -> "RideQuerySet":
        return self.filter(at__gt=now)

    def begun_or_answered(self, now: dt.datetime) -> "RideQuerySet":
        """All but the open rides that are still ahead."""
        return self.filter(Q(at__lte=now) | ~Q(status__in=[status.value for status in rules.OPEN]))

    def coming(self, now: dt.datetime, *, hours: int) -> "RideQuerySet":
        """Open rides with a pick-up in the next `hours`, or less than two hours ago."""
        return self.still_open().between(now - dt.timedelta(hours=2), now + dt.timedelta(hours=hours)).soonest_first()

    def waiting_for_answer(self, now: dt.datetime) -> "RideQuerySet":
        """Open rides of the last four weeks whose pick-up time is past: did they come?"""
        return self.still_open().between(now - dt.timedelta(days=28), now).newest_first()

    def to_book_by(self, day: dt.date) -> "RideQuerySet":
        """Rides still to book whose last good day to book is `day` or earlier."""
        return self.filter(status=Status.TO_BOOK.value, book_by__lte=day).order_by("book_by", "at", "id")

    def without_plan_b(self, now: dt.datetime) -> list["Ride"]:
        """Open rides ahead with no plan B, soonest first. Plan B is encrypted, so this reads the rows."""
        return [ride for ride in self.still_open().ahead(now).soonest_first() if not ride.has_plan_b]

    def made_by_itself(self) -> "RideQuerySet":
        """Rides of a standing ride that nobody has touched."""
        return self.filter(standing__isnull=False, is_alone=False)

    def failed(self) -> "RideQuerySet":
        """Rides that did not come, or came 15 minutes late or more."""
        return self.filter(
            Q(status=Status.DID_NOT_COME.value) | Q(status=Status.CAME_LATE.value, minutes_late__gte=rules.LATE_MINUTES)
        )


class Ride(Entry, RideDetails):  # noqa: DJ008 (an Entry has one)
    """A ride to a visit or back. `at` is the pick-up time; it may belong to no visit."""

    KIND = "ride"
    COUNTED = ngettext_lazy("%(count)d ride", "%(count)d rides", "count")

    # Not called `appointment`: that name leads from any entry to the Appointment that it is (Django's E006).
    visit = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="rides",
        verbose_name=gettext_lazy("For which visit"),
    )  # fmt: skip
    confirmation = EncryptedTextField(gettext_lazy("Confirmation number"))
    book_by = models.DateField(gettext_lazy("Book by"), null=True, blank=True)
    status = models.CharField(gettext_lazy("Where it stands"), max_length=20, default=Status.TO_BOOK.value)
    # A member who was asked to drive, and what they said.
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="asked_to_drive",
        verbose_name=gettext_lazy("Ask someone in the circle to drive"),
    )  # fmt: skip
    reply = models.CharField(max_length=10, blank=True, editable=False)
    standing = models.ForeignKey(
        StandingRide, null=True, blank=True, on_delete=models.SET_NULL, related_name="rides", editable=False
    )
    # Whether somebody has changed it or said where it stands, since it was made from a standing ride.
    is_alone = models.BooleanField(default=False, editable=False)
    minutes_late = models.PositiveSmallIntegerField(gettext_lazy("Minutes late"), null=True, blank=True)
    # When the visit started at the time this ride was saved: a later move shows as "check again".
    booked_for_start = models.DateTimeField(null=True, editable=False)

    objects = RideQuerySet.as_manager()

    class Meta(RideDetails.Meta):
        constraints = [
            *RideDetails.Meta.constraints,
            one_of("status", Status, "ride_status_known"),
            one_of("reply", Reply, "ride_reply_known"),
            day_within_range("book_by", "ride_book_by_in_range"),
            within_range("booked_for_start", "ride_booked_for_in_range"),
            models.CheckConstraint(
                condition=Q(minutes_late=None)
                | Q(minutes_late__gte=1, minutes_late__lte=1440, status=Status.CAME_LATE.value),
                name="ride_minutes_if_late",
            ),
        ]

    class PersonalData:
        export = ["visit", *RideDetails.DETAILS, "confirmation", "book_by", "status", "minutes_late",
                  "booked_for_start", "standing", "asked", "reply"]  # fmt: skip
        erase = ["entry_ptr", "is_alone", *export]

    @property
    def title(self) -> str:
        name = rules.NAMES.get((self.how, self.leg))
        return str(name) if name else _("Ride")

    @property
    def leg_label(self) -> str:
        return Leg.label_of(self.leg)

    @property
    def how_label(self) -> str:
        return How.label_of(self.how)

    @property
    def status_label(self) -> str:
        return Status.label_of(self.status)

    @property
    def is_open(self) -> bool:
        return rules.is_open(self.status)

    @property
    def failed(self) -> bool:
        return rules.failed(self.status, self.minutes_late)

    @property
    def is_booked_with_a_company(self) -> bool:
        return self.how in rules.BOOKED

    @property
    def is_on_ones_own(self) -> bool:
        """No one has to come: the supporter drives, or it goes by bus, train or foot."""
        return self.how in rules.ON_ONES_OWN

    @property
    def is_still_to_arrange(self) -> bool:
        """A Medicaid ride that someone has to call about."""
        return self.how == How.MEDICAID and self.status in {Status.TO_BOOK, Status.REQUESTED}

    def waits_for_reply_of(self, user_id: int, now: dt.datetime) -> bool:
        """Whether this member was asked to drive, has not answered, and it is not too late."""
        return self.asked_id == user_id and not self.reply and self.is_open and self.at > now

    @property
    def reply_label(self) -> str:
        return Reply.label_of(self.reply)

    @property
    def has_plan_b(self) -> bool:
        return bool(self.plan_b or self.plan_b_contact_id)

    @property
    def arrives_at(self) -> dt.datetime | None:
        """When it should reach its place; None while the time on the way is not known."""
        return rules.arrives_at(self.at, self.travel_minutes) if self.travel_minutes else None

    def asks_how_it_went(self, now: dt.datetime) -> bool:
        """Whether to ask if the ride came."""
        return rules.asks_how_it_went(self.status, self.at, now)

    def problems_with(self, visit: Appointment | None) -> list[str]:
        """What does not fit between this ride and its visit, for a reader who may see `visit`."""
        if visit is None:
            return []
        return rules.problems(
            leg=self.leg,
            status=self.status,
            pickup=self.at,
            travel_minutes=self.travel_minutes,
            booked_for_start=self.booked_for_start,
            start=visit.at,
            end=visit.ends_at,
            outcome=visit.outcome,
        )

    @property
    def shown_visit(self) -> Appointment | None:
        """The visit, if everyone who may see this ride may see it too. Lists use it; one query each unless joined."""
        visit = self.visit
        if visit is None or not visit.is_private or (self.is_private and self.author_id == visit.author_id):
            return visit
        return None

    @property
    def problems(self) -> list[str]:
        """What does not fit, for lists: silent where the visit is hidden from someone who may see the ride."""
        return self.problems_with(self.shown_visit)

    def situations(self, facts: Facts) -> list[Raised]:
        """What the ride says is going on: it failed, has to be booked, has no plan B, is a Medicaid ride."""
        day = {"day": date_format(self.day, "l, F j")}
        raised = []
        if self.failed:
            raised.append(Raised(Situation.RIDE_FAILED, self._how_it_failed(day)))
        is_ahead = self.is_open and self.at > facts.now
        if is_ahead and rules.is_due_to_book(self.status, self.book_by, facts.today):
            raised.append(Raised(Situation.RIDE_BOOK_BY, self._when_to_book(facts.today)))
        if is_ahead and not self.has_plan_b:
            raised.append(Raised(Situation.RIDE_NO_PLAN_B, _("The ride on %(day)s has no plan B.") % day))
        if self.is_open and self.how == How.MEDICAID:
            raised.append(Raised(Situation.RIDE_MEDICAID, _("The ride on %(day)s is a Medicaid ride.") % day))
        return raised

    def _how_it_failed(self, day: dict) -> str:
        if self.status == Status.DID_NOT_COME:
            return _("The ride on %(day)s did not come.") % day
        sentence = ngettext(
            "The ride on %(day)s came %(minutes)s minute late.",
            "The ride on %(day)s came %(minutes)s minutes late.",
            self.minutes_late,
        )
        return sentence % {**day, "minutes": self.minutes_late}

    def _when_to_book(self, today: dt.date) -> str:
        day = {"day": date_format(self.book_by, "l, F j")}
        if self.book_by < today:
            return _("The day to book this ride by was %(day)s.") % day
        return _("The day to book this ride by is %(day)s.") % day

    @classmethod
    def load_facts(cls, log, entries: Iterable["Ride"]) -> Facts:
        return Facts.now_in(log.circle)
