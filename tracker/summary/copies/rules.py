"""Rules of copies and of links to them, on plain values."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

OPEN_MAX = 10  # links of one member in one circle at the same time
KEPT_AFTER = dt.timedelta(days=7)  # so that their maker still sees how often one was opened
# How long a look at a copy is good for making a link to it.
LOOK_SECONDS = 60 * 60


class Part(LabelledEnum):
    """What may be in a copy. The supporter's own check-ins are no part, and neither are notes."""

    GOOD = "good", _("What went well")
    VISITS = "visits", _("Visits")
    RIDES = "rides", _("Rides")
    BOUNDARIES = "boundaries", _("Boundaries")
    SIGNS = "signs", _("What was noticed")
    TREATMENT = "treatment", _("Treatment")
    AHEAD = "ahead", _("The week ahead")


class Lasts(LabelledEnum):
    """After how many days a link ends by itself."""

    ONE = "1", _("1 day")
    SEVEN = "7", _("7 days")
    THIRTY = "30", _("30 days")

    @property
    def days(self) -> dt.timedelta:
        return dt.timedelta(days=int(self.value))


class Willing(LabelledEnum):
    """Whether the person the copy is about could read it. Asked to think, and kept nowhere."""

    YES = "yes", _("Yes")
    NOT_SURE = "not_sure", _("Not sure, or no")


@dataclass(frozen=True)
class Choice:
    """What a copy holds: its parts, names and typed words or not, the maker's only-me entries or not."""

    parts: tuple[str, ...]
    names: bool = False
    only_me: bool = False

    def __contains__(self, part: Part) -> bool:
        return part.value in self.parts

    @classmethod
    def of(cls, found: Any) -> "Choice":
        """From the answers of a form or from what was kept of them; parts that are not known are left out."""
        known: Collection[str] = {part.value for part in Part}
        return cls(
            parts=tuple(part for part in found.get("parts", ()) if part in known),
            names=bool(found.get("names")),
            only_me=bool(found.get("only_me")),
        )

    @property
    def as_dict(self) -> dict[str, Any]:
        return {"parts": list(self.parts), "names": self.names, "only_me": self.only_me}
