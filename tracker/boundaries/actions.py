"""What one does with a boundary beyond saving its form. Each can be undone like any change."""

from django.db import transaction
from django.db.models import F

from tracker.base import clock
from tracker.boundaries import rules
from tracker.boundaries.models import WORDS, Boundary, BoundaryWording
from tracker.entries import actions
from tracker.entries.models import Entry, Shelf
from tracker.entries.rules import Visibility
from tracker.people.models import Membership


@transaction.atomic
def change_boundary(*, entry: Boundary, version: int, membership: Membership) -> Shelf:
    """Save a changed boundary and keep what it said before; raises VersionConflict like any change.

    One that becomes "only me" takes its tests with it: they would tell about it.
    """
    former = Boundary.objects.select_for_update().get(pk=entry.pk)
    is_reworded = former.wording != entry.wording
    if is_reworded:
        entry.worded_by = membership.user
    shelf = actions.change(entry=entry, version=version, membership=membership)
    if is_reworded:
        _keep_wording(former, membership)
    if entry.is_private and not former.is_private:
        # The open undo of such a test would share it again; a new version ends that undo.
        shared = Entry.objects.filter(pk__in=entry.tests.values("pk"), visibility=Visibility.CIRCLE.value)
        shared.update(visibility=Visibility.ONLY_ME.value, version=F("version") + 1)
    return shelf


def _keep_wording(former: Boundary, membership: Membership) -> None:
    """Keep what `former` said. A row that an undone change left with the same words is used again."""
    today = clock.today(membership.circle.tzinfo)
    last = former.wordings.order_by("-version").first()
    if last and last.wording == former.wording:
        last.until_day, last.version = today, former.version
        last.save()
        return
    BoundaryWording.objects.create(
        boundary=former,
        version=former.version,
        from_day=min(last.until_day if last else former.day, today),
        until_day=today,
        written_by_id=former.worded_by_id if last else former.author_id,
        **{part: getattr(former, part) for part in WORDS},
    )


def look_again(*, entry: Boundary, membership: Membership) -> Shelf:
    """Still right: ask again in three weeks."""
    entry.look_again_on = rules.suggested_review(clock.today(membership.circle.tzinfo))
    return actions.change(entry=entry, version=entry.version, membership=membership)
