"""What each page may cost. F is the list page of the bare project in `floor`, measured in the same run."""

from dataclasses import dataclass

GROWTH = 1.1  # from the small circle to the large one, and from few circles to many
TOLERANCE = 1.25  # times shake; `--check` fails a time only beyond this
LARGE, SMALL = 20_000, 1_000

LIST = 12
OVERVIEW = 16
KINDS_ON_TIMELINE = 5


@dataclass(frozen=True)
class Budget:
    """At most `floors` times F, and at most `queries` statements however many entries there are."""

    floors: float
    queries: int


BUDGETS = {
    "today": Budget(1.2, OVERVIEW),
    "list": Budget(1.2, LIST),
    "entry": Budget(1.2, LIST),
    "boundary": Budget(1.2, LIST),
    "timeline": Budget(1.2, LIST + KINDS_ON_TIMELINE),
    "week": Budget(2, OVERVIEW),
    "patterns": Budget(2, OVERVIEW),
    "reminders": Budget(1.2, LIST),
    "sign-form": Budget(1.2, LIST),
    "visit-form": Budget(1.2, LIST),
    "sign-save": Budget(0.8, LIST),
    "visit-save": Budget(0.8, LIST),
    "emergency": Budget(0.3, 0),
    "topic": Budget(0.3, 0),
    "signs": Budget(0.3, 0),
    "resources": Budget(0.3, 1),
}

CIRCLES = 10_000
WORKER_MB = 120  # after 10,000 requests, and flat
CAPACITY = 0.8  # of the floor's requests a second

# In the browser (tests/weight.py). KB are 1,000 bytes on the wire, headers included.
FIRST_VISIT_KB, FIRST_VISIT_REQUESTS = 45, 6
LATER_VISIT_KB = 10
EMERGENCY_KB = 20
PAINT_OVER_STATIC_PAGE = 1.15
BLOCKING_MS = 30
LAYOUT_SHIFT = 0
