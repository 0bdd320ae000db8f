"""What to show of the timeline, and words to look for in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import UNKNOWN_CHOICE, DayField, LineField
from tracker.base.widgets import LeanSelect
from tracker.entries.log import Log
from tracker.guidance.catalogue import Category
from tracker.timeline.kinds import BY_CODE, KINDS

WORDS_LENGTH = 60


class TimelineFilter(forms.Form):
    """Codes, people, days and words. Sent by POST, so that none of it stands in an address."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=LeanSelect, error_messages=UNKNOWN_CHOICE)
    author = forms.ChoiceField(label=_("Written by"), required=False, widget=LeanSelect, error_messages=UNKNOWN_CHOICE)
    category = forms.ChoiceField(
        label=_("Signs about"), required=False, widget=LeanSelect, error_messages=UNKNOWN_CHOICE
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)
    q = LineField(
        label=_("Words"), required=False, max_length=WORDS_LENGTH, help_text=_("Looks in notes, titles and places.")
    )
    before = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def __init__(self, data, *, log: Log):
        super().__init__(data, auto_id="filter_%s")
        self.members = log.saved_members
        self.fields["kind"].choices = [("", _("All")), *((kind.code, kind.label) for kind in KINDS)]
        self.fields["author"].choices = [
            ("", _("Anyone")),
            *((member.public_id, member.user.display_name) for member in self.members),
        ]
        self.fields["category"].choices = [("", _("Anything")), *Category.choices()]

    def clean_author(self) -> int | None:
        """The id of the user behind the member who was chosen."""
        chosen = self.cleaned_data["author"]
        return next((member.user_id for member in self.members if member.public_id == chosen), None)

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day comes before the first. Change one of them."))
        return cleaned

    def wanted(self) -> dict:
        """What was understood; a field that was not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def chosen(self):
        """The kind that is chosen, if one is."""
        return BY_CODE.get(self.wanted().get("kind"))
