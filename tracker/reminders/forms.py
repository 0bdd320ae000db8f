"""The forms of reminders, of the calendar link and of a calendar file."""

import datetime as dt
import json

from crispy_forms.layout import Fieldset
from django import forms
from django.core import signing
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from tracker.appointments.rules import What
from tracker.base import clock
from tracker.base.forms import ClockField, NumberField, choice, form_bounds, helper
from tracker.base.places import zone_choices
from tracker.base.widgets import LeanSelect
from tracker.entries.log import Log
from tracker.entries.rules import Visibility
from tracker.reminders import calendar_file
from tracker.reminders.calendar_file import FoundVisit, NotACalendar
from tracker.reminders.models import ReminderSettings
from tracker.reminders.rules import MOST_OWN_MINUTES, Kind

# How long a look at what a file holds is good for.
LOOK_SECONDS = 15 * 60


def hours() -> list[tuple[int, str]]:
    """The hours of a day as people say them."""
    return [(hour, time_format(dt.time(hour), "P")) for hour in range(24)]


class ReminderForm(forms.ModelForm):
    """What to be reminded of, whether and when the week comes by mail, and when nothing does."""

    kinds = forms.MultipleChoiceField(
        label=_("Remind me of"), choices=Kind.choices(), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_minutes = NumberField(
        label=_("My own time: minutes before a visit"), min_value=5, max_value=MOST_OWN_MINUTES, required=False
    )
    has_digest = forms.BooleanField(
        label=_("Send me the week"),
        required=False,
        help_text=_(
            "Once a week, when the week is over. Without the box below it says that your week is ready, no more."
        ),
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("On which day"), choices=WEEKDAYS.items(), coerce=int, widget=LeanSelect
    )
    digest_hour = forms.TypedChoiceField(label=_("At what time"), choices=hours, coerce=int, widget=LeanSelect)
    digest_details = forms.BooleanField(
        label=_("Put what happened into the mail"),
        required=False,
        help_text=_(
            "What went well, and visits, rides, boundaries, signs and treatment by count and day, with what only you can "
            "see. No notes, no names but the nickname, nothing from your check-ins. Anyone who can open your mail "
            "could read it: at home, on a shared phone, at work."
        ),
    )
    quiet_from = ClockField(label=_("No mail from"), required=False)
    quiet_until = ClockField(label=_("until"), required=False)
    zone = forms.ChoiceField(
        label=_("My time zone"), choices=zone_choices, help_text=_("For the week and the quiet hours.")
    )

    class Meta:
        model = ReminderSettings
        fields = ["kinds", "own_minutes", "digest_weekday", "digest_hour", "digest_details", "quiet_from",
                  "quiet_until", "zone"]  # fmt: skip

    helper = helper(
        "kinds",
        "own_minutes",
        Fieldset(_("The week, by mail"), "has_digest", "digest_weekday", "digest_hour", "digest_details"),
        Fieldset(_("When mail may come"), "quiet_from", "quiet_until", "zone"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["has_digest"] = self.instance.has_digest

    def clean(self):
        cleaned = super().clean()
        if (
            Kind.OWN_TIME in cleaned.get("kinds", [])
            and not cleaned.get("own_minutes")
            and "own_minutes" not in self.errors
        ):
            self.add_error("own_minutes", _("Say how many minutes before."))
        ends = [name for name in ("quiet_from", "quiet_until") if name not in self.errors and not cleaned.get(name)]
        if len(ends) == 1:
            self.add_error(ends[0], _("Give both times, or none."))
        return cleaned


class CalendarLinkForm(forms.Form):
    """Whether the calendar shows what a visit is and where."""

    shows_details = forms.BooleanField(
        label=_("Show titles and places"),
        required=False,
        help_text=_("Without this, every visit is called “Appointment”. Whoever looks at the calendar can read it."),
    )

    helper = helper("shows_details")


class CalendarFileForm(forms.Form):
    """A calendar file to look into. Its text comes back with the second form, signed, so that nothing is kept."""

    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("A file that ends in .ics. Calendar apps call this “export”."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    what = choice(What, label=_("What are these visits?"), required=True, initial=What.OTHER)
    visibility = forms.ChoiceField(
        label=_("Who sees them"),
        choices=Visibility.choices(),
        widget=forms.RadioSelect,
        initial=Visibility.CIRCLE.value,
    )

    helper = helper("file", "what", "visibility")

    def __init__(self, *args, log: Log, **kwargs):
        super().__init__(*args, **kwargs)
        self.log = log

    def clean_file(self):
        file = self.cleaned_data["file"]
        content = file.read(calendar_file.MOST_BYTES + 1)
        self.found = read(content, self.log)
        if not self.found:
            raise forms.ValidationError(_("There is no event in this file."))
        return content

    def sealed(self) -> str:
        """The content for the second step: signed for this person and this circle."""
        text = self.cleaned_data["file"].decode("utf-8", "replace")
        return signing.dumps(text, salt=salt(self.log), compress=True)


class TakeOverForm(forms.Form):
    """The second step: yes, these. What was shown is read again from the signed text."""

    content = forms.CharField(max_length=2 * calendar_file.MOST_BYTES)
    what = forms.ChoiceField(choices=What.choices())
    visibility = forms.ChoiceField(choices=Visibility.choices())

    def __init__(self, *args, log: Log, **kwargs):
        super().__init__(*args, **kwargs)
        self.log = log

    def clean_content(self):
        try:
            text = signing.loads(self.cleaned_data["content"], salt=salt(self.log), max_age=LOOK_SECONDS)
        except signing.BadSignature:
            raise forms.ValidationError(_("That took too long. Choose the file again.")) from None
        self.found = read(text.encode(), self.log)
        return text


def salt(log: Log) -> str:
    """What a look into a file is bound to."""
    return json.dumps(["calendar", log.reader.pk, log.circle.public_id])


def read(content: bytes, log: Log) -> list[FoundVisit]:
    """The visits of a file for a circle; raises ValidationError with the reason for a file that is none."""
    last_day: dt.date = form_bounds()[1]
    try:
        return calendar_file.read(content, log.circle.tzinfo, clock.now(), last_day)
    except NotACalendar as error:
        raise forms.ValidationError(str(error)) from None
