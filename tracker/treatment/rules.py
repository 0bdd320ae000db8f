"""Treatment events: what can happen, and the weeks of caution that follow, on plain values.

Nothing here knows an amount of medicine, and nothing ever says that a danger is over: a window only ends by
its own days.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class What(LabelledEnum):
    STARTED = "started", _("Started medicine")
    CHANGED = "changed", _("Changed to another medicine")
    STOPPED = "stopped", _("Stopped medicine")
    INJECTION_GIVEN = "injection_given", _("Had the injection")
    INJECTION_LATE = "injection_late", _("Injection is late")
    DOSE_MISSED = "dose_missed", _("Missed a dose")
    LEFT_TREATMENT = "left_treatment", _("Left treatment")
    LEFT_CARE = "left_care", _("Left detox, rehab or the hospital")
    RELEASED = "released", _("Released from jail or prison")
    BACK_IN_TREATMENT = "back_in_treatment", _("Back in treatment")
    RETURNED_TO_USE = "returned_to_use", _("Returned to use")
    OVERDOSE = "overdose", _("Overdose")
    NALOXONE_USED = "naloxone_used", _("Naloxone was used")


class Medicine(LabelledEnum):
    METHADONE = "methadone", _("Methadone")
    BUPRENORPHINE = "buprenorphine", _("Buprenorphine")
    NALTREXONE = "naltrexone", _("Naltrexone")
    OTHER = "other", _("Another medicine")
    NOT_SAID = "not_said", _("Rather not say")


class DaysMissed(LabelledEnum):
    ONE = "one", _("One day")
    TWO_OR_MORE = "two_or_more", _("Two days or more")


# How the page that asks "what happened?" puts them; an overdose comes after its own line about 911.
GROUPS = (
    (_("Medicine"), (What.STARTED, What.CHANGED, What.STOPPED, What.DOSE_MISSED, What.INJECTION_GIVEN,
                     What.INJECTION_LATE)),
    (_("Treatment and places"), (What.LEFT_TREATMENT, What.LEFT_CARE, What.RELEASED, What.BACK_IN_TREATMENT)),
    (_("Use"), (What.RETURNED_TO_USE, What.OVERDOSE, What.NALOXONE_USED)),
)  # fmt: skip

# "Can you wake them? If not: 911" comes before anything else.
WAKE_CHECK = frozenset({What.OVERDOSE, What.NALOXONE_USED})
BREAKS = frozenset({What.STOPPED, What.LEFT_TREATMENT, What.LEFT_CARE, What.RELEASED})
BEGINS_MEDICINE = frozenset({What.STARTED, What.CHANGED, What.BACK_IN_TREATMENT})
# Events about which one may say what medicine it was.
ABOUT_MEDICINE = BEGINS_MEDICINE | {What.STOPPED, What.DOSE_MISSED, What.INJECTION_GIVEN, What.INJECTION_LATE}

# The most dangerous time after a break, and the first weeks on methadone (facts 2.3, 5.1): day 1 is the event's own.
WINDOW_DAYS = 28
# An injection of naltrexone works for about 28 days (facts 2.5); the note begins a little before, and ends
# when it has been gone for as long as a break counts.
MONTH_END_FROM = 24
MONTH_END_UNTIL = 56
# How far back events can still say something about today.
LOOK_BACK_DAYS = MONTH_END_UNTIL + WINDOW_DAYS


@dataclass(frozen=True)
class Event:
    """What the rules need to know of an entry: the local day it was written for, and its codes."""

    at: dt.datetime
    day: dt.date
    what: str
    medicine: str = ""
    days_missed: str = ""
    key: int = 0

    @property
    def is_break(self) -> bool:
        return is_break(self.what, self.days_missed)

    @property
    def begins_methadone(self) -> bool:
        return begins_methadone(self.what, self.medicine)


def is_break(what: str, days_missed: str = "") -> bool:
    """Whether tolerance falls from here on: a break in treatment, or no dose for two days or longer."""
    return what in BREAKS or (what == What.DOSE_MISSED and days_missed == DaysMissed.TWO_OR_MORE)


def raises_risk(what: str, days_missed: str = "") -> bool:
    """Whether an overdose is likelier in the days that follow."""
    return what == What.RETURNED_TO_USE or is_break(what, days_missed)


def begins_methadone(what: str, medicine: str) -> bool:
    """Whether the first weeks on methadone begin (again) here."""
    return what in BEGINS_MEDICINE and medicine == Medicine.METHADONE


class Caution(LabelledEnum):
    BREAK = "break", _("After a break")
    FIRST_WEEKS = "first_weeks", _("First weeks on methadone")


@dataclass(frozen=True)
class Window:
    """Four weeks of caution: why, since when, and which event began them."""

    caution: Caution
    since: dt.date
    event: Event
    after_break: bool = False  # the first weeks on methadone followed a break

    @property
    def last_day(self) -> dt.date:
        return self.since + dt.timedelta(days=WINDOW_DAYS - 1)

    @property
    def is_break(self) -> bool:
        return self.caution is Caution.BREAK

    @property
    def length(self) -> int:
        return WINDOW_DAYS

    def holds_on(self, day: dt.date) -> bool:
        return self.since <= day <= self.last_day

    def number_of(self, day: dt.date) -> int:
        """Which day of the window it is; the event's own day is day 1."""
        return (day - self.since).days + 1


def in_order(events: Iterable[Event]) -> list[Event]:
    """Soonest first."""
    return sorted(events, key=lambda event: (event.day, event.at, event.key))


def window_on(events: Iterable[Event], day: dt.date) -> Window | None:
    """The window that is open on `day`, of what had happened by then.

    A later break begins it anew. Methadone that starts or starts again turns it into the first weeks on
    methadone, with all their days. Any other return to treatment leaves it as it is.
    """
    window: Window | None = None
    for event in in_order(events):
        if event.day > day:
            break
        if event.is_break:
            window = Window(Caution.BREAK, event.day, event)
        elif event.begins_methadone:
            before = window is not None and window.holds_on(event.day) and (window.is_break or window.after_break)
            window = Window(Caution.FIRST_WEEKS, event.day, event, after_break=before)
    return window if window and window.holds_on(day) else None


@dataclass(frozen=True)
class MonthEnd:
    """The effect of a naltrexone injection runs out: since the last one, or since somebody said that it is late."""

    event: Event
    day: dt.date

    @property
    def is_late(self) -> bool:
        return self.event.what == What.INJECTION_LATE

    @property
    def days_since(self) -> int:
        return (self.day - self.event.day).days


def month_end_on(events: Iterable[Event], day: dt.date) -> MonthEnd | None:
    """What is to be said on `day` about naltrexone that wears off; None while it holds, or without naltrexone.

    An injection that was given wears off all the same when treatment stops, so only another medicine by name
    ends the note before its days are over.
    """
    given: Event | None = None
    for event in in_order(events):
        if event.day > day:
            break
        given = _naltrexone_after(event, given)
    if given is None:
        return None
    note = MonthEnd(given, day)
    if note.is_late:
        return note if note.days_since < WINDOW_DAYS else None
    return note if MONTH_END_FROM <= note.days_since < MONTH_END_UNTIL else None


def _naltrexone_after(event: Event, given: Event | None) -> Event | None:
    """The event that naltrexone counts from, once `event` has happened too."""
    unnamed = event.medicine in {"", Medicine.NOT_SAID}
    its_own = event.medicine == Medicine.NALTREXONE
    if event.what in {What.INJECTION_GIVEN, What.INJECTION_LATE}:
        return event if its_own or (unnamed and given) else given
    if event.what in BEGINS_MEDICINE:
        return event if its_own else (given if unnamed else None)
    return given
