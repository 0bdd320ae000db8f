"""Export, import into an empty circle, export again: the same content, whatever was written, for every kind."""

import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import add_entry, join, make_circle
from tests.my_data.files import content, packed, written
from tests.my_data.test_import import comparable
from tracker.appointments.models import Appointment, Series
from tracker.appointments.repeats import Every
from tracker.appointments.rules import How as VisitHow
from tracker.appointments.rules import Outcome, What, WhyMissed
from tracker.base.forms import visible_text
from tracker.boundaries.models import WORDS, Boundary, BoundaryTest, BoundaryWording
from tracker.boundaries.rules import Agreement, BoundaryKind, State, TestOutcome
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import NAMES, Face
from tracker.entries.log import Log
from tracker.entries.rules import Visibility
from tracker.good_things import rules as good_things
from tracker.good_things.models import GoodThing
from tracker.good_things.rules import Answered
from tracker.my_data import actions, archive
from tracker.my_data.sections import ARRIVING
from tracker.people.models import Contact, ContactRole
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.readiness.rules import KitForm
from tracker.rides.models import Ride, StandingRide
from tracker.rides.rules import How as RideHow
from tracker.rides.rules import Leg, Status
from tracker.signs import rules as signs
from tracker.signs.models import Observation
from tracker.signs.rules import HowKnown, Strength
from tracker.tasks.models import SearchCall, Task
from tracker.tasks.rules import Template
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import DaysMissed, Medicine
from tracker.treatment.rules import What as Event


def codes(enum, *, optional=False):
    values = [one.value for one in enum]
    return st.sampled_from(["", *values] if optional else values)


def text(size: int, extra: str = ""):
    """What a form keeps of what somebody types: no invisible characters at the ends, no line break in one line."""
    characters = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from([*"=+-@'\";,", *extra])
    return st.text(characters, max_size=size).map(visible_text).map(visible_text)


def minute(time: dt.time) -> dt.time:
    return time.replace(second=0, microsecond=0)


line, note = text(40), text(60, "\n\t")
days = st.dates(dt.date(2020, 1, 1), dt.date(2029, 12, 31))
moments = st.datetimes(dt.datetime(2018, 1, 1), dt.datetime(2030, 12, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001
phones = st.from_regex(r"[0-9]{3}-[0-9]{3}-[0-9]{4}", fullmatch=True)
shared = {"at": moments, "note": note, "visibility": codes(Visibility)}
words = dict.fromkeys(WORDS, line)
sign_codes = [code for code, one in signs.CATALOGUE.items() if not signs.emergencies([code])]


def rows(**fields):
    return st.fixed_dictionaries(fields)


visits = rows(
    **shared, what=codes(What), name=line, minutes=st.integers(5, 1440), how=codes(VisitHow), place=line, goes_along=line,
    bring=note, outcome=codes(Outcome), why_missed=codes(WhyMissed, optional=True),
).map(lambda row: row | ({} if row["outcome"] == Outcome.MISSED else {"why_missed": ""}))  # fmt: skip
rides = rows(
    **shared, leg=codes(Leg), how=codes(RideHow), pickup_place=line, travel_minutes=st.none() | st.integers(1, 1440),
    driver=line, confirmation=line, book_by=st.none() | days, status=codes(Status), plan_b=line,
    minutes_late=st.none() | st.integers(1, 1440), booked_for_start=st.none() | moments,
).map(lambda row: row | ({} if row["status"] == Status.CAME_LATE else {"minutes_late": None}))  # fmt: skip
boundaries = rows(
    **shared, **words, kind_of=codes(BoundaryKind), agreement=codes(Agreement), look_again_on=st.none() | days,
    state=codes(State),
)  # fmt: skip
tests = rows(at=moments, note=note, outcome=codes(TestOutcome), what_happened=note, what_i_did=note)
observations = rows(
    **shared, signs=st.lists(st.sampled_from(sign_codes), min_size=1, max_size=4, unique=True).map(tuple),
    how_known=codes(HowKnown, optional=True), strength=codes(Strength, optional=True), could_be=note, what_i_did=note,
    over=st.booleans(),
)  # fmt: skip
events = rows(
    **shared, what=codes(Event), medicine=codes(Medicine, optional=True), days_missed=codes(DaysMissed)
).map(lambda row: row | ({} if row["what"] == Event.DOSE_MISSED else {"days_missed": ""}))  # fmt: skip
good = rows(
    **shared, codes=st.lists(st.sampled_from(list(good_things.THINGS)), max_size=3, unique=True).map(tuple),
    own_words=line, answered=codes(Answered, optional=True),
)  # fmt: skip
checkins = rows(at=moments, note=note, good_thing=line, **dict.fromkeys(NAMES, codes(Face, optional=True)))
tasks = rows(
    **shared, template=codes(Template), what=line, due_on=st.none() | days, steps=note, done_at=st.none() | moments,
)  # fmt: skip
calls = rows(whom=line, called_on=days, said=note, wait=line, next_call_on=st.none() | days)
wordings = rows(**words, from_day=days, until_day=days)
contacts = rows(role=codes(ContactRole), name=line, phone=phones, note=note)
kits = rows(where=line, form=codes(KitForm), doses=st.integers(1, 20), expires_on=st.none() | days, who_knows=line)
trained = rows(name=line, last_practice=st.none() | days)
repeats = rows(
    visibility=codes(Visibility), every=codes(Every), first=days, since=st.none() | days, start=st.times().map(minute),
    zone=st.just("America/Denver"), weeks=st.integers(1, 8),
    weekdays=st.sets(st.integers(0, 6)).map(lambda found: tuple(map(str, sorted(found)))),
    until=st.just(None), count=st.none() | st.integers(1, 800), skips_holidays=st.booleans(), made_until=days,
    what=codes(What), name=line, minutes=st.integers(5, 1440), how=codes(VisitHow), place=line, goes_along=line, bring=note,
)  # fmt: skip
standing_rides = rows(
    visibility=codes(Visibility), leg=codes(Leg), how=codes(RideHow), pickup_place=line, driver=line, plan_b=line,
    travel_minutes=st.none() | st.integers(1, 1440), offset_minutes=st.integers(-1440, 1440), has_ended=st.booleans(),
)  # fmt: skip
plans = rows(naloxone_where=note, who_calls=note, address=note, who_opens=note)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_was_written_comes_back_the_same(data):
    person, newcomer = join(make_circle()), join(make_circle(nickname="New"), name="Nan")
    write_one_of_each(person, data)
    before = written(person)
    report = actions.import_file(log=Log(newcomer.membership), content=content(before))
    assert report.left_out == []
    after = written(newcomer)
    assert comparable(after) == comparable(before)
    assert all(len(content(after)[section.name]) == 1 for section in ARRIVING)
    assert archive.read(io.BytesIO(after)) == content(after)


def write_one_of_each(person, data) -> None:
    """One row in every section, with all the links that there can be."""
    me, circle, user = person.membership, person.circle, person.user
    draw = data.draw
    contact = Contact.objects.create(circle=circle, **draw(contacts))
    NaloxoneKit.objects.create(circle=circle, **draw(kits))
    TrainedPerson.objects.create(circle=circle, **draw(trained))
    HousePlan.objects.create(circle=circle, **draw(plans))
    series = Series.objects.create(circle=circle, author=user, contact=contact, **draw(repeats))
    people = {"contact": contact, "plan_b_contact": contact}
    standing = StandingRide.objects.create(circle=circle, author=user, series=series, **people, **draw(standing_rides))
    visit = add_entry(Appointment, me, contact=contact, series=series, slot=draw(days), **draw(visits))
    add_entry(Ride, me, visit=visit, standing=standing, asked=user, reply="yes", **people, **draw(rides))
    add_entry(Observation, me, about=visit, **draw(observations))
    add_entry(TreatmentEvent, me, **draw(events))
    add_entry(GoodThing, me, **draw(good))
    add_entry(CheckIn, me, **draw(checkins))
    fields = draw(tasks)
    task = add_entry(Task, me, who=user, contact=contact, done_by=user if fields["done_at"] else None, **fields)
    SearchCall.objects.create(task=task, by=user, **draw(calls))
    boundary = add_entry(Boundary, me, worded_by=user, **draw(boundaries))
    BoundaryWording.objects.create(boundary=boundary, version=1, written_by=user, **draw(wordings))
    add_entry(BoundaryTest, me, boundary=boundary, visibility=boundary.visibility, **draw(tests))


@pytest.mark.django_db
def test_a_file_of_format_1_as_it_was_written_can_be_read(owner):
    """A file that was made by hand after docs/export.md: what it holds comes in whatever the models become."""
    held = {
        "format": 1,
        "members": [{"number": 1, "name": "Maria", "is_me": True, "role": "owner"}],
        "contacts": [{"public_id": "contact00001", "role": "clinic", "name": "Oak Street", "phone": "312-555-0142"}],
        "appointment": [{
            "public_id": "visit0000001", "kind": "appointment", "author": 1, "at": "2026-11-24T15:00:00Z",
            "day": "2026-11-24", "zone": "America/Chicago", "visibility": "circle", "note": "bring the card",
            "what": "dose", "minutes": 30, "how": "in_person", "outcome": "planned", "contact": "contact00001",
        }],
    }  # fmt: skip
    report = actions.import_file(log=Log(owner.membership), content=archive.read(io.BytesIO(packed(held))))
    assert report.left_out == []
    visit = Appointment.objects.get()
    assert (visit.contact.name, visit.note, visit.minutes) == ("Oak Street", "bring the card", 30)
