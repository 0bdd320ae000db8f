"""Rules of the calendar link, on plain values."""

import datetime as dt

from tracker.base.tokens import hash_of, new_token

__all__ = ["hash_of", "new_token", "notes_use"]

# A link that nobody renews ends: a phone that was given away reads on for a year at most.
LIFETIME = dt.timedelta(days=365)
# What a calendar shows: a little of the past, so that a visit does not vanish while it is talked about.
DAYS_BACK, DAYS_AHEAD = 30, 366
# How exactly the last use is kept: to the hour, so that reading is not a write each time.
NOTE_USE_EVERY = dt.timedelta(hours=1)


def notes_use(last_used_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether this use is worth a write."""
    return last_used_at is None or now - last_used_at >= NOTE_USE_EVERY
