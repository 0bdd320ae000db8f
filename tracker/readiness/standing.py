"""How things stand with breaks and naloxone, for one reader on one day: what Today and the week say about it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.dates import date_format
from tracker.entries.log import Log
from tracker.entries.models import soonest_first
from tracker.guidance.situations import Raised, Situation
from tracker.readiness.models import NaloxoneKit
from tracker.readiness.rules import warning_step
from tracker.treatment.calling import Calls, whom_to_call
from tracker.treatment.models import TreatmentEvent, TreatmentFacts, month_end_raised, window_raised
from tracker.treatment.rules import MonthEnd, Window


@dataclass(frozen=True)
class Standing:
    """Everything as of `day`, with the kits and numbers to call that the page asked for.

    A circle that is paused or bereaved has its events and nothing that warns.
    """

    day: dt.date
    events: tuple[TreatmentEvent, ...] = ()
    facts: TreatmentFacts | None = None
    kits: tuple[NaloxoneKit, ...] = ()
    calls: Calls | None = None

    @property
    def window(self) -> Window | None:
        return self.facts.window if self.facts else None

    @property
    def month_end(self) -> MonthEnd | None:
        return self.facts.month_end if self.facts else None

    @property
    def needs_care(self) -> bool:
        """Whether these are days to be careful in."""
        return bool(self.window or self.month_end)

    @property
    def lacks_kit(self) -> bool:
        return self.calls is not None and not self.kits

    @property
    def day_number(self) -> int:
        return self.window.number_of(self.day) if self.window else 0

    @property
    def began_with(self) -> TreatmentEvent | None:
        """The entry that began the window."""
        key = self.window.event.key if self.window else None
        return next((entry for entry in self.events if entry.pk == key), None)

    @property
    def expiring(self) -> list[tuple[NaloxoneKit, str]]:
        """The kits whose date comes near or has passed, each with its one line."""
        lines = ((kit, kit.expiry_line(self.day)) for kit in self.kits if self.facts)
        return [(kit, line) for kit, line in lines if line]

    def raised(self, *, since: dt.date) -> list[Raised]:
        """What the events from the day `since` on, the window and the kits say is going on."""
        facts = self.facts
        raised = (
            [one for entry in self.events if since <= entry.day for one in entry.situations(facts)] if facts else []
        )
        if self.lacks_kit:
            raised.append(Raised(Situation.NO_KIT, _("No naloxone kit is written down.")))
        if self.window:
            raised.append(window_raised(self.window, self.day))
            if self.window.after_break:
                reason = _("There was a break before methadone was started.")
                raised.append(Raised(Situation.BREAK_IN_TREATMENT, reason))
        if self.month_end:
            raised.append(month_end_raised(self.month_end))
        return raised + [_kit_raised(kit, self.day) for kit, _line in self.expiring[:1]]


def _kit_raised(kit: NaloxoneKit, day: dt.date) -> Raised:
    until = {"day": date_format(kit.expires_on, "F j, Y")}
    if warning_step(kit.expires_on, day) == 0:
        return Raised(Situation.KIT_EXPIRING, _("A naloxone kit was good until %(day)s.") % until)
    return Raised(Situation.KIT_EXPIRING, _("A naloxone kit is good until %(day)s.") % until)


def standing_of(
    log: Log, entries: list[TreatmentEvent], day: dt.date, *, with_kits: bool, with_calls: bool
) -> Standing:
    """How things stand on `day`, from the events that matter on it; kits in one query, contacts in another.

    `with_kits` reads the kits in any case, `with_calls` reads kits and contacts when care is needed.
    """
    entries = tuple(soonest_first(entries))
    facts = None if log.circle.is_quiet else TreatmentFacts.of(log.circle, entries, day)
    needs_care = with_calls and facts is not None and bool(facts.window or facts.month_end)
    kits = tuple(log.rows(NaloxoneKit)) if with_kits or needs_care else ()
    return Standing(day, entries, facts, kits, whom_to_call(log) if needs_care else None)


def standing_today(log: Log) -> Standing:
    """As of today, with everything, in three queries."""
    day = clock.today(log.circle.tzinfo)
    return standing_of(log, list(log.of(TreatmentEvent).that_matter_on(day)), day, with_kits=True, with_calls=True)
