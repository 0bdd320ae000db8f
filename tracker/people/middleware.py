"""Sessions that end by themselves, and the circle taken out of the address."""

import logging
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from tracker.base import clock, typed
from tracker.people import kept
from tracker.people.models import Membership
from tracker.people.scoping import CircleLog

logger = logging.getLogger("tracker.people")
SEEN, SINCE, KEPT = "seen_at", "signed_in_at", "kept"
WRITE_EVERY_SECONDS = 60
# What the browser is asked to forget when somebody signs out or leaves.
CLEAR_SITE_DATA = '"cache", "storage"'


class SessionAgeMiddleware:
    """Ends a session after its idle minutes without a page, or SESSION_HOURS after sign-in, whatever the browser keeps.

    Stands before LoginRequiredMiddleware, which then asks to sign in again. Public pages are passed over,
    so that they never read the session. What was typed into a form that comes too late is not lost: it is kept
    for the person whose session it was, or given back on a page when nobody knows whose it is.
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
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _give_back(request, view)
        person, session = request.user, request.session
        if KEPT in session:
            kept.erase_for_others(public_id=session.pop(KEPT), signed_in=person)
        now = int(clock.now().timestamp())
        seen, since = session.get(SEEN, now), session.get(SINCE, now)
        if now - seen > person.idle_limit * 60 or now - since > settings.SESSION_HOURS * 3600:
            logout(request)
            return _to_sign_in(request, view, person) if request.method == "POST" else None
        if SINCE not in session:
            session[SINCE] = now
        if SEEN not in session or now - seen >= WRITE_EVERY_SECONDS:
            session[SEEN] = now
        if request.method == "POST" and typed.KEEP in request.POST:
            _keep(request, view, person)
            return HttpResponseRedirect(reverse("tracker:kept-list"))
        return None


def _keep(request, view, person) -> str | None:
    """The public id of what was kept of this form; None when there was nothing to keep, or too much."""
    fields = typed.fields_of(request)
    if not kept.is_worth_keeping(fields, view):
        return None
    row = kept.keep(by=person, path=request.get_full_path(), fields=fields)
    return row.public_id if row else None


def _to_sign_in(request, view, person):
    """To the sign-in page, and from there to the text, if this form had any: nothing is ever sent again by itself."""
    public_id = _keep(request, view, person)
    if public_id is None and (page := _give_back(request, view)):
        return page
    if public_id:
        request.session[KEPT] = public_id
    wanted = reverse("tracker:kept-list") if public_id else settings.LOGIN_REDIRECT_URL
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")


def _give_back(request, view):
    """The words of a form that came without a session, on a page to copy them from; None when there are none."""
    if request.method != "POST":
        return None
    given = typed.with_labels(typed.fields_of(request), view)
    if not any(one.label for one in given):
        return None
    return render(
        request,
        "people/not_saved.html",
        {"typed": given, "path": request.get_full_path(), "signed_out": True},
        status=403,
    )


class KeptTextMiddleware:
    """`?kept=<id>` on the page of a form: it starts with the reader's kept text, which goes once it is saved."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_saved = response.status_code == 302 and not response["Location"].startswith("/accounts/")
        if request.method == "POST" and is_saved and (row := kept.called_for(request)):
            row.delete()
        return response

    def process_template_response(self, request, response):
        form = (response.context_data or {}).get("form")
        if request.method == "GET" and form is not None and (row := kept.called_for(request)):
            typed.fill(form, row.fields)
        return response


def opens_while_closing(view) -> bool:
    """Whether a page stays open while its circle waits to be erased: its view class says `open_while_closing`."""
    return getattr(getattr(view, "view_class", None), "open_while_closing", False)


class CircleMiddleware:
    """Under /c/<circle>/: members only, in the circle's time zone.

    Sets `request.circle`, `request.membership` and `request.log`. Anyone else gets the same 404 as for a
    circle that does not exist. The zone is switched back afterwards, so no request inherits another's.
    A circle that is about to be deleted shows its members one page, whichever they ask for.
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
            return None
        membership = (
            Membership.objects.filter(circle__public_id=public_id, user=request.user).select_related("circle").first()
            if request.user.is_authenticated
            else None
        )
        if membership is None:
            if request.user.is_authenticated:
                logger.warning("refused: user %s is not in circle %s", request.user.pk, public_id)
            raise Http404
        membership.user = request.user
        request.membership = membership
        request.circle = membership.circle
        request.log = self.log_class(membership)
        timezone.activate(membership.circle.tzinfo)
        if membership.circle.is_closing and not opens_while_closing(view):
            context = {"circle": membership.circle, "membership": membership}
            return render(request, "people/closing.html", context, status=403)
        return None
