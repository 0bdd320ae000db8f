"""The pages of check-ins. Each row belongs to the reader: the log hands out nobody else's."""

from django.utils.translation import gettext as _

from tracker.checkins.forms import CheckInForm
from tracker.checkins.models import CheckIn
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
)


class CheckInListView(EntryListView):
    model = CheckIn


class CheckInDetailView(EntryDetailView):
    model = CheckIn


class CheckInAddView(EntryAddView):
    model = CheckIn
    form_class = CheckInForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("How are you?"), **kwargs)


class CheckInChangeView(EntryChangeView):
    model = CheckIn
    form_class = CheckInForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change how you are"), **kwargs)


class CheckInDeleteView(EntryDeleteView):
    model = CheckIn
