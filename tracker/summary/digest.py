"""The week in a few lines for a mail, for a reader who asked for it: counts and words of our own.

Nothing that anybody typed is in it: no note, no name, no title, no place. The reader's check-ins are not in it.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.appointments.models import Appointment
from tracker.base.dates import date_format
from tracker.rides.models import Ride
from tracker.summary import words
from tracker.summary.statistics import KNOWN, Ahead, Boundaries, Rides, Signs, Visits, WeekSummary
from tracker.summary.tasks import WeekTasks
from tracker.summary.treatment import TreatmentWeek

# What "ahead" means in a mail, on whichever day it comes.
AHEAD = dt.timedelta(days=7)


@dataclass(frozen=True)
class Part:
    """A heading and its lines."""

    heading: str
    lines: Sequence[str]


def coming(running: WeekSummary, now: dt.datetime) -> list[Ahead]:
    """What still stands in the seven days from `now`, soonest first; `running` is the summary of the week of `now`."""
    return [one for one in (*running.ahead, *running.ahead_next) if one.entry.at < now + AHEAD]


def parts(summary: WeekSummary, ahead: Sequence[Ahead]) -> list[Part]:
    """What happened in the week and what is ahead; each thing once, and no part without anything to say."""
    found = [
        Part(_("What went well"), _good(summary)),
        Part(_("Appointments"), _visits(summary.visits)),
        Part(_("Rides"), [words.rides(replace(summary.rides, came=()))]),
        Part(_("Boundaries"), _boundaries(summary.boundaries)),
        Part(_("What was noted"), _signs(summary.signs)),
        Part(_("Treatment"), _treatment(summary.treatment)),
        Part(_("The next seven days"), _ahead(ahead)),
    ]
    filled = [Part(one.heading, [line for line in one.lines if line]) for one in found]
    return [one for one in filled if one.lines]


def _good(summary: WeekSummary) -> list[str]:
    """What went well; good things in one's own words and tasks are counted, and not quoted."""
    known = {str(sign.label) for sign in KNOWN.values()}
    listed = tuple(one for one in summary.signs.good if str(one.label) in known)
    bare = replace(summary, signs=replace(summary.signs, good=listed), tasks=WeekTasks())
    more, done = len(summary.signs.good) - len(listed), len(summary.tasks.done)
    counts = [
        (more, ngettext("%(n)d good thing in your own words.", "%(n)d good things in your own words.", more)),
        (done, ngettext("%(n)d task got done.", "%(n)d tasks got done.", done)),
    ]
    return [*words.good(bare), *_counted(counts)]


def _visits(visits: Visits) -> list[str]:
    missed, asked = len(visits.missed), len(visits.unanswered)
    counts = [
        (missed, ngettext("%(n)d was missed.", "%(n)d were missed.", missed)),
        (asked, ngettext("Nobody has said how %(n)d went.", "Nobody has said how %(n)d went.", asked)),
    ]
    return _counted(counts)


def _boundaries(boundaries: Boundaries) -> list[str]:
    """How tests went; when all were kept, that stands under what went well."""
    return [] if boundaries.kept == len(boundaries.tests) else [words.boundaries(boundaries)]


def _signs(signs: Signs) -> list[str]:
    """Each category with its count, beside the weeks before. Good ones stand under what went well."""
    lines = []
    for row in signs.rows:
        if not row.is_good:
            said = {"category": row.category.label, "n": sum(row.days), "compared": ""}
            if row.compared:
                said["compared"] = row.compared.label
                lines.append(_("%(category)s: %(n)d, %(compared)s.") % said)
            else:
                lines.append(_("%(category)s: %(n)d.") % said)
    return lines + [_("%(category)s: less than usual.") % {"category": one.label} for one in signs.fewer]


def _treatment(treatment: TreatmentWeek) -> list[str]:
    events = [one for one in treatment.events if one not in treatment.good]
    lines = [_("%(what)s: %(day)s.") % {"what": one.title, "day": date_format(one.day, "l")} for one in events]
    return [*lines, treatment.then]


def _ahead(ahead: Sequence[Ahead]) -> list[str]:
    """What is coming up, by sort and day, and what it lacks."""
    rides = [*(ride for one in ahead for ride in one.rides), *(one.entry for one in ahead if _is(one, Ride))]
    visits = [one for one in ahead if _is(one, Appointment)]
    tasks = [one.entry for one in ahead if not _is(one, Ride) and not _is(one, Appointment)]
    lines = [
        _days(_("Appointments"), [one.entry.day for one in visits]),
        _days(_("Rides"), [ride.day for ride in rides]),
        _days(_("Tasks"), [task.due_on for task in tasks]),
    ]
    lacking = Rides(
        without_ride=tuple(one.entry for one in visits if one.lacks_ride),
        without_plan_b=tuple(ride for ride in rides if not ride.has_plan_b),
    )
    return [*lines, *words.still_open(lacking)]


def _is(one: Ahead, model: type) -> bool:
    return isinstance(one.entry, model)


def _days(what: str | Promise, days: Iterable[dt.date]) -> str:
    named = ", ".join(date_format(day, "l") for day in sorted(set(days)))
    return _("%(what)s: %(days)s.") % {"what": what, "days": named} if named else ""


def _counted(counts: Iterable[tuple[int, str]]) -> list[str]:
    return [text % {"n": count} for count, text in counts if count]
