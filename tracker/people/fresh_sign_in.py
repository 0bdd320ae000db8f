"""Steps that matter (export, delete, invite, give away) ask first whether it is still you."""

from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from django.http import HttpResponseRedirect
from django.urls import reverse

from tracker.base import clock


def is_fresh(request) -> bool:
    """Whether this session signed in, or confirmed that it is you, in the last five minutes.

    Minutes: allauth's REAUTHENTICATION_TIMEOUT, the same for its own pages (email, password, two steps).
    """
    newest = max((record["at"] for record in get_authentication_records(request, request.user)), default=0)
    return clock.now().timestamp() - newest < app_settings.REAUTHENTICATION_TIMEOUT


def to_confirm(request, path: str = "") -> HttpResponseRedirect:
    """To "Confirm it is you", and from there back to this page, or to `path`, by GET.

    A form that was sent is never kept and sent again by itself: allauth would run it past the middleware
    that looks up the circle. Whoever took longer than the limit sees the page once more and decides again.
    """
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': path or request.path})}")


def fresh_sign_in_required(view):
    """For a view function: neither shown nor done without a fresh sign-in."""

    @wraps(view)
    def asks_first(request, *args, **kwargs):
        return view(request, *args, **kwargs) if is_fresh(request) else to_confirm(request)

    return asks_first


class FreshSignInMixin:
    """For a CircleView, as its first base: neither shown nor done without a fresh sign-in.

    Whoever may not open the page at all is told so first, and is not asked for a password in vain.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.membership.may(self.permission) and not is_fresh(request):
            return to_confirm(request)
        return super().dispatch(request, *args, **kwargs)
