"""What happens around signing in: note it, end it elsewhere, and let a code count once."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction

from tracker.people.models import User
from tracker.signing_in.models import KnownBrowser, SignIn
from tracker.signing_in.rules import browser_of, system_of

# A code is good for its own 30 seconds and for those before and after (MFA_TOTP_TOLERANCE).
CODE_SECONDS = 30 * (1 + 2 * settings.MFA_TOTP_TOLERANCE)


@transaction.atomic
def note_sign_in(*, by: User, session: SessionBase, user_agent: str) -> None:
    """List the session under "Where I am signed in"; a mail says so when the kind of browser is new.

    The first browser of an account gets no mail: it is the one that made the account.
    """
    kind = {"browser": browser_of(user_agent).value, "system": system_of(user_agent).value}
    session.save()
    SignIn.objects.create(user=by, session_id=session.session_key, **kind)
    is_first = not KnownBrowser.objects.filter(user=by).exists()
    _, is_new = KnownBrowser.objects.get_or_create(user=by, **kind)
    if is_new and not is_first:
        get_adapter().send_notification_mail("account/email/new_sign_in", by)


@transaction.atomic
def end_sign_in(*, sign_in: SignIn) -> None:
    """Its cookie is worthless at the next click."""
    sign_in.session.delete()


@transaction.atomic
def end_other_sign_ins(*, by: User, keep: str) -> None:
    """End every session of `by` but the one whose key is `keep`."""
    others = SignIn.objects.filter(user=by).exclude(session_id=keep)
    Session.objects.filter(pk__in=others.values_list("session_id", flat=True)).delete()


def use_code(*, by: User, code: str) -> bool:
    """Whether a code of the authenticator app is used for the first time; from now on it is not.

    allauth remembers a used code for 30 seconds only, and the one that turned the app on not at all.
    """
    digits = "".join(filter(str.isalnum, code))
    return cache.add(f"code-used:{by.pk}:{digits}", 1, timeout=CODE_SECONDS)
