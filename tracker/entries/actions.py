"""Writes to the log. Each is one transaction, says who did it, and can be undone for ten minutes."""

import datetime as dt

from django.db import IntegrityError, transaction

from tracker.base import clock
from tracker.entries import snapshots
from tracker.entries.models import AdviceFeedback, Entry, Shelf
from tracker.entries.rules import (
    ALWAYS_ONLY_ME,
    UNDO_MINUTES,
    Change,
    Visibility,
    can_undo,
    rests_until,
    shelf_ends,
)
from tracker.people import audit
from tracker.people.actions import remember_visibility
from tracker.people.models import Membership, User


class VersionConflict(Exception):
    """Somebody else saved the entry first. Nothing was written."""


class CannotUndo(Exception):
    """Too late, somebody else's, or changed again since. Nothing was written."""


class AlreadySaved(Exception):
    """The same form was sent twice; `entry` is what the first one saved."""

    def __init__(self, entry: Entry):
        self.entry = entry


def _to_shelf(*, entry: Entry, by: User, change: Change, snapshot: str = "") -> Shelf:
    now = clock.now()
    ends_at = shelf_ends(now) if change is Change.DELETED else now + dt.timedelta(minutes=UNDO_MINUTES)
    return Shelf.objects.create(
        circle=entry.circle,
        author_id=entry.author_id,
        by=by,
        visibility=entry.visibility,
        change=change.value,
        kind=entry.kind,
        entry_id=entry.pk,
        entry_version=entry.version,
        title=entry.title if change is Change.DELETED else "",
        snapshot=snapshot,
        at=now,
        ends_at=ends_at,
    )


def record(*, entry: Entry, by: User, action: str) -> None:
    """Note in the audit trail that `by` did `action` to an entry; about an only-me entry the line is its author's alone."""
    audit.record(circle=entry.circle, by=by, action=action, about=entry.public_id, only_me=entry.is_private)


def _remember_choice(entry: Entry, membership: Membership) -> None:
    """Kinds that begin as "only me" do so until their author has chosen; the others always begin shared."""
    if entry.DEFAULT_VISIBILITY is Visibility.ONLY_ME and entry.KIND not in ALWAYS_ONLY_ME:
        remember_visibility(membership=membership, kind=entry.kind, visibility=entry.visibility)


def _keep_to_author(entry: Entry) -> None:
    """Some kinds are for their author only, whatever was asked for."""
    if entry.KIND in ALWAYS_ONLY_ME:
        entry.visibility = Visibility.ONLY_ME.value


def add(*, entry: Entry, membership: Membership) -> Shelf:
    """Save a new entry of the member; returns what its undo needs.

    Raises AlreadySaved when a form with the same key came before (a double tap, a retry by the phone).
    """
    entry.circle, entry.author, entry.kind = membership.circle, membership.user, entry.KIND
    entry.place_in_time(entry.at, membership.circle)
    _keep_to_author(entry)
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            _remember_choice(entry, membership)
            return _to_shelf(entry=entry, by=membership.user, change=Change.ADDED)
    except IntegrityError:
        first = Entry.objects.filter(circle=membership.circle, client_key=entry.client_key).first()
        if first is None:
            raise
        raise AlreadySaved(first) from None


@transaction.atomic
def change(*, entry: Entry, version: int, membership: Membership) -> Shelf:
    """Save a changed entry if it still has `version`; returns what its undo needs.

    Raises VersionConflict when somebody saved it in between; then nothing is overwritten.
    """
    former = type(entry).objects.select_for_update().get(pk=entry.pk)
    if former.version != version:
        raise VersionConflict
    snapshot = snapshots.take(former)
    if entry.at != former.at:
        entry.place_in_time(entry.at, membership.circle)
    entry.version = version + 1
    entry.author_id = former.author_id  # who may have left since `entry` was read
    _keep_to_author(entry)
    entry.save()
    if entry.author_id == membership.user_id:
        _remember_choice(entry, membership)
    record(entry=entry, by=membership.user, action="entry_changed")
    return _to_shelf(entry=entry, by=membership.user, change=Change.CHANGED, snapshot=snapshot)


@transaction.atomic
def delete(*, entry: Entry, by: User) -> Shelf:
    """Take an entry out of the log and keep a snapshot for 30 days."""
    shelf = _to_shelf(entry=entry, by=by, change=Change.DELETED, snapshot=snapshots.take(entry, with_referrers=True))
    record(entry=entry, by=by, action="entry_deleted")
    entry.delete()
    return shelf


@transaction.atomic
def delete_for_good(*, shelf: Shelf, by: User) -> None:
    """Erase a deleted entry now, with every former version of it. This cannot be undone."""
    audit.record(circle=shelf.circle, by=by, action="entry_erased", only_me=shelf.is_private)
    Shelf.objects.filter(circle=shelf.circle, entry_id=shelf.entry_id).delete()


@transaction.atomic
def put_back(*, shelf: Shelf, by: User) -> Entry:
    """Return a deleted entry to the log, as it was.

    Raises CannotUndo when it has been put back or erased already, or when what it belonged to is gone.
    """
    shelf = Shelf.objects.select_for_update().filter(pk=shelf.pk).first()
    if shelf is None:
        raise CannotUndo
    try:
        entry = snapshots.restore(shelf.kind, shelf.snapshot)
    except snapshots.CannotRestore:
        raise CannotUndo from None
    record(entry=entry, by=by, action="entry_put_back")
    shelf.delete()
    return entry


@transaction.atomic
def undo(*, shelf: Shelf, by: User) -> Entry | None:
    """Take back one's own last change: an added entry goes, a changed one gets its former values, a deleted one returns.

    Returns the entry, or None when it is gone. Raises CannotUndo after ten minutes, for another member's
    change, or when the entry has changed again since.
    """
    if shelf.by_id != by.pk or not can_undo(shelf.at, clock.now()):
        raise CannotUndo
    if shelf.change == Change.DELETED:
        return put_back(shelf=shelf, by=by)
    model = snapshots.model_of(shelf.kind)
    entry = model.objects.select_for_update().filter(pk=shelf.entry_id).first()
    if entry is None or entry.version != shelf.entry_version:
        raise CannotUndo
    if shelf.change == Change.ADDED:
        record(entry=entry, by=by, action="entry_undone")
        Shelf.objects.filter(circle=shelf.circle, entry_id=shelf.entry_id).delete()
        entry.delete()
        return None
    former = snapshots.former(shelf.kind, shelf.snapshot)
    former.version = entry.version + 1
    former.save()
    record(entry=former, by=by, action="entry_undone")
    shelf.delete()
    return former


def purge_shelf() -> int:
    """Erase what has been on the shelf for its time; returns how many rows went.

    Looks before it deletes: a delete takes SQLite's only write lock, and there is rarely anything to do.
    """
    expired = Shelf.objects.expired(clock.now())
    return expired.delete()[0] if expired.exists() else 0


def rest_advice(*, membership: Membership, situation: str, topic: str, answer: str) -> AdviceFeedback:
    """Let a piece of advice step back for this member; saying it again starts the four weeks anew."""
    feedback, _created = AdviceFeedback.objects.update_or_create(
        circle=membership.circle,
        user=membership.user,
        situation=situation,
        topic=topic,
        defaults={"answer": answer, "rests_until": rests_until(clock.now())},
    )
    return feedback


def wake_advice(*, feedback: AdviceFeedback) -> None:
    """Show a piece of advice again."""
    feedback.delete()
