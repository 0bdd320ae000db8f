"""/demo/: one click into the made-up circle. The address does not exist unless ALONGSIDE_DEMO=1."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tracker.demo import made_up


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def demo(request):
    person = made_up.owner() if settings.DEMO else None
    if person is None:
        raise Http404
    if request.method == "POST":
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("tracker:go-today")
    return render(request, "demo/demo.html")
