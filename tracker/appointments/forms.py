"""The form of an appointment."""

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.appointments.models import Appointment
from tracker.appointments.rules import How, Outcome, What, WhyMissed
from tracker.base.forms import LineField, More, NoteField, NumberField, choice, helper
from tracker.entries.forms import EntryForm


class AppointmentForm(EntryForm):
    """What and when first; the rest is folded."""

    what = choice(What, label=_("What"), required=True)
    name = LineField(label=_("Title"), required=False, help_text=_("If you like: “Clinic on Oak Street”."))
    minutes = NumberField(label=_("Length in minutes"), min_value=5, max_value=1440, initial=60)
    how = choice(How, label=_("How"), required=True, initial=How.IN_PERSON)
    place = LineField(label=_("Place"), required=False, max_length=200)
    contact = forms.ModelChoiceField(
        label=_("Whom to call"), queryset=None, required=False, empty_label=_("Nobody yet")
    )
    goes_along = LineField(label=_("Who goes along"), required=False)
    bring = NoteField(label=_("What to bring"), rows=2, max_length=500)
    outcome = choice(Outcome, label=_("How it went"), required=True, initial=Outcome.PLANNED)
    why_missed = choice(WhyMissed, label=_("If it was missed: why"), blank=_("Not said"))

    last_used_first = ("what",)

    class Meta:
        model = Appointment
        fields = ["what", "at", "name", "minutes", "how", "place", "contact", "goes_along", "bring", "outcome", "why_missed",
                  "note", "visibility"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = self.log.contacts()

    @property
    def helper(self):
        more = ["name", "place", "minutes", "how", "contact", "goes_along", "bring", "note"]
        first = ["what", "at"]
        if self.is_new:
            more += ["outcome", "why_missed"]
        else:
            first += ["outcome", "why_missed"]
        if self.may_choose_visibility:
            more.append("visibility")
        return helper(
            *first, More(*more, summary=_("Place, whom to call and more")), Field("client_key"), Field("version")
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("why_missed") and cleaned.get("outcome") != Outcome.MISSED:
            cleaned["why_missed"] = ""  # the question was hidden or no longer applies
        return cleaned
