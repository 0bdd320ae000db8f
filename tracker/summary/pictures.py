"""The pictures of the patterns page: what each shows, said in a sentence, drawn, and as a table.

A picture is drawn only when there is something in three weeks or more; below that the sentence says it all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.base.clock import Week
from tracker.summary import twelve_weeks
from tracker.summary.small_multiples import draw
from tracker.summary.together import Pattern, Together
from tracker.summary.twelve_weeks import Measure, WeekCounts, measure

FEWEST_WEEKS_DRAWN = 3


@dataclass(frozen=True)
class Picture:
    """One subject over the weeks. `only_mine`: of the reader alone, and never printed."""

    name: str
    heading: str
    caption: str
    weeks: tuple[Week, ...]
    measures: tuple[Measure, ...]
    only_mine: bool = False

    @property
    def is_drawn(self) -> bool:
        weeks = zip(*(one.values for one in self.measures), strict=True)
        return sum(map(any, weeks)) >= FEWEST_WEEKS_DRAWN

    @property
    def drawn(self) -> tuple[Measure, ...]:
        """The rows with something in them."""
        return tuple(row for row in self.measures if row.total)

    @property
    def svg(self) -> SafeString:
        return draw(self.name, self.heading, self.drawn, self.weeks)


def pictures(counts: Sequence[WeekCounts]) -> list[Picture]:
    """Those with something in them, what went well first."""
    weeks = tuple(one.week for one in counts)
    good = (measure(counts, _("Good moments"), lambda one: one.good, is_solid=True),)
    own = (
        measure(counts, _("Check-ins"), lambda one: one.checkins, is_solid=True),
        measure(counts, _("With something hard"), lambda one: one.hard_checkins),
    )
    visits, rides = twelve_weeks.visits(counts), twelve_weeks.rides(counts)
    boundaries, signs = twelve_weeks.boundaries(counts), twelve_weeks.signs(counts)
    found = [
        Picture("good", _("Good moments"), _good(good[0]), weeks, good),
        Picture("visits", _("Visits"), _visits(*visits), weeks, visits),
        Picture("rides", _("Rides"), _rides(*rides), weeks, rides),
        Picture("boundaries", _("Boundaries"), _boundaries(boundaries), weeks, boundaries),
        Picture("signs", _("Signs that were noticed"), _signs(signs), weeks, signs),
        Picture("own", _("My own weeks"), _own(*own), weeks, own, only_mine=True),
    ]
    return [one for one in found if any(row.total for row in one.measures)]


# The sentences -------------------------------------------------------------------------------------------
def _good(good: Measure) -> str:
    sentence = ngettext(
        "%(count)d good moment was written down in these twelve weeks.",
        "%(count)d good moments were written down in these twelve weeks.",
        good.total,
    )
    return sentence % {"count": good.total}


def _visits(went: Measure, missed: Measure) -> str:
    total = went.total + missed.total
    sentence = ngettext("Went to %(went)d of %(all)d visit.", "Went to %(went)d of %(all)d visits.", total)
    return sentence % {"went": went.total, "all": total}


def _rides(came: Measure, late: Measure, failed: Measure) -> str:
    values = {"came": came.total, "late": late.total, "failed": failed.total}
    return _("On time: %(came)d. Late: %(late)d. Did not come: %(failed)d.") % values


def _boundaries(tested: Sequence[Measure]) -> str:
    total = sum(row.total for row in tested)
    sentence = ngettext("Tested %(count)d time: %(parts)s.", "Tested %(count)d times: %(parts)s.", total)
    parts = ", ".join(f"{row.total} {row.label.lower()}" for row in tested if row.total)
    return sentence % {"count": total, "parts": parts}


def _signs(noted: Sequence[Measure]) -> str:
    total = sum(row.total for row in noted)
    sentence = ngettext(
        "%(count)d sign was noted. Each can have other causes.",
        "%(count)d signs were noted. Each can have other causes.",
        total,
    )
    return sentence % {"count": total}


def _own(checkins: Measure, hard: Measure) -> str:
    sentence = ngettext(
        "You checked in %(count)d time. Something was hard %(hard)d time.",
        "You checked in %(count)d times. Something was hard on %(hard)d of them.",
        checkins.total,
    )
    return sentence % {"count": checkins.total, "hard": hard.total}


def in_words(found: Together) -> str:
    """What happened together, with its counts."""
    values = {"n": found.together, "all": found.observed}
    match found.pattern:
        case Pattern.MISSED_WITHOUT_RIDE:
            return (
                _("Of %(all)d missed visits, %(n)d had no ride. This happened together %(n)d of %(all)d times.")
                % values
            )
        case Pattern.SIGNS_AFTER_MISSED_DOSE:
            return (
                _(
                    "After %(n)d of %(all)d times when a dose was missed, a sign was noted within two days."
                    " This happened together %(n)d of %(all)d times."
                )
                % values
            )
    values["day"] = WEEKDAYS[found.weekday]
    return (
        _("Of %(all)d missed visits, %(n)d were on a %(day)s. This happened together %(n)d of %(all)d times.") % values
    )


# The topic of guidance beside a pattern.
TOPICS = {
    Pattern.MISSED_WITHOUT_RIDE: "transport",
    Pattern.SIGNS_AFTER_MISSED_DOSE: "missed-dose",
    Pattern.MISSED_ON_WEEKDAY: "appointments",
}
