"""A made-up circle with twelve weeks of entries: the same every time for a seed, and always up to today.

Nobody in it exists. Its members cannot sign in by password; `/demo/` is the only way in.
"""

import datetime as dt
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction

from tracker.appointments import series
from tracker.appointments.models import Appointment
from tracker.appointments.repeats import Every, Repeat
from tracker.appointments.rules import Outcome, What, WhyMissed
from tracker.base import clock, moments
from tracker.base.stages import Stage
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.boundaries.rules import Agreement, BoundaryKind, TestOutcome
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Face
from tracker.entries.models import Entry
from tracker.entries.rules import Visibility
from tracker.good_things.models import GoodThing
from tracker.good_things.rules import Answered
from tracker.people.actions import open_circle
from tracker.people.models import Circle, Contact, ContactRole, Membership, User
from tracker.people.permissions import Role
from tracker.people.reading import Reading
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.readiness.rules import KitForm
from tracker.rides import rules as ride_rules
from tracker.rides import standing
from tracker.rides.models import Ride
from tracker.signs.models import Observation
from tracker.signs.rules import HowKnown, Strength
from tracker.tasks import rules as task_rules
from tracker.tasks.models import SearchCall, Task
from tracker.tasks.rules import Template
from tracker.treatment.models import TreatmentEvent
from tracker.treatment.rules import DaysMissed, Medicine
from tracker.treatment.rules import What as TreatmentWhat

SEED = 20
WEEKS = 12
OWNER_EMAIL = "owner@demo.invalid"
HELPER_EMAIL = "helper@demo.invalid"

GOOD = ("GS1", "GS2", "GS3", "GS4", "GS5", "GS6", "GS7")
HARDER = ("SW1", "MS1", "RS1", "RS4", "MS4", "TE1", "TT3", "MP1", "CP2")
DID = (
    "Asked, and listened.",
    "Said I was glad they told me.",
    "Made soup. We ate together.",
    "Let it be for today.",
    "",
)


@transaction.atomic
def fill(*, seed: int = SEED) -> bool:
    """Make the circle unless it is there; returns whether it was made now."""
    if User.objects.filter(email=OWNER_EMAIL).exists():
        return False
    maker = _Maker(seed)
    begun = clock.now() - dt.timedelta(weeks=WEEKS)
    Circle.objects.filter(pk=maker.circle.pk).update(created_at=begun)
    for entry in maker.entries():
        entry.save()
    maker.let_the_dose_repeat()
    return True


def owner() -> User | None:
    """The made-up person whom `/demo/` signs in; None until the circle is made."""
    return User.objects.filter(email=OWNER_EMAIL).first()


def _person(email: str, name: str) -> User:
    user = User.objects.create_user(email=email, password=None, name=name, has_read=tuple(Reading))
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


class _Maker:
    """Makes the entries of one circle, day after day."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)  # noqa: S311 (made-up data, not a secret)
        self.mother, self.aunt = _person(OWNER_EMAIL, "Maria"), _person(HELPER_EMAIL, "Tess")
        self.circle: Circle = open_circle(by=self.mother, nickname="Jay", state="IL", stage=Stage.SETTLED.value)
        Membership.objects.create(circle=self.circle, user=self.aunt, role=Role.HELPER.value)
        self.zone: ZoneInfo = self.circle.tzinfo
        self.today = clock.today(self.zone)
        self.now = clock.now()
        self.clinic = self._contact(ContactRole.CLINIC, "Oak Street clinic", "312-555-0142", "Doses 6 to 11. Press 2.")
        self.company = self._contact(
            ContactRole.RIDE_COMPANY, "Lakeside Rides", "312-555-0188", "Have the trip number ready."
        )
        self.driver = self._contact(ContactRole.DRIVER, "Tess", "312-555-0117", "Free before 9.")
        self._at_hand()

    def _at_hand(self) -> None:
        """Naloxone in two places, of which one is near its date; Tess has practiced; the plan of the house."""
        for where, months, who in (("Kitchen, top drawer", 14, "All of us"), ("Car, glove box", 1, "Maria and Tess")):
            NaloxoneKit.objects.create(
                circle=self.circle, where=where, form=KitForm.SPRAY.value, doses=2, who_knows=who,
                expires_on=self.today + dt.timedelta(days=30 * months - 5),
            )  # fmt: skip
        TrainedPerson.objects.create(circle=self.circle, name="Tess", last_practice=self.today - dt.timedelta(days=40))
        HousePlan.objects.create(
            circle=self.circle, naloxone_where="Kitchen, top drawer", who_calls="Whoever is nearest",
            address="Second floor, back door", who_opens="Tess, or the neighbor downstairs",
        )  # fmt: skip

    def _contact(self, role: ContactRole, name: str, phone: str, note: str) -> Contact:
        return Contact.objects.create(circle=self.circle, role=role.value, name=name, phone=phone, note=note)

    def entries(self) -> Iterator[Entry]:
        """Every entry in the order in which it would be written. Each is saved before the next is made."""
        boundaries = [self._placed(boundary) for boundary in self._boundaries()]
        yield from boundaries
        for ago in range(WEEKS * 7, -4, -1):
            day = self.today - dt.timedelta(days=ago)
            yield from self._visits(day)
            if ago > 0:
                yield from self._noticed(day)
                yield from self._tests(day, boundaries)
                yield from self._plain_days(day)
        yield from self._treatment()
        yield from self._right_now()
        yield from self._tasks()

    def _placed(self, entry: Entry) -> Entry:
        entry.circle, entry.kind = self.circle, entry.KIND
        entry.author = entry.author or self.mother
        entry.visibility = entry.visibility or entry.DEFAULT_VISIBILITY.value
        entry.place_in_time(entry.at, self.circle)
        return entry

    def _at(self, day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
        return moments.to_utc(dt.datetime.combine(day, dt.time(hour, minute)), self.zone)

    # Visits and rides ---------------------------------------------------------------------------------
    def _visits(self, day: dt.date) -> Iterator[Entry]:
        if day.weekday() < 6 and day <= self.today:
            yield from self._visit(day, What.DOSE, 8, 30, minutes=20, missed=0.07, ride=0.4, name="Morning dose")
        if day.weekday() == 1:
            yield from self._visit(day, What.COUNSELING, 14, 0, minutes=50, missed=0.12, ride=0.9)
        if day.weekday() == 3:
            yield from self._visit(
                day, What.OWN_SUPPORT, 19, 0, minutes=90, missed=0.1, ride=0, name="My Thursday group"
            )

    def let_the_dose_repeat(self) -> None:
        """From tomorrow on the dose comes again on every day but Sunday, and Tess drives there."""
        mother = Membership.objects.get(user=self.mother)
        tomorrow = self.today + dt.timedelta(days=1)
        visit = Appointment(what=What.DOSE.value, name="Morning dose", minutes=20, contact=self.clinic)
        visit.place, visit.visibility = "Oak Street clinic", Appointment.DEFAULT_VISIBILITY.value
        visit.at = self._at(tomorrow, 8, 30)
        repeat = Repeat(Every.WEEK, tomorrow, weekdays=frozenset(range(6)))
        visit = series.start(visit=visit, repeat=repeat, membership=mother)
        ride = self._placed(self._ride(visit, failed=False))
        ride.plan_b = "The bus from the corner, at 7:50"
        ride.save()
        standing.start(ride=ride, membership=mother)

    def _visit(
        self, day, what: What, hour: int, minute: int, *, minutes: int, missed: float, ride: float, name: str = ""
    ) -> Iterator[Entry]:
        visit = Appointment(
            at=self._at(day, hour, minute), what=what.value, name=name, minutes=minutes, contact=self.clinic
        )
        if what is What.OWN_SUPPORT:
            visit.contact = None
        else:
            visit.place = "Oak Street clinic"
        why = self.random.choice([WhyMissed.NO_RIDE, WhyMissed.NO_RIDE, WhyMissed.ILL, WhyMissed.DID_NOT_WANT])
        was_missed, has_ride = self.random.random() < missed, self.random.random() < ride
        if visit.at < self.now - dt.timedelta(hours=20):
            visit.outcome = Outcome.MISSED.value if was_missed else Outcome.WENT.value
            visit.why_missed = why.value if was_missed else ""
        yield self._placed(visit)
        if has_ride:
            yield self._placed(self._ride(visit, failed=was_missed and why is WhyMissed.NO_RIDE))

    def _ride(self, visit: Appointment, *, failed: bool) -> Ride:
        by_company = visit.what == What.COUNSELING or failed
        how = ride_rules.How.MEDICAID if by_company else ride_rules.How.FAMILY
        ride = Ride(
            at=visit.at - dt.timedelta(minutes=45),
            visit=visit,
            how=how.value,
            travel_minutes=25,
            booked_for_start=visit.at,
            contact=self.company if by_company else self.driver,
            plan_b="Tess drives" if by_company else "",
            plan_b_contact=self.driver if by_company else None,
            author=self.aunt if self.random.random() < 0.3 else None,
        )
        ride.book_by = ride_rules.book_by(visit.day, how)
        late = self.random.random() < 0.15
        if visit.at > self.now - dt.timedelta(hours=20):
            ride.status = ride_rules.Status.CONFIRMED.value
        elif failed:
            ride.status = ride_rules.Status.DID_NOT_COME.value
        elif late:
            ride.status, ride.minutes_late = ride_rules.Status.CAME_LATE.value, self.random.choice([10, 20, 35])
        else:
            ride.status = ride_rules.Status.CAME.value
        return ride

    # What was noticed ---------------------------------------------------------------------------------
    def _noticed(self, day: dt.date) -> Iterator[Entry]:
        if self.random.random() < 0.45:
            yield self._placed(self._observation(day, [self.random.choice(GOOD)]))
        if self.random.random() < 0.28:
            codes = self.random.sample(HARDER, self.random.choice([1, 1, 2]))
            yield self._placed(self._observation(day, codes))

    def _observation(self, day: dt.date, codes: list[str]) -> Observation:
        return Observation(
            at=self._at(day, self.random.randint(9, 21), self.random.choice([0, 10, 30, 45])),
            signs=tuple(codes),
            how_known=self.random.choice([HowKnown.SAW, HowKnown.SAW, HowKnown.WAS_TOLD]).value,
            strength=self.random.choice([Strength.A_LITTLE, Strength.CLEARLY]).value,
            what_i_did=self.random.choice(DID),
            visibility=Visibility.CIRCLE.value if self.random.random() < 0.4 else Visibility.ONLY_ME.value,
        )

    # Plain days ---------------------------------------------------------------------------------------
    def _plain_days(self, day: dt.date) -> Iterator[Entry]:
        """What went well about twice a week; how Maria herself is on Sundays."""
        if self.random.random() < 0.3:
            code = self.random.choice(["GS3", "GS6", "GS7", "GS8", "GD1", "GD2"])
            answered = self.random.choice([Answered.THANKS, Answered.TIME_TOGETHER, Answered.NOTHING_YET])
            own_words = "Fixed the back door" if self.random.random() < 0.15 else ""
            yield self._placed(
                GoodThing(at=self._at(day, 20, 15), codes=(code,), own_words=own_words, answered=answered.value)
            )
        if day.weekday() == 6:
            sleep, stress = self.random.choice([*Face]), self.random.choice([Face.SO_SO, Face.SO_SO, Face.HARD])
            yield self._placed(
                CheckIn(
                    at=self._at(day, 21, 30), sleep=sleep.value, stress=stress.value, food=Face.WELL.value,
                    company=self.random.choice([Face.WELL, Face.SO_SO]).value, safe=Face.WELL.value,
                    good_thing="A long bath",
                )
            )  # fmt: skip

    # Boundaries ---------------------------------------------------------------------------------------
    def _boundaries(self) -> Iterator[Boundary]:
        start = self.today - dt.timedelta(weeks=WEEKS)
        yield Boundary(
            at=self._at(start, 18), kind_of=BoundaryKind.MONEY.value, when_text="you ask me for cash",
            limit="hand out or lend cash", action="say no once, and offer a meal or a bus card",
            still="drive you to the clinic and eat with you on Sundays", agreement=Agreement.TALKED_ABOUT.value,
            look_again_on=self.today + dt.timedelta(days=5), visibility=Visibility.CIRCLE.value,
        )  # fmt: skip
        yield Boundary(
            at=self._at(start + dt.timedelta(weeks=4), 20), kind_of=BoundaryKind.TIME_AND_CONTACT.value,
            when_text="it is after ten at night", limit="pick up the phone, unless it is an emergency",
            action="call back in the morning", still="keep naloxone by the door, where we both know",
            agreement=Agreement.ONLY_MINE.value, look_again_on=self.today - dt.timedelta(days=1),
        )  # fmt: skip

    def _tests(self, day: dt.date, boundaries: list[Boundary]) -> Iterator[Entry]:
        for boundary in boundaries:
            if boundary.day < day and self.random.random() < 0.06:
                outcome = self.random.choice([TestOutcome.KEPT, TestOutcome.KEPT, TestOutcome.KEPT, TestOutcome.BENT])
                yield self._placed(
                    BoundaryTest(
                        at=self._at(day, 21), boundary=boundary, outcome=outcome.value,
                        what_i_did="Said it once. Then we watched a film.", visibility=boundary.visibility,
                    )
                )  # fmt: skip

    # Treatment ----------------------------------------------------------------------------------------
    def _treatment(self) -> Iterator[Entry]:
        """Methadone from the first week on, and one missed dose: long enough ago that no window is open."""
        start = self.today - dt.timedelta(weeks=WEEKS)
        for what, day, days_missed in (
            (TreatmentWhat.STARTED, start, ""),
            (TreatmentWhat.DOSE_MISSED, self.today - dt.timedelta(days=19), DaysMissed.ONE.value),
        ):
            yield self._placed(
                TreatmentEvent(at=self._at(day, 9), what=what.value, medicine=Medicine.METHADONE.value,
                               days_missed=days_missed, visibility=Visibility.CIRCLE.value)
            )  # fmt: skip

    def _tasks(self) -> Iterator[Entry]:
        """One that got done, one that is a little late, one with a date, and a search with its first call."""
        lately = self._at(self.today - dt.timedelta(days=2), 17)
        yield self._placed(self._task(Template.LOCKBOX, -5, done_at=lately, done_by=self.mother))
        yield self._placed(self._task(Template.RELEASE_FORM, -1, who=self.mother, contact=self.clinic))
        yield self._placed(self._task(Template.RENEWAL, 6, who=self.aunt))
        search = self._placed(self._task(Template.TREATMENT_SEARCH, None, what="A counselor with evening hours"))
        yield search
        SearchCall.objects.create(
            task=search, by=self.mother, whom="Lakeside Counseling", called_on=self.today - dt.timedelta(days=3),
            said="They take Medicaid. Ask for Ann.", wait="about three weeks", next_call_on=self.today + dt.timedelta(days=1),
        )  # fmt: skip

    def _task(self, template: Template, days: int | None, **fields) -> Task:
        """A ready-made task, due in so many days; None for no day."""
        due_on = None if days is None else self.today + dt.timedelta(days=days)
        steps = task_rules.steps_of(template, self.circle.state)
        task = Task(template=template.value, due_on=due_on, steps=steps, **fields)
        task.at = task_rules.due_moment(due_on, self.zone) if due_on else self.now - dt.timedelta(days=4)
        return task

    def _right_now(self) -> Iterator[Entry]:
        """What makes today worth opening: a sign of yesterday, and a ride that needs a plan B."""
        yesterday = self.today - dt.timedelta(days=1)
        yield self._placed(self._observation(yesterday, ["TE1"]))
        visit = Appointment(
            at=self._at(self.today + dt.timedelta(days=9), 10),
            what=What.DOCTOR.value,
            name="Doctor",
            place="Oak Street clinic",
        )
        yield self._placed(visit)
        ride = Ride(at=visit.at - dt.timedelta(minutes=50), visit=visit, how=ride_rules.How.MEDICAID.value, travel_minutes=30,
                    contact=self.company, booked_for_start=visit.at, status=ride_rules.Status.TO_BOOK.value)  # fmt: skip
        ride.book_by = ride_rules.book_by(visit.day, ride_rules.How.MEDICAID)
        yield self._placed(ride)
