"""The base of every page under /c/<circle>/: the fourth lock."""

import logging

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.generic import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from tracker.base.addresses import own_path
from tracker.people.permissions import Permission

logger = logging.getLogger("tracker.people")


class CircleView(TemplateResponseMixin, ContextMixin, View):
    """A page of one circle. Every subclass states the permission it needs; without one Python refuses the class.

    The middleware has already turned away everyone who is not a member.
    """

    permission: Permission
    open_while_closing = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if not isinstance(getattr(cls, "permission", None), Permission):
            raise TypeError(f"{cls.__qualname__} must state `permission = Permission.X`")

    def dispatch(self, request, *args, **kwargs):
        membership = request.membership
        if not membership.may(self.permission):
            logger.warning("refused: user %s, %s, lacks %s", membership.user_id, membership.role, self.permission)
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(**kwargs))

    def back(self) -> str:
        """Where a one-tap button leads: the page it was on (its `next`), if that is one of ours, else Today."""
        today = reverse("tracker:today", args=[self.request.circle.public_id])
        return own_path(self.request.POST.get("next", ""), today)

    def get_context_data(self, **kwargs):
        return super().get_context_data(circle=self.request.circle, membership=self.request.membership, **kwargs)
