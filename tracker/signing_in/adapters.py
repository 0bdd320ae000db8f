"""allauth's hooks: neutral mails, closed sign-up, the list of sign-ins, and secrets sealed with our keys."""

import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tracker.base import crypto
from tracker.signing_in import actions

log = logging.getLogger("tracker.signing_in")
# Where a session keeps the invitation it came with.
INVITATION = "invitation"


class AccountAdapter(DefaultAccountAdapter):
    """Users sign in by e-mail only; subjects come from our templates as they stand."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes and try again. If it still says so, wait an hour. "
            "A passkey works at once."
        ),
    }

    def format_email_subject(self, subject: str) -> str:
        return subject

    def is_open_for_signup(self, request) -> bool:
        """Anyone, or with OPEN_SIGNUP=0 only those who came with an invitation."""
        return settings.OPEN_SIGNUP or INVITATION in request.session

    def pre_authenticate(self, request, **credentials) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in stopped: too many tries")
            raise

    def authentication_failed(self, request, **credentials) -> None:
        log.info("sign-in refused: wrong address or password")

    def login(self, request, user) -> None:
        super().login(request, user)
        log.info("signed in: person %s", user.pk)
        agent = request.headers.get("User-Agent", "")
        actions.note_sign_in(by=user, session=request.session, user_agent=agent)


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys, authenticator app and recovery codes: sealed at rest, and telling no more than the address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not work. A code runs out fast: type the one you see now."),
        "unverified_email": _("Type the code we sent to your new email address first."),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def validation_error(self, code, *args) -> ValidationError:
        if code == "incorrect_code":
            log.info("refused: a code or a passkey that is not right")
        return super().validation_error(code, *args)

    def generate_authenticator_name(self, user, type) -> str:
        return str(_("My passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Alongside"}

    def get_public_key_credential_user_entity(self, user) -> dict:
        """The device's own list of passkeys shows the address, not the name in the circle."""
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.email}
