"""Situations: what an entry, or where things stand, says is going on.

Guidance knows situations and never entries. An entry answers with the situations that it raises, each
with its reason in words, and `matching.advise` turns them into advice.
"""

from dataclasses import dataclass
from enum import StrEnum


class Situation(StrEnum):
    """Everything that guidance has an answer to, except the signs (see `sign_situation`)."""

    # Appointments
    VISIT_COMING = "visit_coming"
    FIRST_VISIT = "first_visit"
    DOSE_VISIT = "dose_visit"
    VISIT_MISSED = "visit_missed"
    VISIT_MISSED_NO_RIDE = "visit_missed_no_ride"
    DOSE_VISIT_MISSED = "dose_visit_missed"
    VISIT_KEPT = "visit_kept"
    BENEFITS_DUE = "benefits_due"
    OWN_SUPPORT = "own_support"
    # Rides
    RIDE_NEEDED = "ride_needed"
    RIDE_BOOK_BY = "ride_book_by"
    RIDE_NO_PLAN_B = "ride_no_plan_b"
    RIDE_FAILED = "ride_failed"
    RIDE_MEDICAID = "ride_medicaid"
    # Boundaries and their tests
    BOUNDARY_NEW = "boundary_new"
    BOUNDARY_REVIEW = "boundary_review"
    BOUNDARY_KEPT = "boundary_kept"
    BOUNDARY_BENT = "boundary_bent"
    BOUNDARY_DROPPED = "boundary_dropped"
    BOUNDARY_OFTEN_TESTED = "boundary_often_tested"
    UNSAFE_AT_HOME = "unsafe_at_home"
    # Signs: one each ("sign_te1"), and this one for several together
    SIGNS_MANY = "signs_many"
    ENCOURAGE = "encourage"
    OVERDOSE_SURVIVED = "overdose_survived"
    # Good things, beside ENCOURAGE
    ROUTINE = "routine"
    FOOD = "food"
    SLEEP = "sleep"
    COPING = "coping"
    # Check-ins, beside UNSAFE_AT_HOME and OWN_SUPPORT
    STRAIN = "strain"
    # Treatment events, the weeks after a break, and naloxone at hand
    BREAK_IN_TREATMENT = "break_in_treatment"
    MISSED_DOSE = "missed_dose"
    LATE_INJECTION = "late_injection"
    NALTREXONE_MONTH_END = "naltrexone_month_end"
    METHADONE_START = "methadone_start"
    RETURN_TO_USE = "return_to_use"
    BACK_IN_TREATMENT = "back_in_treatment"
    KIT_EXPIRING = "kit_expiring"
    NO_KIT = "no_kit"
    # Tasks
    MEDICAID = "medicaid"
    RELEASE_FORM = "release_form"
    TREATMENT_SEARCH = "treatment_search"
    NALOXONE_TO_GET = "naloxone_to_get"
    LOCKBOX_TO_GET = "lockbox_to_get"
    # The circle itself
    BEREAVED = "bereaved"
    # Where things stand (base.stages.Stage)
    STAGE_NOT_IN_TREATMENT = "stage_not_in_treatment"
    STAGE_STARTING = "stage_starting"
    STAGE_SETTLED = "stage_settled"
    STAGE_AFTER_DISCHARGE = "stage_after_discharge"
    STAGE_RETURNED_TO_USE = "stage_returned_to_use"
    STAGE_NOT_SURE = "stage_not_sure"


def sign_situation(code: str) -> str:
    """The situation that a sign of the catalogue raises: "TE1" -> "sign_te1"."""
    return f"sign_{code.lower()}"


@dataclass(frozen=True)
class Raised:
    """One situation as an entry raises it: the reason is a whole sentence that the reader will see."""

    situation: str
    reason: str
