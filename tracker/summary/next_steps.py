"""What to do next, after one week: a few pieces of advice, each with its reason and one number to call."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.entries.advice import ShownAdvice, advise
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.guidance.directory import resource
from tracker.guidance.situations import Raised
from tracker.timeline.queries import raised_by

MOST = 5
# Whom to call when nobody that a step names has a number: the first that serves the state.
HELPLINES = ("illinois-helpline", "samhsa-helpline")


@dataclass(frozen=True)
class NextStep:
    """A piece of advice and whom to call about it."""

    advice: ShownAdvice
    whom: str
    number: str


def next_steps(log: Log, entries: Iterable[Entry]) -> list[NextStep]:
    """At most five steps, most urgent first, for what these entries raise and for where things stand."""
    raised = [one for _entry, some in raised_by(log, entries) for one in some]
    stage = Raised(f"stage_{log.circle.stage}", _("Where things stand: %(stage)s.") % {"stage": log.circle.stage_label})
    advice = advise(log, [*raised, stage], limit=MOST)[:MOST]
    return [_step(one, log.circle.state) for one in advice]


def _step(advice: ShownAdvice, state: str) -> NextStep:
    """With the first of its resources that has a number."""
    for one in advice.resources:
        if one.phone:
            return NextStep(advice, one.name, one.phone)
    helpline = next(line for line in map(resource, HELPLINES) if line.serves(state))
    return NextStep(advice, helpline.name, helpline.phone)
