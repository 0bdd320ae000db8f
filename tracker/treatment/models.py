"""Treatment events: what happened with medicine, treatment and use. Never an amount."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.dates import date_format
from tracker.base.fields import one_of
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Circle
from tracker.treatment import rules
from tracker.treatment.rules import DaysMissed, Event, Medicine, MonthEnd, What, Window


def matter_on(day: dt.date) -> models.Q:
    """Entries whose local day can still say something about `day`; the wider bounds of `at` let an index work."""
    since, midnight = day - dt.timedelta(days=rules.LOOK_BACK_DAYS), dt.time(tzinfo=dt.UTC)
    return models.Q(
        day__gte=since,
        day__lte=day,
        at__gte=dt.datetime.combine(since, midnight) - dt.timedelta(days=2),
        at__lt=dt.datetime.combine(day, midnight) + dt.timedelta(days=3),
    )


class TreatmentEventQuerySet(EntryQuerySet):
    """Questions about treatment events."""

    def that_matter_on(self, day: dt.date) -> "TreatmentEventQuerySet":
        """Those that can still say something about `day`."""
        return self.filter(matter_on(day))


@dataclass(frozen=True)
class TreatmentFacts(Facts):
    """The window that is open on `day`, and naltrexone that wears off, as far as the reader sees."""

    day: dt.date | None = None
    window: Window | None = None
    month_end: MonthEnd | None = None

    @classmethod
    def of(cls, circle: Circle, entries: Iterable["TreatmentEvent"], day: dt.date) -> "TreatmentFacts":
        """From the events that matter on `day`, which are at hand already."""
        events = [entry.event for entry in entries]
        return cls.now_in(
            circle, day=day, window=rules.window_on(events, day), month_end=rules.month_end_on(events, day)
        )


class TreatmentEvent(Entry):
    """Something that happened with medicine, treatment or use. `at` is when it happened, not when it was written."""

    KIND = "treatment"
    DEFAULT_VISIBILITY = Visibility.ONLY_ME

    what = models.CharField(gettext_lazy("What happened"), max_length=20)
    medicine = models.CharField(gettext_lazy("Which medicine"), max_length=20, blank=True)
    days_missed = models.CharField(gettext_lazy("How long without a dose"), max_length=20, blank=True)

    objects = TreatmentEventQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("what", What, "treatment_what_known"),
            one_of("medicine", Medicine, "treatment_medicine_known"),
            one_of("days_missed", DaysMissed, "treatment_days_known"),
            models.CheckConstraint(
                condition=(models.Q(what=What.DOSE_MISSED.value) & ~models.Q(days_missed=""))
                | (~models.Q(what=What.DOSE_MISSED.value) & models.Q(days_missed="")),
                name="treatment_days_if_missed",
            ),
        ]

    class PersonalData:
        export = ["what", "medicine", "days_missed"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        if self.what == What.DOSE_MISSED and self.days_missed == DaysMissed.TWO_OR_MORE:
            return _("Missed doses for two days or more")
        return str(self.what_label)

    @property
    def what_label(self) -> str:
        return What.label_of(self.what)

    @property
    def medicine_label(self) -> str:
        return Medicine.label_of(self.medicine)

    @property
    def days_missed_label(self) -> str:
        return DaysMissed.label_of(self.days_missed)

    @property
    def needs_wake_check(self) -> bool:
        return self.what in rules.WAKE_CHECK

    @property
    def raises_risk(self) -> bool:
        return rules.raises_risk(self.what, self.days_missed)

    @property
    def is_break(self) -> bool:
        return rules.is_break(self.what, self.days_missed)

    @property
    def event(self) -> Event:
        """The same on plain values, for the rules."""
        return Event(self.at, self.day, self.what, self.medicine, self.days_missed, self.pk or 0)

    @classmethod
    def load_facts(cls, log, entries: Iterable["TreatmentEvent"]) -> TreatmentFacts:
        today = Facts.now_in(log.circle).today
        return TreatmentFacts.of(log.circle, log.of(cls).that_matter_on(today), today)

    def situations(self, facts: TreatmentFacts) -> list[Raised]:
        """What the event itself says, then the caution that goes with it."""
        day = date_format(self.day, "l, F j")
        raised = [Raised(situation, reason % {"day": day}) for situation, reason in self._says()]
        if facts.window and self.what in rules.BEGINS_MEDICINE and facts.window.is_break:
            raised.append(window_raised(facts.window, facts.day))
        if facts.month_end and facts.month_end.event.key == self.pk:
            raised.append(month_end_raised(facts.month_end))
        return raised

    def _says(self) -> list[tuple[str, str]]:
        missed = _("A dose was missed on %(day)s.")
        if self.what == What.DOSE_MISSED and self.is_break:
            missed = _("Doses were missed for two days or more, on %(day)s.")
            return [(Situation.MISSED_DOSE, missed), (Situation.BREAK_IN_TREATMENT, missed)]
        back = [(Situation.BACK_IN_TREATMENT, _("Treatment was taken up on %(day)s."))]
        if rules.begins_methadone(self.what, self.medicine):
            return [(Situation.METHADONE_START, _("Methadone was started on %(day)s.")), *back]
        survived = _("There was an overdose on %(day)s, and it is over.")
        return {
            What.STARTED: back,
            What.CHANGED: back,
            What.BACK_IN_TREATMENT: back,
            What.STOPPED: [(Situation.BREAK_IN_TREATMENT, _("Medicine was stopped on %(day)s."))],
            What.INJECTION_GIVEN: [(Situation.ENCOURAGE, _("The injection was given on %(day)s."))],
            What.INJECTION_LATE: [(Situation.LATE_INJECTION, _("The injection was late on %(day)s."))],
            What.DOSE_MISSED: [(Situation.MISSED_DOSE, missed)],
            What.LEFT_TREATMENT: [(Situation.BREAK_IN_TREATMENT, _("They left treatment on %(day)s."))],
            What.LEFT_CARE: [(Situation.BREAK_IN_TREATMENT, _("They left detox, rehab or the hospital on %(day)s."))],
            What.RELEASED: [(Situation.BREAK_IN_TREATMENT, _("They were released from jail or prison on %(day)s."))],
            What.RETURNED_TO_USE: [(Situation.RETURN_TO_USE, _("A return to use on %(day)s was written down."))],
            What.OVERDOSE: [(Situation.OVERDOSE_SURVIVED, survived)],
            What.NALOXONE_USED: [(Situation.OVERDOSE_SURVIVED, _("Naloxone was used on %(day)s."))],
        }.get(self.what, [])


def window_raised(window: Window, today: dt.date) -> Raised:
    """What an open window says is going on."""
    values = {"n": window.number_of(today), "all": rules.WINDOW_DAYS}
    if window.is_break:
        return Raised(Situation.BREAK_IN_TREATMENT, _("Today is day %(n)d of %(all)d after a break.") % values)
    return Raised(Situation.METHADONE_START, _("Today is day %(n)d of the first %(all)d on methadone.") % values)


def month_end_raised(note: MonthEnd) -> Raised:
    """What naltrexone that wears off says is going on."""
    day = date_format(note.event.day, "l, F j")
    if note.is_late:
        return Raised(Situation.NALTREXONE_MONTH_END, _("The injection was late on %(day)s.") % {"day": day})
    return Raised(Situation.NALTREXONE_MONTH_END, _("The last naltrexone was on %(day)s.") % {"day": day})
