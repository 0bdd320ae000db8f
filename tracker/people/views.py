"""Pages about people: the start, the circle's members and settings, contacts, and me."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import View

from tracker.people import actions, kept
from tracker.people.circle_view import CircleView
from tracker.people.forms import CircleForm, ContactForm, NameForm, StageForm, StartForm, SureForm
from tracker.people.models import Contact, ContactRole, Membership
from tracker.people.permissions import ROLE_DESCRIPTIONS, Permission, Role

LAST_CIRCLE = "last_circle"
TOPIC_LENGTH = 50


# Starting, finding the way back ------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """The first circle (or another one) in three questions."""
    mine = Membership.objects.filter(user=request.user).count()
    form = StartForm(request.POST if request.method == "POST" else None, mine=mine, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        circle = actions.open_circle(by=request.user, **form.cleaned_data)
        return redirect("tracker:today", circle.public_id)
    return render(request, "people/start.html", {"form": form}, status=422 if form.errors else 200)


def last_circle(request) -> str | None:
    """The public id of the circle visited last in this session, or of the oldest one; None without any."""
    circles = (
        Membership.objects.filter(user=request.user)
        .order_by("created_at", "id")
        .values_list("circle__public_id", flat=True)
    )
    ids = list(circles)
    remembered = request.session.get(LAST_CIRCLE)
    return remembered if remembered in ids else (ids[0] if ids else None)


@require_safe
def go(request, page: str) -> HttpResponseRedirect:
    """From a public page, which knows nobody, to the reader's own circle."""
    circle = last_circle(request)
    if circle is None:
        return redirect("tracker:start")
    topic = request.GET.get("topic", "")[:TOPIC_LENGTH]
    return redirect(reverse(f"tracker:{page}", args=[circle], query={"topic": topic} if topic else None))


@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """My name and my account."""
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("tracker:me")
    mine = Membership.objects.filter(user=request.user)
    return render(
        request,
        "people/me.html",
        {
            "form": form,
            "memberships": mine.select_related("circle", "user").order_by("created_at", "id"),
            "has_kept_text": kept.waiting(request.user).exists(),
            "mail_trouble": not request.user.mail_gets_through(),
        },
        status=422 if form.errors else 200,
    )


class MailTestView(View):
    """A mail to oneself, to see whether mail arrives."""

    http_method_names = ["post", "options"]

    def post(self, request):
        if actions.send_test_mail(by=request.user):
            messages.success(
                request, _("A test mail is on its way. Look for it in a few minutes, in the spam folder too.")
            )
        else:
            messages.info(request, _("A mail to you is on its way already. Wait five minutes, then try again."))
        return redirect("tracker:me")


# The circle -----------------------------------------------------------------------------------------------
class CircleFormView(CircleView):
    """One form about the circle: shown, checked, saved by an action, and back."""

    form_class = None
    permission = Permission.MANAGE_CIRCLE

    def form(self, data=None):
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.form(), **kwargs))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs), status=422)
        self.save(form)
        messages.success(request, _("Saved."))
        return redirect(self.after())


class CircleChangeView(CircleFormView):
    """Nickname, state and zone."""

    template_name = "people/circle_change.html"
    form_class = CircleForm

    def form(self, data=None):
        return CircleForm(data, instance=self.request.circle, is_discreet=self.request.user.is_discreet)

    def save(self, form):
        actions.change_circle(by=self.request.user, circle=form.save(commit=False))

    def after(self):
        return reverse("tracker:today", args=[self.request.circle.public_id])


class StageView(CircleFormView):
    """Where things stand: one tap on Today, or this page."""

    template_name = "people/stage.html"
    permission = Permission.SETTLE
    form_class = StageForm

    def form(self, data=None):
        return StageForm(data, initial={"stage": self.request.circle.stage})

    def save(self, form):
        actions.change_stage(by=self.request.user, circle=self.request.circle, stage=form.cleaned_data["stage"])

    def after(self):
        return reverse("tracker:today", args=[self.request.circle.public_id])


class PauseView(CircleView):
    """Pause the circle, or go on: one tap on this page or on Today."""

    template_name = "people/pause.html"
    permission = Permission.SETTLE

    def post(self, request):
        answer = request.POST.get("paused", "")
        if answer not in {"1", "0"}:
            messages.error(request, _("Choose one of the answers."))
            return redirect("tracker:circle-pause", request.circle.public_id)
        actions.pause(by=request.user, circle=request.circle, paused=answer == "1")
        return redirect("tracker:today", request.circle.public_id)


class LossView(CircleView):
    """The loved one died: one choice, and the way back for a slip of the thumb. No message cheers about it."""

    template_name = "people/loss.html"
    permission = Permission.MANAGE_CIRCLE

    def post(self, request):
        answer = request.POST.get("died", "")
        if answer not in {"1", "0"}:
            messages.error(request, _("Choose one of the answers."))
            return redirect("tracker:circle-loss", request.circle.public_id)
        act = actions.say_they_died if answer == "1" else actions.take_back_that_they_died
        act(by=request.user, circle=request.circle)
        return redirect("tracker:today", request.circle.public_id)


class MemberListView(CircleView):
    """Who is in the circle and what each may do, and whom the circle calls."""

    template_name = "people/member_list.html"
    permission = Permission.READ

    def get_context_data(self, **kwargs):
        may_manage = self.request.membership.may(Permission.MANAGE_CIRCLE)
        return super().get_context_data(
            members=self.request.log.members(),
            invitations=self.request.log.invitations() if may_manage else [],
            contacts=self.request.log.contacts(),
            roles=[(role.label, ROLE_DESCRIPTIONS[role]) for role in Role],
            may_manage=may_manage,
            may_settle=self.request.membership.may(Permission.SETTLE),
            may_manage_contacts=self.request.membership.may(Permission.MANAGE_CONTACTS),
            **kwargs,
        )


# Contacts ---------------------------------------------------------------------------------------------------
class ContactListView(CircleView):
    template_name = "people/contact_list.html"
    permission = Permission.READ

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            contacts=self.request.log.contacts(),
            may_manage_contacts=self.request.membership.may(Permission.MANAGE_CONTACTS),
            **kwargs,
        )


class ContactFormView(CircleFormView):
    template_name = "people/contact_form.html"
    permission = Permission.MANAGE_CONTACTS
    form_class = ContactForm
    contact = None

    def form(self, data=None):
        role = self.request.GET.get("role", "")
        return ContactForm(
            data,
            contacts=self.request.log.contacts(),
            instance=self.contact or Contact(circle=self.request.circle),
            initial={"role": role} if role in ContactRole else None,
        )

    def save(self, form):
        actions.save_contact(by=self.request.user, contact=form.save(commit=False))

    def after(self):
        return reverse("tracker:contact-list", args=[self.request.circle.public_id])


class ContactAddView(ContactFormView):
    pass


class ContactObjectMixin:
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.contact = get_object_or_404(request.log.contacts(), public_id=kwargs["id"])


class ContactChangeView(ContactObjectMixin, ContactFormView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(contact=self.contact, **kwargs)


class ContactDeleteView(ContactObjectMixin, CircleView):
    """Deleting a contact is for good, so it asks first and says where it is used."""

    template_name = "people/contact_delete.html"
    permission = Permission.MANAGE_CONTACTS

    def get_context_data(self, **kwargs):
        uses = self.request.log.uses_of(self.contact)
        kwargs.setdefault("form", SureForm() if uses else None)
        return super().get_context_data(contact=self.contact, uses=uses, **kwargs)

    def post(self, request, *args, **kwargs):
        form = SureForm(request.POST)
        if request.log.uses_of(self.contact) and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        actions.delete_contact(by=request.user, contact=self.contact)
        messages.success(request, _("Deleted for good."))
        return redirect("tracker:contact-list", request.circle.public_id)
