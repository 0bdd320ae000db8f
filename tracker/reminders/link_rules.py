"""Rules of the calendar link, on plain values."""

import datetime as dt
import hashlib
import secrets

# A link that nobody renews ends: a phone that was given away reads on for a year at most.
LIFETIME = dt.timedelta(days=365)
# What a calendar shows: a little of the past, so that a visit does not vanish while it is talked about.
DAYS_BACK, DAYS_AHEAD = 30, 366
# How exactly the last use is kept: to the hour, so that reading is not a write each time.
NOTE_USE_EVERY = dt.timedelta(hours=1)


def new_token() -> str:
    """32 random bytes for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random and long, so a plain hash tells nothing and needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def notes_use(last_used_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether this use is worth a write."""
    return last_used_at is None or now - last_used_at >= NOTE_USE_EVERY
