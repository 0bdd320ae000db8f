"""What Today shows: what waits for an answer, the next 48 hours, what needs doing, and what can help."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tracker.appointments.models import Appointment, AppointmentFacts
from tracker.appointments.rules import MISSED_DOSES
from tracker.base import clock
from tracker.base.dates import date_format
from tracker.boundaries.models import Boundary
from tracker.entries.advice import ShownAdvice, advise
from tracker.entries.facts import Facts
from tracker.entries.log import Log
from tracker.entries.models import Entry, soonest_first
from tracker.guidance import matching
from tracker.guidance.topics import Topic, topic
from tracker.people.models import Contact, ContactRole
from tracker.readiness.standing import Standing, standing_of
from tracker.rides.models import Ride
from tracker.rides.rules import Leg
from tracker.signs import rules as sign_rules
from tracker.signs.models import Observation, ObservationFacts
from tracker.timeline.queries import raised_by, together
from tracker.today.tasks import OpenTask, open_tasks
from tracker.treatment.models import TreatmentEvent, matter_on
from tracker.treatment.rules import LOOK_BACK_DAYS

AHEAD_DAYS = 14
SOON = dt.timedelta(hours=48)
RIDES_AHEAD = dt.timedelta(days=7)
EVENTS_OF_LAST_DAYS = 2
LOGGED_LATELY_DAYS = 7
MOST_TODOS = 8
TO_CALL = (ContactRole.CLINIC, ContactRole.RIDE_COMPANY, ContactRole.DRIVER)
MOST_WAITING = 5


@dataclass(frozen=True)
class Todo:
    """One thing that needs doing, with the page where one does it."""

    text: str
    entry: Entry | None
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
    asked_of_me: list[Ride]
    waiting_rides: list[Ride]
    soon: list[Entry]
    todos: list[Todo]
    tasks: list[OpenTask]
    to_call: list[Contact]
    advice: list[ShownAdvice]
    stage: StageCard
    standing: Standing
    offers: list[tuple[str, str | Promise]]  # links that offer to write a treatment event down
    is_first_day: bool


def load(log: Log) -> Agenda:
    """Everything on Today, in a fixed number of queries."""
    now = clock.now()
    window = now - dt.timedelta(days=28), now + dt.timedelta(days=AHEAD_DAYS)
    visits = soonest_first(log.of(Appointment).planned_or_missed_dose(now).between(*window))
    rides = soonest_first(log.of(Ride).select_related("visit").still_open().between(*window))
    reviews = list(log.of(Boundary).due_for_review(clock.today(log.circle.tzinfo)).soonest_first()[:MOST_TODOS])
    tasks = open_tasks(log, clock.today(log.circle.tzinfo))
    noted, standing = _noted(log, now)
    signs = [sign for sign in noted if sign.at > now - SOON][:10]

    waiting = [visit for visit in visits if visit.waits_for_answer(now)]
    coming = [visit for visit in visits if visit.is_open and not visit.waits_for_answer(now)]
    soon = [entry for entry in [*coming, *rides] if now - dt.timedelta(hours=2) < entry.at < now + SOON]
    return Agenda(
        waiting_visits=waiting[::-1][:MOST_WAITING],
        waiting_rides=[ride for ride in rides[::-1] if ride.at <= now][:MOST_WAITING],
        asked_of_me=[ride for ride in rides if ride.waits_for_reply_of(log.reader.pk, now)],
        soon=soonest_first(soon),
        todos=[*_kits(log, standing), *_todos(log, coming, rides, reviews, now)][:MOST_TODOS],
        tasks=tasks,
        to_call=log.whom_to_call(*TO_CALL),
        stage=StageCard.of(log.circle.stage),
        standing=standing,
        offers=_offers(standing, signs, visits),
        advice=_advice(
            log,
            [*coming[:10], *rides[:10], *reviews, *signs, *(one.task for one in tasks)],
            standing,
            _facts(log, rides, noted),
        ),
        is_first_day=not (tasks or visits or rides or reviews or signs) and not log.entries().exists(),
    )


def _noted(log: Log, now: dt.datetime) -> tuple[list[Observation], Standing]:
    """The signs of the last seven days, newest first, and how things stand with breaks and naloxone."""
    day, week = clock.local_day(now, log.circle.tzinfo), now - dt.timedelta(days=sign_rules.LATELY_DAYS)
    signs = Q(kind=Observation.KIND, at__gt=week, at__lte=now)
    events = Q(kind=TreatmentEvent.KIND) & matter_on(day)
    near = Q(at__gte=now - dt.timedelta(days=LOOK_BACK_DAYS + 3))  # says to the index what both say anyway
    found = together(log, log.entries().filter(near & (signs | events)), Observation, TreatmentEvent)
    return found[Observation], standing_of(log, found[TreatmentEvent], day, with_kits=True, with_calls=True)


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


def _kits(log: Log, standing: Standing) -> list[Todo]:
    """One line for each kit whose date comes near or has passed."""
    url = reverse("tracker:readiness", args=[log.circle.public_id])
    return [Todo(line, None, url) for _kit, line in standing.expiring]


def _offers(standing: Standing, signs: list[Observation], visits: list[Appointment]) -> list[tuple[str, str | Promise]]:
    """What signs of the last two days, or two missed dose visits, may mean and nobody has written down yet."""
    if standing.window and standing.window.is_break:
        return []
    links = sign_rules.offers(code for one in signs for code in one.signs)
    if sum(not visit.is_open for visit in visits) >= 2:
        links.append(MISSED_DOSES)
    since = standing.day - dt.timedelta(days=LOGGED_LATELY_DAYS)
    logged = {f"what={one.what}" for one in standing.events if one.day > since}
    return list(dict.fromkeys(link for link in links if link[0].split("&")[0] not in logged))


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


def _facts(log: Log, rides: list[Ride], noted: list[Observation]) -> dict[str, Facts]:
    """What the rules of visits and signs need to know stands on the page already.

    (That a visit is the first of its sort is said on the visit's own page.)
    """
    with_ride = frozenset(ride.visit_id for ride in rides)
    return {
        Appointment.KIND: AppointmentFacts.now_in(log.circle, with_ride=with_ride),
        Observation.KIND: ObservationFacts.now_in(log.circle).with_codes(sign.signs for sign in noted),
    }


def _advice(log: Log, entries: list[Entry], standing: Standing, known: dict[str, Facts]) -> list[ShownAdvice]:
    """The two most urgent pieces for what is near; what fits where things stand has its own card."""
    raised = standing.raised(since=standing.day - dt.timedelta(days=EVENTS_OF_LAST_DAYS - 1))
    raised += [one for _entry, some in raised_by(log, entries, known) for one in some]
    return advise(log, raised, limit=3 if standing.needs_care else 2)
