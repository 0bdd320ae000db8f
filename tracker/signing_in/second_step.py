"""What a person has set up beside the password. The rows are allauth's; secrets and names in them are sealed."""

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from tracker.base import crypto
from tracker.people.models import User


@dataclass(frozen=True)
class Passkey:
    """A passkey or security key. `used_at` is None before its first use."""

    pk: int
    name: str
    created_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class SecondStep:
    """`codes_left` is None when there are no recovery codes."""

    passkeys: list[Passkey]
    has_app: bool
    codes_left: int | None


def passkey_name(authenticator: Authenticator) -> str:
    """The name that its owner gave it."""
    return crypto.decrypt(authenticator.data["name"])


def second_step_of(user: User) -> SecondStep:
    """The state of passkeys, authenticator app and recovery codes, in one query."""
    rows = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    return SecondStep(
        passkeys=[
            Passkey(row.pk, passkey_name(row), row.created_at, row.last_used_at)
            for row in rows
            if row.type == Authenticator.Type.WEBAUTHN
        ],
        has_app=any(row.type == Authenticator.Type.TOTP for row in rows),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )
