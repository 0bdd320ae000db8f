"""What a copy of one week says: plain sentences, from an allow-list of what may leave the app.

Without names everything comes from the app's own lists of words (what sort of visit, which sign); nothing that
somebody typed is among it. With names there are also the nickname, the maker's name, and what was typed as a title
or as a good thing in one's own words. Never: notes, places, drivers, contacts, other members, check-ins, and visits
that are the supporter's own.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.appointments.models import Appointment
from tracker.appointments.rules import What
from tracker.base.clock import Week
from tracker.base.dates import date_format
from tracker.boundaries.models import BoundaryTest
from tracker.entries.log import Log
from tracker.entries.models import EntryQuerySet
from tracker.entries.rules import ALWAYS_ONLY_ME, Visibility
from tracker.people.models import Membership
from tracker.rides.models import Ride
from tracker.summary import words
from tracker.summary.copies.rules import Choice, Part
from tracker.summary.loading import week_summary
from tracker.summary.statistics import (
    KNOWN,
    Ahead,
    Boundaries,
    Rides,
    SignRow,
    Signs,
    Visits,
    WeekSummary,
)
from tracker.summary.tasks import WeekTasks
from tracker.summary.treatment import TreatmentWeek
from tracker.tasks.models import Task
from tracker.treatment.rules import WINDOW_DAYS


@dataclass(frozen=True)
class CopyLog(Log):
    """What of a member's log may stand in a copy: nothing that was written or touched after `as_of`."""

    as_of: dt.datetime
    only_me: bool = False

    def visible(self, entries) -> EntryQuerySet:
        rows = super().visible(entries).filter(updated_at__lte=self.as_of).exclude(kind__in=ALWAYS_ONLY_ME)
        return rows if self.only_me else rows.filter(visibility=Visibility.CIRCLE.value)


@dataclass(frozen=True)
class CopyPart:
    """One part with its sentences; what was noticed also has its days, one row for each category."""

    part: Part
    lines: tuple[str, ...]
    rows: tuple[SignRow, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines)

    @property
    def heading(self) -> str:
        return self.part.label


@dataclass(frozen=True)
class Copy:
    """The page that is handed over. `about` (what they are called) and `maker` are "" without names."""

    title: str
    week: Week
    as_of: dt.datetime
    parts: tuple[CopyPart, ...]
    about: str = ""
    maker: str = ""


def copy_of(membership: Membership, week: Week, choice: Choice, as_of: dt.datetime) -> Copy:
    """The copy as it stood at `as_of`, without what was deleted, hidden or changed since; a fixed number of queries."""
    log = CopyLog(membership, as_of=as_of, only_me=choice.only_me)
    summary = only_chosen(week_summary(log, week, as_of), choice)
    made = {
        Part.GOOD: CopyPart(Part.GOOD, tuple(words.good(summary))),
        Part.VISITS: CopyPart(Part.VISITS, tuple(_visits(summary.visits, choice))),
        Part.RIDES: CopyPart(Part.RIDES, tuple(_rides(summary.rides))),
        Part.BOUNDARIES: CopyPart(Part.BOUNDARIES, tuple(_boundaries(summary.boundaries, choice, as_of))),
        Part.SIGNS: CopyPart(Part.SIGNS, tuple(map(_sign, summary.signs.rows)), summary.signs.rows),
        Part.TREATMENT: CopyPart(Part.TREATMENT, tuple(_treatment(summary.treatment))),
        Part.AHEAD: CopyPart(Part.AHEAD, tuple(_ahead((*summary.ahead, *summary.ahead_next), choice))),
    }
    return Copy(
        title=words.title(summary),
        week=week,
        as_of=as_of,
        parts=tuple(part for which, part in made.items() if which in choice and part),
        about=membership.their_name if choice.names else "",
        maker=membership.user.display_name if choice.names else "",
    )


def only_chosen(summary: WeekSummary, choice: Choice) -> WeekSummary:
    """The summary without the parts that were not chosen, so that "what went well" cannot tell of them either.

    The supporter's own visits are left out, and without names what somebody typed.
    """
    visits = summary.visits
    fields = ("went", "missed", "unanswered", "called_off", "coming")
    theirs = {name: tuple(one for one in getattr(visits, name) if one.what != What.OWN_SUPPORT) for name in fields}
    signs, done = summary.signs, summary.tasks.done
    if not choice.names:
        ours = {str(sign.label) for sign in KNOWN.values()}
        signs = replace(signs, good=tuple(one for one in signs.good if str(one.label) in ours))
        done = ()
    if Part.SIGNS not in choice:
        signs = Signs(good=signs.good)
    return replace(
        summary,
        visits=Visits(**theirs) if Part.VISITS in choice else Visits(),
        rides=summary.rides if Part.RIDES in choice else Rides(),
        boundaries=summary.boundaries if Part.BOUNDARIES in choice else Boundaries(),
        signs=signs,
        tasks=WeekTasks(done=done),
        treatment=summary.treatment if Part.TREATMENT in choice else TreatmentWeek(),
    )


# The sentences -------------------------------------------------------------------------------------------
def _named(visit: Appointment, choice: Choice) -> str:
    return visit.title if choice.names else str(visit.what_label)


def _on(day: dt.date) -> str:
    return date_format(day, "l")


def _visits(visits: Visits, choice: Choice) -> Iterable[str]:
    """Visits that took place, those of the same name in one line; then those that did not, each with why."""
    went: dict[str, list[str]] = {}
    for visit in visits.went:
        went.setdefault(_named(visit, choice), []).append(_on(visit.day))
    for name, days in went.items():
        yield _("%(what)s, went: %(days)s.") % {"what": name, "days": ", ".join(days)}
    for visit in (*visits.missed, *visits.called_off):
        how = visit.why_missed_label if visit in visits.missed else ""
        said = f"{visit.outcome_label}: {how}" if how else visit.outcome_label
        yield _("%(what)s, %(day)s. %(how)s.") % {"what": _named(visit, choice), "day": _on(visit.day), "how": said}
    if count := len(visits.unanswered):
        yield ngettext(
            "%(n)d visit without an answer how it went.", "%(n)d visits without an answer how they went.", count
        ) % {"n": count}


def _rides(rides: Rides) -> Iterable[str]:
    if said := words.rides(rides):
        yield said
    for ride in (*rides.failed, *rides.late):
        values = {"ride": ride.title, "day": _on(ride.day), "how": ride.status_label}
        yield _("%(ride)s, %(day)s. %(how)s.") % values


def _boundaries(boundaries: Boundaries, choice: Choice, as_of: dt.datetime) -> Iterable[str]:
    if said := words.boundaries(boundaries):
        yield said
    for test in boundaries.tests:
        about = _boundary_named(test, choice, as_of)
        yield _("%(about)s, %(day)s. %(how)s.") % {"about": about, "day": _on(test.day), "how": test.outcome_label}


def _boundary_named(test: BoundaryTest, choice: Choice, as_of: dt.datetime) -> str:
    """Its own words only where they may be read, and stood so when the copy was made."""
    boundary = test.boundary
    may_be_read = choice.only_me or not boundary.is_private
    if choice.names and may_be_read and boundary.updated_at <= as_of:
        return boundary.title.rstrip(".")
    return str(boundary.kind_label)


def _sign(row: SignRow) -> str:
    labels = "; ".join(str(label) for label in row.labels)
    return _("%(category)s: %(signs)s.") % {"category": row.category.label, "signs": labels}


def _treatment(treatment: TreatmentWeek) -> Iterable[str]:
    for event in treatment.events:
        medicine = f" ({event.medicine_label})" if event.medicine else ""
        yield _("%(what)s, %(day)s.") % {"what": f"{event.title}{medicine}", "day": _on(event.day)}
    standing = treatment.standing
    if standing and standing.window:
        values = {"date": date_format(standing.day, "F j"), "day": standing.day_number, "all": WINDOW_DAYS}
        if standing.window.is_break:
            yield _("%(date)s was day %(day)d of %(all)d after a break. Tolerance is low in these weeks.") % values
        else:
            yield _("%(date)s was day %(day)d of the first %(all)d on methadone.") % values


def _ahead(ahead: Iterable[Ahead], choice: Choice) -> Iterable[str]:
    """Visits with the rides to them, and rides on their own; tasks have only a title that was typed."""
    for one in ahead:
        entry = one.entry
        if isinstance(entry, Task):
            if choice.names:
                yield _("%(day)s: %(what)s.") % {"day": date_format(entry.day, "D, M j"), "what": entry.title}
            continue
        if isinstance(entry, Appointment) and entry.what == What.OWN_SUPPORT:
            continue
        when = date_format(timezone.localtime(entry.at, entry.circle.tzinfo), "D, M j, g:i A")
        name = entry.title if isinstance(entry, Ride) else _named(entry, choice)
        status = words.ahead(one)
        said = _("%(when)s: %(what)s.") % {"when": when, "what": name}
        yield f"{said} {capfirst(status)}." if status else said
