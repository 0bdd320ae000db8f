"""Encryption of text at rest, with keys that the database never holds.

MultiFernet (AES-128-CBC with HMAC-SHA256): a changed byte or a wrong key is an error, never a text.
"""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotDecrypt(Exception):
    """Stored text does not open with any of FIELD_KEYS. Carries no text."""


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """`text` under the newest key; "" stays ""."""
    if not text:
        return ""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The text behind `token`; raises CannotDecrypt for a wrong key or an altered token."""
    if not token:
        return ""
    try:
        return _fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise CannotDecrypt from None


def uses_first_key(token: str) -> bool:
    """Whether `token` opens with the newest key alone; "" needs no key."""
    if not token:
        return True
    try:
        _fernet(tuple(settings.FIELD_KEYS[:1])).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def looks_encrypted(value) -> bool:
    """Whether a value begins as everything does that `encrypt` makes: a version and the high bytes of the time."""
    return isinstance(value, str) and value.startswith("gAAAAA")
