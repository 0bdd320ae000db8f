"""Forms about people: the first circle, its settings, contacts, and the supporter's own name."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import TOO_LONG, LineField, NoteField, NumberField, choice, helper
from tracker.base.places import state_choices, zone_choices
from tracker.base.stages import Stage
from tracker.people.models import IDLE_FROM, IDLE_TO, Circle, Contact, ContactRole, User
from tracker.people.permissions import ROLE_DESCRIPTIONS
from tracker.people.rules import MOST_CIRCLES, MOST_CONTACTS

NAME_LENGTH = 40


def role_choice(roles) -> forms.ChoiceField:
    """A choice of one of `roles`, each with the words that describe it."""
    return forms.ChoiceField(
        label=_("What may they do?"),
        choices=[(role.value, format_lazy("{}. {}", role.label, ROLE_DESCRIPTIONS[role])) for role in roles],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one of the answers.")},
    )


class StartForm(forms.Form):
    """The first circle in three questions."""

    nickname = LineField(
        label=_("What do you call them?"),
        max_length=NAME_LENGTH,
        help_text=_("A nickname or a first letter is best. No last name."),
    )
    stage = choice(Stage, label=_("Where do things stand?"), required=True, radio=True, initial=Stage.NOT_SURE,
                   help_text=_("You can change this at any time."))  # fmt: skip
    state = forms.ChoiceField(
        label=_("Where do they live?"),
        required=False,
        choices=state_choices,
        help_text=_("So that we show phone lines that work there."),
    )
    name = LineField(
        label=_("What should the circle call you?"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Others you add later will see this name. A first name is enough."),
    )

    helper = helper("nickname", "stage", "state", "name")

    def __init__(self, *args, mine: int, **kwargs):
        """`mine`: in how many circles the supporter is already."""
        super().__init__(*args, **kwargs)
        self.mine = mine

    def clean(self):
        if self.mine >= MOST_CIRCLES:
            raise forms.ValidationError(_("You are in %(count)d circles. That is as many as there can be."),
                                        params={"count": self.mine}, code="limit")  # fmt: skip
        return super().clean()


class CircleForm(forms.ModelForm):
    """Settings of the circle."""

    nickname = LineField(label=_("What you call them"), max_length=NAME_LENGTH)
    state = forms.ChoiceField(label=_("State"), required=False, choices=state_choices)
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("All times in this circle are in this zone.")
    )

    book_days = NumberField(
        label=_("Business days to book a Medicaid ride ahead"), min_value=1, max_value=30, required=False,
        help_text=_("Leave it empty for 7. Your health plan or ride line may ask for fewer."),
    )  # fmt: skip

    class Meta:
        model = Circle
        fields = ["nickname", "state", "zone", "book_days"]

    helper = helper("nickname", "state", "zone", "book_days")

    def __init__(self, *args, is_discreet: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_discreet:
            self.initial["nickname"] = ""
            self.fields["nickname"].required = False
            self.fields["nickname"].help_text = _("Hidden on this screen. Leave it empty to keep it as it is.")

    def clean_nickname(self):
        return self.cleaned_data["nickname"] or self.instance.nickname


class StageForm(forms.Form):
    """Where things stand now."""

    stage = choice(Stage, label=_("Where things stand"), required=True, radio=True)

    helper = helper("stage")


class SureForm(forms.Form):
    """A tick before something goes that is in use."""

    sure = forms.BooleanField(
        label=_("Yes, delete it all the same"), error_messages={"required": _("Set the tick first. It is in use.")}
    )

    helper = helper("sure")


class ContactForm(forms.ModelForm):
    """Someone the circle calls."""

    role = choice(ContactRole, label=_("Who they are"), required=True)
    name = LineField(label=_("Name"))
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[0-9+(). -]*[0-9][0-9+(). -]*(?:(?:x|ext\.?) ?[0-9]{1,6})?$",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a phone number, like 312-555-0142."), "max_length": TOO_LONG},
    )
    note = NoteField(
        label=_("Good to know"), rows=2, max_length=500, help_text=_("Opening hours, or which menu choice to press.")
    )

    book_days = NumberField(
        label=_("For a ride company: business days to book ahead"), min_value=1, max_value=30, required=False
    )

    class Meta:
        model = Contact
        fields = ["role", "name", "phone", "note", "book_days"]

    helper = helper("role", "name", "phone", "note", "book_days")

    def __init__(self, *args, contacts, **kwargs):
        """`contacts`: those of the circle."""
        super().__init__(*args, **kwargs)
        self.contacts = contacts

    def clean(self):
        if self.instance.pk is None and self.contacts.count() >= MOST_CONTACTS:
            raise forms.ValidationError(_("This circle has %(count)d contacts. Delete one that you do not need first."),
                                        params={"count": MOST_CONTACTS}, code="limit")  # fmt: skip
        return super().clean()


class NameForm(forms.ModelForm):
    """What the circles call me."""

    name = LineField(label=_("My name in the circle"), max_length=NAME_LENGTH, required=False)

    class Meta:
        model = User
        fields = ["name"]

    helper = helper("name")


class QuietForm(forms.ModelForm):
    """How quiet the app is for me, on every device."""

    is_discreet = forms.BooleanField(
        label=_("Hide their name"),
        required=False,
        help_text=_("Pages and emails say “P.” instead of what you call them. What you wrote yourself stays as it is."),
    )
    shift_leaves = forms.BooleanField(
        label=_("Leave when I press Shift three times"),
        required=False,
        help_text=_("On pages with your notes. On guidance pages it always works."),
    )
    idle_minutes = NumberField(
        label=_("Lock after this many minutes"),
        min_value=IDLE_FROM,
        max_value=IDLE_TO,
        help_text=_("If you do nothing for so long, the page is covered and you sign in again. From 5 to 60."),
    )

    class Meta:
        model = User
        fields = ["is_discreet", "shift_leaves", "idle_minutes"]

    helper = helper("is_discreet", "shift_leaves", "idle_minutes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["idle_minutes"] = self.instance.idle_limit
