"""Rows of the matching table for tasks, and for a circle whose loved one died."""

from django.utils.translation import gettext_lazy as _

from tracker.guidance.matching_rows import NALOXONE, TODAY, WATCH, WEEK, Row
from tracker.guidance.situations import Situation

TASK_ROWS = (
    Row(
        Situation.MEDICAID,
        "medicaid",
        _("Sit down together and start the form. Care can often begin before the card comes."),
        ("illinois-dhs-help-line", "illinois-legal-aid", "healthcare-gov"),
        WEEK,
        also=("privacy-and-consent", "transport"),
    ),
    Row(
        Situation.RELEASE_FORM,
        "privacy-and-consent",
        _("Ask on a calm day, and let them choose what it covers. You can tell the clinic things without it."),
        ("own-clinic", "illinois-legal-aid"),
        WATCH,
        also=("talk-to-a-specialist", "communication"),
    ),
    Row(
        Situation.TREATMENT_SEARCH,
        "find-help",
        _("Make one call today. Ask about the wait, and get on the list. Then call the next place."),
        ("illinois-mar-now", "find-treatment", "samhsa-helpline"),
        WEEK,
        also=("talk-to-a-specialist", "naloxone", "medicaid"),
    ),
    Row(
        Situation.NALOXONE_TO_GET,
        "naloxone",
        _("Get it today if you can. Keep two or more where all can reach them, and say where they are."),
        NALOXONE,
        TODAY,
        also=("overdose-risk", "home-environment"),
    ),
    Row(
        Situation.LOCKBOX_TO_GET,
        "home-environment",
        _("Lock up medicine so that children are safe. What is theirs stays theirs: they keep a key or the code."),
        ("own-clinic", "poison-control"),
        WEEK,
        also=("medication", "naloxone"),
    ),
)

LOSS_ROWS = (
    Row(
        Situation.BEREAVED,
        "grief",
        _("We are so sorry. Nothing has to be done today. Let one person be with you."),
        ("grasp", "lifeline-988", "own-doctor"),
        WATCH,
        also=("look-after-yourself", "support-groups"),
    ),
)
