"""Pages from which something goes for good. Each says first what goes, and asks whether it is still you."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.my_data import erase_actions as actions
from tracker.my_data.erase_forms import AccountDeleteForm, CircleDeleteForm, RetentionForm
from tracker.my_data.erase_rules import CLOSED_DAYS, Fate, may_leave
from tracker.my_data.retention import set_keep_months
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import FreshSignInMixin, fresh_sign_in_required
from tracker.people.middleware import CLEAR_SITE_DATA
from tracker.people.permissions import Permission


class CircleLeaveView(FreshSignInMixin, CircleView):
    """Go from a circle. The only owner cannot, as long as others would stay without one."""

    permission = Permission.READ
    open_while_closing = True
    template_name = "my-data/leave.html"

    def get_context_data(self, **kwargs):
        request = self.request
        others = list(request.log.members().exclude(pk=request.membership.pk).values_list("role", flat=True))
        return super().get_context_data(
            only_mine=request.log.entries().only_for(request.user.pk).count(),
            is_alone=not others,
            may_leave=may_leave(request.membership.role, others, closing=request.circle.is_closing),
            **kwargs,
        )

    def post(self, request):
        try:
            actions.leave(membership=request.membership)
        except actions.NeedsOwner:
            return self.render_to_response(self.get_context_data(), status=422)
        messages.success(request, _("You left the circle."))
        return redirect("tracker:me")


class MemberRemoveView(FreshSignInMixin, CircleView):
    """Take somebody else out of the circle. They are told nothing, and get the 404 of a stranger."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "my-data/remove.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        others = request.log.members().exclude(pk=request.membership.pk)
        self.member = get_object_or_404(others, public_id=kwargs["id"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(member=self.member, **kwargs)

    def post(self, request, id):
        try:
            actions.remove(by=request.membership, membership=self.member)
        except actions.NeedsOwner:
            raise Http404 from None
        messages.success(request, _("Removed from the circle."))
        return redirect("tracker:member-list", request.circle.public_id)


class CircleDeleteView(FreshSignInMixin, CircleView):
    """Delete a circle: it closes for seven days and is then erased; at once for somebody who is alone in it."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "my-data/circle_delete.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", CircleDeleteForm())
        log = self.request.log
        return super().get_context_data(
            entries=log.entries().count(),
            contacts=log.contacts().count(),
            others=log.members().exclude(pk=self.request.membership.pk).count(),
            days=CLOSED_DAYS,
            **kwargs,
        )

    def post(self, request):
        form = CircleDeleteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if "now" in request.POST:
            return self.now(form)
        actions.ask_deletion(by=request.user, circle=request.circle)
        return redirect("tracker:today", request.circle.public_id)

    def now(self, form):
        try:
            actions.delete_now(membership=self.request.membership)
        except actions.NotAlone:
            form.add_error(None, _("Others are in this circle. So it closes first, for seven days."))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        actions.erase_closed_circles()
        messages.success(self.request, _("Deleted for good."))
        return redirect("tracker:me")


class CircleKeepView(CircleView):
    """An owner keeps a circle that is about to be deleted. It takes nothing away, so it asks nothing."""

    permission = Permission.MANAGE_CIRCLE
    open_while_closing = True
    http_method_names = ["post", "options"]

    def post(self, request):
        actions.keep(membership=request.membership)
        return redirect("tracker:today", request.circle.public_id)


class CircleRetentionView(FreshSignInMixin, CircleView):
    """How long entries are kept; the first ones go a day later at the earliest."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "my-data/retention.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", RetentionForm(log=self.request.log))
        others = self.request.log.members().exclude(pk=self.request.membership.pk)
        return super().get_context_data(others=others.exists(), **kwargs)

    def post(self, request):
        form = RetentionForm(request.POST, log=request.log)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        set_keep_months(by=request.user, circle=request.circle, months=form.cleaned_data["keep_months"] or None)
        messages.success(request, _("Saved."))
        return redirect("tracker:circle-retention", request.circle.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def account_delete(request):
    """Delete one's own account. It says first, circle by circle, what becomes of it."""
    circles = list(actions.fates(request.user))
    orphans = [(membership, staying) for membership, what, staying in circles if what is Fate.NEEDS_OWNER]
    form = AccountDeleteForm(request.POST if request.method == "POST" else None, orphans=orphans)
    if request.method == "POST" and form.is_valid():
        try:
            actions.delete_account(person=request.user, heirs=form.heirs)
        except actions.NeedsOwner:
            messages.error(request, _("The people in a circle just changed. Nothing was deleted. Look again."))
            return HttpResponseRedirect(request.path)
        actions.erase_closed_circles()
        logout(request)
        response = render(request, "my-data/account_deleted.html")
        response["Clear-Site-Data"] = CLEAR_SITE_DATA
        return response
    return render(
        request,
        "my-data/account_delete.html",
        {"form": form, "circles": [(membership, what.value) for membership, what, _staying in circles]},
        status=422 if form.errors else 200,
    )
