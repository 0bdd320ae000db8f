"""Entries of several kinds in one query, for the week."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from tracker.appointments.models import Appointment
from tracker.checkins.models import CheckIn
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry, EntryQuerySet
from tracker.good_things.models import GoodThing
from tracker.signs.models import Observation, ObservationFacts
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import LOOK_BACK_DAYS

# The name by which a plain Entry leads to its row of the kind.
LINKS = {
    Observation: "observation", GoodThing: "goodthing", CheckIn: "checkin", TreatmentEvent: "treatmentevent",
}  # fmt: skip


def lean(log: Log, entries: EntryQuerySet, *related: str) -> list:
    """The entries, soonest first, without notes and authors. All share one circle, which is not read again for each."""
    rows = list(entries.select_related(None).select_related(*related).defer("note").soonest_first())
    for row in rows:
        row.circle = log.circle
    return rows


def sign_facts(log: Log, observations: Iterable[Observation]) -> dict[str, Facts]:
    """What observations need to know, from those at hand: all of the last seven days must be among them."""
    facts = ObservationFacts.now_in(log.circle)
    lately = (one.signs for one in observations if facts.lately_since < one.at <= facts.now)
    return {Observation.KIND: facts.with_codes(lately)}


def noted(log: Log, earlier: dt.datetime, start: dt.datetime, end: dt.datetime) -> dict[type[Entry], list]:
    """Observations and good things since `earlier` and the reader's check-ins since `start`, until `end`.

    Treatment events as far back as they can still say something.

    Soonest first, without notes and the texts of observations. `visit_outcome` of an observation is how the visit
    went that it is about, if the reader may see it.
    """
    long_ago = start - dt.timedelta(days=LOOK_BACK_DAYS)
    wanted = (
        Q(kind__in=[Observation.KIND, GoodThing.KIND], at__gte=earlier)
        | Q(kind=CheckIn.KIND, at__gte=start)
        | Q(kind=TreatmentEvent.KIND)
    )
    visit = log.of(Appointment).filter(pk=OuterRef("observation__about_id")).values("outcome")
    entries = (
        log.entries()
        .between(min(earlier, long_ago), end)
        .filter(wanted)
        .annotate(visit_outcome=Subquery(visit[:1]))
        .select_related(None)
        .select_related(*LINKS.values())
        .defer("note", "observation__could_be", "observation__what_i_did")
        .defer(*(f"{link}__note" for link in LINKS.values()))
    )
    by_kind = {model.KIND: model for model in LINKS}
    found: dict[type[Entry], list] = {model: [] for model in LINKS}
    for entry in entries.soonest_first():
        model = by_kind[entry.kind]
        row = getattr(entry, LINKS[model])
        row.circle, row.visit_outcome = log.circle, entry.visit_outcome
        found[model].append(row)
    return found
