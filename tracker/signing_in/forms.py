"""allauth's forms with promises of ours: a code counts once, names are sealed, and odd input is no crash."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base import crypto
from tracker.base.forms import LineField
from tracker.signing_in import actions
from tracker.signing_in.second_step import passkey_name

NAME_LENGTH = 40


def code_field() -> forms.CharField:
    """A code to type or paste; phones offer the digits and what just came in."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=attrs))


class CountsOnce:
    """A code that was used is refused, in whichever form it comes again."""

    def clean_code(self) -> str:
        code = super().clean_code()
        if not actions.use_code(by=self.user, code=code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondStepForm(CountsOnce, AuthenticateForm):
    """The code after the password."""

    code = code_field()


class ConfirmByCodeForm(CountsOnce, ReauthenticateForm):
    """ "Confirm it is you" with a code."""

    code = code_field()


class AppAddForm(CountsOnce, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    code = code_field()

    @property
    def secret_groups(self) -> list[str]:
        """The secret in groups of four, as people type it."""
        return [self.secret[at : at + 4] for at in range(0, len(self.secret), 4)]


# What reading a made-up answer of a passkey may raise; allauth expects only some of it.
MALFORMED = (AttributeError, KeyError, TypeError, ValueError)


class WellFormed:
    """An answer of a passkey that is none gets an error beside the button."""

    def clean_credential(self):
        try:
            return super().clean_credential()
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(WellFormed, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeySecondStepForm(WellFormed, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmByPasskeyForm(WellFormed, ReauthenticateWebAuthnForm):
    """ "Confirm it is you" with a passkey."""


class PasskeyAddForm(AddWebAuthnForm):
    """A new passkey and its name."""

    name = LineField(label=_("A name for it"), max_length=NAME_LENGTH, required=False)
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without the password"),
        required=False,
        initial=True,
        help_text=_("Take the tick away for a security key that has no PIN."),
    )
    field_order = ["name", "passwordless"]

    def clean_name(self) -> str:
        return crypto.encrypt(super().clean_name())

    def clean(self) -> dict:
        try:
            return super().clean()
        except MALFORMED:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyNameForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = LineField(label=_("Name"), max_length=NAME_LENGTH)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"name": passkey_name(kwargs["instance"])}
        super().__init__(*args, **kwargs)

    def clean_name(self) -> str:
        return crypto.encrypt(self.cleaned_data["name"])
