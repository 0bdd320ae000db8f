"""The forms of a copy: what is in it, and how long a link to it lasts."""

import datetime as dt

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from tracker.base.clock import Week
from tracker.base.forms import choice, helper
from tracker.people.models import Membership
from tracker.summary.copies.rules import LOOK_SECONDS, Choice, Lasts, Part, Willing

SALT = "copy of a week"


def sealed(membership: Membership, week: Week, chosen: Choice, as_of: dt.datetime) -> str:
    """What was looked at, and when, signed: so that a link shows that, and not what was written meanwhile."""
    return signing.dumps([membership.public_id, str(week), as_of.isoformat(), chosen.as_dict], salt=SALT)


class CopyForm(forms.Form):
    """What the copy holds, and one question to think about."""

    parts = forms.MultipleChoiceField(
        label=_("What is in it"),
        choices=Part.choices(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one part."),
            "invalid_choice": _("Choose from the parts that are listed."),
        },
    )
    names = forms.BooleanField(
        label=_("Show names"),
        required=False,
        help_text=_("What you call them, your own name, and titles that were typed. Notes are never in a copy."),
    )
    only_me = forms.BooleanField(
        label=_("Also what only I can see"),
        required=False,
        help_text=_("Without it, the copy holds what your circle shares."),
    )
    willing = choice(
        Willing,
        label=_("Would you be willing for them to read this?"),
        required=True,
        radio=True,
        help_text=_("Papers and links travel. The person it is about may see it one day."),
    )

    helper = helper("parts", "names", "only_me", "willing")

    @property
    def chosen(self) -> Choice:
        return Choice.of(self.cleaned_data)


class LinkForm(forms.Form):
    """How long the link lasts. `copy` is what was looked at, sealed."""

    lasts = choice(Lasts, label=_("The link ends after"), required=True, radio=True, initial=Lasts.SEVEN.value)
    copy = forms.CharField(
        widget=forms.HiddenInput,
        strip=False,
        max_length=2000,
        error_messages={"required": _("Look at the copy first.")},
    )

    helper = helper("lasts", "copy")

    def __init__(self, *args, membership: Membership, week: Week, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership, self.week = membership, week
        self.chosen, self.as_of = Choice(()), None

    def clean_copy(self) -> str:
        """Raises ValidationError for what was not looked at here, by this member, within the last hour."""
        text = self.cleaned_data["copy"]
        try:
            member, week, moment, found = signing.loads(text, salt=SALT, max_age=LOOK_SECONDS)
        except (signing.BadSignature, ValueError):
            raise forms.ValidationError(_("That was too long ago. Look at the copy once more.")) from None
        if (member, week) != (self.membership.public_id, str(self.week)):
            raise forms.ValidationError(_("Look at the copy first."))
        self.chosen, self.as_of = Choice.of(found), dt.datetime.fromisoformat(moment)
        return text
