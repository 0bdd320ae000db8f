"""Visits that repeat: made ahead as rows, changed or cancelled from one day on. What is past is never touched."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.appointments.models import Appointment, Series
from tracker.appointments.repeats import MADE_AHEAD_DAYS, Repeat, is_near, moment_on
from tracker.appointments.rules import Outcome, Scope
from tracker.base import clock
from tracker.base.fields import new_public_id
from tracker.base.rounds import each_by_itself
from tracker.entries import actions
from tracker.entries.rules import Visibility
from tracker.people import audit
from tracker.people.models import Membership

SLACK_DAYS = 7


def horizon(zone) -> dt.date:
    """The last day up to which visits are made now, in the zone of their series."""
    return clock.today(zone) + dt.timedelta(days=MADE_AHEAD_DAYS)


# Making ----------------------------------------------------------------------------------------------------
@transaction.atomic
def start(*, visit: Appointment, repeat: Repeat, membership: Membership, version: int = 0) -> Appointment:
    """Begin a series with `visit`, new or stored in `version`, as its pattern and first visit; returns it.

    Raises entries.actions.AlreadySaved when the same form came before, VersionConflict when somebody saved the
    stored visit in between.
    """
    circle, first = membership.circle, next(repeat.days())
    author = visit.author if visit.pk else membership.user
    series = Series(circle=circle, author=author, visibility=visit.visibility, made_until=first)
    series.take_details(visit)
    series.zone = circle.zone
    series.repeat, series.start = repeat, _wall_time(visit.at, circle.tzinfo)
    series.save()
    visit.series, visit.slot, visit.at = series, first, moment_on(first, series.start, series.tzinfo)
    if visit.pk is None:
        actions.add(entry=visit, membership=membership)
    else:
        actions.change(entry=visit, version=version, membership=membership)
    _make_ahead(series, first)
    _note(series, action="series_started", membership=membership)
    return visit


def make_ahead(limit: int = 50) -> int:
    """The round of `send_due`: make the visits of every series that does not reach far enough; how many were made.

    A series that has ended and has no visit left goes, with what it says. One is due when it is a week short,
    so that a circle is not written to every day. Two senders at once make each visit once: the row is locked,
    and looked at again.
    """
    used_up = Series.objects.used_up(clock.now().date())
    if used_up.exists():  # looks first: a delete takes SQLite's only write lock
        used_up.delete()
    day = clock.now().date() + dt.timedelta(days=MADE_AHEAD_DAYS - SLACK_DAYS)
    short = list(Series.objects.short_of(day).values_list("pk", flat=True)[:limit])
    return each_by_itself(short, lambda pk: _go_on(pk, day), "visits that repeat")


@transaction.atomic
def _go_on(pk: int, day: dt.date) -> int:
    """Make a series reach further than `day`, from today on: days that passed meanwhile are nobody's plan any more."""
    series = Series.objects.short_of(day).select_for_update(of=("self",)).select_related("circle").filter(pk=pk).first()
    return _make_ahead(series, clock.today(series.tzinfo)) if series else 0


def _make_ahead(series: Series, since: dt.date) -> int:
    last = horizon(series.tzinfo)
    days = series.repeat.between(max(since, series.made_until + dt.timedelta(days=1)), last)
    for day in days:
        _make(series, day)
    series.made_until = max(last, series.made_until)
    series.save()
    return len(days)


def _make(series: Series, day: dt.date) -> Appointment:
    visit = Appointment(circle=series.circle, author=series.author, kind=Appointment.KIND, series=series, slot=day)
    # The key makes it impossible to have a day of a series twice.
    visit.client_key = uuid.uuid5(uuid.NAMESPACE_OID, f"{series.public_id} {day}")
    visit.visibility = series.visibility
    visit.take_details(series)
    visit.place_in_time(moment_on(day, series.start, series.tzinfo), series.circle)
    visit.save(force_insert=True)
    return visit


def _note(series: Series, *, action: str, membership: Membership) -> None:
    """A line in the trail; about a series that only its author sees, for them alone."""
    only_me = series.visibility == Visibility.ONLY_ME
    audit.record(circle=series.circle, by=membership.user, action=action, about=series.public_id, only_me=only_me)


def _wall_time(moment: dt.datetime, zone) -> dt.time:
    return moment.astimezone(zone).time().replace(second=0, microsecond=0)


# Changing --------------------------------------------------------------------------------------------------
@transaction.atomic
def change(*, visit: Appointment, scope: Scope, repeat: Repeat | None, version: int, membership: Membership) -> Counter:
    """Give the visits ahead the details and time of `visit`; how many were changed, made, taken away and left.

    `visit` holds the changed values and is not saved yet. `repeat` is what was asked for, None when the days stay
    as they were; a visit put on another day takes the others along. Visits that are past, answered or changed on
    their own stay as they are. Of the others each keeps its row, and with it its ride, as far as a day is left
    for it.

    Raises VersionConflict when somebody saved the visit in between.
    """
    stored = Appointment.objects.select_for_update().get(pk=visit.pk)
    if stored.version != version:
        raise actions.VersionConflict
    series = Series.objects.select_for_update().get(pk=visit.series_id)
    if repeat:  # its days are said on the clock that the circle has now
        series.zone = membership.circle.zone
    zone = series.tzinfo
    ahead = _ahead(series, stored, scope)
    begin = ahead[0].slot if ahead else clock.today(zone) + dt.timedelta(days=1)
    wanted = _asked(repeat, begin, scope) if repeat else _carried_on(series.repeat, begin, stored, visit, zone)
    _split(series, begin, wanted)
    series.take_details(visit)
    series.visibility, series.start = visit.visibility, _wall_time(visit.at, zone)
    series.made_until = horizon(zone)
    series.save()
    for row in ahead:
        if row.pk == visit.pk:  # the one in hand takes part, and its own note is what the form says
            row.is_alone, row.note = False, visit.note
    counts = _lay_out(series, ahead)
    _note(series, action="series_changed", membership=membership)
    return counts


def _asked(repeat: Repeat, begin: dt.date, scope: Scope) -> Repeat:
    """The repeat that was asked for; all visits ahead begin before the one it was asked on."""
    if scope is Scope.FOLLOWING or repeat.count == 1:
        return repeat
    return replace(repeat.reaching_back(begin), since=begin)


def _carried_on(former: Repeat, begin: dt.date, stored: Appointment, visit: Appointment, zone) -> Repeat:
    """What is left of the former repeat, moved along when the visit was put on another day."""
    left, day = former.from_day(begin), clock.local_day(visit.at, zone)
    if day == clock.local_day(stored.at, zone):
        return left
    begin = max(begin + (day - stored.slot), clock.today(zone))
    return replace(left.moved(stored.slot, day).reaching_back(begin), since=begin)


def _ahead(series: Series, visit: Appointment, scope: Scope) -> list[Appointment]:
    """The planned visits ahead that a change reaches: from this one on, or all."""
    rows = Appointment.objects.filter(series=series).still_ahead(clock.now()).select_related("circle")
    if scope is Scope.FOLLOWING:
        rows = rows.filter(slot__gte=visit.slot)
    return list(rows)


def _split(series: Series, begin: dt.date, repeat: Repeat) -> None:
    """Leave the days before `begin` to a copy that has ended; what goes on is this series, with what is tied to it."""
    past = series.visits.filter(slot__lt=begin)
    if past.exists():
        ended = Series.objects.get(pk=series.pk)
        ended.pk, ended.public_id = None, new_public_id()
        ended.until, ended.count = begin - dt.timedelta(days=1), None
        ended.save(force_insert=True)
        past.update(series=ended)
    series.repeat = repeat


def _lay_out(series: Series, rows: list[Appointment]) -> Counter:
    """Put the rows on the days of the series, take away those that are left over, and make those that lack."""
    counts = Counter(kept=0, changed=0, made=0, gone=0)
    days = set(series.repeat.between(series.since or series.first, series.made_until))
    own = [row for row in rows if row.is_alone]
    counts["kept"] = len(own)
    days -= {row.slot for row in own}
    left = [row for row in rows if not row.is_alone]
    for row, day in _pairs(left, days):
        row.slot, row.visibility = day, series.visibility
        row.take_details(series)
        row.version += 1
        row.place_in_time(moment_on(day, series.start, series.tzinfo), series.circle)
        row.save()
        days.discard(day)
        left.remove(row)
        counts["changed"] += 1
    counts["gone"] = take_away(left)
    for day in sorted(days):
        _make(series, day)
        counts["made"] += 1
    return counts


def _pairs(rows: list[Appointment], days: set[dt.date]) -> list[tuple[Appointment, dt.date]]:
    """Which row goes on which day: on its own where it still is one, else on the nearest free day that is near."""
    free = sorted(days - {row.slot for row in rows})
    pairs = []
    for row in rows:
        if row.slot in days:
            pairs.append((row, row.slot))
            continue
        near = [day for day in free if is_near(row.slot, day)]
        if near:
            day = min(near, key=lambda one: (abs(one - row.slot), one))
            free.remove(day)
            pairs.append((row, day))
    return pairs


# Cancelling ------------------------------------------------------------------------------------------------
@transaction.atomic
def cancel(*, visit: Appointment, scope: Scope, membership: Membership) -> int:
    """End the series before this visit, or before the next one that is ahead; how many visits fall away."""
    series = Series.objects.select_for_update().get(pk=visit.series_id)
    ahead = _ahead(series, visit, scope)
    last = (ahead[0].slot if ahead else clock.today(membership.circle.tzinfo)) - dt.timedelta(days=1)
    series.until, series.count = max(last, series.first - dt.timedelta(days=1)), None
    series.save()
    _note(series, action="series_ended", membership=membership)
    return take_away(ahead)


def take_away(visits: list[Appointment]) -> int:
    """Visits that will not be: erased where nobody has added anything, else kept and marked as cancelled; how many."""
    touched = {visit.pk for visit in visits if visit.is_alone}
    own = []
    for relation in Appointment._meta.related_objects:  # a ride, a sign: whatever the packages above tie to a visit
        if not getattr(relation, "parent_link", False):
            name = relation.field.name
            rows = relation.related_model.objects.filter(**{f"{name}__in": [visit.pk for visit in visits]})
            made = rows.made_by_itself()
            touched |= set(rows.exclude(pk__in=made.values("pk")).values_list(name, flat=True))
            own.append((name, made))
    for visit in visits:
        if visit.pk in touched or visit.note:
            visit.outcome = Outcome.CANCELLED.value
            visit.version += 1
            visit.save()
        else:
            for name, made in own:
                made.filter(**{name: visit.pk}).delete()
            visit.delete()
    return len(visits)


def in_words(counts: Counter) -> str:
    """What a change did to the visits ahead, for the person who made it."""
    said = [
        ngettext("%(count)d visit ahead changed.", "%(count)d visits ahead changed.", counts["changed"]),
        ngettext("%(count)d visit added.", "%(count)d visits added.", counts["made"]),
        ngettext("%(count)d visit taken out.", "%(count)d visits taken out.", counts["gone"]),
        ngettext(
            "%(count)d visit that was changed on its own stays as it is.",
            "%(count)d visits that were changed on their own stay as they are.",
            counts["kept"],
        ),
    ]
    numbers = counts["changed"], counts["made"], counts["gone"], counts["kept"]
    return " ".join(one % {"count": number} for one, number in zip(said, numbers, strict=True) if number) or _(
        "Nothing was ahead to change."
    )
