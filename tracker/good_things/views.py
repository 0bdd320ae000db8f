"""The pages of good things."""

from django.utils.translation import gettext as _

from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
)
from tracker.good_things import rules
from tracker.good_things.forms import GoodThingForm
from tracker.good_things.models import GoodThing
from tracker.people.permissions import Permission


class OffersMixin:
    """Small things to do next, each with the way to write it down."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            offers=rules.OFFERS, may_add=self.request.membership.may(Permission.ADD), **kwargs
        )


class GoodThingListView(OffersMixin, EntryListView):
    model = GoodThing


class GoodThingDetailView(OffersMixin, EntryDetailView):
    model = GoodThing


class GoodThingAddView(EntryAddView):
    """`?what=<code>` ticks a thing."""

    model = GoodThing
    form_class = GoodThingForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("What went well?"), **kwargs)

    def get_initial(self):
        return {"codes": [code for code in self.request.GET.getlist("what") if code in rules.THINGS]}


class GoodThingChangeView(EntryChangeView):
    model = GoodThing
    form_class = GoodThingForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change what went well"), **kwargs)


class GoodThingDeleteView(EntryDeleteView):
    model = GoodThing
