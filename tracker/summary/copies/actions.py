"""Making a link to a copy, ending it, counting how often it was opened."""

import datetime as dt

from django.db import transaction
from django.db.models import F

from tracker.base import clock
from tracker.base.clock import Week
from tracker.base.tokens import hash_of, new_token
from tracker.people import audit
from tracker.people.actions import lock_circle
from tracker.people.models import Membership
from tracker.summary.copies.models import ShareLink
from tracker.summary.copies.rules import OPEN_MAX, Choice, Lasts


class TooManyOpen(Exception):
    """The member has as many open links as one may have. Nothing was written."""


class NoLinkNow(Exception):
    """The loved one died, the circle is about to be erased, or the member is gone. Nothing was written."""


@transaction.atomic
def make_link(*, membership: Membership, week: Week, choice: Choice, as_of: dt.datetime, lasts: Lasts) -> str:
    """A new link to what was looked at `as_of` that moment; returns the token, which cannot be shown again.

    The circle reads in its trail that a copy was shared and by whom, not of what: it is their week, too.
    """
    circle, now = lock_circle(membership.circle_id), clock.now()
    still_here = Membership.objects.filter(pk=membership.pk).exists()
    if circle.is_bereaved or circle.is_closing or not still_here:
        raise NoLinkNow
    if ShareLink.objects.filter(membership=membership).open_at(now).count() >= OPEN_MAX:
        raise TooManyOpen
    token = new_token()
    link = ShareLink.objects.create(
        membership=membership, token_digest=hash_of(token), week=str(week), parts=choice.parts, names=choice.names,
        only_me=choice.only_me, as_of=as_of, ends_at=now + lasts.days,
    )  # fmt: skip
    audit.record(circle=circle, by=membership.user, action="copy_link_made", about=link.public_id)
    return token


@transaction.atomic
def withdraw(*, membership: Membership, link: ShareLink) -> None:
    """End a link before its time; a second time this does nothing."""
    now = clock.now()
    if ShareLink.objects.filter(pk=link.pk).open_at(now).update(withdrawn_at=now, updated_at=now):
        audit.record(circle=membership.circle, by=membership.user, action="copy_link_withdrawn", about=link.public_id)


def note_opening(*, link: ShareLink) -> None:
    """Count one more opening. Two at the same moment count as two."""
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened_at=clock.now())


def purge_links() -> int:
    """Erase links that ended some days ago; returns how many. Looks first: a delete takes SQLite's only write lock."""
    old = ShareLink.objects.out_of_date(clock.now())
    return old.delete()[0] if old.exists() else 0
