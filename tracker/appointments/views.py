"""The pages of appointments, and the one tap that says how a visit went."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.appointments import actions, rules, series
from tracker.appointments.forms import AppointmentForm, CancelForm, MoveForm, WaitingForm
from tracker.appointments.models import Appointment, AppointmentFacts
from tracker.appointments.repeats import MOST_VISITS
from tracker.appointments.rules import MEDICINE, Outcome, Scope, What, WhyMissed
from tracker.appointments.series import in_words
from tracker.base import clock
from tracker.entries.actions import AlreadySaved, VersionConflict
from tracker.entries.models import soonest_first
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
from tracker.people.models import Contact, ContactRole
from tracker.people.permissions import Permission

MOST_TO_CALL = 3
MOST_WAITING = 60
SOON_DAYS, LATER_DAYS = 14, 366


class AppointmentListView(EntryListView):
    """What is coming stands on top, soonest first; below it what was, newest first."""

    model = Appointment

    def listed(self):
        return self.get_queryset().begun_or_answered(clock.now())

    def get_context_data(self, **kwargs):
        shows_all = "later" in self.request.GET
        ahead = self.get_queryset().coming(clock.now(), hours=24 * (LATER_DAYS if shows_all else SOON_DAYS))
        waiting = self.get_queryset().waiting_for_answer(clock.now()).count()
        return super().get_context_data(coming=ahead[:MOST_VISITS], shows_all=shows_all, waiting=waiting, **kwargs)


class AppointmentDetailView(EntryDetailView):
    model = Appointment

    @cached_property
    def rides(self) -> list:
        return soonest_first(self.request.log.visible(self.entry.rides.all()))

    @cached_property
    def facts(self) -> AppointmentFacts:
        return Appointment.load_facts(self.request.log, [self.entry], self.rides)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rides=self.rides,
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

    def save(self, form):
        if form.repeat is None:
            return super().save(form)
        try:
            visit = series.start(visit=form.save(commit=False), repeat=form.repeat, membership=self.request.membership)
        except AlreadySaved as twice:
            return self.saved(get_object_or_404(self.get_queryset(), pk=twice.entry.pk), None, _("Already saved."))
        return self.saved(visit, None, _("Saved. It comes again: %(repeat)s.") % {"repeat": form.repeat.in_words()})


class AppointmentChangeView(EntryChangeView):
    model = Appointment
    form_class = AppointmentForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this appointment"), **kwargs)

    def save(self, form):
        visit = form.save(commit=False)
        if visit.series_id is None and form.repeat is None:
            return super().save(form)
        if form.reach is Scope.THIS and visit.series_id:
            visit.is_alone = True
            return super().save(form)
        try:
            return self._save_series(visit, form)
        except VersionConflict:
            return self.conflict(form)

    def _save_series(self, visit: Appointment, form: AppointmentForm):
        membership, version = self.request.membership, form.cleaned_data.get("version") or 0
        if visit.series_id is None:
            series.start(visit=visit, repeat=form.repeat, version=version, membership=membership)
            return self.saved(visit, None, _("Saved. It comes again: %(repeat)s.") % {"repeat": form.repeat.in_words()})
        counts = series.change(
            visit=visit, scope=form.reach, repeat=form.repeat, version=version, membership=membership
        )
        messages.success(self.request, in_words(counts))
        return redirect(reverse("tracker:appointment-list", args=[self.request.circle.public_id]))


class AppointmentCancelView(ObjectMixin, CircleView):
    """Cancel a visit, or those of its series that are still ahead. What is past stays as it was."""

    model = Appointment
    permission = Permission.CHANGE
    template = "cancel"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", CancelForm(visit=self.entry))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = CancelForm(request.POST, visit=self.entry)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        membership = request.membership
        if form.reach is Scope.THIS:
            shelf = actions.say_how_it_went(entry=self.entry, outcome=Outcome.CANCELLED, membership=membership)
            messages.success(request, _("Cancelled."), extra_tags=shelf.public_id)
            return redirect(self.entry.get_absolute_url())
        count = series.cancel(visit=self.entry, scope=form.reach, membership=membership)
        said = ngettext("%(count)d visit cancelled.", "%(count)d visits cancelled.", count)
        messages.success(request, said % {"count": count})
        return redirect("tracker:appointment-list", request.circle.public_id)


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


class AppointmentWaitingView(EntryMixin, CircleView):
    """Visits that have begun and that nobody has answered yet, all on one page: answered together, or some of them."""

    model = Appointment
    permission = Permission.CHANGE
    template = "waiting"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", WaitingForm(visits=self.waiting()))
        return super().get_context_data(heading=_("How did they go?"), **kwargs)

    def waiting(self) -> list[Appointment]:
        return list(self.get_queryset().waiting_for_answer(clock.now())[:MOST_WAITING])

    def post(self, request, *args, **kwargs):
        form = WaitingForm(request.POST, visits=self.waiting())
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        saved, passed_over = actions.say_how_they_went(answers=form.answers, membership=request.membership)
        said = ngettext("%(count)d answer saved.", "%(count)d answers saved.", saved) % {"count": saved}
        messages.success(request, said)
        if passed_over:
            messages.error(request, _("Somebody else just answered some of these. Their answers were kept."))
        return redirect("tracker:today", request.circle.public_id)


class AppointmentMoveView(ObjectMixin, CircleView):
    """The visit was put off: to when? It stays in the log as moved, and a new one stands at the new time."""

    model = Appointment
    permission = Permission.CHANGE
    template = "move"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", MoveForm(visit=self.entry))
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        form = MoveForm(request.POST, visit=self.entry)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            visit = actions.move(entry=self.entry, to=form.cleaned_data["to"], membership=request.membership)
        except (VersionConflict, AlreadySaved):
            form.add_error(None, _("Someone else just changed this. Nothing was saved. Look, then try again."))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("Saved. This is the new visit."))
        return redirect(visit.get_absolute_url())
