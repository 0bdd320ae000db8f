"""What to do next, after one week: a few pieces of advice, each with its reason and one number to call."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.appointments.models import Appointment
from tracker.boundaries.models import Boundary, BoundaryFacts, BoundaryTest
from tracker.entries.advice import ShownAdvice, advise
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.guidance.directory import helpline
from tracker.guidance.situations import Raised
from tracker.summary.loading import LoadedWeek
from tracker.summary.queries import sign_facts
from tracker.timeline.queries import raised_by

MOST = 5


@dataclass(frozen=True)
class NextStep:
    """A piece of advice and whom to call about it."""

    advice: ShownAdvice
    whom: str
    number: str


def next_steps(log: Log, week: LoadedWeek, more: Iterable[Raised]) -> list[NextStep]:
    """At most five steps, most urgent first, for what the week raises, for `more`, and for where things stand."""
    raised = [*more, *(one for _entry, some in raised_by(log, week.entries, _facts(log, week)) for one in some)]
    stage = Raised(f"stage_{log.circle.stage}", _("Where things stand: %(stage)s.") % {"stage": log.circle.stage_label})
    advice = advise(log, [*raised, stage], limit=MOST)[:MOST]
    return [_step(one, log.circle.state) for one in advice]


def _facts(log: Log, week: LoadedWeek) -> dict[str, Facts]:
    """What the rules need to know, from what is at hand; about boundaries and their tests it is asked for once."""
    visits = [entry for entry in week.entries if isinstance(entry, Appointment)]
    boundaries = {entry.pk for entry in week.entries if isinstance(entry, Boundary)}
    boundaries |= {entry.boundary_id for entry in week.entries if isinstance(entry, BoundaryTest)}
    known: dict[str, Facts] = {Appointment.KIND: Appointment.load_facts(log, visits, week.rides)}
    if boundaries:
        known |= dict.fromkeys((Boundary.KIND, BoundaryTest.KIND), BoundaryFacts.about(log, boundaries))
    if week.summary.is_current:
        known |= sign_facts(log, week.signs)
    return known


def _step(advice: ShownAdvice, state: str) -> NextStep:
    """With its number to call; without a directory, with the helpline that ships."""
    whom = advice.to_call or helpline(state)
    return NextStep(advice, whom.name, whom.phone)
