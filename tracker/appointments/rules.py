"""Appointments: kinds, outcomes and what is worth saying about times, on plain values."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class What(LabelledEnum):
    DOSE = "dose", _("Clinic or dose visit")
    INJECTION = "injection", _("Injection")
    COUNSELING = "counseling", _("Counseling")
    GROUP = "group", _("Group")
    DOCTOR = "doctor", _("Doctor")
    INTAKE = "intake", _("Detox or rehab intake")
    LAB = "lab", _("Lab")
    COURT = "court", _("Court or probation")
    BENEFITS = "benefits", _("Benefits")
    CHILD_WELFARE = "child_welfare", _("Child welfare")
    OWN_SUPPORT = "own_support", _("My own group or therapist")
    OTHER = "other", _("Something else")


class How(LabelledEnum):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class Outcome(LabelledEnum):
    PLANNED = "planned", _("Planned")
    WENT = "went", _("Went")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")
    MOVED = "moved", _("Moved")


# What answers "how did it go?" at once.
ANSWERS = (Outcome.WENT, Outcome.MISSED, Outcome.CANCELLED)


class WhyMissed(LabelledEnum):
    NO_RIDE = "no_ride", _("No ride")
    ILL = "ill", _("Ill")
    WORK_OR_CHILDCARE = "work_or_childcare", _("Work or childcare")
    CLINIC_CLOSED = "clinic_closed", _("Clinic closed")
    DID_NOT_WANT = "did_not_want", _("Did not want to")
    NOT_KNOWN = "not_known", _("Not known")


class Scope(LabelledEnum):
    """Which visits of a series a change reaches."""

    THIS = "this", _("Only this visit")
    FOLLOWING = "following", _("This visit and the ones after it")
    ALL = "all", _("All visits that are still ahead")


DEFAULT_MINUTES = 60

# Visits that are part of the loved one's treatment; the rest are errands or the supporter's own.
TREATMENT = frozenset({What.DOSE, What.INJECTION, What.COUNSELING, What.GROUP, What.DOCTOR, What.INTAKE, What.LAB})
# Visits where medicine is given: a missed one means "call the clinic today".
MEDICINE = frozenset({What.DOSE, What.INJECTION})

# Two missed dose visits within so many days may be a break in treatment.
BREAK_DAYS = 7
# Links (query, words) that offer to write a treatment event down. Treatment stands beside appointments, so its
# codes are named here and compared by a test.
MISSED_DOSES = ("what=dose_missed&days_missed=two_or_more", _("Missed doses, two days or more"))
INJECTION_LATE = ("what=injection_late", _("The injection is late"))
INJECTION_GIVEN = ("what=injection_given", _("The injection was given"))


def is_open(outcome: str) -> bool:
    """Whether the visit still stands: nobody has said yet how it went."""
    return outcome == Outcome.PLANNED


def waits_for_answer(start: dt.datetime, outcome: str, now: dt.datetime) -> bool:
    """Whether the visit has begun and nobody has said how it went. A dose takes minutes: one need not wait for the end."""
    return is_open(outcome) and start <= now


def ends(start: dt.datetime, minutes: int) -> dt.datetime:
    """When a visit ends."""
    return start + dt.timedelta(minutes=minutes)


def needs_a_ride(what: str, how: str, outcome: str, start: dt.datetime, now: dt.datetime) -> bool:
    """Whether the loved one has to get there and back: in person, still standing and still ahead."""
    return what != What.OWN_SUPPORT and how == How.IN_PERSON and is_open(outcome) and start > now
