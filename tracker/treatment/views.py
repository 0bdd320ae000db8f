"""The pages of treatment events."""

from django.utils.translation import gettext as _

from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
)
from tracker.treatment import rules
from tracker.treatment.calling import whom_to_call
from tracker.treatment.forms import TreatmentEventForm
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import DaysMissed, What


class TreatmentEventListView(EntryListView):
    model = TreatmentEvent


class TreatmentEventDetailView(EntryDetailView):
    """The event, the window that it began, and whom to call."""

    model = TreatmentEvent

    def get_context_data(self, **kwargs):
        facts = self.facts
        window = facts.window if self._stands_in(facts.window) else None
        return super().get_context_data(
            window=window,
            window_day=window.number_of(facts.day) if window else 0,
            calls=whom_to_call(self.request.log),
            **kwargs,
        )

    def _stands_in(self, window: rules.Window | None) -> bool:
        """Whether the page is about the open window: the event began it, or is a return that does not end it."""
        if window is None:
            return False
        returned = self.entry.what in rules.BEGINS_MEDICINE and window.since <= self.entry.day
        return returned or window.event.key == self.entry.pk


class TreatmentEventAddView(EntryAddView):
    """`?what=<code>` says what happened; without it the page asks that first. `?days_missed=<code>` may go with it."""

    model = TreatmentEvent
    form_class = TreatmentEventForm

    def get(self, request, *args, **kwargs):
        if request.GET.get("what", "") in What:
            return super().get(request, *args, **kwargs)
        self.template = "choose"
        return self.render_to_response(self.get_context_data(groups=rules.GROUPS, wake_check=rules.WAKE_CHECK))

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("What happened?"), **kwargs)

    def get_initial(self):
        what, days = self.request.GET.get("what", ""), self.request.GET.get("days_missed", "")
        if what not in What:
            return {}
        return {"what": what, "days_missed": days if days in DaysMissed and what == What.DOSE_MISSED else ""}


class TreatmentEventChangeView(EntryChangeView):
    model = TreatmentEvent
    form_class = TreatmentEventForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this"), cancel_url=self.entry.url(), **kwargs)


class TreatmentEventDeleteView(EntryDeleteView):
    model = TreatmentEvent
