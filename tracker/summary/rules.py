"""How a week is compared with the weeks before it, and what is counted once, on plain values."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import gettext_lazy as _

from tracker.appointments.rules import Outcome
from tracker.base.choices import LabelledEnum

EARLIER_WEEKS = 4
FEWEST_WEEKS = 2
# A difference of one, or of a quarter, is what any two weeks have.
SLACK, SLACK_SHARE = 1, 0.25

# Signs that say the same as the outcome of the visit they are about.
SAYS_THE_SAME = {
    Outcome.MISSED: frozenset({"TE1", "TE2", "TE4"}),
    Outcome.WENT: frozenset({"GS1"}),
}


class Compared(LabelledEnum):
    """A count of this week beside the usual one, in words. A comparison, never a judgment or a forecast."""

    NEW = "new", _("new")
    MORE = "more", _("more than usual")
    SAME = "same", _("about the same")
    LESS = "less", _("less than usual")


def compare(count: int, earlier: Sequence[int]) -> Compared | None:
    """`count` beside the median of `earlier`: one number for each earlier week in which anything was logged.

    None when fewer than two weeks can be compared (an empty week says nothing), or when there is nothing
    to compare. Small differences are "about the same": one, or a quarter of the median, whichever is larger.
    """
    if len(earlier) < FEWEST_WEEKS:
        return None
    if not any(earlier):
        return Compared.NEW if count else None
    usual = median(earlier)
    slack = max(SLACK, usual * SLACK_SHARE)
    if count > usual + slack:
        return Compared.MORE
    if count < usual - slack:
        return Compared.LESS
    return Compared.SAME if count else None


def compare_so_far(count: int, earlier: Sequence[int]) -> Compared | None:
    """The same for a week that is not over: what is still few may grow, so only "new" and "more" are said."""
    found = compare(count, earlier)
    return found if found in {Compared.NEW, Compared.MORE} else None


def counted_once(codes: Collection[str], visit_outcome: str) -> tuple[str, ...]:
    """The signs of an observation without those that repeat the outcome of the visit it is about."""
    repeated = SAYS_THE_SAME.get(visit_outcome, frozenset())
    return tuple(code for code in codes if code not in repeated)


@dataclass(frozen=True)
class Noted:
    """The signs of one observation, and how the visit went that it is about, if the reader may see it.

    A good thing is noted in the same way; `own_words` say what no code does.
    """

    at: dt.datetime
    day: dt.date
    codes: tuple[str, ...]
    visit_outcome: str = ""
    own_words: str = ""

    @property
    def counted(self) -> tuple[str, ...]:
        """The codes that the outcome of the visit does not say already."""
        return counted_once(self.codes, self.visit_outcome)
