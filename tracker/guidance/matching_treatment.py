"""The rows of the matching table for treatment events, the weeks after a break, and naloxone at hand."""

from django.utils.translation import gettext_lazy as _

from tracker.guidance.matching_rows import CLINIC_TODAY, NALOXONE, TODAY, WEEK, Row, lower_tolerance
from tracker.guidance.situations import Situation

START_AGAIN = ("illinois-mar-now", "find-treatment", "samhsa-helpline")

EVENT_ROWS = (
    Row(
        Situation.BREAK_IN_TREATMENT,
        "overdose-risk",
        _("For 28 days after a break, much less can be too much. Keep naloxone close. Call for care today."),
        START_AGAIN,
        TODAY,
        also=("naloxone", "find-help", "medication"),
    ),
    Row(
        Situation.MISSED_DOSE,
        "missed-dose",
        _("Call the clinic today and say which day was missed. Only they can say what is safe to do next."),
        CLINIC_TODAY,
        TODAY,
        also=("transport", "medication"),
    ),
    lower_tolerance(Situation.MISSED_DOSE),
    Row(
        Situation.LATE_INJECTION,
        "missed-dose",
        _("Call the clinic today for the next open time. Until then, keep naloxone close."),
        CLINIC_TODAY,
        TODAY,
        also=("overdose-risk", "appointments"),
    ),
    lower_tolerance(Situation.LATE_INJECTION),
    Row(
        Situation.NALTREXONE_MONTH_END,
        "overdose-risk",
        _("As naltrexone wears off, tolerance is low. Keep naloxone close. Call the clinic about the next date."),
        ("own-clinic", "illinois-mar-now", "pharmacy-naloxone"),
        TODAY,
        also=("naloxone", "medication"),
    ),
    Row(
        Situation.METHADONE_START,
        "medication",
        _("The first 28 days on methadone need care. Very sleepy: call the clinic. Cannot be woken: call 911."),
        CLINIC_TODAY,
        TODAY,
        also=("overdose-risk", "naloxone"),
    ),
    Row(
        Situation.RETURN_TO_USE,
        "after-return-to-use",
        _("Stay calm and stay close. Keep naloxone at hand, and help them call for care today."),
        ("own-clinic", "illinois-mar-now", "find-treatment"),
        TODAY,
        also=("overdose-risk", "naloxone", "look-after-yourself"),
    ),
    lower_tolerance(Situation.RETURN_TO_USE),
    Row(
        Situation.BACK_IN_TREATMENT,
        "encouragement",
        _("Tell them that you are glad. The first weeks still need care, so keep naloxone close."),
        ("rethink-recovery", "smart-family-friends"),
        WEEK,
        also=("appointments", "medication", "naloxone"),
    ),
)

READINESS_ROWS = (
    Row(
        Situation.NO_KIT,
        "naloxone",
        _("Get two doses of naloxone today. Then tell everyone at home where they are."),
        NALOXONE,
        TODAY,
        also=("overdose-risk",),
    ),
    Row(
        Situation.KIT_EXPIRING,
        "naloxone",
        _("Get new naloxone before the date on the box. Keep the old one until you have it."),
        NALOXONE,
        WEEK,
        also=("overdose-risk",),
    ),
)
