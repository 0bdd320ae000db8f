"""What to do next, after one week: a few pieces of advice, each with its reason and one number to call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.boundaries.models import Boundary, BoundaryFacts, BoundaryTest
from tracker.entries.advice import ShownAdvice, advise
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.guidance.directory import helpline
from tracker.guidance.situations import Raised
from tracker.timeline.queries import raised_by

MOST = 5


@dataclass(frozen=True)
class NextStep:
    """A piece of advice and whom to call about it."""

    advice: ShownAdvice
    whom: str
    number: str


def next_steps(log: Log, entries: Iterable[Entry], known: dict[str, Facts], more: Iterable[Raised]) -> list[NextStep]:
    """At most five steps, most urgent first, for what these entries raise, for `more`, and for where things stand.

    `known` are facts about entries that are at hand already.
    """
    entries = list(entries)
    known = known | _boundary_facts(log, entries)
    raised = [*more, *(one for _entry, some in raised_by(log, entries, known) for one in some)]
    stage = Raised(f"stage_{log.circle.stage}", _("Where things stand: %(stage)s.") % {"stage": log.circle.stage_label})
    advice = advise(log, [*raised, stage], limit=MOST)[:MOST]
    return [_step(one, log.circle.state) for one in advice]


def _boundary_facts(log: Log, entries: Sequence[Entry]) -> dict[str, Facts]:
    """What boundaries and their tests need to know is the same; it is asked for once."""
    about = {entry.pk for entry in entries if isinstance(entry, Boundary)}
    about |= {entry.boundary_id for entry in entries if isinstance(entry, BoundaryTest)}
    return dict.fromkeys((Boundary.KIND, BoundaryTest.KIND), BoundaryFacts.about(log, about)) if about else {}


def _step(advice: ShownAdvice, state: str) -> NextStep:
    """With its number to call; without a directory, with the helpline that ships."""
    whom = advice.to_call or helpline(state)
    return NextStep(advice, whom.name, whom.phone)
