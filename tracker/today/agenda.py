"""What Today shows: what waits for an answer, the next 48 hours, what needs doing, and what can help."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tracker.appointments.models import Appointment, AppointmentFacts
from tracker.base import clock
from tracker.boundaries.models import Boundary
from tracker.entries.advice import ShownAdvice, advise
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.guidance import matching
from tracker.guidance.topics import Topic, topic
from tracker.rides.models import Ride
from tracker.rides.rules import Leg
from tracker.signs import rules as sign_rules
from tracker.signs.models import Observation, ObservationFacts
from tracker.timeline.queries import raised_by

AHEAD_DAYS = 14
SOON = dt.timedelta(hours=48)
RIDES_AHEAD = dt.timedelta(days=7)
MOST_TODOS = 8
MOST_WAITING = 5


@dataclass(frozen=True)
class Todo:
    """One thing that needs doing, with the page where one does it."""

    text: str
    entry: Entry
    url: str


@dataclass(frozen=True)
class StageCard:
    """What fits where things stand: what to do first, and what to read in which order."""

    text: str
    topics: list[Topic]

    @classmethod
    def of(cls, stage: str) -> "StageCard":
        row = matching.for_stage(stage)
        return cls(row.text, [topic(slug) for slug in (row.topic, *row.also)])


@dataclass(frozen=True)
class Agenda:
    """Today for one reader."""

    waiting_visits: list[Appointment]
    waiting_rides: list[Ride]
    soon: list[Entry]
    todos: list[Todo]
    advice: list[ShownAdvice]
    stage: StageCard
    is_first_day: bool


def load(log: Log) -> Agenda:
    """Everything on Today, in a fixed number of queries."""
    now = clock.now()
    visits = list(
        log.of(Appointment)
        .planned()
        .between(now - dt.timedelta(days=28), now + dt.timedelta(days=AHEAD_DAYS))
        .soonest_first()
    )
    rides = list(_open_rides(log, now))
    reviews = list(log.of(Boundary).due_for_review(clock.today(log.circle.tzinfo)).soonest_first()[:MOST_TODOS])
    week = list(log.of(Observation).lately(now, days=sign_rules.LATELY_DAYS).newest_first())
    signs = [one for one in week if one.at > now - SOON][:10]

    waiting = [visit for visit in visits if visit.waits_for_answer(now)]
    coming = [visit for visit in visits if not visit.waits_for_answer(now)]
    soon = [entry for entry in [*coming, *rides] if now - dt.timedelta(hours=2) < entry.at < now + SOON]
    return Agenda(
        waiting_visits=waiting[::-1][:MOST_WAITING],
        waiting_rides=[ride for ride in rides[::-1] if ride.at <= now][:MOST_WAITING],
        soon=sorted(soon, key=lambda entry: (entry.at, entry.pk)),
        todos=_todos(log, coming, rides, reviews, now)[:MOST_TODOS],
        stage=StageCard.of(log.circle.stage),
        advice=_advice(log, [*coming[:10], *rides[:10], *reviews, *signs], _facts(log, rides, week)),
        is_first_day=not (visits or rides or reviews or signs) and not log.entries().exists(),
    )


def _open_rides(log: Log, now: dt.datetime):
    window = now - dt.timedelta(days=28), now + dt.timedelta(days=AHEAD_DAYS)
    return log.of(Ride).with_neighbors().still_open().between(*window).soonest_first()


def _todos(
    log: Log, coming: list[Appointment], rides: list[Ride], reviews: list[Boundary], now: dt.datetime
) -> list[Todo]:
    ahead = [ride for ride in rides if ride.at > now]
    todos = [Todo(problem, ride, ride.get_absolute_url()) for ride in ahead for problem in ride.problems]
    todos += _rides_to_book(ahead, log)
    todos += _visits_without_ride(log, coming, rides, now)
    todos += [
        Todo(_("No plan B for the ride on %(day)s.") % {"day": date_format(ride.day, "l")}, ride, ride.url("change"))
        for ride in ahead
        if not ride.has_plan_b and ride.at < now + SOON
    ]
    todos += [
        Todo(_("Look at this boundary again: is it still right?"), boundary, boundary.get_absolute_url())
        for boundary in reviews
    ]
    return todos


def _rides_to_book(ahead: list[Ride], log: Log) -> list[Todo]:
    today = clock.today(log.circle.tzinfo)
    todos = []
    for ride in ahead:
        if ride.is_still_to_arrange and ride.book_by:
            day = date_format(ride.book_by, "l, F j")
            late = ride.book_by < today
            text = _("Book this ride now. The day to book by was %(day)s.") if late else _("Book this ride by %(day)s.")
            todos.append(Todo(text % {"day": day}, ride, ride.get_absolute_url()))
    return todos


def _visits_without_ride(log: Log, coming: list[Appointment], rides: list[Ride], now: dt.datetime) -> list[Todo]:
    """One line however many visits of the next seven days lack a ride: a daily dose would fill the page."""
    there = {ride.visit_id for ride in rides if ride.leg == Leg.THERE}
    without = [
        visit for visit in coming if visit.at < now + RIDES_AHEAD and visit.needs_a_ride(now) and visit.pk not in there
    ]
    if not without:
        return []
    if len(without) == 1:
        text = _("No ride yet for this visit on %(day)s.") % {"day": date_format(without[0].day, "l, F j")}
        return [Todo(text, without[0], without[0].get_absolute_url())]
    days = ", ".join(dict.fromkeys(date_format(visit.day, "l") for visit in without))
    text = _("No ride yet for %(count)d visits: %(days)s.") % {"count": len(without), "days": days}
    return [Todo(text, without[0], reverse("tracker:appointment-list", args=[log.circle.public_id]))]


def _facts(log: Log, rides: list[Ride], week: list[Observation]) -> dict[str, Facts]:
    """What the rules of visits and signs need to know stands on the page already. (That a visit is the first of
    its sort is said on the visit's own page.)"""
    with_ride = frozenset(ride.visit_id for ride in rides)
    lately = frozenset(code for one in week for code in one.signs)
    return {
        Appointment.KIND: AppointmentFacts.now_in(log.circle, with_ride=with_ride),
        Observation.KIND: ObservationFacts.now_in(log.circle, lately=lately),
    }


def _advice(log: Log, entries: list[Entry], known: dict[str, Facts]) -> list[ShownAdvice]:
    """The two most urgent pieces for what is near; what fits where things stand has its own card."""
    return advise(log, [one for _entry, raised in raised_by(log, entries, known) for one in raised], limit=2)
