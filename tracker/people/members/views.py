"""Pages about one member, and what members did."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.people.actions import LastOwner
from tracker.people.activity import PAGE_SIZE, lines
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import FreshSignInMixin
from tracker.people.members import actions
from tracker.people.members.forms import RoleForm
from tracker.people.models import Membership
from tracker.people.permissions import ROLE_DESCRIPTIONS, Permission, Role


class MemberMixin:
    """Pages of one member, found by the public id of the membership."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.member = get_object_or_404(request.log.members(), public_id=kwargs["id"])

    def get_context_data(self, **kwargs):
        is_me = self.member.pk == self.request.membership.pk
        return super().get_context_data(member=self.member, is_me=is_me, **kwargs)


class MemberDetailView(MemberMixin, CircleView):
    """Who it is, what they may do, since when."""

    permission = Permission.READ
    template_name = "member/detail.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            role_description=ROLE_DESCRIPTIONS[Role(self.member.role)],
            may_manage=self.request.membership.may(Permission.MANAGE_CIRCLE),
            **kwargs,
        )


class MemberRoleView(FreshSignInMixin, MemberMixin, CircleView):
    """Another role for a member."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "member/role.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", RoleForm(initial={"role": self.member.role}))
        return super().get_context_data(**kwargs)

    def post(self, request, id):
        form = RoleForm(request.POST)
        if form.is_valid():
            try:
                actions.change_role(by=request.user, member=self.member, role=form.cleaned_data["role"])
            except LastOwner:
                form.add_error("role", _("A circle needs an owner. Make someone else an owner first."))
            except Membership.DoesNotExist:
                raise Http404 from None
        if form.errors:
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("Saved."))
        return redirect("tracker:member-detail", request.circle.public_id, id)


class HandOverView(FreshSignInMixin, MemberMixin, CircleView):
    """Make this member an owner and oneself a helper, in one step."""

    permission = Permission.MANAGE_CIRCLE
    template_name = "member/handover.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.member.pk == request.membership.pk:
            raise Http404

    def post(self, request, id):
        link = request.build_absolute_uri(reverse("tracker:member-list", args=[request.circle.public_id]))
        try:
            actions.hand_over(owner=request.membership, to=self.member, link=link)
        except Membership.DoesNotExist:
            raise Http404 from None
        messages.success(request, _("Handed over. You are a helper now."))
        return redirect("tracker:member-list", request.circle.public_id)


class ActivityView(CircleView):
    """Who did what, newest first, fifty lines at a time; `?before=<number of a line>` goes on from there."""

    permission = Permission.READ
    template_name = "member/activity.html"

    def get_context_data(self, **kwargs):
        events = self.request.log.audit_events()
        before = self.request.GET.get("before", "")
        last = events.filter(pk=before).first() if before.isascii() and before.isdigit() and len(before) < 19 else None
        page = list((events.before(last) if last else events).newest_first()[: PAGE_SIZE + 1])
        return super().get_context_data(
            lines=lines(page[:PAGE_SIZE], self.request.log.members(), self.request.membership),
            older=page[PAGE_SIZE - 1].pk if len(page) > PAGE_SIZE else None,
            is_first_page=last is None,
            **kwargs,
        )
