"""The form of a check-in: five questions with three faces each. It never asks who sees it."""

import datetime as dt
from dataclasses import dataclass

from crispy_forms.layout import Field
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import LineField, More, helper
from tracker.checkins import rules
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import QUESTIONS, Face
from tracker.entries.forms import EntryForm

# A clock that runs ahead a little is no mistake.
MINUTES_AHEAD = 60


def _answer(question: rules.Question) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=question.label,
        choices=[("", gettext_lazy("Not said")), *question.choices()],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the answers.")},
    )


@dataclass(frozen=True)
class Option:
    """One face of a question as the page shows it."""

    value: str
    label: str | Promise
    symbol: str
    is_chosen: bool


class CheckInForm(EntryForm):
    """Answer what one likes, at least one thing. When and a note are folded."""

    sleep, stress, food, company, safe = (_answer(question) for question in QUESTIONS)
    good_thing = LineField(
        label=gettext_lazy("One good thing"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    class Meta:
        model = CheckIn
        fields = [*rules.NAMES, "good_thing", "at", "note"]

    @property
    def helper(self):
        """Everything but the faces, which the page writes itself."""
        more = More("at", "note", summary=gettext_lazy("When, and a note"))
        return helper("good_thing", more, Field("client_key"), Field("version"))

    @property
    def questions(self) -> list[tuple[forms.BoundField, list[Option]]]:
        """Each question with its faces; an answer that was given may be taken back."""
        found = []
        for question in QUESTIONS:
            field = self[question.name]
            answer = field.value() or ""
            options = [Option(face.value, question.words[face], face.symbol, face == answer) for face in Face]
            if not self.is_new:
                options.append(Option("", _("Not said"), "", not answer))
            found.append((field, options))
        return found

    @property
    def shows_violence_line(self) -> bool:
        """Whether the answers as they stand say that it is not safe at home."""
        return rules.is_unsafe({name: self[name].value() or "" for name in rules.NAMES})

    def clean(self):
        cleaned = super().clean()
        given = [*rules.NAMES, "good_thing", "note"]
        if not self.errors.keys() & set(given) and not any(cleaned.get(name) for name in given):
            self.add_error(None, _("Answer one thing. Any of them will do."))
        at = cleaned.get("at")
        if at and "at" in self.changed_data and at > clock.now() + dt.timedelta(minutes=MINUTES_AHEAD):
            self.warn("at", _("That time is still to come. When was it?"))
        return cleaned
