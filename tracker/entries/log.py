"""What one reader may see of the log."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q, QuerySet

from tracker.base import clock
from tracker.entries.models import (
    AdviceFeedback,
    AdviceFeedbackQuerySet,
    Entry,
    EntryQuerySet,
    Shelf,
    ShelfQuerySet,
)
from tracker.entries.rules import Visibility
from tracker.people.models import Circle, Contact
from tracker.people.scoping import CircleLog, M

E = TypeVar("E", bound=Entry)


class _People(dict):
    """The circle's people by their id: the reader, and the others from when one of them is asked for.

    Nobody else is an author here: who leaves the circle is taken off what they wrote (my_data.traces).
    """

    def __init__(self, log: "Log"):
        super().__init__()
        self.log = log

    def __missing__(self, pk: int | None):
        """Whoever is not a member raises KeyError; Django then looks them up when the name is printed."""
        if pk == self.log.membership.user_id:
            return self.setdefault(pk, self.log.reader)
        if pk is None:
            raise KeyError(pk)
        return {member.user_id: member.user for member in self.log.saved_members}[pk]


@dataclass(frozen=True)
class Log(CircleLog):
    """The circle's rows for one reader: circle *and* visibility. Every view, form and export starts here."""

    def entries(self) -> EntryQuerySet:
        """Every kind at once, as plain Entry rows."""
        return self.of(Entry)

    def of(self, model: type[E]) -> EntryQuerySet:
        """The entries of one kind that the reader may see, with author and circle at hand.

        The kind is named although the model says it already: it lets the index (circle, kind, at) do the work.
        """
        rows = model.objects.filter(kind=model.KIND) if model.KIND else model.objects.all()
        return self.visible(rows)

    def visible(self, entries: QuerySet[E]) -> EntryQuerySet:
        """Those of `entries` (a reverse relation, say) that the reader may see."""
        rows = entries.visible_to(self.membership)
        # Handed over as Django's own related managers do it: a page has the circle and its people once.
        return rows.knowing(circle=self._circle, **dict.fromkeys(entries.model.PEOPLE, _People(self)))

    def hand_over(self, row: E) -> E:
        """The same for a row that was read as a part of another one."""
        people = _People(self)
        row.circle = self.circle
        for name in row.PEOPLE:
            with suppress(KeyError):
                setattr(row, name, people[getattr(row, f"{name}_id")])
        return row

    def nameless(self, entries: EntryQuerySet) -> EntryQuerySet:
        """The same without its people, for pages that print no names."""
        return entries.knowing(circle=self._circle)

    @property
    def _circle(self) -> dict[int, Circle]:
        return {self.circle.pk: self.circle}

    def parts(self, model: type[M], owner: str) -> QuerySet[M]:
        """Rows that hang on an entry by their field `owner`, of the entries that the reader may see."""
        kind = model._meta.get_field(owner).related_model
        return model.objects.filter(**{f"{owner}__in": self.of(kind).values("pk")})

    def patterns(self, model: type[M]) -> QuerySet[M]:
        """Rows that entries are made from (a series, a standing ride), as far as the reader may see them."""
        shared, own = Q(visibility=Visibility.CIRCLE.value), Q(author=self.reader)
        return self.rows(model).filter(shared | own)

    def uses_of(self, contact: Contact) -> list[str]:
        """Where a contact stands in entries that the reader may see: "12 visits", "3 rides"; one query for each kind."""
        named: dict[type[Entry], Q] = {}
        for relation in contact._meta.related_objects:
            if issubclass(kind := relation.related_model, Entry):
                named[kind] = named.get(kind, Q()) | Q((relation.field.name, contact.pk))
        counts = {kind: self.of(kind).filter(names).count() for kind, names in named.items()}
        return [str(kind.COUNTED % {"count": count}) for kind, count in counts.items() if count]

    def resting_advice(self) -> AdviceFeedbackQuerySet:
        """The advice that this reader has put off."""
        return AdviceFeedback.objects.resting(self.membership, clock.now()).order_by("rests_until", "id")

    def shelf(self) -> ShelfQuerySet:
        """What was deleted or changed and can still be put back, as far as the reader may see."""
        return Shelf.objects.visible_to(self.membership).select_related("by")
