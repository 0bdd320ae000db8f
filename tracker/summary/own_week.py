"""The reader's own week: their check-ins, each question by itself and in words. Nothing is added up across questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy, ngettext

from tracker.checkins import rules
from tracker.checkins.models import CheckIn
from tracker.checkins.rules import Face

# Each question of a check-in: what is said when it was hard, and what when it never was.
HARD = {
    "sleep": gettext_lazy("You slept badly"),
    "stress": gettext_lazy("You had a lot of stress"),
    "food": gettext_lazy("You ate badly"),
    "company": gettext_lazy("You had nobody to talk to"),
    "safe": gettext_lazy("You did not, or not always, feel safe at home"),
}
WELL = {
    "sleep": gettext_lazy("You slept well"),
    "stress": gettext_lazy("You had little stress"),
    "food": gettext_lazy("You ate well"),
    "company": gettext_lazy("You had someone to talk to"),
    "safe": gettext_lazy("You felt safe at home"),
}


@dataclass(frozen=True)
class Asked:
    """The answers to one question of the check-ins of a week. They are never added up across questions."""

    question: str
    answers: tuple[str, ...]

    def count(self, *faces: str) -> int:
        return sum(answer in faces for answer in self.answers)


@dataclass(frozen=True)
class OwnWeek:
    """The reader's own check-ins: what was asked, each question by itself, and the good things they named."""

    asked: tuple[Asked, ...] = ()
    good_things: tuple[str, ...] = ()
    is_unsafe: bool = False
    is_strained: bool = False
    newest: CheckIn | None = None

    def __bool__(self) -> bool:
        return self.newest is not None

    @classmethod
    def of(cls, checkins: Sequence[CheckIn]) -> "OwnWeek":
        """Of the reader's check-ins of one week, soonest first."""
        if not checkins:
            return cls()
        answers = {name: tuple(one.answers[name] for one in checkins if one.answers[name]) for name in rules.NAMES}
        return cls(
            asked=tuple(Asked(name, given) for name, given in answers.items() if given),
            good_things=tuple(one.good_thing for one in checkins if one.good_thing),
            is_unsafe=any(one.is_unsafe for one in checkins),
            is_strained=any(rules.is_strained(one.answers) for one in checkins),
            newest=checkins[-1],
        )

    @property
    def sentences(self) -> list[str]:
        """One for each question that the reader answered."""
        return [sentence for sentence in map(_sentence, self.asked) if sentence]


def _sentence(asked: Asked) -> str:
    """How often it was hard; if never, how often it was well. Nothing is said of what lies between."""
    hard = asked.count(Face.HARD, Face.SO_SO) if asked.question == "safe" else asked.count(Face.HARD)
    count, what = (hard, HARD) if hard else (asked.count(Face.WELL), WELL)
    if not count:
        return ""
    total = len(asked.answers)
    sentence = ngettext("%(what)s.", "%(what)s on %(n)d of %(all)d check-ins.", total)
    return sentence % {"what": what[asked.question], "n": count, "all": total}
