"""The pages of observations."""

from django.utils.translation import gettext as _

from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
)
from tracker.signs import rules
from tracker.signs.forms import ObservationForm
from tracker.signs.models import Observation


class ObservationListView(EntryListView):
    model = Observation


class ObservationDetailView(EntryDetailView):
    model = Observation

    def get_context_data(self, **kwargs):
        # A shared observation may be about a visit that this reader may not see.
        about = self.request.log.entries().filter(pk=self.entry.about_id).first() if self.entry.about_id else None
        return super().get_context_data(about=about, offers=rules.offers(self.entry.signs), **kwargs)


class ObservationAddView(EntryAddView):
    """`?sign=<code>` ticks a sign, `?over=<code>` an emergency that is over, `?about=<id>` names the visit."""

    model = Observation
    form_class = ObservationForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("What did you notice?"), **kwargs)

    def get_initial(self):
        query = self.request.GET
        over = [one.code for one in rules.emergencies(query.getlist("over"))]
        ticked = [code for code in query.getlist("sign") if code in rules.CATALOGUE and code not in rules.EMERGENCIES]
        return {"signs": [*ticked, *over], "over": bool(over), "about": query.get("about", "")[:12]}


class ObservationChangeView(EntryChangeView):
    model = Observation
    form_class = ObservationForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change what you noticed"), **kwargs)


class ObservationDeleteView(EntryDeleteView):
    model = Observation
