"""The one list of kinds of entry. A test compares it with every concrete subclass of Entry."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.appointments.models import Appointment
from tracker.base.addresses import address
from tracker.base.stages import Stage
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.checkins.models import CheckIn
from tracker.entries.models import Entry
from tracker.good_things.models import GoodThing
from tracker.people.models import Circle
from tracker.rides.models import Ride
from tracker.signs.models import Observation
from tracker.tasks.models import Task
from tracker.treatment.models import TreatmentEvent


@dataclass(frozen=True)
class Kind:
    """A kind as people meet it: its name, and the words on its tile when it can be logged from anywhere."""

    model: type[Entry]
    label: Promise
    tile: Promise | None = None
    hint: Promise | None = None

    @property
    def code(self) -> str:
        return self.model.KIND

    def add_url(self, circle: Circle) -> str:
        return address(f"tracker:{self.code}-add", circle.public_id)

    def list_url(self, circle: Circle) -> str:
        return address(f"tracker:{self.code}-list", circle.public_id)


# In the order in which the tiles stand: what is logged most comes first.
KINDS = (
    Kind(Observation, _("Sign"), _("A sign, good or worrying"), _("What you saw or heard")),
    Kind(GoodThing, _("Good thing"), _("Something that went well"), _("A meal, a talk, a calm night")),
    Kind(Appointment, _("Appointment"), _("An appointment"), _("Clinic, group, court, your own")),
    Kind(Ride, _("Ride"), _("A ride"), _("Who drives, and plan B")),
    Kind(Task, _("Task"), _("Something to do"), _("Medicaid, naloxone, a call to make")),
    Kind(Boundary, _("Boundary"), _("A boundary"), _("What you will and will not do")),
    Kind(TreatmentEvent, _("Treatment"), _("Treatment, or a break"), _("Started, missed, left, back again")),
    Kind(CheckIn, _("Check-in"), _("How I am"), _("Only you see this")),
    Kind(BoundaryTest, _("Boundary test")),
)
BY_CODE = {kind.code: kind for kind in KINDS}
TILES = tuple(kind for kind in KINDS if kind.tile)


def tiles_for(circle: Circle) -> tuple[Kind, ...]:
    """The tiles in the order that fits: without treatment, what one notices and decides comes before visits.

    After a loss only what is the supporter's own is offered.
    """
    if circle.is_bereaved:
        return tuple(kind for kind in TILES if kind.model in (CheckIn, Task, Appointment))
    if circle.stage == Stage.NOT_IN_TREATMENT:
        return tuple(sorted(TILES, key=lambda kind: kind.model not in (Observation, Boundary)))
    return TILES
