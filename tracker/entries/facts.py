"""What an entry needs to know beside itself, loaded once per page."""

import datetime as dt
from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from tracker.base import clock
from tracker.people.models import Circle


@dataclass(frozen=True)
class Facts:
    """The clock of the circle. Kinds extend it with the neighbours that their rules ask about."""

    now: dt.datetime
    zone: ZoneInfo

    @classmethod
    def now_in(cls, circle: Circle, **neighbours) -> Self:
        return cls(now=clock.now(), zone=circle.tzinfo, **neighbours)

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()
