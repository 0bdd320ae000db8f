"""How long a circle keeps its entries: what is too old, the setting, and the daily removal.

What is still in use stays however old it is: visits to come, open tasks, boundaries that hold, and what is no
entry at all (contacts, naloxone, the house plan).
"""

from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count

from tracker.base import clock
from tracker.entries.models import Entry, EntryQuerySet, Shelf
from tracker.my_data.erase_actions import ROWS_AT_ONCE, any_left, delete_entries, tell_others
from tracker.my_data.erase_rules import cutoff, next_purge
from tracker.people import audit
from tracker.people.models import AuditEvent, Circle, User
from tracker.timeline.kinds import KINDS


def too_old(entries: EntryQuerySet, circle: Circle, months: int) -> EntryQuerySet:
    """Those of a circle's `entries` that are older than `months` and no longer in use."""
    before = cutoff(clock.today(circle.tzinfo), months, circle.tzinfo)
    entries = entries.filter(at__lt=before)
    for kind in KINDS:
        entries = entries.exclude(pk__in=kind.model.objects.filter(circle=circle).in_use_since(before).values("pk"))
    return entries


def due() -> Iterator[tuple[Circle, Counter]]:
    """Each circle whose old entries go now, and how many of each kind."""
    for circle in Circle.objects.to_purge(clock.now()).order_by("pk"):
        rows = too_old(Entry.objects.filter(circle=circle), circle, circle.keep_months).order_by()
        yield circle, Counter(dict(rows.values_list("kind").annotate(Count("pk"))))


@transaction.atomic
def set_keep_months(*, by: User, circle: Circle, months: int | None) -> None:
    """Keep entries for `months`, or (None) until somebody deletes them. The first go a day from now at the earliest.

    The other members get a mail when it gets shorter: what they wrote for themselves goes as well.
    """
    circle = Circle.objects.select_for_update().get(pk=circle.pk)
    if circle.keep_months == months:
        return
    gets_shorter = months is not None and (circle.keep_months is None or months < circle.keep_months)
    circle.keep_months, circle.purge_at = months, next_purge(clock.now()) if months else None
    circle.save(update_fields=["keep_months", "purge_at", "updated_at"])
    audit.record(circle=circle, by=by, action="retention_changed")
    if gets_shorter:
        tell_others(by=by, circle=circle)


def remove_old_entries() -> bool:
    """Remove what circles no longer keep; whether some of it is left for the next round.

    Safe when it is cut off, when it runs twice, and when two run at the same time.
    """
    return any_left(_remove_some, Circle.objects.to_purge(clock.now()))


@transaction.atomic
def _remove_some() -> bool:
    """One part of one circle's old entries, with all that hangs on them; after the last one it rests for a day.

    False when there is no circle that another sender does not work on already.
    """
    rows = Circle.objects.to_purge(clock.now()).order_by("purge_at", "pk")
    circle = rows.select_for_update(skip_locked=True).first()
    if circle is None:
        return False
    old = too_old(Entry.objects.filter(circle=circle), circle, circle.keep_months)
    entries = list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE])
    if entries:
        Shelf.objects.filter(circle=circle, entry_id__in=entries).delete()
        delete_entries(Entry.objects.filter(pk__in=entries))
        # Without a number: it would tell how much others wrote for themselves.
        audit.record(circle=circle, by=None, action="entries_purged")
    else:
        before = cutoff(clock.today(circle.tzinfo), circle.keep_months, circle.tzinfo)
        AuditEvent.objects.filter(circle=circle, at__lt=before).delete()
        circle.purge_at = next_purge(clock.now())
        circle.save(update_fields=["purge_at", "updated_at"])
    return True
