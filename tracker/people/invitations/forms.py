"""Two forms: whom to invite as what, and the name with which one joins."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.forms import TOO_LONG, LineField, helper
from tracker.people.forms import NAME_LENGTH, role_choice
from tracker.people.invitations.rules import ROLES
from tracker.people.models import User

ADDRESS_LENGTH = 254


class InviteForm(forms.Form):
    """Whom to invite, as what. Without an address one gets a link to hand over oneself."""

    role = role_choice(ROLES)
    address = forms.CharField(
        label=gettext_lazy("Their email address"),
        required=False,
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": TOO_LONG},
        help_text=gettext_lazy("Leave it empty to get a link that you hand over yourself."),
    )
    shows_name = forms.BooleanField(required=False)

    helper = helper("role", "address", "shows_name")

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["shows_name"].label = _("Say that it comes from me (%(name)s)") % {"name": by.display_name}

    def clean_address(self) -> str:
        """An address that mail can go to; plain letters only, so that no look-alike domain slips in."""
        address = self.cleaned_data["address"]
        if not address:
            return ""
        if not address.isascii():
            raise ValidationError(_("Write the address in plain letters, like name@example.com."), code="invalid")
        forms.EmailField(
            error_messages={"invalid": _("That is not an email address. Write it like name@example.com.")}
        ).clean(address)
        if address.lower() == self.by.email.lower():
            raise ValidationError(_("That is your own address."), code="own")
        return address


class JoinForm(forms.Form):
    """What the circle calls the one who joins; asked when no name is set yet."""

    name = LineField(
        label=gettext_lazy("What should the others call you?"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("A first name or a nickname is enough."),
    )

    helper = helper("name")
