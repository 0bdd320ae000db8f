"""Reminders and the week by mail, and the calendar: a link that a program reads, one visit as a file, a file read."""

import hashlib

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import fresh_sign_in_required
from tracker.people.permissions import Permission
from tracker.reminders import actions, digest_actions, link_rules
from tracker.reminders.due import lately, settings_of
from tracker.reminders.feed import as_calendar, link_of, link_with, visits_of
from tracker.reminders.forms import CalendarFileForm, CalendarLinkForm, ReminderForm, TakeOverForm

CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request):
    """What I want to be reminded of by mail; nothing until I choose."""
    wanted = settings_of(request.user)
    form = ReminderForm(request.POST if request.method == "POST" else None, instance=wanted)
    if request.method == "POST" and form.is_valid():
        wanted = form.save(commit=False)
        actions.choose(by=request.user, wanted=wanted, has_digest=form.cleaned_data["has_digest"])
        messages.success(request, _("Saved."))
        return redirect("tracker:reminder-settings")
    status = 422 if form.errors else 200
    return render(request, "reminders/settings.html", {"form": form, "is_on": bool(wanted.pk)}, status=status)


@login_not_required
@csrf_exempt  # a mail program sends it (RFC 8058); a forged one could do no more than the link itself
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """End the week by mail, by a button of the mail program or of this page. Opening the page changes nothing."""
    user = link_rules.user_of_token(token)
    if user is None:
        raise Http404
    is_off = request.method == "POST"
    if is_off:
        digest_actions.unsubscribe(user=user)
    return render(request, "reminders/unsubscribe.html", {"is_off": is_off})


class ReminderListView(CircleView):
    """Where a reminder leads: what it was about, with the buttons that answer it."""

    permission = Permission.READ
    template_name = "reminders/list.html"

    def get_context_data(self, **kwargs):
        now = clock.now()
        return super().get_context_data(
            rows=lately(self.request.log, now),
            now=now,
            may_answer=self.request.membership.may(Permission.CHANGE),
            **kwargs,
        )


@fresh_sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_link(request):
    """Make, replace or end my calendar link. The address is shown once, right after it was made."""
    if "end" in request.POST:
        actions.end_link(by=request.user)
        messages.success(request, _("The calendar link is off."))
        return redirect("tracker:calendar-link")
    form = CalendarLinkForm(request.POST if request.method == "POST" else None)
    address = ""
    if request.method == "POST" and form.is_valid():
        token = actions.make_link(by=request.user, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("tracker:calendar-feed", args=[token]))
    link = link_of(request.user)
    return render(request, "reminders/calendar_link.html", {"form": form, "link": link, "address": address})


@login_not_required
@require_safe
def calendar_feed(request, token):
    """What a calendar program reads. An unknown, ended or too old link is the 404 of any page that is not there."""
    link = link_with(token)
    if link is None:
        raise Http404
    body = as_calendar(visits_of(link.user), shows_details=link.shows_details)
    actions.note_use(link=link)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=CONTENT_TYPE)
    response["ETag"] = etag
    # The program may keep it, and has to ask each time whether it is still so.
    response["Cache-Control"] = "private, no-cache"
    return response


class AppointmentCalendarView(CircleView):
    """One visit as a file for one's own calendar; `?details=1` with its title and place."""

    permission = Permission.READ

    def get(self, request, id):
        visit = request.log.of(Appointment).filter(public_id=id).first()
        if visit is None:
            raise Http404
        body = as_calendar([visit], shows_details=request.GET.get("details") == "1")
        headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
        return HttpResponse(body, content_type=CONTENT_TYPE, headers=headers)


class CalendarFileView(CircleView):
    """Visits from a calendar file: a look first, then taken over. The file itself is not kept."""

    permission = Permission.ADD
    template_name = "reminders/calendar_file.html"

    def get_context_data(self, **kwargs):
        kwargs.setdefault("form", CalendarFileForm(log=self.request.log))
        return super().get_context_data(heading=_("Visits from a calendar file"), **kwargs)

    def post(self, request, *args, **kwargs):
        if "content" in request.POST:
            return self.take_over()
        if "again" in request.POST:
            return redirect("tracker:calendar-file", request.circle.public_id)
        form = CalendarFileForm(request.POST, request.FILES, log=request.log)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=form, **self._look(form)))

    def _look(self, form: CalendarFileForm) -> dict:
        known = actions.already_here(self.request.circle, form.found)
        wanted = [one for one in form.found if not one.problem and one.uid not in known]
        here = [one for one in form.found if not one.problem and one.uid in known]
        return {
            "looks": True,
            "wanted": wanted,
            "here": here,
            "problems": [one for one in form.found if one.problem],
            "sealed": form.sealed() if wanted else "",
        }

    def take_over(self):
        form = TakeOverForm(self.request.POST, log=self.request.log)
        if not form.is_valid():
            first = CalendarFileForm(log=self.request.log)
            return self.render_to_response(self.get_context_data(form=first, too_late=True), status=422)
        wanted = {name: form.cleaned_data[name] for name in ("what", "visibility")}
        added = actions.take_over(found=form.found, membership=self.request.membership, **wanted)
        said = ngettext("%(count)d visit added.", "%(count)d visits added.", added)
        messages.success(self.request, said % {"count": added})
        return redirect("tracker:appointment-list", self.request.circle.public_id)
