"""The log as one list, the sheet of what can be logged, a topic's entries, and the view of a viewer."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect

from tracker.base import clock
from tracker.entries.log import Log
from tracker.entries.views import PAGE_SIZE
from tracker.guidance import matching
from tracker.guidance.topics import topic
from tracker.people.circle_view import CircleView
from tracker.people.models import Membership
from tracker.people.permissions import Permission, Role
from tracker.timeline.forms import TimelineFilter
from tracker.timeline.kinds import KINDS, tiles_for
from tracker.timeline.queries import as_kinds, narrowed, raised_by, search
from tracker.timeline.rules import words_of

SEARCHED_ENTRIES = 200
# A visit that comes every day stands here for months ahead: the list would never begin.
SHOWN_AHEAD = dt.timedelta(days=7)


class TimelineView(CircleView):
    """Everything, newest first. `?kind=` shows one kind and `?before=<id>` goes on from an entry.

    Who, when and words to look for come by POST, so that they stand in no address. A search opens the newest
    2,000 rows, says so, and offers the older ones.
    """

    permission = Permission.READ
    template_name = "timeline/timeline.html"

    @property
    def log(self) -> Log:
        return self.request.log

    def get(self, request, *args, **kwargs):
        form = TimelineFilter(request.GET, log=self.log)
        return self.render_to_response(self.get_context_data(form=form, **self._page(form)))

    def post(self, request, *args, **kwargs):
        form = TimelineFilter(request.POST, log=self.log)
        page = self._page(form)
        return self.render_to_response(self.get_context_data(form=form, **page), status=200 if form.is_valid() else 422)

    def _page(self, form: TimelineFilter) -> dict:
        wanted = form.wanted()
        words, before = words_of(wanted.pop("q", "")), wanted.pop("before", "")
        entries = narrowed(self.log, **wanted)
        last = entries.filter(public_id=before).first() if before else None
        is_open = last is None and not {"since", "until"} & wanted.keys()
        hides_later = is_open and not words and "later" not in self.request.GET
        if hides_later:
            entries = entries.filter(at__lt=clock.now() + SHOWN_AHEAD)
        entries = entries.before(last) if last else entries
        common = {
            "is_first_page": last is None,
            "hides_later": hides_later,
            "words": " ".join(words),
            "is_narrowed": bool(wanted.keys() - {"kind"}),
        }
        if words:
            found = search(self.log, entries, words)
            return common | {"entries": found.entries, "older": found.go_on_before, "searched": found.searched}
        page = list(entries[: PAGE_SIZE + 1])
        return common | {
            "entries": as_kinds(self.log, page[:PAGE_SIZE]),
            "older": page[PAGE_SIZE - 1] if len(page) > PAGE_SIZE else None,
        }

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=KINDS, chosen=kwargs["form"].chosen, **kwargs)


class PreviewView(TimelineView):
    """The same list as a viewer of this circle would see it: nothing that is marked "only me"."""

    template_name = "timeline/preview.html"

    @property
    def log(self) -> Log:
        # No account has the id 0, so nothing counts as the reader's own.
        return Log(Membership(circle=self.request.circle, user_id=0, role=Role.VIEWER.value))


class LogChooseView(CircleView):
    """What would you like to write down?"""

    permission = Permission.ADD
    template_name = "timeline/log_choose.html"

    def get_context_data(self, **kwargs):
        tiles = [(kind, kind.add_url(self.request.circle)) for kind in tiles_for(self.request.circle)]
        return super().get_context_data(tiles=tiles, **kwargs)


class TopicEntriesView(CircleView):
    """From a topic back to the entries that it answers, among the newest 200 that the reader may see."""

    permission = Permission.READ
    template_name = "timeline/topic_entries.html"

    def get(self, request, *args, **kwargs):
        if "topic" not in request.GET:
            return redirect("tracker:topic-list")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        try:
            about = topic(self.request.GET.get("topic", ""))
        except KeyError:
            raise Http404 from None
        situations = matching.situations_about(about.slug)
        newest = as_kinds(self.request.log, self.request.log.entries().newest_first()[:SEARCHED_ENTRIES])
        found = [
            (entry, next(one.reason for one in raised if one.situation in situations))
            for entry, raised in raised_by(self.request.log, newest)
            if any(one.situation in situations for one in raised)
        ]
        return super().get_context_data(about=about, found=found, searched=SEARCHED_ENTRIES, **kwargs)
