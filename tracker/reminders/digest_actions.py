"""The week by mail: it leaves once for each person, circle and week, and one tap ends it."""

import datetime as dt
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.clock import Week
from tracker.base.rounds import each_by_itself
from tracker.entries.log import Log
from tracker.people.models import Circle, Membership
from tracker.reminders import digest_rules, link_rules, rules
from tracker.reminders.digest_rules import DIGEST
from tracker.reminders.models import Delivery, ReminderSettings
from tracker.summary import digest, words
from tracker.summary.loading import week_summary

# How far back deliveries are looked at: longer than a week can be due.
LOOK_BACK = dt.timedelta(days=21)


def send_digests(now: dt.datetime | None = None) -> int:
    """Put the weeks that are due into the outbox; how many mails. Two questions when nothing is due.

    Nothing for a circle that is paused, closing, or whose loved one died. What goes wrong for one person (it is
    tried again) does not hold up the others.
    """
    moment = now or clock.now()
    recent = Delivery.objects.filter(kind=DIGEST, due_at__gte=moment - LOOK_BACK)
    settled = set(recent.values_list("user_id", "circle_id", "about"))
    members = Membership.objects.filter(
        user__is_active=True,
        user__reminder_settings__digest_since__isnull=False,
        circle__in=Circle.objects.awake(),
    ).select_related("circle", "user__reminder_settings")
    due = ((membership, _due(membership, moment)) for membership in members.order_by("pk"))
    unsettled = [
        (membership, *found)
        for membership, found in due
        if found and (membership.user_id, membership.circle_id, str(found[0])) not in settled
    ]
    return each_by_itself(unsettled, lambda one: _send(*one, moment), "week by mail")


def _due(membership: Membership, now: dt.datetime) -> tuple[Week, dt.datetime] | None:
    """The week to send to a member now, and since when it is due."""
    wanted = membership.user.reminder_settings
    since = max(wanted.digest_since, membership.created_at)
    found = digest_rules.week_to_send(wanted.digest_time, membership.circle.tzinfo, since, now)
    if found and digest_rules.may_leave(found[1], now, wanted.quiet_from, wanted.quiet_until, wanted.tzinfo):
        return found
    return None


@transaction.atomic
def _send(membership: Membership, week: Week, due: dt.datetime, now: dt.datetime) -> int:
    """Settle a week for a member; 1 when there was something to say, and a mail went."""
    row = Delivery.objects.create(
        user=membership.user, circle=membership.circle, kind=DIGEST, about=str(week), due_at=due, left_at=now,
        was_late=rules.is_late(due, now),
    )  # fmt: skip
    reader = Log(membership)
    summary = week_summary(reader, week)
    ahead = digest.coming(week_summary(reader, Week.of(clock.local_day(now, reader.circle.tzinfo))), now)
    if not summary.has_log and not ahead:
        Delivery.objects.filter(pk=row.pk).update(was_empty=True)
        return 0
    said = {}
    if membership.user.reminder_settings.digest_details:
        name = "" if membership.user.is_discreet else membership.their_name
        said = {"title": words.title(summary), "name": name, "parts": digest.parts(summary, ahead)}
    _mail(membership, week, due + digest_rules.USEFUL, said)
    return 1


def _mail(membership: Membership, week: Week, useful_until: dt.datetime, said: dict) -> None:
    """That the week is ready, where to see it and how to end these mails; `said` is what was asked for beyond that."""
    page = reverse("tracker:week-detail", args=[membership.circle.public_id, str(week)])
    end = reverse("tracker:unsubscribe", args=[link_rules.unsubscribe_token(membership.user_id)])
    given = {"address": settings.SITE_URL + page, "unsubscribe": settings.SITE_URL + end, **said}
    headers = {
        "Expires": format_datetime(useful_until),
        "List-Unsubscribe": f"<{given['unsubscribe']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail = EmailMultiAlternatives(
        subject=_("Alongside: your week"),
        body=render_to_string("emails/digest.txt", given),
        to=[membership.user.email],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("emails/digest.html", given), "text/html")
    mail.send()


def unsubscribe(*, user: int) -> None:
    """End the week by mail, and only that, for the account of this number; twice is as good as once."""
    wanted = ReminderSettings.objects.filter(user=user, digest_since__isnull=False)
    wanted.update(digest_since=None, digest_details=False, updated_at=clock.now())
