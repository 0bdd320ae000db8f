"""Pages about invitations: making and withdrawing one inside a circle, answering one from outside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.base import clock
from tracker.base.tokens import new_token
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import FreshSignInMixin
from tracker.people.invitations import actions, rules
from tracker.people.invitations.forms import InviteForm, JoinForm
from tracker.people.invitations.models import Invitation
from tracker.people.models import Membership
from tracker.people.permissions import Permission, Role

# What a session remembers of the link that it was opened with: the id of the invitation, never the token.
OPENED = "invitation"


# Inside a circle --------------------------------------------------------------------------------------------
class InvitationAddView(FreshSignInMixin, CircleView):
    """Invite somebody: by mail, or by a link that is shown once."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "invitation/form.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", InviteForm(by=self.request.user, initial={"role": Role.VIEWER}))
        return super().get_context_data(hours=int(rules.LASTS.total_seconds() // 3600), **kwargs)

    def post(self, request):
        form = InviteForm(request.POST, by=request.user)
        if not form.is_valid():
            return self.refused(form)
        token = new_token()
        link = request.build_absolute_uri(reverse("tracker:invitation-open", args=[token]))
        try:
            actions.invite(by=request.user, circle=request.circle, token=token, link=link, **form.cleaned_data)
        except actions.TooManyToday:
            form.add_error(None, _("You have sent %(count)d invitations in the last 24 hours. Try again tomorrow.")
                           % {"count": rules.PER_DAY})  # fmt: skip
            return self.refused(form, status=429)
        except actions.TooManyOpen:
            form.add_error(None, _("%(count)d invitations are open already. Withdraw one first, on the People page.")
                           % {"count": rules.OPEN_MAX})  # fmt: skip
            return self.refused(form)
        except actions.CircleFull:
            form.add_error(None, _("This circle is full. There is no room for one more."))
            return self.refused(form)
        if not form.cleaned_data["address"]:
            return render(request, "invitation/link.html", self.get_context_data(link=link))
        messages.success(request, _("Invited. If that address can get mail from us, the mail is on its way."))
        return redirect("tracker:member-list", request.circle.public_id)

    def refused(self, form, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)


class InvitationWithdrawView(CircleView):
    """End an invitation that nobody has taken up."""

    permission = Permission.MANAGE_CIRCLE
    http_method_names = ["post", "options"]

    def post(self, request, id):
        invitation = get_object_or_404(request.log.invitations(), public_id=id)
        actions.withdraw(by=request.user, invitation=invitation)
        messages.success(request, _("Withdrawn. The link no longer works."))
        return redirect("tracker:member-list", request.circle.public_id)


# From outside -----------------------------------------------------------------------------------------------
def opened(request) -> Invitation | None:
    """The invitation whose link this session has opened, as long as it can be answered."""
    rows = Invitation.objects.answerable(clock.now()).select_related("circle", "made_by")
    return rows.filter(public_id=request.session.get(OPENED, "")).first()


def joined(request) -> Membership | None:
    """The membership in the circle whose link this session has opened: a second tap on the button finds it."""
    memberships = request.user.memberships.select_related("circle")
    return memberships.filter(circle__invitations__public_id=request.session.get(OPENED, "")).first()


def ended(request) -> HttpResponse:
    """One page for used, withdrawn, refused, old and made-up invitations."""
    request.session.pop(OPENED, None)
    return render(request, "invitation/ended.html", status=404)


@login_not_required
@require_safe
def open_link(request, token: str) -> HttpResponse:
    """The link of an invitation. The token leaves the address at once; whatever it is worth, the next page says it."""
    invitation = Invitation.objects.answerable(clock.now()).by_token(token).first()
    if invitation:
        request.session[OPENED] = invitation.public_id
    else:
        request.session.pop(OPENED, None)
    return redirect("tracker:invitation-answer")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request) -> HttpResponse:
    """What the invitation is, for somebody who is not signed in; POST is "I don't know this person"."""
    invitation = opened(request)
    if invitation is None:
        return ended(request)
    if request.method == "POST":
        actions.refuse(invitation=invitation)
        request.session.pop(OPENED, None)
        return render(request, "invitation/refused.html")
    if request.user.is_authenticated:
        return redirect("tracker:invitation-join")
    return render(request, "invitation/answer.html", {"invitation": invitation})


@require_http_methods(["GET", "HEAD", "POST"])
def join(request) -> HttpResponse:
    """The same page for somebody who is signed in, with the button that joins."""
    invitation = opened(request)
    if invitation is None:
        here = joined(request)
        return redirect("tracker:today", here.circle.public_id) if here else ended(request)
    circles = request.user.memberships.values_list("circle_id", flat=True)
    if invitation.circle_id in circles:
        return render(request, "invitation/member_already.html", {"circle": invitation.circle})
    form = None if request.user.name else JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        name = form.cleaned_data["name"] if form else ""
        try:
            membership = actions.accept(by=request.user, invitation=invitation, name=name)
        except actions.Ended:
            return ended(request)
        except actions.CircleFull:
            return render(request, "invitation/full.html", status=409)
        messages.success(request, _("You are in. This is what the circle shares with you."))
        return redirect("tracker:today", membership.circle.public_id)
    context = {"invitation": invitation, "form": form}
    return render(request, "invitation/answer.html", context, status=422 if form and form.errors else 200)
