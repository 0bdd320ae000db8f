"""The sentences of a week. Plain, warm and exact; nothing here judges, adds up a person or looks ahead."""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.base.dates import date_format
from tracker.boundaries.rules import TestOutcome
from tracker.rides.models import Ride
from tracker.summary.statistics import Ahead, Boundaries, Rides, Signs, Visits, WeekSummary, WentWell
from tracker.tasks.models import Task
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import What as Event


def title(summary: WeekSummary) -> str:
    """ "Week of November 16 to 22", with the months or years where they change."""
    first, last = summary.week.monday, summary.week.sunday
    if first.year != last.year:
        end = date_format(last, "F j, Y")
        return _("Week of %(start)s to %(end)s") % {"start": date_format(first, "F j, Y"), "end": end}
    days = {
        "start": date_format(first, "F j"),
        "end": date_format(last, "j" if first.month == last.month else "F j"),
        "year": first.year,
    }
    return _("Week of %(start)s to %(end)s, %(year)s") % days


def opening(summary: WeekSummary, found: list[str]) -> str:
    """The first sentence under "What went well": the most telling of `found`; in a hard week that it is one.

    "" when nothing is written down and nothing hard is known.
    """
    if not summary.treatment.is_hard:
        return found[0] if found else ""
    if found:
        return _("A hard week, and there was good in it too.")
    return _("A hard week. You stayed with it, and you wrote it down. That counts.")


def good(summary: WeekSummary) -> list[str]:
    """What went well, most telling first."""
    found = [
        _kept_visits(summary.visits),
        *map(_treatment, summary.treatment.good),
        *map(_good_thing, summary.signs.good),
        _kept_boundaries(summary.boundaries),
        _own_time(summary.visits),
        _rides_came(summary.rides),
        summary.tasks.sentence,
    ]
    return [sentence for sentence in found if sentence]


def _kept_visits(visits: Visits) -> str:
    went, missed = len(visits.theirs), visits.theirs_missed
    if not went:
        return ""
    if went + missed == 1:
        return _("Went to the visit: %(what)s.") % {"what": visits.theirs[0].what_label}
    sentence = ngettext("Went to %(went)d of %(all)d visit.", "Went to %(went)d of %(all)d visits.", went + missed)
    return sentence % {"went": went, "all": went + missed}


def _good_thing(thing: WentWell) -> str:
    days = ", ".join(date_format(day, "l") for day in thing.days)
    return _("%(thing)s: %(days)s.") % {"thing": thing.label, "days": days}


def _treatment(event: TreatmentEvent) -> str:
    values = {"what": event.title, "day": date_format(event.day, "l")}
    if event.what == Event.NALOXONE_USED:
        return _("Naloxone was there, and somebody gave it: %(day)s.") % values
    return _("%(what)s: %(day)s.") % values


def _kept_boundaries(boundaries: Boundaries) -> str:
    if not boundaries.kept:
        return ""
    return ngettext(
        "A boundary was tested and kept.", "A boundary was tested and kept %(count)d times.", boundaries.kept
    ) % {"count": boundaries.kept}


def _own_time(visits: Visits) -> str:
    if not visits.own_went:
        return ""
    return ngettext(
        "There was time for your own support.", "There was time for your own support, %(count)d times.", visits.own_went
    ) % {"count": visits.own_went}


def _rides_came(rides: Rides) -> str:
    count = len(rides.came)
    if not count:
        return ""
    return ngettext("%(count)d ride came on time.", "%(count)d rides came on time.", count) % {"count": count}


def rides(found: Rides) -> str:
    """How the rides went, in one sentence; "" when nobody has said."""
    parts = [
        (len(found.came), ngettext("%(n)d came on time", "%(n)d came on time", len(found.came))),
        (len(found.late), ngettext("%(n)d came late", "%(n)d came late", len(found.late))),
        (len(found.failed), ngettext("%(n)d did not come", "%(n)d did not come", len(found.failed))),
    ]
    return _sentence(text % {"n": count} for count, text in parts if count)


def still_open(found: Rides) -> list[str]:
    """What the visits ahead still lack; the list of the week ahead says which."""
    visits, rides = len(found.without_ride), len(found.without_plan_b)
    sentences = [
        (visits, ngettext("%(n)d visit ahead has no ride yet.", "%(n)d visits ahead have no ride yet.", visits)),
        (rides, ngettext("%(n)d ride ahead has no plan B yet.", "%(n)d rides ahead have no plan B yet.", rides)),
    ]
    return [sentence % {"n": count} for count, sentence in sentences if count]


def ahead(one: Ahead) -> str:
    """Where a visit's rides stand, or a ride itself, and what is missing."""
    if isinstance(one.entry, Task):
        return str(one.entry.who or "")
    if isinstance(one.entry, Ride):
        parts = [one.entry.status_label, "" if one.entry.has_plan_b else _("no plan B yet")]
    else:
        parts = [_("no ride yet")] if one.lacks_ride else []
        for ride in one.rides:
            parts += [_("%(ride)s: %(status)s") % {"ride": ride.title, "status": ride.status_label}]
            parts += [] if ride.has_plan_b else [_("no plan B yet")]
    return " · ".join(str(part) for part in parts if part)


def boundaries(found: Boundaries) -> str:
    """How often boundaries were tested and what was done, in one sentence; "" for none."""
    if not found.tests:
        return ""
    words = {
        TestOutcome.KEPT: _("%(n)d kept"),
        TestOutcome.BENT: _("%(n)d bent"),
        TestOutcome.DROPPED: _("%(n)d dropped"),
    }
    parts = ", ".join(words[outcome] % {"n": found.count(outcome)} for outcome in TestOutcome if found.count(outcome))
    count = len(found.tests)
    tested = ngettext("Tested %(count)d time: %(parts)s.", "Tested %(count)d times: %(parts)s.", count)
    return tested % {"count": count, "parts": parts}


def counted_once(signs: Signs) -> str:
    """What is left out of the signs because the visits say it already."""
    count = signs.counted_with_visits
    if not count:
        return ""
    return ngettext(
        "%(count)d sign was about how a visit went. It counts with the visit, not here.",
        "%(count)d signs were about how a visit went. They count with the visit, not here.",
        count,
    ) % {"count": count}


def _sentence(parts: Iterable[str]) -> str:
    text = ", ".join(parts)
    return f"{capfirst(text)}." if text else ""
