"""Rides: how someone gets to a visit and back, and whether the ride came."""

import datetime as dt
from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from tracker.appointments.models import Appointment
from tracker.base.fields import EncryptedTextField, day_within_range, one_of, within_range
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Contact
from tracker.rides import rules
from tracker.rides.rules import How, Leg, Status


class RideQuerySet(EntryQuerySet):
    """Questions about rides."""

    def with_neighbors(self) -> "RideQuerySet":
        """With the visit and the people to call at hand, in the same query."""
        return self.select_related("visit", "contact", "plan_b_contact")

    def still_open(self) -> "RideQuerySet":
        return self.filter(status__in=[status.value for status in rules.OPEN])

    def ahead(self, now: dt.datetime) -> "RideQuerySet":
        return self.filter(at__gt=now)

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

    def failed(self) -> "RideQuerySet":
        """Rides that did not come, or came 15 minutes late or more."""
        return self.filter(
            Q(status=Status.DID_NOT_COME.value) | Q(status=Status.CAME_LATE.value, minutes_late__gte=rules.LATE_MINUTES)
        )


class Ride(Entry):
    """A ride to a visit or back. `at` is the pick-up time; it may belong to no visit."""

    KIND = "ride"
    COUNTED = ngettext_lazy("%(count)d ride", "%(count)d rides", "count")

    # Not called `appointment`: that name leads from any entry to the Appointment that it is (Django's E006).
    visit = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.SET_NULL, related_name="rides",
        verbose_name=gettext_lazy("For which visit"),
    )  # fmt: skip
    leg = models.CharField(gettext_lazy("There or back"), max_length=10, default=Leg.THERE.value)
    how = models.CharField(gettext_lazy("How"), max_length=20)
    pickup_place = EncryptedTextField(gettext_lazy("Pick-up place"))
    travel_minutes = models.PositiveSmallIntegerField(gettext_lazy("Minutes on the way"), null=True, blank=True)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="rides",
        verbose_name=gettext_lazy("Company or driver to call"),
    )  # fmt: skip
    driver = EncryptedTextField(gettext_lazy("Who drives"))
    confirmation = EncryptedTextField(gettext_lazy("Confirmation number"))
    book_by = models.DateField(gettext_lazy("Book by"), null=True, blank=True)
    status = models.CharField(gettext_lazy("Where it stands"), max_length=20, default=Status.TO_BOOK.value)
    plan_b = EncryptedTextField(gettext_lazy("Plan B"))
    plan_b_contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="rides_as_plan_b",
        verbose_name=gettext_lazy("Whom to call for plan B"),
    )  # fmt: skip
    minutes_late = models.PositiveSmallIntegerField(gettext_lazy("Minutes late"), null=True, blank=True)
    # When the visit started at the time this ride was saved: a later move shows as "check again".
    booked_for_start = models.DateTimeField(null=True, editable=False)

    objects = RideQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("leg", Leg, "ride_leg_known"),
            one_of("how", How, "ride_how_known"),
            one_of("status", Status, "ride_status_known"),
            day_within_range("book_by", "ride_book_by_in_range"),
            within_range("booked_for_start", "ride_booked_for_in_range"),
            models.CheckConstraint(
                condition=Q(travel_minutes=None) | Q(travel_minutes__gte=1, travel_minutes__lte=1440),
                name="ride_travel_minutes",
            ),
            models.CheckConstraint(
                condition=Q(minutes_late=None)
                | Q(minutes_late__gte=1, minutes_late__lte=1440, status=Status.CAME_LATE.value),
                name="ride_minutes_if_late",
            ),
        ]

    class PersonalData:
        export = ["visit", "leg", "how", "pickup_place", "travel_minutes", "contact", "driver", "confirmation",
                  "book_by", "status", "plan_b", "plan_b_contact", "minutes_late", "booked_for_start"]  # fmt: skip
        erase = ["entry_ptr", *export]

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
