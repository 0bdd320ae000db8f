"""What the week says about treatment: its events, and the weeks of caution that they stand in."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.base.clock import Week
from tracker.entries.log import Log
from tracker.guidance.situations import Raised
from tracker.readiness.standing import Standing, standing_of
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import WINDOW_DAYS, What

WENT_WELL = (What.STARTED, What.BACK_IN_TREATMENT, What.INJECTION_GIVEN, What.NALOXONE_USED)
HARD = (What.RETURNED_TO_USE, What.OVERDOSE, What.NALOXONE_USED, What.LEFT_TREATMENT, What.LEFT_CARE, What.STOPPED)


def standing_in(log: Log, events: list[TreatmentEvent], week: Week, today: dt.date) -> Standing | None:
    """How things stand today, with naloxone and numbers, or stood at the end of a week that is over.

    A week to come has none.
    """
    if today < week.monday:
        return None
    is_current = today <= week.sunday
    return standing_of(log, events, min(today, week.sunday), with_kits=False, with_calls=is_current)


@dataclass(frozen=True)
class TreatmentWeek:
    """The events of the week, soonest first, and how things stood at its end; in the current week, how they stand."""

    events: tuple[TreatmentEvent, ...] = ()
    standing: Standing | None = None

    @classmethod
    def of(cls, standing: Standing | None, week: Week) -> "TreatmentWeek":
        if standing is None:
            return cls()
        events = tuple(one for one in standing.events if week.monday <= one.day <= week.sunday)
        return cls(events, standing)

    def __bool__(self) -> bool:
        return bool(self.events or self.then or self.now)

    @property
    def now(self) -> Standing | None:
        """How things stand, in the current week, while care is needed."""
        return self.standing if self.standing and self.standing.calls else None

    @property
    def then(self) -> str:
        """For a week that is over: the window at its end, in one sentence; "" without one."""
        if self.standing is None or self.standing.window is None or self.now:
            return ""
        values = {"day": self.standing.day_number, "all": WINDOW_DAYS}
        if self.standing.window.is_break:
            return _("At the end of the week it was day %(day)d of %(all)d after a break.") % values
        return _("At the end of the week it was day %(day)d of the first %(all)d on methadone.") % values

    def raised(self, week: Week) -> list[Raised]:
        """What the events of the week and the window say is going on."""
        return self.standing.raised(since=week.monday) if self.standing else []

    @property
    def good(self) -> list[TreatmentEvent]:
        """What went well."""
        return [one for one in self.events if one.what in WENT_WELL]

    @property
    def is_hard(self) -> bool:
        """Whether something happened after which cheerful words would hurt."""
        return any(one.what in HARD for one in self.events)
