"""The pages of rides, and the one tap that says where a ride stands."""

from django.utils.translation import gettext as _

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.base.forms import NumberField
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
    OneTapView,
)
from tracker.people.models import ContactRole
from tracker.people.permissions import Permission
from tracker.rides import actions, rules
from tracker.rides.forms import RideForm
from tracker.rides.models import Ride
from tracker.rides.rules import Leg, Status

LATE_CHOICES = (10, 20, 30, 45, 60, 90)
MINUTES_LATE = NumberField(min_value=1, max_value=1440, required=False)


class RideMixin:
    """Rides come with their visit and the people to call."""

    model = Ride

    def get_queryset(self):
        return super().get_queryset().with_neighbors()


class RideListView(RideMixin, EntryListView):
    def get_context_data(self, **kwargs):
        # Newest first would put what is next at the end of what is planned, so it has its own list on top.
        coming = self.get_queryset().coming(clock.now(), hours=24 * 14)
        return super().get_context_data(coming=coming[:20], **kwargs)


class RideDetailView(RideMixin, EntryDetailView):
    def get_context_data(self, **kwargs):
        entry, now = self.entry, clock.now()
        # The visit of a shared ride may be someone's own: it is shown only to those who may see it.
        appointment = self.request.log.of(Appointment).select_related("contact").filter(pk=entry.visit_id).first()
        return super().get_context_data(
            appointment=appointment,
            problems=entry.problems_with(appointment),
            asks_how_it_went=entry.asks_how_it_went(now),
            is_ahead=entry.is_open and entry.at > now,
            is_late_to_book=entry.book_by is not None and entry.book_by < clock.today(self.request.circle.tzinfo),
            late_choices=LATE_CHOICES,
            **kwargs,
        )


class RideFormMixin(RideMixin):
    form_class = RideForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            may_manage_contacts=self.request.membership.may(Permission.MANAGE_CONTACTS),
            contact_role=ContactRole.DRIVER.value,
            **kwargs,
        )


class RideAddView(RideFormMixin, EntryAddView):
    """`?for=<visit>` chooses the visit, and with it a pick-up time; `?leg=back` the way."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Add a ride"), **kwargs)

    def get_initial(self):
        leg = self.request.GET.get("leg", "")
        leg = leg if leg in Leg else ""
        visit = self._visit()
        if visit is None:
            return {"leg": leg} if leg else {}
        leg = leg or (Leg.BACK if self._has_ride_there(visit) else Leg.THERE).value
        return {"visit": visit, "leg": leg, "at": rules.usual_pickup(leg, visit.at, visit.ends_at)}

    def _visit(self) -> Appointment | None:
        public_id = self.request.GET.get("for", "")[:12].replace("\x00", "")
        return self.request.log.of(Appointment).filter(public_id=public_id).first() if public_id else None

    def _has_ride_there(self, visit: Appointment) -> bool:
        return self.request.log.visible(visit.rides.all()).still_open().filter(leg=Leg.THERE.value).exists()


class RideChangeView(RideFormMixin, EntryChangeView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this ride"), **kwargs)


class RideDeleteView(RideMixin, EntryDeleteView):
    pass


class RideStatusView(RideMixin, OneTapView):
    """Where the ride stands, or whether it came."""

    def tap(self):
        minutes = MINUTES_LATE.clean(self.request.POST.get("minutes_late", ""))
        status = self.answer("status", Status)
        shelf = actions.say_where_it_stands(
            entry=self.entry, status=status, minutes_late=minutes, membership=self.request.membership
        )
        asks_more = status == Status.DID_NOT_COME or (status == Status.CAME_LATE and minutes is None)
        return self.tapped(shelf, _("Saved."), stays=asks_more)
