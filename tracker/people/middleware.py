"""Sessions that end by themselves, and the circle taken out of the address."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404
from django.utils import timezone

from tracker.base import clock
from tracker.people.models import Membership
from tracker.people.scoping import CircleLog

SEEN, SINCE = "seen_at", "signed_in_at"
WRITE_EVERY_SECONDS = 60
# What the browser is asked to forget when somebody signs out or leaves.
CLEAR_SITE_DATA = '"cache", "storage"'


class SessionAgeMiddleware:
    """Ends a session after IDLE_MINUTES without a page, or SESSION_HOURS after sign-in, whatever the browser keeps.

    Stands before LoginRequiredMiddleware, which then asks to sign in again. Public pages are passed over,
    so that they never read the session.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.url_name == "account_logout" and request.method == "POST":
            response["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response

    def process_view(self, request, view, args, kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return
        now = int(clock.now().timestamp())
        session = request.session
        seen, since = session.get(SEEN, now), session.get(SINCE, now)
        if now - seen > settings.IDLE_MINUTES * 60 or now - since > settings.SESSION_HOURS * 3600:
            logout(request)
            return
        if SINCE not in session:
            session[SINCE] = now
        if SEEN not in session or now - seen >= WRITE_EVERY_SECONDS:
            session[SEEN] = now


class CircleMiddleware:
    """Under /c/<circle>/: members only, in the circle's time zone.

    Sets `request.circle`, `request.membership` and `request.log`. Anyone else gets the same 404 as for a
    circle that does not exist. The zone is switched back afterwards, so no request inherits another's.
    """

    log_class = CircleLog

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(self, request, view, args, kwargs):
        public_id = kwargs.pop("circle", None)
        if public_id is None:
            return
        membership = (
            Membership.objects.filter(circle__public_id=public_id, user=request.user).select_related("circle").first()
            if request.user.is_authenticated
            else None
        )
        if membership is None:
            raise Http404
        membership.user = request.user
        request.membership = membership
        request.circle = membership.circle
        request.log = self.log_class(membership)
        timezone.activate(membership.circle.tzinfo)
