"""Being ready: naloxone kits, people who know how to use them, and the plan of the house."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission
from tracker.people.views import CircleFormView
from tracker.readiness import actions
from tracker.readiness.forms import HousePlanForm, NaloxoneKitForm, TrainedPersonForm
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.readiness.standing import standing_today
from tracker.treatment.calling import whom_to_call


class ReadinessView(CircleView):
    """What is at hand, on one page."""

    permission = Permission.READ
    template_name = "readiness/readiness.html"

    def get_context_data(self, **kwargs):
        log = self.request.log
        today = clock.today(self.request.circle.tzinfo)
        standing = standing_today(log)
        return super().get_context_data(
            standing=standing,
            kits=[(kit, kit.expiry_line(today)) for kit in standing.kits],
            people=log.rows(TrainedPerson).order_by("id"),
            plan=log.rows(HousePlan).first(),
            may_add=self.request.membership.may(Permission.ADD),
            may_change=self.request.membership.may(Permission.CHANGE),
            **kwargs,
        )


class PlanView(CircleView):
    """The plan of the house on one sheet of paper, with the steps in short."""

    permission = Permission.READ
    template_name = "readiness/plan.html"

    def get_context_data(self, **kwargs):
        log = self.request.log
        return super().get_context_data(
            plan=log.rows(HousePlan).first(),
            kits=log.rows(NaloxoneKit),
            people=log.rows(TrainedPerson).order_by("id"),
            calls=whom_to_call(log),
            printed_on=clock.now(),
            back_url=reverse("tracker:readiness", args=[self.request.circle.public_id]),
            **kwargs,
        )


# Forms ------------------------------------------------------------------------------------------------------
class ReadinessFormView(CircleFormView):
    """A form that leads back to the page of what is at hand."""

    permission = Permission.CHANGE
    template_name = "readiness/form.html"
    row = None

    def after(self):
        return reverse("tracker:readiness", args=[self.request.circle.public_id])

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=self.heading, row=self.row, cancel_url=self.after(), **kwargs)


class HousePlanChangeView(ReadinessFormView):
    """Write the plan, or change it."""

    heading = property(lambda self: _("The plan of the house"))
    form_class = HousePlanForm

    def form(self, data=None):
        plan = self.request.log.rows(HousePlan).first()
        return HousePlanForm(data, instance=plan or HousePlan(circle=self.request.circle))

    def save(self, form):
        actions.save_house_plan(by=self.request.user, plan=form.save(commit=False))


class RowMixin:
    """Pages of one row, found by its public id among the circle's own."""

    model = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(request.log.rows(self.model), public_id=kwargs["id"])


class DeleteRowView(RowMixin, CircleView):
    """Deleting is for good, so it asks first."""

    permission = Permission.CHANGE
    template_name = "readiness/delete.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(row=self.row, words=self.words, **kwargs)

    def post(self, request, *args, **kwargs):
        self.delete_row()
        messages.success(request, _("Deleted for good."))
        return redirect("tracker:readiness", request.circle.public_id)


class KitFormView(ReadinessFormView):
    heading = property(lambda self: _("Naloxone kit"))
    form_class = NaloxoneKitForm

    def form(self, data=None):
        return NaloxoneKitForm(data, instance=self.row or NaloxoneKit(circle=self.request.circle))

    def save(self, form):
        actions.save_kit(by=self.request.user, kit=form.save(commit=False))


class KitAddView(KitFormView):
    permission = Permission.ADD


class KitChangeView(RowMixin, KitFormView):
    model = NaloxoneKit

    def get_context_data(self, **kwargs):
        return super().get_context_data(delete_url_name="tracker:kit-delete", **kwargs)


class KitDeleteView(DeleteRowView):
    model = NaloxoneKit

    @property
    def words(self) -> str:
        return self.row.where

    def delete_row(self):
        actions.delete_kit(by=self.request.user, kit=self.row)


class TrainedPersonFormView(ReadinessFormView):
    heading = property(lambda self: _("Someone who can use naloxone"))
    form_class = TrainedPersonForm

    def form(self, data=None):
        return TrainedPersonForm(data, instance=self.row or TrainedPerson(circle=self.request.circle))

    def save(self, form):
        actions.save_trained_person(by=self.request.user, person=form.save(commit=False))


class TrainedPersonAddView(TrainedPersonFormView):
    permission = Permission.ADD


class TrainedPersonChangeView(RowMixin, TrainedPersonFormView):
    model = TrainedPerson

    def get_context_data(self, **kwargs):
        return super().get_context_data(delete_url_name="tracker:trained-person-delete", **kwargs)


class TrainedPersonDeleteView(DeleteRowView):
    model = TrainedPerson

    @property
    def words(self) -> str:
        return self.row.name

    def delete_row(self):
        actions.delete_trained_person(by=self.request.user, person=self.row)
