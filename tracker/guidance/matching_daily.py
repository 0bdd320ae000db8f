"""The rows of the matching table for plain days: what went well at home, and how the supporter is."""

from django.utils.translation import gettext_lazy as _

from tracker.guidance.matching_rows import WATCH, WEEK, Row
from tracker.guidance.situations import Situation

CHEER = ("rethink-recovery", "smart-family-friends")

DAILY_ROWS = (
    Row(
        Situation.ROUTINE,
        "daily-routine",
        _("Plan tomorrow in three points: get up, eat, one thing to do. Add one nice thing."),
        CHEER,
        WATCH,
        also=("home-environment", "encouragement"),
    ),
    Row(
        Situation.FOOD,
        "food-sleep-movement",
        _("Set the next meal now. Plain food, at a steady time, is enough."),
        CHEER,
        WATCH,
        also=("daily-routine",),
    ),
    Row(
        Situation.SLEEP,
        "food-sleep-movement",
        _("Keep the same time to get up. If bad nights come back, tell the clinic."),
        ("own-clinic", "illinois-helpline", "samhsa-helpline"),
        WATCH,
        also=("daily-routine",),
    ),
    Row(
        Situation.COPING,
        "stress-coping",
        _("Ask what helped, and do it again: a talk, a walk, slow breaths."),
        ("smart-family-friends", "partnership-to-end-addiction"),
        WATCH,
        also=("food-sleep-movement", "communication"),
    ),
    Row(
        Situation.STRAIN,
        "support-groups",
        _("This is a lot to carry. Call one person today: a friend, a group or the helpline."),
        ("illinois-helpline", "partnership-to-end-addiction", "nar-anon", "samhsa-helpline"),
        WEEK,
        also=("look-after-yourself", "in-crisis"),
    ),
)
