"""The forms of a boundary and of its tests. What may stand in a boundary is decided by `wording.review`."""

import re

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import DayField, More, NoteField, choice, helper
from tracker.boundaries import rules
from tracker.boundaries.models import WORDS, Boundary, BoundaryTest
from tracker.boundaries.rules import Agreement, BoundaryKind, State, TestOutcome
from tracker.boundaries.wording import Finding, Verdict, review
from tracker.entries.forms import EntryForm
from tracker.entries.rules import Visibility

PART_LENGTH = 500

# The words that the form itself puts before each part, as people type them again.
OPENINGS = {
    "when_text": re.compile(r"^when(?:ever)?\s+", re.IGNORECASE),
    "limit": re.compile(r"^(?:i\s+)?(?:will\s+not|won['’]?t|not)\s+", re.IGNORECASE),
    "action": re.compile(r"^(?:if\s+it\s+happens,?\s*)?i(?:\s+will|['’]ll)\s+", re.IGNORECASE),
    "still": re.compile(r"^(?:i(?:\s+will|['’]ll)\s+)?(?:still\s+)?", re.IGNORECASE),
}


def _part(label, *, help_text="", required=False) -> NoteField:
    """One part of the sentence. Phones start a text with a capital; these stand in the middle of one."""
    attrs = {"rows": 2, "autocomplete": "off", "autocapitalize": "none"}
    field = NoteField(
        label=label, help_text=help_text, required=required, max_length=PART_LENGTH, widget=forms.Textarea(attrs=attrs)
    )
    field.error_messages["required"] = gettext_lazy("Fill this in.")
    return field


class BoundaryForm(EntryForm):
    """The sentence first, in the order in which it is said; the rest is folded.

    A refusal stands beside its field, with words to use instead. A question needs a tick, and the tick
    counts for the questions that were on the page: new words may bring new ones.
    """

    kind_of = choice(BoundaryKind, label=gettext_lazy("What it is about"), required=True)
    when_text = _part(gettext_lazy("When …"), help_text=gettext_lazy("What you see or hear, not what you guess."))
    limit = _part(gettext_lazy("I will not …"), required=True)
    action = _part(gettext_lazy("If it happens, I will …"), required=True)
    still = _part(
        gettext_lazy("I will still …"), help_text=gettext_lazy("What stays: love, meals, rides to care, naloxone.")
    )
    agreement = choice(Agreement, label=gettext_lazy("Who knows"), required=True, initial=Agreement.ONLY_MINE)
    look_again_on = DayField(
        label=gettext_lazy("Look at it again on"),
        required=False,
        help_text=gettext_lazy("Three weeks is a good start. Leave it empty for no reminder."),
    )
    state = choice(State, label=gettext_lazy("Where it stands"), required=True)
    asked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    class Meta:
        model = Boundary
        fields = ["kind_of", *WORDS, "agreement", "at", "look_again_on", "state", "note", "visibility"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind_of"].choices = [("", gettext_lazy("Choose one")), *BoundaryKind.choices()]
        self.fields["at"].label = gettext_lazy("Since")
        if self.is_new:
            del self.fields["state"]
            today = clock.today(self.log.circle.tzinfo)
            self.suggest("look_again_on", rules.suggested_review(today))
        if self.example:
            # Translators: an example of what to write in the field above.
            self.fields["limit"].help_text = _("For example: %(words)s.") % {"words": self.example.limit}
            self.fields["action"].help_text = _("For example: %(words)s.") % {"words": self.example.action}

    @property
    def example(self) -> rules.Example | None:
        """Hints for the kind that is chosen, if one is."""
        kind = self.data.get("kind_of", "") if self.is_bound else self.initial.get("kind_of", "")
        return rules.EXAMPLES[BoundaryKind(kind)] if kind in BoundaryKind else None

    @property
    def helper(self):
        more = ["agreement", "at", "look_again_on", "note"]
        if self.may_choose_visibility:
            more.append("visibility")
        first = ["kind_of", *WORDS] if self.is_new else ["kind_of", *WORDS, "state"]
        hidden = [Field("client_key"), Field("version"), Field("asked")]
        return helper(*first, More(*more, summary=_("Who knows, when to look again, who sees this")), *hidden)

    # The words ----------------------------------------------------------------------------------------
    def _cleaned_part(self, name: str) -> str:
        text = OPENINGS[name].sub("", self.cleaned_data.get(name, "") + " ").strip()
        if not text and self.fields[name].required:
            raise ValidationError(_("Fill this in."), code="required")
        return text if text.endswith("..") else text.removesuffix(".")

    def clean_when_text(self):
        return self._cleaned_part("when_text")

    def clean_limit(self):
        return self._cleaned_part("limit")

    def clean_action(self):
        return self._cleaned_part("action")

    def clean_still(self):
        return self._cleaned_part("still")

    # What may stand in a boundary ---------------------------------------------------------------------
    def clean(self):
        cleaned = super().clean()
        look, at = cleaned.get("look_again_on"), cleaned.get("at")
        if look and at and look < clock.local_day(at, self.log.circle.tzinfo):
            self.add_error("look_again_on", _("Choose a day after it starts."))
        if self.is_new or {"kind_of", *WORDS}.intersection(self.changed_data):
            self._review()
        return cleaned

    def _words(self) -> dict[str, str]:
        """The parts under the names that `wording.review` gives them; a part with an error as it was typed."""
        typed = {part: self.data.get(self.add_prefix(part), "")[:PART_LENGTH] for part in WORDS}
        parts = {part: self.cleaned_data.get(part, typed[part]) for part in WORDS}
        return {"when": parts.pop("when_text"), **parts}

    def _review(self) -> None:
        kind, words = self.cleaned_data.get("kind_of", ""), self._words()
        findings = review(kind, **words)
        refused = [finding for finding in findings if finding.verdict is Verdict.REFUSE]
        for finding in refused:
            self.add_error(self._field_of(finding, kind, words), _said(finding))
        if not refused:
            self._ask([finding for finding in findings if finding.verdict is Verdict.ASK], kind, words)

    def _ask(self, findings: list[Finding], kind: str, words: dict[str, str]) -> None:
        answered = self.cleaned_data.get("asked", "").split()
        has_new = any(finding.code not in answered for finding in findings)
        self.data = self.data.copy()
        self.data[self.add_prefix("asked")] = " ".join(finding.code for finding in findings)
        if has_new:
            self.data.pop(self.add_prefix("confirmed"), None)
        for finding in findings:
            self.warn(self._field_of(finding, kind, words), _said(finding))
            self.fields["confirmed"].label = gettext_lazy("I have thought about it. Save it as it is.")

    @staticmethod
    def _field_of(finding: Finding, kind: str, words: dict[str, str]) -> str:
        """The field beside which a finding stands: the first part that brings it about, alone or with "when"."""
        if finding.code == "safety":
            return "kind_of"
        for when in ({}, {"when": words["when"]}):
            for name in ("limit", "action", "when", "still"):
                if finding in review(kind, **when | {name: words[name]}):
                    return "when_text" if name == "when" else name
        return "limit"

    @property
    def asks_about_safety(self) -> bool:
        """Whether the page shows the violence line and its question before the words."""
        return self.is_bound and self.data.get(self.add_prefix("kind_of")) == BoundaryKind.SAFETY


def _said(finding: Finding) -> str:
    return f"{finding.reason} {finding.better}"


class BoundaryTestForm(EntryForm):
    """What I did first; its visibility starts from the boundary's, and is never wider."""

    outcome = choice(
        TestOutcome,
        label=gettext_lazy("What I did with it"),
        required=True,
        radio=True,
        help_text=gettext_lazy("All three happen to everyone. This is about what you did."),
    )
    what_happened = NoteField(label=gettext_lazy("What happened"), rows=2)
    what_i_did = NoteField(label=gettext_lazy("What I did"), rows=2)

    is_about_them = True

    class Meta:
        model = BoundaryTest
        fields = ["outcome", "at", "what_happened", "what_i_did", "note", "visibility"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.boundary.is_private and "visibility" in self.fields:
            self.fields["visibility"].choices = [(Visibility.ONLY_ME.value, Visibility.ONLY_ME.label)]
            self.fields["visibility"].help_text = _("Only you see this boundary. So only you can see its tests.")
            self.fields["visibility"].error_messages["invalid_choice"] = self.fields["visibility"].help_text

    def _usual_visibility(self):
        return self.instance.boundary.visibility

    @property
    def helper(self):
        more = ["note", "visibility"] if self.may_choose_visibility else ["note"]
        hidden = [Field("client_key"), Field("version")]
        first = ["outcome", "at", "what_happened", "what_i_did"]
        return helper(*first, More(*more, summary=_("A note, and who sees this")), *hidden)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("at") and cleaned["at"] > clock.now() and "at" in self.changed_data:
            self.warn("at", _("That is still ahead. Is the day right?"))
        return cleaned
