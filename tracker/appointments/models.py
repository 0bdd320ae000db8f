"""Appointments: the visits of a week, and how they went."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.appointments import rules
from tracker.appointments.repeats import Every, Repeat
from tracker.appointments.rules import How, Outcome, What, WhyMissed
from tracker.base import clock
from tracker.base.dates import date_format
from tracker.base.fields import CodesField, EncryptedTextField, PublicIdField, day_within_range, one_of
from tracker.base.models import Stamped
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Circle, Contact

# Rides stand above appointments, so their codes are named here and compared by a test.
RIDE_FELL_THROUGH = ("cancelled", "did_not_come")
BREAK_SPAN = dt.timedelta(days=rules.BREAK_DAYS)


class VisitDetails(models.Model):
    """What a visit is: the same for one visit and for a series of them."""

    what = models.CharField(gettext_lazy("What"), max_length=20)
    name = EncryptedTextField(gettext_lazy("Title"))
    minutes = models.PositiveSmallIntegerField(gettext_lazy("Length in minutes"), default=rules.DEFAULT_MINUTES)
    how = models.CharField(gettext_lazy("How"), max_length=20, default=How.IN_PERSON.value)
    place = EncryptedTextField(gettext_lazy("Place"))
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, verbose_name=gettext_lazy("Whom to call")
    )
    goes_along = EncryptedTextField(gettext_lazy("Who goes along"))
    bring = EncryptedTextField(gettext_lazy("What to bring"))
    DETAILS = ("what", "name", "minutes", "how", "place", "contact", "goes_along", "bring")

    class Meta:
        abstract = True
        constraints = [
            one_of("what", What, "%(class)s_what_known"),
            one_of("how", How, "%(class)s_how_known"),
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=1440), name="%(class)s_minutes"),
        ]

    def take_details(self, other: "VisitDetails") -> None:
        """Become what `other` is; when and how it went stay."""
        for name in self.DETAILS:
            setattr(self, name, getattr(other, name))


class SeriesQuerySet(models.QuerySet):
    """Questions about series."""

    def short_of(self, day: dt.date) -> "SeriesQuerySet":
        """Series that go on, of circles that have not come to an end, with no visits made up to `day` yet."""
        goes_on = models.Q(until=None) | models.Q(until__gt=models.F("made_until"))
        return self.filter(goes_on, made_until__lt=day, circle__bereaved_on=None, circle__erase_at=None).order_by("pk")

    def used_up(self, day: dt.date) -> "SeriesQuerySet":
        """Series that ended before `day` and have no visit left."""
        return self.filter(visits=None, until__lt=day)


class Series(VisitDetails, Stamped):
    """A visit that repeats: the days that it falls on, and what each visit made from it starts with.

    Its visits are rows of their own, made ahead for some weeks (`series.make_ahead`).
    """

    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="series")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="series")
    public_id = PublicIdField()
    visibility = models.CharField(max_length=10)
    every = models.CharField(max_length=20)
    first = models.DateField()
    since = models.DateField(null=True, blank=True)
    start = models.TimeField()
    # The clock that `start` and the days are on: a circle that moves takes no visit along that was agreed before.
    zone = models.CharField(max_length=40)
    weeks = models.PositiveSmallIntegerField(default=1)
    weekdays = CodesField(blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(null=True, blank=True)
    skips_holidays = models.BooleanField(default=False)
    # The last day up to which the visits have been made; a visit that was deleted before it is not made again.
    made_until = models.DateField()

    objects = SeriesQuerySet.as_manager()

    class Meta(VisitDetails.Meta):
        indexes = [models.Index(fields=["made_until"], name="series_made_until")]
        constraints = [
            *VisitDetails.Meta.constraints,
            one_of("every", Every, "series_every_known"),
            one_of("visibility", Visibility, "series_visibility_known"),
            *(day_within_range(name, f"series_{name}_in_range") for name in ("first", "since", "until", "made_until")),
        ]

    class PersonalData:
        export = ["every", "first", "since", "start", "zone", "weeks", "weekdays", "until", "count", "skips_holidays",
                  *VisitDetails.DETAILS, "visibility", "made_until", "created_at"]  # fmt: skip
        erase = ["id", "circle", "author", "public_id", "updated_at", *export]

    def __str__(self) -> str:
        return f"series {self.public_id}"

    @property
    def tzinfo(self) -> ZoneInfo:
        """The zone of its time on the wall."""
        return clock.zone_of(self.zone)

    @property
    def repeat(self) -> Repeat:
        """The days that it falls on, as a plain value."""
        return Repeat(
            every=Every(self.every),
            first=self.first,
            since=self.since,
            weeks=self.weeks,
            weekdays=frozenset(map(int, self.weekdays)),
            until=self.until,
            count=self.count,
            skips_holidays=self.skips_holidays,
        )

    @repeat.setter
    def repeat(self, repeat: Repeat) -> None:
        for name in ("first", "since", "weeks", "until", "count", "skips_holidays"):
            setattr(self, name, getattr(repeat, name))
        self.every, self.weekdays = repeat.every.value, tuple(map(str, sorted(repeat.weekdays)))


class AppointmentQuerySet(EntryQuerySet):
    """Questions about appointments."""

    def planned(self) -> "AppointmentQuerySet":
        return self.filter(outcome=Outcome.PLANNED.value)

    def coming(self, now: dt.datetime, *, hours: int) -> "AppointmentQuerySet":
        """Planned visits that start within the next `hours`, or began less than two hours ago."""
        return self.planned().between(now - dt.timedelta(hours=2), now + dt.timedelta(hours=hours)).soonest_first()

    def planned_or_missed_dose(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Planned visits, and dose visits that were missed in the last seven days."""
        return self.filter(models.Q(outcome=Outcome.PLANNED.value) | self._missed_dose(now - BREAK_SPAN))

    def missed_doses_near(self, visit: "Appointment") -> "AppointmentQuerySet":
        """Other missed dose visits within seven days of this one."""
        near = self.filter(self._missed_dose(visit.at - BREAK_SPAN), at__lt=visit.at + BREAK_SPAN)
        return near.exclude(pk=visit.pk)

    @staticmethod
    def _missed_dose(since: dt.datetime) -> models.Q:
        return models.Q(outcome=Outcome.MISSED.value, what=What.DOSE.value, at__gt=since)

    def begun_or_answered(self, now: dt.datetime) -> "AppointmentQuerySet":
        """All but the planned visits that have not begun."""
        return self.filter(models.Q(at__lte=now) | ~models.Q(outcome=Outcome.PLANNED.value))

    def still_ahead(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Planned visits that have not begun, soonest first."""
        return self.planned().filter(at__gt=now).soonest_first()

    def waiting_for_answer(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Planned visits of the last four weeks that have begun: how did they go?"""
        return self.planned().between(now - dt.timedelta(days=28), now).newest_first()


@dataclass(frozen=True)
class AppointmentFacts(Facts):
    """Which visits have a ride, and which are the first of their sort in this circle."""

    with_ride: frozenset[int] = frozenset()
    first: frozenset[int] = frozenset()


class Appointment(Entry, VisitDetails):  # noqa: DJ008 (an Entry has one)
    """A visit: the clinic, a group, court, or the supporter's own. `at` is when it starts."""

    KIND = "appointment"
    COUNTED = ngettext_lazy("%(count)d visit", "%(count)d visits", "count")

    outcome = models.CharField(gettext_lazy("How it went"), max_length=20, default=Outcome.PLANNED.value)
    why_missed = models.CharField(gettext_lazy("Why it was missed"), max_length=20, blank=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="visits")
    # The day that the repeat gave it, wherever it has been put since; and whether somebody changed it on its own.
    slot = models.DateField(null=True, blank=True)
    is_alone = models.BooleanField(default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta(VisitDetails.Meta):
        constraints = [
            *VisitDetails.Meta.constraints,
            day_within_range("slot", "appointment_slot_in_range"),
            one_of("outcome", Outcome, "appointment_outcome_known"),
            one_of("why_missed", WhyMissed, "appointment_why_known"),
            models.CheckConstraint(
                condition=models.Q(why_missed="") | models.Q(outcome=Outcome.MISSED.value),
                name="appointment_why_if_missed",
            ),
        ]

    class PersonalData:
        export = [*VisitDetails.DETAILS, "outcome", "why_missed", "series", "slot"]
        erase = ["entry_ptr", "is_alone", *export]

    @property
    def title(self) -> str:
        return self.name or str(self.what_label)

    @property
    def what_label(self) -> str:
        return What.label_of(self.what)

    @property
    def how_label(self) -> str:
        return How.label_of(self.how)

    @property
    def outcome_label(self) -> str:
        return Outcome.label_of(self.outcome)

    @property
    def why_missed_label(self) -> str:
        return WhyMissed.label_of(self.why_missed)

    @property
    def ends_at(self) -> dt.datetime:
        return rules.ends(self.at, self.minutes)

    @property
    def is_open(self) -> bool:
        return rules.is_open(self.outcome)

    def waits_for_answer(self, now: dt.datetime) -> bool:
        """Whether the visit has begun and nobody has said how it went."""
        return rules.waits_for_answer(self.at, self.outcome, now)

    def needs_a_ride(self, now: dt.datetime) -> bool:
        """Whether somebody has to get there and back, and the visit is still ahead."""
        return rules.needs_a_ride(self.what, self.how, self.outcome, self.at, now)

    @classmethod
    def load_facts(cls, log, entries: Iterable["Appointment"], rides: Iterable | None = None) -> AppointmentFacts:
        """`rides` are all rides of these visits that the reader may see, where a page has them at hand."""
        now = clock.now()
        ahead = [entry for entry in entries if entry.is_open and entry.at > now]  # nothing is asked of the others
        if rides is None:
            rides = log.of(cls.rides.rel.related_model).filter(visit__in=ahead) if ahead else ()
        return AppointmentFacts.now_in(
            log.circle,
            with_ride=frozenset(ride.visit_id for ride in rides if ride.status not in RIDE_FELL_THROUGH),
            first=cls._first_of_their_sort(log, [entry.pk for entry in ahead if entry.what in rules.TREATMENT]),
        )

    @classmethod
    def _first_of_their_sort(cls, log, ids: list[int]) -> frozenset[int]:
        """Those visits before which there was none of the same sort, as far as the reader may see."""
        if not ids:
            return frozenset()
        earlier = log.of(cls).filter(what=models.OuterRef("what"), at__lt=models.OuterRef("at"))
        return frozenset(log.of(cls).filter(~models.Exists(earlier), pk__in=ids).values_list("pk", flat=True))

    def situations(self, facts: AppointmentFacts) -> list[Raised]:
        """What the visit says is going on: missed, kept, coming, the first of its sort, without a ride."""
        day = date_format(self.day, "l")
        match self.outcome:
            case Outcome.MISSED:
                return self._missed(day)
            case Outcome.WENT if self.what in rules.TREATMENT:
                return [Raised(Situation.VISIT_KEPT, _("The visit on %(day)s was kept.") % {"day": day})]
            case Outcome.PLANNED if self.at > facts.now:
                return self._ahead(facts, day)
        return self._by_what(day)

    def _missed(self, day: str) -> list[Raised]:
        raised = []
        if self.what in rules.MEDICINE:
            raised.append(
                Raised(Situation.DOSE_VISIT_MISSED, _("A visit for medicine on %(day)s was missed.") % {"day": day})
            )
        if self.why_missed == WhyMissed.NO_RIDE:
            raised.append(
                Raised(
                    Situation.VISIT_MISSED_NO_RIDE,
                    _("The visit on %(day)s was missed because there was no ride.") % {"day": day},
                )
            )
        raised.append(Raised(Situation.VISIT_MISSED, _("The visit on %(day)s was missed.") % {"day": day}))
        return raised

    def _ahead(self, facts: AppointmentFacts, day: str) -> list[Raised]:
        raised = []
        if self.needs_a_ride(facts.now) and self.pk not in facts.with_ride:
            raised.append(Raised(Situation.RIDE_NEEDED, _("The visit on %(day)s has no ride yet.") % {"day": day}))
        if self.pk in facts.first and self.what in rules.TREATMENT:
            raised.append(
                Raised(Situation.FIRST_VISIT, _("The visit on %(day)s is the first of its kind here.") % {"day": day})
            )
        raised += self._by_what(day)
        if self.what in rules.TREATMENT:
            raised.append(Raised(Situation.VISIT_COMING, _("There is a visit on %(day)s.") % {"day": day}))
        return raised

    def _by_what(self, day: str) -> list[Raised]:
        if self.what == What.OWN_SUPPORT and self.outcome == Outcome.WENT:
            return [Raised(Situation.OWN_SUPPORT, _("You had time for yourself on %(day)s.") % {"day": day})]
        by_what = {
            What.DOSE: (Situation.DOSE_VISIT, _("There is a clinic or dose visit on %(day)s.")),
            What.INJECTION: (Situation.DOSE_VISIT, _("There is an injection visit on %(day)s.")),
            What.BENEFITS: (Situation.BENEFITS_DUE, _("There is a benefits appointment on %(day)s.")),
            What.OWN_SUPPORT: (Situation.OWN_SUPPORT, _("You have time for yourself on %(day)s.")),
        }
        if self.what not in by_what:
            return [Raised(Situation.VISIT_COMING, _("There is a visit on %(day)s.") % {"day": day})]
        situation, reason = by_what[self.what]
        return [Raised(situation, reason % {"day": day})]
