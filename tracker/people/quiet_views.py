"""How quiet the app is on a screen that others may see: leaving, discreet mode, text that waits for its writer."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from tracker.base import typed
from tracker.base.addresses import own_path
from tracker.people import kept
from tracker.people.forms import QuietForm
from tracker.people.middleware import CLEAR_SITE_DATA


@login_not_required
@require_safe
def leave(request):
    """End the session and go to a neutral site. A plain link, so that it works without JavaScript."""
    logout(request)
    response = HttpResponseRedirect(settings.LEAVE_URL)
    response["Clear-Site-Data"] = CLEAR_SITE_DATA
    return response


class LeaveKnownView(View):
    """ "Got it" under the words that say once what Leave does."""

    http_method_names = ["post", "options"]

    def post(self, request):
        request.user.knows_leave = True
        request.user.save(update_fields=["knows_leave"])
        return redirect(own_path(request.POST.get("next", ""), settings.LOGIN_REDIRECT_URL))


@require_http_methods(["GET", "HEAD", "POST"])
def quiet(request):
    """Discreet mode, three times Shift, and how long a page may lie open."""
    form = QuietForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("tracker:me")
    return render(
        request,
        "people/quiet.html",
        {"form": form, "cancel_url": reverse("tracker:me")},
        status=422 if form.errors else 200,
    )


# Text that waits --------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def kept_list(request):
    """What I typed when my session had ended: to go on with, or to throw away. Nothing here is saved by itself."""
    if request.method == "POST":
        row = kept.waiting(request.user).filter(public_id=request.POST.get("throw_away", "")[:12].replace("\x00", ""))
        row.delete()
        messages.success(request, _("Thrown away."))
        return redirect("tracker:kept-list")
    return render(request, "people/kept_list.html", {"rows": [_to_go_on(row) for row in kept.waiting(request.user)]})


def _to_go_on(row) -> dict:
    """A kept text with the way on: back into its own form where that page can show it, else sent as it stands."""
    view = kept.view_at(row.path)
    mark = "&" if "?" in row.path else "?"
    return {
        "row": row,
        "typed": typed.with_labels(row.fields, view),
        "form_url": f"{row.path}{mark}{kept.KEPT}={row.public_id}" if typed.form_of(view) else "",
        "send_url": f"{row.path}{mark}{kept.KEPT}={row.public_id}" if view else "",
    }


def csrf_failure(request, reason=""):
    """A form whose token has gone stale, after signing in again in another tab: nothing is saved, nothing is lost.

    One tap sends it again to the same address, once the writer has seen it. Never for a form that another
    site sent: a tap on this page would do what that site wants.
    """
    view = request.resolver_match.func if request.resolver_match else None
    given = typed.with_labels(typed.fields_of(request), view) if request.method == "POST" else []
    path = request.get_full_path() if typed.came_from_here(request) else ""
    return render(request, "people/not_saved.html", {"typed": given, "path": path}, status=403)
