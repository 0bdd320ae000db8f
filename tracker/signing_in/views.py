"""Signing in, for the person who does it: what is set up, and where they are signed in."""

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.signing_in import actions
from tracker.signing_in.models import SignIn
from tracker.signing_in.rules import browser_of, system_of
from tracker.signing_in.second_step import passkey_name, second_step_of


def other_sign_ins(request) -> list[SignIn]:
    """Where this person is signed in beside this browser."""
    here = request.session.session_key
    return [one for one in request.user.sign_ins.open_for(request.user) if one.session_id != here]


@require_safe
def security(request):
    """Password, email, passkeys, authenticator app, recovery codes, and other places, on one page."""
    context = {"second_step": second_step_of(request.user), "others": other_sign_ins(request)}
    return render(request, "signing_in/security.html", context)


@require_safe
def session_list(request):
    """Where I am signed in. This browser is described by what it just sent, so it is always on the list."""
    agent = request.headers.get("User-Agent", "")
    here = {"browser_label": browser_of(agent).label, "system_label": system_of(agent).label}
    return render(request, "signing_in/session_list.html", {"here": here, "others": other_sign_ins(request)})


@require_POST
def session_end(request, id: str):
    """Sign out one other browser."""
    actions.end_sign_in(sign_in=get_object_or_404(request.user.sign_ins, public_id=id))
    messages.success(request, _("Signed out there."))
    return redirect("tracker:session-list")


@require_POST
def session_end_others(request):
    """Sign out everywhere else."""
    actions.end_other_sign_ins(by=request.user, keep=request.session.session_key)
    messages.success(request, _("Signed out everywhere else."))
    return redirect("tracker:session-list")


class PasskeyRemoveView(RemoveWebAuthnView):
    """allauth's page, with the name of the passkey opened."""

    success_url = reverse_lazy("tracker:me-security")

    def get_context_data(self, **kwargs):
        return super().get_context_data(name=passkey_name(self.object), **kwargs)
