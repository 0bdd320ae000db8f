"""The form that every kind builds on."""

import uuid

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from tracker.base import clock
from tracker.base.forms import MomentField, NoteField
from tracker.base.widgets import LeanSelect
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.entries.rules import ALWAYS_ONLY_ME, Answer, Visibility
from tracker.guidance import matching
from tracker.people.reading import Reading

LAST_ENTRIES = 10


class EntryForm(forms.ModelForm):
    """When, who sees it and a note; a key against double sending and a version against overwriting.

    Keyword-only context: the reader's log, from which every choice of a row comes. Warnings are shown once
    and need a tick: a form says nothing twice, and accepts nothing silently.
    """

    at = MomentField(label=_("When"))
    note = NoteField(label=_("Note"))
    visibility = forms.ChoiceField(
        label=_("Who sees this"),
        choices=Visibility.choices(),
        widget=forms.RadioSelect,
        help_text=_("“Only me” stays hidden from everyone else in the circle."),
    )
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)

    # On the form of a kind whose note is about the loved one.
    is_about_them = False

    # Choices whose last used values come first in a new entry, the very last one chosen already.
    last_used_first: tuple[str, ...] = ()

    class Meta:
        model = Entry
        fields = ["at", "note", "visibility"]

    def __init__(self, *args, log: Log, **kwargs):
        self.log = log
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if self.is_new:
            self.suggest("at", clock.now())
            self.suggest("visibility", self._usual_visibility())
            self.suggest("client_key", uuid.uuid4())
        else:
            self.initial.setdefault("version", self.instance.version)
        if self.is_new and self.last_used_first:
            self._put_last_used_first()
        if not self.may_choose_visibility:
            del self.fields["visibility"]
        if self.shows_note_hint:
            self.fields["note"].help_text = render_to_string("entries/note_hint.html", {"ticked": self.ticked})

    def offer_contacts(self, name: str) -> None:
        """Let one of the circle's contacts be chosen in a field; the page reads them once for all such fields."""
        field = self.fields[name]
        field.queryset, field.widget = self.log.contacts(), LeanSelect()
        field.choices = lambda: [("", field.empty_label), *((one.pk, one) for one in self.log.saved_contacts)]

    def suggest(self, name: str, value) -> None:
        """What a field of a new entry starts with, unless something is known already."""
        if self.initial.get(name) in (None, ""):
            self.initial[name] = value

    def _put_last_used_first(self) -> None:
        """From the reader's own last entries of this kind, so that logging the same again is one tap less."""
        mine = self.log.of(self._meta.model).filter(author=self.log.membership.user_id).newest_first()
        rows = list(mine.values_list(*self.last_used_first)[:LAST_ENTRIES])
        for name, used in zip(self.last_used_first, map(dict.fromkeys, zip(*rows, strict=True)), strict=False):
            order = list(used)
            choices = list(self.fields[name].choices)
            self.fields[name].choices = sorted(
                choices, key=lambda choice, o=order: o.index(choice[0]) if choice[0] in o else len(o)
            )
            self.suggest(name, order[0])

    @property
    def may_choose_visibility(self) -> bool:
        """Only authors decide who sees an entry: a helper must not hide one from its author.

        Nobody decides for a kind that is for its author only.
        """
        if self._meta.model.KIND in ALWAYS_ONLY_ME:
            return False
        return self.is_new or self.instance.author_id == self.log.reader.pk

    def _usual_visibility(self) -> str:
        kind = self._meta.model
        return self.log.membership.visibility_choices.get(kind.KIND, kind.DEFAULT_VISIBILITY.value)

    def clean_client_key(self):
        return self.cleaned_data.get("client_key") or uuid.uuid4()

    def _post_clean(self):
        super()._post_clean()
        if self.is_new:
            self.instance.client_key = self.cleaned_data.get("client_key") or uuid.uuid4()
            self.instance.circle = self.log.circle
            self.instance.kind = self._meta.model.KIND

    def validate_constraints(self):
        """Left to the database: Django would ask it about each check in a query of its own, before it checks anyway.

        Every rule behind a constraint is a rule of the form too, with words for people.
        """

    def _get_validation_exclusions(self):
        # The view's action sets these; the database checks them.
        return super()._get_validation_exclusions() | {"circle", "kind", "author", "day", "zone", "client_key"}

    # What a person reads once ----------------------------------------------------------------------------
    @property
    def is_pressing(self) -> bool:
        """Whether this may be about an overdose or a life: then nothing is explained first."""
        return False

    @property
    def shows_first_words(self) -> bool:
        """Whether the page says first what to write and who may ask for it."""
        return self.is_new and not self.is_pressing and self._is_news(Reading.WRITING)

    @property
    def shows_note_hint(self) -> bool:
        return self.is_about_them and self._is_news(Reading.NOTE_HINT)

    def _is_news(self, what: Reading) -> bool:
        return not self.log.circle.is_bereaved and not self.log.reader.knows(what)

    @property
    def ticked(self) -> list[str]:
        """What is ticked as read, for a form that comes back."""
        return self.data.getlist("read") if hasattr(self.data, "getlist") else []

    # Warnings that need a tick ------------------------------------------------------------------------
    def warn(self, field: str, sentence: str) -> None:
        """Say `sentence` once beside `field`; sending the form again with the tick set lets it pass."""
        self.fields.setdefault(
            "confirmed",
            forms.BooleanField(label=_("Save it as it is"), required=False, widget=forms.CheckboxInput()),
        )
        if self.data.get(self.add_prefix("confirmed")) in {"on", "true", "1"}:
            return
        self.add_error(field, forms.ValidationError(sentence, code="warning"))

    def warn_if_far_ahead(self) -> None:
        """More than a year ahead is allowed, and often a slip of the thumb."""
        at = self.cleaned_data.get("at")
        if at and (at - clock.now()).days > 365 and "at" in self.changed_data:
            self.warn("at", _("That is more than a year ahead. Is the year right?"))

    def clean(self):
        cleaned = super().clean()
        self.warn_if_far_ahead()
        return cleaned

    @property
    def asks_to_confirm(self) -> bool:
        """Whether the page shows the tick that accepts the warnings."""
        return "confirmed" in self.fields and bool(self.errors)


class RestForm(forms.Form):
    """A word on a piece of advice that may rest."""

    situation = forms.ChoiceField(choices=lambda: [(situation, "") for situation, _topic in matching.MAY_REST])
    topic = forms.ChoiceField(choices=lambda: [(topic, "") for _situation, topic in matching.MAY_REST])
    answer = forms.ChoiceField(choices=Answer.choices())

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("situation"), cleaned.get("topic")) not in matching.MAY_REST:
            raise forms.ValidationError(_("This advice does not step back."))
        return cleaned


class WakeForm(forms.Form):
    """Show a piece of advice again."""

    wake = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args, log: Log, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wake"].queryset = log.resting_advice()
