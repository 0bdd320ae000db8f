"""Secrets that open something by their address alone."""

import hashlib
import secrets

BYTES = 32


def new_token() -> str:
    """32 random bytes in URL-safe characters. Only its hash is ever kept."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What the database keeps of a token. It is random and long, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()
