"""Appointments: the visits of a week, and how they went."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.appointments import rules
from tracker.appointments.rules import How, Outcome, What, WhyMissed
from tracker.base.fields import EncryptedTextField, one_of
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Contact

# Rides stand above appointments, so their codes are named here and compared by a test.
RIDE_FELL_THROUGH = ("cancelled", "did_not_come")
BREAK_SPAN = dt.timedelta(days=rules.BREAK_DAYS)


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

    def waiting_for_answer(self, now: dt.datetime) -> "AppointmentQuerySet":
        """Planned visits of the last four weeks that have begun: how did they go?"""
        return self.planned().between(now - dt.timedelta(days=28), now).newest_first()


@dataclass(frozen=True)
class AppointmentFacts(Facts):
    """Which visits have a ride, and which are the first of their sort in this circle."""

    with_ride: frozenset[int] = frozenset()
    first: frozenset[int] = frozenset()


class Appointment(Entry):
    """A visit: the clinic, a group, court, or the supporter's own. `at` is when it starts."""

    KIND = "appointment"
    COUNTED = ngettext_lazy("%(count)d visit", "%(count)d visits", "count")

    what = models.CharField(gettext_lazy("What"), max_length=20)
    name = EncryptedTextField(gettext_lazy("Title"))
    minutes = models.PositiveSmallIntegerField(gettext_lazy("Length in minutes"), default=rules.DEFAULT_MINUTES)
    how = models.CharField(gettext_lazy("How"), max_length=20, default=How.IN_PERSON.value)
    place = EncryptedTextField(gettext_lazy("Place"))
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="appointments",
        verbose_name=gettext_lazy("Whom to call"),
    )  # fmt: skip
    goes_along = EncryptedTextField(gettext_lazy("Who goes along"))
    bring = EncryptedTextField(gettext_lazy("What to bring"))
    outcome = models.CharField(gettext_lazy("How it went"), max_length=20, default=Outcome.PLANNED.value)
    why_missed = models.CharField(gettext_lazy("Why it was missed"), max_length=20, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("what", What, "appointment_what_known"),
            one_of("how", How, "appointment_how_known"),
            one_of("outcome", Outcome, "appointment_outcome_known"),
            one_of("why_missed", WhyMissed, "appointment_why_known"),
            models.CheckConstraint(condition=models.Q(minutes__gte=5, minutes__lte=1440), name="appointment_minutes"),
            models.CheckConstraint(
                condition=models.Q(why_missed="") | models.Q(outcome=Outcome.MISSED.value),
                name="appointment_why_if_missed",
            ),
        ]

    class PersonalData:
        export = ["what", "name", "minutes", "how", "place", "contact", "goes_along", "bring", "outcome", "why_missed"]
        erase = ["entry_ptr", *export]

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
    def load_facts(cls, log, entries: Iterable["Appointment"]) -> AppointmentFacts:
        ids = [entry.pk for entry in entries]
        seen = models.Q(rides__visibility=Visibility.CIRCLE.value) | models.Q(rides__author=log.membership.user_id)
        stands = ~models.Q(rides__status__in=RIDE_FELL_THROUGH)
        earlier = log.of(cls).filter(what=models.OuterRef("what"), at__lt=models.OuterRef("at"))
        rows = (
            log.of(cls)
            .filter(pk__in=ids)
            .annotate(standing_rides=models.Count("rides", filter=seen & stands), is_first=~models.Exists(earlier))
        )
        rows = list(rows.values_list("pk", "standing_rides", "is_first"))
        return AppointmentFacts.now_in(
            log.circle,
            with_ride=frozenset(pk for pk, rides, _is_first in rows if rides),
            first=frozenset(pk for pk, _rides, is_first in rows if is_first),
        )

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
