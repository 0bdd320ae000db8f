"""Rules that every kind of entry shares, on plain values."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

UNDO_MINUTES = 10
SHELF_DAYS = 30
REST_WEEKS = 4


class Visibility(LabelledEnum):
    CIRCLE = "circle", _("Everyone in the circle")
    ONLY_ME = "only_me", _("Only me")


# Kinds that nobody but their author ever sees. Their packages stand above; a test compares the names.
ALWAYS_ONLY_ME = ("checkin",)


class Change(LabelledEnum):
    """What a row on the shelf remembers, and so what its undo does."""

    ADDED = "added", _("Saved")
    CHANGED = "changed", _("Changed")
    DELETED = "deleted", _("Deleted")


class Answer(LabelledEnum):
    """What a reader says of a piece of advice; both let it rest."""

    NOT_HELPFUL = "not_helpful", _("Not helpful")
    DOING_IT = "doing_it", _("Already doing this")


def rests_until(answered_at: dt.datetime) -> dt.datetime:
    """Advice steps back for four weeks."""
    return answered_at + dt.timedelta(weeks=REST_WEEKS)


def can_undo(changed_at: dt.datetime, now: dt.datetime) -> bool:
    """Undo is offered for ten minutes."""
    return now - changed_at < dt.timedelta(minutes=UNDO_MINUTES)


def shelf_ends(deleted_at: dt.datetime) -> dt.datetime:
    """When a deleted entry is erased for good."""
    return deleted_at + dt.timedelta(days=SHELF_DAYS)
