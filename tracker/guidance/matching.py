"""From situations to advice: one declarative table, and one function that reads it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from tracker.base.stages import Stage
from tracker.guidance.catalogue import Urgency
from tracker.guidance.directory import resource
from tracker.guidance.matching_daily import DAILY_ROWS
from tracker.guidance.matching_rows import SITUATION_ROWS, Row
from tracker.guidance.matching_signs import SIGN_ROWS
from tracker.guidance.matching_tasks import LOSS_ROWS, TASK_ROWS
from tracker.guidance.matching_treatment import EVENT_ROWS, READINESS_ROWS
from tracker.guidance.situations import Raised

TABLE: tuple[Row, ...] = (
    *SITUATION_ROWS,
    *DAILY_ROWS,
    *SIGN_ROWS,
    *TASK_ROWS,
    *LOSS_ROWS,
    *EVENT_ROWS,
    *READINESS_ROWS,
)

RESOURCES_EACH = 3


@dataclass(frozen=True)
class Advice:
    """One piece of advice: what to do first, where to read on, whom to call, and why it shows.

    `topic` is None where the emergency page is the answer; `address` always leads there or to the topic.
    `resources` are slugs, best first, at most RESOURCES_EACH. `also` are topics to read next.
    """

    situation: str
    topic: str | None
    address: str
    urgency: Urgency
    text: str | Promise
    resources: tuple[str, ...]
    reason: str
    also: tuple[str, ...] = ()

    @property
    def may_rest(self) -> bool:
        return may_rest(self.urgency)

    @property
    def is_emergency(self) -> bool:
        return self.urgency is Urgency.EMERGENCY


def advise(
    raised: Iterable[Raised],
    *,
    stage: str,
    state: str,
    limit: int = 3,
    resting: Collection[tuple[str, str]] = (),
) -> list[Advice]:
    """Advice for what was raised, most urgent first.

    `stage` is where things stand (a value of base.stages.Stage), `state` a two-letter code or "" when not
    known. At most `limit` pieces, except that emergencies and `always` rows are never cut. No topic, page
    or text comes twice. `resting` are pairs of situation and topic that the reader does not want to see for
    a while; what is urgent never rests. KeyError for a situation that the table does not know.
    """
    matches = [
        (row, one)
        for one in raised
        for row in _rows_by_situation[one.situation]
        if _fits(row, stage) and (not may_rest(row.urgency) or (one.situation, row.topic) not in resting)
    ]
    matches.sort(key=lambda match: _place(match[0]))
    found: list[Advice] = []
    seen: set[str] = set()
    for row, one in matches:
        keys = {row.topic or row.page, str(row.text)}
        must = row.always or row.urgency is Urgency.EMERGENCY
        if keys & seen or (len(found) >= limit and not must):
            continue
        seen |= keys
        found.append(_advice(row, one, stage, state))
    return found


def for_stage(stage: str) -> Row:
    """What fits where things stand: its text, its topic and the topics to read next, in their order."""
    return _rows_by_situation[f"stage_{stage}"][0]


def situations_about(topic: str) -> frozenset[str]:
    """The situations whose advice leads to a topic, as the first thing to read or as a further one."""
    return frozenset(row.situation for row in TABLE if row.topic == topic or topic in row.also)


def may_rest(urgency: Urgency) -> bool:
    """Whether a reader may put advice off: never what is due today, and never an emergency."""
    return urgency.rank < Urgency.TODAY.rank


def _fits(row: Row, stage: str) -> bool:
    return not row.stages or stage in row.stages


def _place(row: Row) -> tuple[int, bool, bool]:
    """What sorts a row; those alike keep the order in which they were raised."""
    return (-row.urgency.rank, not row.always, row.situation.startswith("stage_"))


def _resources(row: Row, stage: str, state: str) -> tuple[str, ...]:
    """Those that serve the state. Nobody is sent to "their clinic" who has none, if there is another."""
    serving = [slug for slug in row.resources if resource(slug).serves(state)]
    if stage == Stage.NOT_IN_TREATMENT:
        serving = [slug for slug in serving if slug != "own-clinic"] or serving
    return tuple(serving[:RESOURCES_EACH])


def _advice(row: Row, one: Raised, stage: str, state: str) -> Advice:
    return Advice(
        situation=one.situation,
        topic=row.topic,
        address=row.page or f"/guidance/{row.topic}/",
        urgency=row.urgency,
        text=row.text,
        resources=_resources(row, stage, state),
        reason=one.reason,
        also=row.also,
    )


def _grouped(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    grouped: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        grouped[row.situation] = (*grouped.get(row.situation, ()), row)
    return grouped


_rows_by_situation = _grouped(TABLE)

# Pairs of situation and topic that a reader may put off.
MAY_REST = frozenset((row.situation, row.topic) for row in TABLE if row.topic and may_rest(row.urgency))
