"""The form of a treatment event: what happened is chosen on the page before, and can be changed here."""

import datetime as dt

from crispy_forms.layout import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import More, choice, helper
from tracker.entries.forms import EntryForm
from tracker.treatment import rules
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import DaysMissed, Medicine, What

# A clock that runs ahead a little is no mistake.
MINUTES_AHEAD = 60


class TreatmentEventForm(EntryForm):
    """What and when; which medicine and for how long only where that is asked. There is no field for an amount."""

    what = choice(What, label=gettext_lazy("What happened"), required=True)
    medicine = choice(Medicine, label=gettext_lazy("Which medicine"), blank=gettext_lazy("Not known"))
    days_missed = choice(DaysMissed, label=gettext_lazy("How long without a dose?"), radio=True)

    is_about_them = True

    class Meta:
        model = TreatmentEvent
        fields = ["what", "days_missed", "medicine", "at", "note", "visibility"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days_missed"].choices = DaysMissed.choices()
        self.fields["days_missed"].error_messages["required"] = gettext_lazy("Say how long.")
        if self.chosen == What.DOSE_MISSED:
            self.fields["days_missed"].required = True
            self.fields["at"].help_text = gettext_lazy("The first day without a dose.")

    @property
    def chosen(self) -> str:
        """The event as it is chosen now; "" for none that there is."""
        what = self.data.get(self.add_prefix("what"), "") if self.is_bound else self.initial.get("what", "")
        return what if what in What else ""

    @property
    def needs_wake_check(self) -> bool:
        return self.chosen in rules.WAKE_CHECK

    @property
    def is_pressing(self) -> bool:
        return self.needs_wake_check

    @property
    def helper(self):
        first = ["what"]
        if self.chosen == What.DOSE_MISSED:
            first.append("days_missed")
        if self.chosen in rules.ABOUT_MEDICINE:
            first.append("medicine")
        more = ["note", "visibility"] if self.may_choose_visibility else ["note"]
        hidden = [Field("client_key"), Field("version")]
        return helper(*first, "at", More(*more, summary=gettext_lazy("A note, and who sees this")), *hidden)

    def clean(self):
        cleaned = super().clean()
        what, at = cleaned.get("what"), cleaned.get("at")
        if what != What.DOSE_MISSED:
            cleaned["days_missed"] = ""
            self.errors.pop("days_missed", None)  # it is not asked any more
        if what and what not in rules.ABOUT_MEDICINE:
            cleaned["medicine"] = ""
            self.errors.pop("medicine", None)
        if at and "at" in self.changed_data and at > clock.now() + dt.timedelta(minutes=MINUTES_AHEAD):
            self.warn("at", _("That time is still to come. When did it happen?"))
        return cleaned
