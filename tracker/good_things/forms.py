"""The form of a good thing: tick it, and save. The rest is folded."""

import datetime as dt

from crispy_forms.layout import Field
from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import LineField, More, choice, helper
from tracker.entries.forms import EntryForm
from tracker.good_things import rules
from tracker.good_things.models import GoodThing
from tracker.good_things.rules import Answered
from tracker.guidance.catalogue import Sign

# A clock that runs ahead a little is no mistake.
MINUTES_AHEAD = 60


class GoodThingForm(EntryForm):
    """What went well; how one answered it, when and who sees it are folded."""

    codes = forms.MultipleChoiceField(
        label=gettext_lazy("What went well"),
        required=False,
        choices=[(code, one.label) for code, one in rules.THINGS.items()],
        error_messages={
            "invalid_choice": gettext_lazy("Choose from the list."),
            "invalid_list": gettext_lazy("Choose from the list."),
        },
    )
    own_words = LineField(
        label=gettext_lazy("In my own words"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    answered = choice(Answered, label=gettext_lazy("How I answered it"))

    class Meta:
        model = GoodThing
        fields = ["codes", "own_words", "answered", "at", "note", "visibility"]

    @property
    def helper(self):
        """Everything but the boxes, which the page writes itself."""
        more = ["answered", "at", "note"]
        if self.may_choose_visibility:
            more.append("visibility")
        summary = gettext_lazy("How you answered it, when and more")
        return helper("own_words", More(*more, summary=summary), Field("client_key"), Field("version"))

    @property
    def things(self) -> list[Sign]:
        return list(rules.THINGS.values())

    @cached_property
    def chosen(self) -> frozenset[str]:
        """The codes that are ticked now."""
        return frozenset(self["codes"].value() or ()) & rules.THINGS.keys()

    def clean_codes(self) -> tuple[str, ...]:
        """Each once, in the order of the list."""
        return tuple(one.code for one in rules.things_of(self.cleaned_data["codes"]))

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & {"codes", "own_words"} and not (cleaned.get("codes") or cleaned.get("own_words")):
            self.add_error("codes", _("Choose at least one, or say it in your own words."))
        at = cleaned.get("at")
        if at and "at" in self.changed_data and at > clock.now() + dt.timedelta(minutes=MINUTES_AHEAD):
            self.warn("at", _("That time is still to come. When was it?"))
        return cleaned
