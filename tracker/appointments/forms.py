"""The form of an appointment, and how often it comes again."""

import datetime as dt

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.appointments.models import Appointment
from tracker.appointments.repeats import MOST_VISITS, MOST_WEEKS, Every, Repeat
from tracker.appointments.rules import ANSWERS, How, Outcome, Scope, What, WhyMissed
from tracker.base import clock
from tracker.base.dates import date_format
from tracker.base.forms import DayField, LineField, MomentField, More, NoteField, NumberField, RowField, choice, helper
from tracker.entries.forms import EntryForm

# Visits that are past wait for an answer: a repeat that begins long ago would bury the page.
BACK_AT_MOST = dt.timedelta(days=31)
REPEAT_FIELDS = ["every", "weekdays", "weeks", "until", "count", "skips_holidays"]


class AppointmentForm(EntryForm):
    """What and when first; the rest is folded."""

    what = choice(What, label=gettext_lazy("What"), required=True)
    name = LineField(
        label=gettext_lazy("Title"), required=False, help_text=gettext_lazy("If you like: “Clinic on Oak Street”.")
    )
    minutes = NumberField(label=gettext_lazy("Length in minutes"), min_value=5, max_value=1440, initial=60)
    how = choice(How, label=gettext_lazy("How"), required=True, initial=How.IN_PERSON)
    place = LineField(label=gettext_lazy("Place"), required=False, max_length=200)
    contact = RowField(
        label=gettext_lazy("Whom to call"), queryset=None, required=False, empty_label=gettext_lazy("Nobody yet")
    )
    goes_along = LineField(label=gettext_lazy("Who goes along"), required=False)
    bring = NoteField(label=gettext_lazy("What to bring"), rows=2, max_length=500)
    outcome = choice(Outcome, label=gettext_lazy("How it went"), required=True, initial=Outcome.PLANNED)
    why_missed = choice(WhyMissed, label=gettext_lazy("If it was missed: why"), blank=gettext_lazy("Not said"))

    scope = choice(Scope, label=gettext_lazy("What to change"), required=True, initial=Scope.THIS, radio=True)
    every = choice(Every, label=gettext_lazy("It comes again"), blank=gettext_lazy("No, just once"))
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On these days"), choices=list(WEEKDAYS.items()), coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For every week. Tick none for the weekday of the first visit."),
    )  # fmt: skip
    weeks = NumberField(
        label=gettext_lazy("Every how many weeks"), min_value=1, max_value=MOST_WEEKS, initial=1, required=False
    )
    until = DayField(
        label=gettext_lazy("Until"), required=False,
        help_text=gettext_lazy("Leave both empty if it goes on until you stop it."),
    )  # fmt: skip
    count = NumberField(label=gettext_lazy("Or how many visits"), min_value=1, max_value=MOST_VISITS, required=False)
    skips_holidays = forms.BooleanField(label=gettext_lazy("Not on US federal holidays"), required=False)

    last_used_first = ("what",)

    class Meta:
        model = Appointment
        fields = ["what", "at", "name", "minutes", "how", "place", "contact", "goes_along", "bring", "outcome", "why_missed",
                  "note", "visibility"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_contacts("contact")
        if not self._chooses_scope:
            del self.fields["scope"]
        if not self._is_ahead:
            for name in REPEAT_FIELDS:
                del self.fields[name]
        elif self.instance.series_id:
            self._show_repeat(self.instance.series.repeat.from_day(self.instance.slot))

    @property
    def _is_ahead(self) -> bool:
        return self.is_new or (self.instance.is_open and self.instance.at > clock.now())

    @property
    def _chooses_scope(self) -> bool:
        """A visit of a series that is still ahead; what is past is changed alone."""
        return self.instance.series_id is not None and self._is_ahead

    def _show_repeat(self, repeat: Repeat) -> None:
        for name in REPEAT_FIELDS:
            self.initial[name] = getattr(repeat, name)
        self.initial["weekdays"] = sorted(repeat.weekdays)

    @property
    def helper(self):
        more = ["name", "place", "minutes", "how", "contact", "goes_along", "bring", "note"]
        first = ["scope", "what", "at"] if self._chooses_scope else ["what", "at"]
        if self.is_new:
            more += ["outcome", "why_missed"]
        else:
            first += ["outcome", "why_missed"]
        if self.may_choose_visibility:
            more.append("visibility")
        folded = [More(*more, summary=_("Place, whom to call and more"))]
        if self._is_ahead:
            folded.append(More(*REPEAT_FIELDS, summary=_("Comes again")))
        return helper(*first, *folded, Field("client_key"), Field("version"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why_missed") and cleaned.get("outcome") != Outcome.MISSED:
            cleaned["why_missed"] = ""  # the question was hidden or no longer applies
        left = [name for name in ("weekdays", "until", "count") if cleaned.get(name)]
        if left and not cleaned.get("every") and "every" not in self.errors and not self.instance.series_id:
            self.add_error("every", _("Say how often it comes again, or empty the answers below."))
        if self.instance.series_id and self.reach is Scope.THIS and set(REPEAT_FIELDS) & set(self.changed_data):
            self.add_error("scope", _("You changed how it comes again. Say for which visits."))
        repeats_now = cleaned.get("every") and (self.reach is not Scope.THIS or not self.instance.series_id)
        if repeats_now and cleaned.get("at"):
            self._clean_repeat(cleaned)
        return cleaned

    # The repeat -----------------------------------------------------------------------------------------
    @property
    def reach(self) -> Scope:
        """Which visits the change is for."""
        return Scope(self.cleaned_data.get("scope") or Scope.THIS)

    @property
    def repeat(self) -> Repeat | None:
        """The repeat that is asked for, as a plain value, in a valid form.

        None for a visit that comes once, and for one of a series whose days stay as they were.
        """
        is_asked = any(name in self.changed_data for name in REPEAT_FIELDS)
        if self.cleaned_data.get("every"):
            return self._asked() if is_asked or not self.instance.series_id else None
        return Repeat(Every.DAY, first=self._day(), count=1) if is_asked and self.instance.series_id else None

    def _day(self) -> dt.date:
        return clock.local_day(self.cleaned_data["at"], timezone.get_current_timezone())

    def _asked(self) -> Repeat:
        asked = self.cleaned_data
        return Repeat(
            every=Every(asked["every"]),
            first=self._day(),
            weeks=asked.get("weeks") or 1,
            weekdays=frozenset(asked["weekdays"] if asked["every"] == Every.WEEK else ()),
            until=asked.get("until"),
            count=asked.get("count"),
            skips_holidays=asked["skips_holidays"],
        )

    def _clean_repeat(self, cleaned: dict) -> None:
        if cleaned.get("until") and cleaned.get("count"):
            self.add_error("count", _("Give the last day or the number of visits, not both."))
        first = self._day()
        if first < clock.today(timezone.get_current_timezone()) - BACK_AT_MOST:
            self.add_error("at", _("Begin a visit that comes again at most a month ago."))
        if cleaned.get("until") and cleaned["until"] < first:
            self.add_error("until", _("This is before the first visit."))
        if any(name in self.errors for name in ["at", *REPEAT_FIELDS]):
            return
        repeat = self._asked()
        if next(iter(repeat.days()), None) is None:
            self.add_error("until", _("No visit falls on a day before that."))
        elif repeat.is_too_long():
            field = "count" if repeat.count else "until"
            self.add_error(
                field, _("That is more than %(count)d visits. Choose an earlier end.") % {"count": MOST_VISITS}
            )


class CancelForm(forms.Form):
    """Which visits to cancel; of a visit that comes once, itself."""

    scope = choice(Scope, label=gettext_lazy("What to cancel"), required=True, initial=Scope.THIS, radio=True)

    def __init__(self, *args, visit: Appointment, **kwargs):
        super().__init__(*args, **kwargs)
        if visit.series_id is None:
            del self.fields["scope"]

    @property
    def reach(self) -> Scope:
        """Which visits to cancel."""
        return Scope(self.cleaned_data.get("scope") or Scope.THIS)


class WaitingForm(forms.Form):
    """One question for each visit that waits for an answer; leave out what you do not know."""

    def __init__(self, *args, visits: list[Appointment], **kwargs):
        super().__init__(*args, **kwargs)
        self.visits = visits
        for visit in visits:
            self.fields[visit.public_id] = choice(
                ANSWERS, label=self._label(visit), blank=_("Leave it open"), radio=True
            )

    @staticmethod
    def _label(visit: Appointment) -> SafeString:
        when = date_format(timezone.localtime(visit.at), "l, M j, g:i A")
        return format_html("<bdi>{}</bdi>, {}", visit.title, when)

    @property
    def answers(self) -> list[tuple[Appointment, str]]:
        """What was answered; "all" is one button for those who were at every one."""
        if self.data.get("all") == Outcome.WENT:
            return [(visit, Outcome.WENT.value) for visit in self.visits]
        return [(visit, said) for visit in self.visits if (said := self.cleaned_data[visit.public_id])]


class MoveForm(forms.Form):
    """To when a visit was put off."""

    to = MomentField(label=gettext_lazy("The new time"))

    def __init__(self, *args, visit: Appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.visit = visit
        self.initial["to"] = max(visit.at, clock.now()) + dt.timedelta(days=1)

    def clean_to(self):
        to = self.cleaned_data["to"]
        if to == self.visit.at:
            raise forms.ValidationError(_("This is the time that it had before."))
        return to
