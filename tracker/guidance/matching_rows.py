"""The rows of the matching table for everything but signs (those stand in `matching_signs`).

A row names its resources in order of preference: those that a person holds in their hand (a card, a
label) and the lines that save lives first, then those of a state, then those of the whole country.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.base.stages import Stage
from tracker.guidance.catalogue import Urgency
from tracker.guidance.situations import Situation

WATCH, WEEK, TODAY, EMERGENCY = Urgency
HIGHER_RISK = (Stage.AFTER_DISCHARGE, Stage.RETURNED_TO_USE)


@dataclass(frozen=True)
class Row:
    """What one situation leads to.

    `topic` is a slug of guidance, or None where `page` (a part of the emergency page) is the answer.
    `text` says in one or two sentences what to do or say first. `stages` restricts the row to some
    values of where things stand; none means all. `also` are topics to read next. `always` rows come
    first among those equally urgent and are shown whatever the limit; so are emergencies.
    """

    situation: str
    topic: str | None
    text: str | Promise
    resources: tuple[str, ...]
    urgency: Urgency
    stages: tuple[Stage, ...] = ()
    also: tuple[str, ...] = ()
    page: str = ""
    always: bool = False


RIDES = ("plan-ride-line", "illinois-medicaid-rides", "state-medicaid-rides")
FAMILY = ("smart-family-friends", "families-anonymous", "nar-anon")
NALOXONE = ("illinois-free-naloxone", "chicago-recovery-alliance", "pharmacy-naloxone", "next-distro")
CLINIC_TODAY = ("own-clinic", "illinois-mar-now", "samhsa-helpline")

LOWER_TOLERANCE = _(
    "After a break the body can take much less than before. Keep naloxone close, and tell others where it is."
)


def lower_tolerance(situation: str) -> Row:
    """The further piece of advice in the weeks when a missed visit or dose is more dangerous."""
    return Row(situation, "overdose-risk", LOWER_TOLERANCE, NALOXONE, TODAY, stages=HIGHER_RISK, also=("naloxone",))


APPOINTMENT_ROWS = (
    Row(
        Situation.VISIT_COMING,
        "appointments",
        _("The day before, check the time, the place and the ride. Ask if they want company."),
        ("own-clinic",),
        WATCH,
        also=("transport", "be-supportive"),
    ),
    Row(
        Situation.FIRST_VISIT,
        "talk-to-a-specialist",
        _("A first visit can be long. Write down questions, and help them pack ID and the insurance card."),
        ("illinois-helpline", "samhsa-helpline"),
        WATCH,
        also=("medication", "privacy-and-consent", "appointments"),
    ),
    Row(
        Situation.DOSE_VISIT,
        "medication",
        _("Plan the ride, and a plan B. If a dose is missed all the same, call the clinic that day."),
        ("own-clinic", "illinois-mar-now", "find-treatment"),
        WATCH,
        also=("missed-dose", "transport"),
    ),
    Row(
        Situation.VISIT_MISSED,
        "appointments",
        _("Ask what got in the way before you guess. Help them call for a new time this week."),
        ("own-clinic", "illinois-helpline", "samhsa-helpline"),
        WEEK,
        also=("communication", "transport"),
    ),
    Row(
        Situation.VISIT_MISSED,
        "appointments",
        _("Help them call for a new time today. These weeks are a time of higher risk."),
        CLINIC_TODAY,
        TODAY,
        stages=HIGHER_RISK,
        also=("overdose-risk", "transport"),
    ),
    lower_tolerance(Situation.VISIT_MISSED),
    Row(
        Situation.VISIT_MISSED_NO_RIDE,
        "transport",
        _("No ride is a problem you can fix. Ask the clinic for a new time, then set up the next ride."),
        ("illinois-medicaid-rides", "state-medicaid-rides"),
        WEEK,
        also=("appointments", "medicaid"),
    ),
    Row(
        Situation.VISIT_MISSED_NO_RIDE,
        "transport",
        _("Ask the clinic for a new time today, or for a visit by phone. Then set up the ride at once."),
        ("illinois-mar-now", "illinois-medicaid-rides", "state-medicaid-rides"),
        TODAY,
        stages=HIGHER_RISK,
        also=("appointments", "overdose-risk"),
    ),
    lower_tolerance(Situation.VISIT_MISSED_NO_RIDE),
    Row(
        Situation.DOSE_VISIT_MISSED,
        "missed-dose",
        _("Call the clinic today, before it closes. Only the clinic can say what comes next."),
        CLINIC_TODAY,
        TODAY,
        also=("transport", "medication"),
    ),
    lower_tolerance(Situation.DOSE_VISIT_MISSED),
    Row(
        Situation.VISIT_KEPT,
        "encouragement",
        _("Tell them what you saw: “You made it there today.” Short and true is best."),
        ("rethink-recovery", "smart-family-friends"),
        WATCH,
        also=("be-supportive",),
    ),
    Row(
        Situation.BENEFITS_DUE,
        "medicaid",
        _("Send the papers before the date. A gap in coverage can stop rides and medicine."),
        ("illinois-dhs-help-line", "illinois-legal-aid", "healthcare-gov"),
        WEEK,
        also=("privacy-and-consent",),
    ),
    Row(
        Situation.OWN_SUPPORT,
        "support-groups",
        _("Keep your own time, whatever the day brings. It helps you, and that helps them."),
        ("nar-anon", "smart-family-friends", "pal"),
        WATCH,
        also=("look-after-yourself",),
    ),
)

RIDE_ROWS = (
    Row(
        Situation.RIDE_NEEDED,
        "transport",
        _("Settle who drives before the day comes. If no one can, ask about a Medicaid ride."),
        ("illinois-medicaid-rides", "state-medicaid-rides"),
        WEEK,
        also=("medicaid", "appointments"),
    ),
    Row(
        Situation.RIDE_BOOK_BY,
        "transport",
        _("Call today to book the ride. Have the address, the time and the reason for the visit at hand."),
        RIDES,
        TODAY,
        also=("medicaid",),
    ),
    Row(
        Situation.RIDE_NO_PLAN_B,
        "transport",
        _("Name one person who can drive if the ride does not come. Save the clinic’s number, too."),
        ("own-clinic", "state-medicaid-rides"),
        WEEK,
        also=("appointments",),
    ),
    Row(
        Situation.RIDE_FAILED,
        "transport",
        _("Call the ride company, then the ride line. Ask the clinic to hold the visit, and use plan B."),
        RIDES,
        TODAY,
        also=("appointments", "missed-dose"),
    ),
    Row(
        Situation.RIDE_MEDICAID,
        "medicaid",
        _("Look at the member card. Is there a health plan on it? Then the plan’s own line books the ride."),
        ("plan-ride-line", "illinois-client-enrollment", "state-medicaid-rides"),
        WATCH,
        also=("transport",),
    ),
)

BOUNDARY_ROWS = (
    Row(
        Situation.BOUNDARY_NEW,
        "boundaries",
        _("Say it once, at a calm time. Say what you will do, and what stays the same."),
        ("smart-family-friends", "partnership-to-end-addiction"),
        WATCH,
        also=("communication", "safe-at-home"),
    ),
    Row(
        Situation.BOUNDARY_REVIEW,
        "boundaries",
        _("Look at it again. Does it still fit, and can you still keep it? You may change it or let it go."),
        ("families-anonymous", "smart-family-friends"),
        WATCH,
        also=("look-after-yourself",),
    ),
    Row(
        Situation.BOUNDARY_KEPT,
        "boundaries",
        _("You did what you said you would do. That is hard work. Now do something kind for yourself."),
        FAMILY,
        WATCH,
        also=("look-after-yourself", "encouragement"),
    ),
    Row(
        Situation.BOUNDARY_BENT,
        "boundaries",
        _("Everyone bends at times. Think about what you can do next time, and say it at a calm time."),
        ("smart-family-friends", "partnership-to-end-addiction"),
        WATCH,
        also=("communication",),
    ),
    Row(
        Situation.BOUNDARY_DROPPED,
        "boundaries",
        _("It was too much to keep this time, and that is all right. Make it smaller, or let it go."),
        ("families-anonymous", "nar-anon", "smart-family-friends"),
        WATCH,
        also=("look-after-yourself", "support-groups"),
    ),
    Row(
        Situation.BOUNDARY_OFTEN_TESTED,
        "communication",
        _("Pick a calm time and ask what is hard about it. Then check: can you keep it, and is it safe?"),
        ("partnership-to-end-addiction", "smart-family-friends", "families-anonymous"),
        WEEK,
        also=("boundaries", "safe-at-home", "support-groups"),
    ),
    Row(
        Situation.UNSAFE_AT_HOME,
        "safe-at-home",
        _("If you are in danger now, call 911. The violence hotline helps you make a plan, at any hour."),
        ("violence-hotline", "emergency-911", "tech-safety"),
        TODAY,
        also=("privacy-and-consent",),
        always=True,
    ),
)

OTHER_ROWS = (
    Row(
        Situation.SIGNS_MANY,
        "relapse-understanding",
        _("A few signs close together are a good reason for one call this week. First ask how they are."),
        ("illinois-helpline", "partnership-to-end-addiction", "samhsa-helpline"),
        WEEK,
        also=("helping-approach", "communication"),
    ),
    Row(
        Situation.OVERDOSE_SURVIVED,
        "overdose-risk",
        _(
            "Naloxone wears off, and an overdose can come back. If they have not been checked, call 911. Replace the naloxone."
        ),
        ("emergency-911", *NALOXONE),
        TODAY,
        also=("naloxone", "after-return-to-use", "look-after-yourself"),
        always=True,
    ),
    Row(
        Situation.ENCOURAGE,
        "encouragement",
        _("Say what you saw and that it made you glad. One true sentence is enough."),
        ("rethink-recovery", "smart-family-friends"),
        WATCH,
        also=("be-supportive", "daily-routine"),
    ),
)

STAGE_ROWS = (
    Row(
        Situation.STAGE_NOT_IN_TREATMENT,
        "find-help",
        _("You can make the first call yourself. Then you know what to offer when they are ready."),
        ("illinois-helpline", "find-treatment", "samhsa-helpline"),
        WEEK,
        also=("helping-approach", "talk-to-a-specialist", "naloxone", "look-after-yourself"),
    ),
    Row(
        Situation.STAGE_STARTING,
        "medication",
        _("The first weeks need care. Very sleepy: call the clinic today. Cannot be woken: call 911."),
        ("own-clinic", "illinois-mar-now", "samhsa-helpline"),
        WEEK,
        also=("naloxone", "appointments", "food-sleep-movement"),
    ),
    Row(
        Situation.STAGE_SETTLED,
        "daily-routine",
        _("Plain days are good days. Keep visits and meals steady, and plan one nice thing."),
        ("rethink-recovery", "smart-family-friends"),
        WATCH,
        also=("encouragement", "home-environment", "food-sleep-movement", "medication"),
    ),
    Row(
        Situation.STAGE_AFTER_DISCHARGE,
        "overdose-risk",
        _("The first weeks after a break are the most dangerous. Keep naloxone close. Call about medicine today."),
        ("illinois-mar-now", "find-treatment", "pharmacy-naloxone"),
        TODAY,
        also=("naloxone", "find-help", "medication"),
    ),
    Row(
        Situation.STAGE_RETURNED_TO_USE,
        "after-return-to-use",
        _("Stay calm, keep naloxone close, and help them call the clinic today. Treatment can start again."),
        ("own-clinic", "illinois-mar-now", "find-treatment"),
        TODAY,
        also=("overdose-risk", "naloxone", "look-after-yourself"),
    ),
    Row(
        Situation.STAGE_NOT_SURE,
        "helping-approach",
        _("You do not have to know. Write down what you see, and ask how they are."),
        ("rethink-recovery", "partnership-to-end-addiction", "samhsa-helpline"),
        WATCH,
        also=("oud-facts", "communication", "find-help"),
    ),
)

SITUATION_ROWS = (*APPOINTMENT_ROWS, *RIDE_ROWS, *BOUNDARY_ROWS, *OTHER_ROWS, *STAGE_ROWS)
