"""The weekly summary, on screen and on paper."""

from django.http import Http404
from django.urls import reverse

from tracker.base import clock
from tracker.base.clock import Week
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission
from tracker.summary import words
from tracker.summary.charts import sign_chart
from tracker.summary.loading import load_week
from tracker.summary.next_steps import next_steps

WEEKS_AHEAD = 4


class WeekView(CircleView):
    """One week for one reader: this one, or the one that the address names ("2026-W47")."""

    permission = Permission.READ
    template_name = "summary/week.html"

    def get_context_data(self, week="", **kwargs):
        this_week = Week.this(self.request.circle.tzinfo)
        try:
            week = Week.parse(week) if week else this_week
        except ValueError:
            raise Http404 from None
        loaded = load_week(self.request.log, week)
        summary = loaded.summary
        good = words.good(summary)
        opening = words.opening(summary, good)
        quiet, more = self.request.circle.is_quiet, summary.treatment.raised(week)
        return super().get_context_data(
            summary=summary,
            words={
                "title": words.title(summary),
                "opening": opening,
                "good": [sentence for sentence in good if sentence != opening],
                "rides": words.rides(summary.rides),
                "still_open": words.still_open(summary.rides),
                "boundaries": words.boundaries(summary.boundaries),
                "counted_once": words.counted_once(summary.signs),
                "own": summary.own.sentences,
            },
            late_tasks=[] if quiet else summary.tasks.late,
            ahead=[(one.entry, "" if quiet else words.ahead(one)) for one in summary.ahead],
            ahead_next=[(one.entry, "" if quiet else words.ahead(one)) for one in summary.ahead_next],
            chart=sign_chart(summary.signs.rows, week.days) if summary.signs.rows else "",
            steps=next_steps(self.request.log, loaded, more) if summary.is_recent and not quiet else [],
            may_add=self.request.membership.may(Permission.ADD),
            printed_on=clock.now(),
            earlier_url=self._url(week.shift(-1), this_week),
            later_url=self._url(week.shift(1), this_week) if week < this_week.shift(WEEKS_AHEAD) else "",
            **kwargs,
        )

    def _url(self, week: Week, this_week: Week) -> str:
        """The address of a week; "" for one that lies outside what can be shown."""
        circle = self.request.circle.public_id
        if week == this_week:
            return reverse("tracker:week", args=[circle])
        try:
            return reverse("tracker:week-detail", args=[circle, Week.parse(str(week))])
        except ValueError:
            return ""
