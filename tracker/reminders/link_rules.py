"""Rules of links that open without a sign-in, on plain values: the calendar, and the end of a mail."""

import datetime as dt

from django.core import signing

# A link that nobody renews ends: a phone that was given away reads on for a year at most.
LIFETIME = dt.timedelta(days=365)
# What a calendar shows: a little of the past, so that a visit does not vanish while it is talked about.
DAYS_BACK, DAYS_AHEAD = 30, 366
# How exactly the last use is kept: to the hour, so that reading is not a write each time.
NOTE_USE_EVERY = dt.timedelta(hours=1)


def notes_use(last_used_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether this use is worth a write."""
    return last_used_at is None or now - last_used_at >= NOTE_USE_EVERY


# The link that ends the week by mail ----------------------------------------------------------------------
# It is signed, not kept: each mail needs the token in the clear, of which a hash could not be made back. It never
# ends, since mail is kept for years and its button has to work (RFC 8058); whoever finds one can do no more with it
# than stop a mail. The signed words are the number of an account, which tells nothing outside of this database.
_signer = signing.Signer(salt="tracker.reminders.digest")


def unsubscribe_token(user: int) -> str:
    """What stands in the address that ends the week by mail for the account of this number."""
    return _signer.sign(str(user))


def user_of_token(token: str) -> int | None:
    """The number of the account whose mail a token ends; None for a token that we did not make."""
    try:
        return int(_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
