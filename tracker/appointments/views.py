"""The pages of appointments, and the one tap that says how a visit went."""

from django.utils.translation import gettext as _

from tracker.appointments import actions, rules
from tracker.appointments.forms import AppointmentForm
from tracker.appointments.models import Appointment
from tracker.appointments.rules import MEDICINE, Outcome, What, WhyMissed
from tracker.base import clock
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
    OneTapView,
)
from tracker.people.models import Contact, ContactRole

MOST_TO_CALL = 3


class AppointmentListView(EntryListView):
    model = Appointment

    def get_context_data(self, **kwargs):
        # Newest first would put what is next at the end of what is planned, so it has its own list on top.
        coming = self.get_queryset().coming(clock.now(), hours=24 * 14)
        return super().get_context_data(coming=coming[:20], **kwargs)


class AppointmentDetailView(EntryDetailView):
    model = Appointment

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            # A handful, put in order here: asked for the order, SQLite may walk the whole log in it to find them.
            rides=sorted(self.request.log.visible(self.entry.rides.all()), key=lambda ride: (ride.at, ride.pk)),
            asks_how_it_went=self.entry.waits_for_answer(clock.now()),
            is_ahead=self.entry.at > clock.now(),
            reasons=WhyMissed.choices(),
            to_call=self._whom_to_call(),
            offers=self._offers(),
            **kwargs,
        )

    def _offers(self) -> list[tuple[str, str]]:
        """Links that offer to write a treatment event down; nothing is written by itself."""
        match self.entry.what, self.entry.outcome:
            case What.INJECTION, Outcome.MISSED:
                return [rules.INJECTION_LATE]
            case What.INJECTION, Outcome.WENT:
                return [rules.INJECTION_GIVEN]
            case What.DOSE, Outcome.MISSED if self.get_queryset().missed_doses_near(self.entry).exists():
                return [rules.MISSED_DOSES]
        return []

    def _whom_to_call(self) -> list[Contact]:
        """Those who can answer for a missed dose visit, while that is what the page is about."""
        entry = self.entry
        if entry.outcome != Outcome.MISSED or entry.what not in MEDICINE:
            return []
        own = [entry.contact] if entry.contact and entry.contact.phone else []
        found = self.request.log.whom_to_call(ContactRole.CLINIC, ContactRole.PRESCRIBER)
        return list(dict.fromkeys([*own, *found]))[:MOST_TO_CALL]


class AppointmentAddView(EntryAddView):
    model = Appointment
    form_class = AppointmentForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Add an appointment"), **kwargs)

    def get_initial(self):
        what = self.request.GET.get("what", "")
        return {"what": what} if what in What else {}


class AppointmentChangeView(EntryChangeView):
    model = Appointment
    form_class = AppointmentForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this appointment"), **kwargs)


class AppointmentDeleteView(EntryDeleteView):
    model = Appointment


class AppointmentOutcomeView(OneTapView):
    """Went or missed, and then why."""

    model = Appointment

    def tap(self):
        outcome, why = self.answer("outcome", Outcome), self.answer("why_missed", ["", *WhyMissed])
        shelf = actions.say_how_it_went(
            entry=self.entry, outcome=outcome, why_missed=why, membership=self.request.membership
        )
        return self.tapped(shelf, _("Saved."), stays=outcome == Outcome.MISSED)
