"""The pages of rides, and the one tap that says where a ride stands."""

import datetime as dt

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.base.forms import NumberField
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
    EntryMixin,
    ObjectMixin,
    OneTapView,
)
from tracker.people.circle_view import CircleView
from tracker.people.models import ContactRole
from tracker.people.permissions import Permission
from tracker.rides import actions, rules, standing
from tracker.rides.forms import RideForm
from tracker.rides.models import Ride
from tracker.rides.rules import Leg, Reply, Status

SOON_DAYS, LATER_DAYS, MOST_RIDES = 14, 366, 400
COMPLAINT_DAYS, MOST_COMPLAINTS = 90, 200
LATE_CHOICES = (10, 20, 30, 45, 60, 90)
MINUTES_LATE = NumberField(min_value=1, max_value=1440, required=False)


class RideMixin:
    """Rides come with their visit and the people to call."""

    model = Ride

    def get_queryset(self):
        return super().get_queryset().with_neighbors()


class RideListView(RideMixin, EntryListView):
    """What is coming stands on top, soonest first; below it what was, newest first."""

    def listed(self):
        return self.get_queryset().begun_or_answered(clock.now())

    def get_context_data(self, **kwargs):
        shows_all = "later" in self.request.GET
        coming = self.get_queryset().coming(clock.now(), hours=24 * (LATER_DAYS if shows_all else SOON_DAYS))
        return super().get_context_data(coming=coming[:MOST_RIDES], shows_all=shows_all, **kwargs)


class RideDetailView(RideMixin, EntryDetailView):
    def get_context_data(self, **kwargs):
        entry, now = self.entry, clock.now()
        # The visit of a shared ride may be someone's own: it is shown only to those who may see it.
        appointment = self.request.log.of(Appointment).select_related("contact").filter(pk=entry.visit_id).first()
        return super().get_context_data(
            appointment=appointment,
            problems=entry.problems_with(appointment),
            asks_how_it_went=entry.asks_how_it_went(now),
            asks_me=entry.waits_for_reply_of(self.request.user.pk, now),
            is_ahead=entry.is_open and entry.at > now,
            is_late_to_book=entry.book_by is not None and entry.book_by < clock.today(self.request.circle.tzinfo),
            late_choices=LATE_CHOICES,
            **kwargs,
        )


class RideFormMixin(RideMixin):
    form_class = RideForm

    def ask(self, form) -> None:
        """A member who is asked to drive now, and was not before, is told."""
        ride = form.instance
        if "asked" in form.changed_data and ride.asked_id:
            actions.ask(ride=ride, address=self.request.build_absolute_uri(ride.get_absolute_url()))

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
        return {"visit": visit, "leg": leg, "at": rules.usual_pickup(leg, visit.at, visit.ends_at, clock.now())}

    def added(self, form):
        membership = self.request.membership
        self.ask(form)
        rides = [form.instance]
        if form.cleaned_data.get("way_back"):
            rides.append(standing.add_way_back(ride=form.instance, membership=membership))
        if form.cleaned_data.get("follows"):
            made = sum(standing.start(ride=ride, membership=membership) for ride in rides if ride)
            said = ngettext("%(count)d more ride added.", "%(count)d more rides added.", made)
            messages.success(self.request, said % {"count": made})

    def _visit(self) -> Appointment | None:
        public_id = self.request.GET.get("for", "")[:12].replace("\x00", "")
        return self.request.log.of(Appointment).filter(public_id=public_id).first() if public_id else None

    def _has_ride_there(self, visit: Appointment) -> bool:
        return self.request.log.visible(visit.rides.all()).still_open().filter(leg=Leg.THERE.value).exists()


class RideChangeView(RideFormMixin, EntryChangeView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this ride"), **kwargs)

    def changed(self, form):
        self.ask(form)
        if form.cleaned_data.get("follows"):
            count = standing.change(ride=form.instance, membership=self.request.membership)
            said = ngettext("%(count)d ride after it changed.", "%(count)d rides after it changed.", count)
            messages.success(self.request, said % {"count": count})


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


class RideReplyView(RideMixin, OneTapView):
    """The member who was asked says whether they drive."""

    def get_queryset(self):
        return super().get_queryset().waiting_for_reply_of(self.request.user.pk, clock.now())

    def tap(self):
        said = self.answer("reply", Reply)
        shelf = actions.reply(ride=self.entry, said=said, membership=self.request.membership)
        return self.tapped(shelf, _("Saved."))


class RideEndView(RideMixin, ObjectMixin, CircleView):
    """No more rides after this one: asks first, and says what goes."""

    permission = Permission.CHANGE
    template = "end"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if self.entry.standing is None or self.entry.standing.has_ended:
            raise Http404

    def post(self, request, *args, **kwargs):
        count = standing.end(ride=self.entry, membership=request.membership)
        said = ngettext("%(count)d ride taken out.", "%(count)d rides taken out.", count)
        messages.success(request, said % {"count": count})
        return redirect(self.entry.get_absolute_url())


class RideComplaintView(RideMixin, EntryMixin, CircleView):
    """Rides that did not come or came late, by company: a sheet for a complaint, for the last ninety days."""

    permission = Permission.READ
    template = "complaint"

    def get_context_data(self, **kwargs):
        since = clock.now() - dt.timedelta(days=COMPLAINT_DAYS)
        rides = self.get_queryset().failed().between(since, clock.now()).soonest_first()[:MOST_COMPLAINTS]
        for ride in rides:
            ride.visit_shown = ride.shown_visit
        return super().get_context_data(
            companies=rules.by_company(rides),
            back_url=reverse("tracker:ride-list", args=[self.request.circle.public_id]),
            **kwargs,
        )
