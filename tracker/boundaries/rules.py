"""Boundaries: their choices, examples and dates, on plain values. What their words may say is in `wording`."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

OFTEN_TESTED_COUNT = 3
OFTEN_TESTED_DAYS = 28
FIRST_REVIEW_WEEKS = 3


class BoundaryKind(LabelledEnum):
    DRUGS_IN_HOME = "drugs_in_home", _("Drugs in my home")
    MONEY = "money", _("Money")
    COVERING = "covering", _("Covering up or lying")
    VISITORS = "visitors", _("Visitors")
    TIME_AND_CONTACT = "time_and_contact", _("Calls and time together")
    ABUSIVE_TALK = "abusive_talk", _("Shouting and hurtful talk")
    SAFETY = "safety", _("My safety")
    CAR = "car", _("Car and driving")
    CHILDCARE = "childcare", _("Care of children")
    LIVING_HERE = "living_here", _("Living here")
    PROPERTY_AND_MEDICINES = "property_and_medicines", _("My things and my own medicines")
    MY_OWN_TIME = "my_own_time", _("My own time")
    OTHER = "other", _("Something else")


class State(LabelledEnum):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    LET_GO = "let_go", _("Let go")


class Agreement(LabelledEnum):
    ONLY_MINE = "only_mine", _("Only mine")
    TALKED_ABOUT = "talked_about", _("We talked about it")
    AGREED = "agreed", _("We agreed on it")


class TestOutcome(LabelledEnum):
    __test__ = False

    KEPT = "kept", _("I kept it")
    BENT = "bent", _("I bent it")
    DROPPED = "dropped", _("I dropped it")


@dataclass(frozen=True, slots=True)
class Example:
    """Hints for the form: the words after "I will not" and after "If it happens I will"."""

    limit: Promise
    action: Promise


EXAMPLES: dict[BoundaryKind, Example] = {
    BoundaryKind.DRUGS_IN_HOME: Example(
        _("have drugs or gear in my home"), _("ask you to take it away, and keep the kids out of the room")
    ),
    BoundaryKind.MONEY: Example(_("hand out or lend cash"), _("say no once, and buy a meal if I want to")),
    BoundaryKind.COVERING: Example(_("make excuses to your boss for you"), _("say: please call them yourself")),
    BoundaryKind.VISITORS: Example(
        _("have guests who use drugs in my home"), _("tell the guests that the visit is over")
    ),
    BoundaryKind.TIME_AND_CONTACT: Example(
        _("pick up after 10 at night, unless it is an emergency"), _("call back in the morning")
    ),
    BoundaryKind.ABUSIVE_TALK: Example(_("stay on a call with shouting"), _("hang up, and try again tomorrow")),
    BoundaryKind.SAFETY: Example(
        _("stay in a room where I feel afraid"), _("go to a safe place, and call 911 if I am in danger")
    ),
    BoundaryKind.CAR: Example(
        _("lend my car after drug use or when someone is sleepy"), _("hold the car keys, and offer to drive")
    ),
    BoundaryKind.CHILDCARE: Example(
        _("leave the kids with someone who has used or is very sleepy"), _("ask my sister to watch them")
    ),
    BoundaryKind.LIVING_HERE: Example(
        _("share my home without a plan we both know"), _("set a date with you, and help you find a place")
    ),
    BoundaryKind.PROPERTY_AND_MEDICINES: Example(
        _("leave my wallet or my own pills lying around"), _("put my things in a lockbox")
    ),
    BoundaryKind.MY_OWN_TIME: Example(_("give up my Tuesday group"), _("go anyway, and call you when I am back")),
    BoundaryKind.OTHER: Example(_("argue late at night"), _("go to bed, and talk after breakfast")),
}


# --- Dates ---------------------------------------------------------------------------------------


def often_tested(test_days: list[date], today: date) -> bool:
    """Three or more tests in the last 28 days, today included."""
    first = today - timedelta(days=OFTEN_TESTED_DAYS - 1)
    return sum(first <= day <= today for day in test_days) >= OFTEN_TESTED_COUNT


def review_due(look_again_on: date | None, today: date) -> bool:
    return look_again_on is not None and look_again_on <= today


def suggested_review(since: date) -> date:
    """Three weeks on: the middle of the two to four weeks in which new limits get tested."""
    return since + timedelta(weeks=FIRST_REVIEW_WEEKS)
