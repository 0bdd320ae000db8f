"""The form of a task, and the one of a call."""

import uuid

from crispy_forms.layout import Field
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.base.forms import DayField, LineField, More, NoteField, RowField, choice, helper
from tracker.entries.forms import EntryForm
from tracker.entries.rules import Visibility
from tracker.tasks import rules
from tracker.tasks.models import SearchCall, Task
from tracker.tasks.rules import Template

MOST_DIGITS = 18


class MemberChoiceField(RowField):
    """The members of the circle by their names; the answer is the user."""

    def label_from_instance(self, membership) -> str:
        return membership.user.display_name

    def to_python(self, value):
        # Django checks the size of a number for a key, but not for a link to one; databases refuse it.
        if isinstance(value, str) and len(value) > MOST_DIGITS:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def clean(self, value):
        membership = super().clean(value)
        return membership.user if membership else None


class TaskForm(EntryForm):
    """What, by when and who first; the steps and the rest are folded."""

    at = None  # the due day decides it
    template = choice(
        Template, label=gettext_lazy("Kind of task"), required=True, initial=Template.FREE,
        help_text=gettext_lazy("Pick a ready-made one, and we fill in the steps."),
    )  # fmt: skip
    what = LineField(
        label=gettext_lazy("What"),
        required=False,
        help_text=gettext_lazy("You can leave this empty for a ready-made task."),
    )
    due_on = DayField(label=gettext_lazy("Due"), required=False, help_text=gettext_lazy("If there is a day."))
    who = MemberChoiceField(
        label=gettext_lazy("Who does it"), queryset=None, required=False, empty_label=gettext_lazy("Nobody yet"),
        to_field_name="public_id",
    )  # fmt: skip
    steps = NoteField(label=gettext_lazy("Steps"), rows=6, help_text=gettext_lazy("One step on each line."))
    contact = RowField(
        label=gettext_lazy("Whom to call"), queryset=None, required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip

    class Meta:
        model = Task
        fields = ["template", "what", "due_on", "who", "steps", "contact", "note", "visibility"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].queryset = self.log.members()
        if self.instance.who_id:
            self.initial["who"] = self.log.members().filter(user=self.instance.who_id).first()
        self.offer_contacts("contact")
        if self.is_new:
            self.suggest("steps", rules.steps_of(self.initial.get("template", ""), self.log.circle.state))

    @property
    def helper(self):
        more = ["steps", "contact", "note"]
        if self.may_choose_visibility:
            more.append("visibility")
        folded = More(*more, summary=gettext_lazy("Steps, whom to call and more"))
        return helper("template", "what", "due_on", "who", folded, Field("client_key"), Field("version"))

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("what") and cleaned.get("template") == Template.FREE and "what" not in self.errors:
            self.add_error("what", forms.ValidationError(_("Say what there is to do."), code="required"))
        self._fill_in_steps(cleaned)
        for field, sentence in self._doubts(cleaned):
            self.warn(field, sentence)
        return cleaned

    def _fill_in_steps(self, cleaned) -> None:
        """A ready-made task brings its steps, unless somebody wrote their own."""
        state, template = self.log.circle.state, cleaned.get("template", "")
        chosen_now = self.is_new or "template" in self.changed_data
        if chosen_now and "steps" in cleaned and rules.is_template_text(cleaned["steps"], state):
            cleaned["steps"] = rules.steps_of(template, state)

    def _doubts(self, cleaned) -> list[tuple[str, str]]:
        found, due, who = [], cleaned.get("due_on"), cleaned.get("who")
        today = clock.today(self.log.circle.tzinfo)
        if due and "due_on" in self.changed_data:
            if due < today:
                found.append(("due_on", _("That day is past. Is it right?")))
            elif (due - today).days > 365:
                found.append(("due_on", _("That is more than a year ahead. Is the year right?")))
        own = who is None or who == self.log.reader
        if not own and cleaned.get("visibility") == Visibility.ONLY_ME:
            found.append(("visibility", _("Only you will see this task. The one who does it will not.")))
        return found

    def _post_clean(self):
        super()._post_clean()
        task, zone = self.instance, self.log.circle.tzinfo
        if task.due_on and "due_on" in self.changed_data:
            task.at = rules.due_moment(task.due_on, zone)
        elif not task.due_on and (self.is_new or "due_on" in self.changed_data):
            task.at = task.created_at or clock.now()


class SearchCallForm(forms.ModelForm):
    """One call: whom, and what came of it."""

    whom = LineField(label=gettext_lazy("Whom I called"))
    called_on = DayField(label=gettext_lazy("When"))
    said = NoteField(label=gettext_lazy("What they said"), rows=2, max_length=500)
    wait = LineField(label=gettext_lazy("The wait"), required=False, help_text=gettext_lazy("Like “two weeks”."))
    next_call_on = DayField(label=gettext_lazy("Next call on"), required=False)
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = SearchCall
        fields = ["whom", "called_on", "said", "wait", "next_call_on"]

    helper = helper("whom", "called_on", "said", "wait", "next_call_on", Field("client_key"))

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial |= {"called_on": today, "client_key": uuid.uuid4()}

    def clean_called_on(self):
        day = self.cleaned_data["called_on"]
        if day > self.today:
            raise forms.ValidationError(_("That day is still to come. Write it under “Next call on”."), code="future")
        return day

    def clean(self):
        cleaned = super().clean()
        called, following = cleaned.get("called_on"), cleaned.get("next_call_on")
        if called and following and following < called:
            self.add_error("next_call_on", forms.ValidationError(_("That is before this call."), code="order"))
        return cleaned

    def _post_clean(self):
        super()._post_clean()
        self.instance.client_key = self.cleaned_data.get("client_key") or uuid.uuid4()

    def validate_constraints(self):
        """Left to the database, as for entries."""
