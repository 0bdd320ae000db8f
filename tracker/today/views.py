"""Today: the page one opens in a waiting room."""

from tracker.base.stages import Stage
from tracker.entries.advice import advise
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission
from tracker.people.views import LAST_CIRCLE
from tracker.timeline.kinds import tiles_for
from tracker.today.agenda import load


class TodayView(CircleView):
    permission = Permission.READ
    template_name = "today/today.html"

    def get(self, request, *args, **kwargs):
        if request.session.get(LAST_CIRCLE) != request.circle.public_id:
            request.session[LAST_CIRCLE] = request.circle.public_id
        return super().get(request, *args, **kwargs)

    def get_template_names(self):
        return ["today/quiet.html"] if self.request.circle.is_quiet else ["today/today.html"]

    def get_context_data(self, **kwargs):
        if self.request.circle.is_quiet:
            return self._quiet(**kwargs)
        may_add = self.request.membership.may(Permission.ADD)
        return super().get_context_data(
            agenda=load(self.request.log),
            mail_trouble=not self.request.user.mail_gets_through(),
            tiles=[(kind, kind.add_url(self.request.circle)) for kind in tiles_for(self.request.circle)]
            if may_add
            else [],
            may_settle=self.request.membership.may(Permission.SETTLE),
            may_answer=self.request.membership.may(Permission.CHANGE),
            stages=Stage.choices(),
            **kwargs,
        )

    def _quiet(self, **kwargs):
        """Nothing that cheers, asks or has to be done; after a loss, support in grief."""
        circle, membership = self.request.circle, self.request.membership
        return super().get_context_data(
            advice=advise(self.request.log, []) if circle.is_bereaved else [],
            may_settle=membership.may(Permission.SETTLE),
            may_manage=membership.may(Permission.MANAGE_CIRCLE),
            **kwargs,
        )
