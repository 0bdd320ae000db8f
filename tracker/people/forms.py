"""Forms about people: the first circle, its settings, contacts, and the supporter's own name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import LineField, NoteField, choice, helper
from tracker.base.places import state_choices, zone_choices
from tracker.base.stages import Stage
from tracker.people.models import Circle, Contact, ContactRole, User

NAME_LENGTH = 40


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


class CircleForm(forms.ModelForm):
    """Settings of the circle."""

    nickname = LineField(label=_("What you call them"), max_length=NAME_LENGTH)
    state = forms.ChoiceField(label=_("State"), required=False, choices=state_choices)
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=zone_choices, help_text=_("All times in this circle are in this zone.")
    )

    class Meta:
        model = Circle
        fields = ["nickname", "state", "zone"]

    helper = helper("nickname", "state", "zone")


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
        error_messages={"invalid": _("Write a phone number, like 312-555-0142.")},
    )
    note = NoteField(
        label=_("Good to know"), rows=2, max_length=500, help_text=_("Opening hours, or which menu choice to press.")
    )

    class Meta:
        model = Contact
        fields = ["role", "name", "phone", "note"]

    helper = helper("role", "name", "phone", "note")


class NameForm(forms.ModelForm):
    """What the circles call me."""

    name = LineField(label=_("My name in the circle"), max_length=NAME_LENGTH, required=False)

    class Meta:
        model = User
        fields = ["name"]

    helper = helper("name")
