"""The forms of a kit, a trained person and the house plan."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import DayField, LineField, NoteField, NumberField, choice, helper
from tracker.readiness import rules
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.readiness.rules import KitForm

LENGTH = 200


class NaloxoneKitForm(forms.ModelForm):
    """Where it is, what it is, and until when."""

    where = LineField(
        label=gettext_lazy("Where it is"), max_length=LENGTH, help_text=gettext_lazy("Like: kitchen, top drawer.")
    )
    form = choice(KitForm, label=gettext_lazy("What it is"), required=True)
    doses = NumberField(label=gettext_lazy("Doses"), min_value=1, max_value=rules.MOST_DOSES)
    expires_on = DayField(
        label=gettext_lazy("Date on the box"), required=False, help_text=gettext_lazy("We remind you before it ends.")
    )
    who_knows = LineField(label=gettext_lazy("Who knows where it is"), max_length=LENGTH, required=False)

    class Meta:
        model = NaloxoneKit
        fields = ["where", "form", "doses", "expires_on", "who_knows"]

    helper = helper("where", "form", "doses", "expires_on", "who_knows")

    def validate_constraints(self):
        """Left to the database: every rule behind a constraint is a rule of a field, with words for people."""


class TrainedPersonForm(forms.ModelForm):
    """Who, and when they last practiced."""

    name = LineField(label=gettext_lazy("Name"), help_text=gettext_lazy("A first name is enough."))
    last_practice = DayField(label=gettext_lazy("Last practice"), required=False)

    class Meta:
        model = TrainedPerson
        fields = ["name", "last_practice"]

    helper = helper("name", "last_practice")

    def clean_last_practice(self):
        day = self.cleaned_data["last_practice"]
        if day and day > clock.today(self.instance.circle.tzinfo):
            raise ValidationError(_("That day is still to come. When did they last practice?"), code="ahead")
        return day


class HousePlanForm(forms.ModelForm):
    """Four answers that nobody should have to look for."""

    naloxone_where = NoteField(label=gettext_lazy("Where is the naloxone?"), rows=2, max_length=LENGTH)
    who_calls = NoteField(label=gettext_lazy("Who calls 911?"), rows=2, max_length=LENGTH)
    address = NoteField(
        label=gettext_lazy("Which address do you say?"),
        rows=2,
        max_length=LENGTH,
        help_text=gettext_lazy("Street, floor, door. You may leave it empty, and write it on the printed page."),
    )
    who_opens = NoteField(label=gettext_lazy("Who opens the door?"), rows=2, max_length=LENGTH)

    class Meta:
        model = HousePlan
        fields = ["naloxone_where", "who_calls", "address", "who_opens"]

    helper = helper("naloxone_where", "who_calls", "address", "who_opens")
