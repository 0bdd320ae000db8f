"""Values of a file, checked and turned into values of a row, by the same fields as the forms'."""

import datetime as dt
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from tracker.appointments.forms import AppointmentForm
from tracker.appointments.models import Appointment, Series
from tracker.base import clock
from tracker.base.fields import CodesField
from tracker.base.forms import DayField, NoteField
from tracker.boundaries.forms import PART_LENGTH, BoundaryForm, BoundaryTestForm
from tracker.boundaries.models import WORDS, Boundary, BoundaryTest, BoundaryWording
from tracker.boundaries.wording import Verdict, review
from tracker.checkins.forms import CheckInForm
from tracker.checkins.models import CheckIn
from tracker.good_things.forms import GoodThingForm
from tracker.good_things.models import GoodThing
from tracker.people.forms import CircleForm, ContactForm, StageForm
from tracker.people.models import Circle, Contact
from tracker.readiness.forms import HousePlanForm, NaloxoneKitForm, TrainedPersonForm
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson
from tracker.rides.forms import RideForm
from tracker.rides.models import Ride, StandingRide
from tracker.signs import rules as sign_rules
from tracker.signs.forms import ObservationForm
from tracker.signs.models import Observation
from tracker.tasks.forms import SearchCallForm, TaskForm
from tracker.tasks.models import SearchCall, Task
from tracker.treatment.forms import TreatmentEventForm
from tracker.treatment.models import TreatmentEvent


class Refused(Exception):
    """A row that is left out; the message says why, in words for people."""


FORM_FIELDS: dict[type[models.Model], dict[str, forms.Field]] = {
    Appointment: AppointmentForm.base_fields,
    Boundary: BoundaryForm.base_fields,
    BoundaryTest: BoundaryTestForm.base_fields,
    BoundaryWording: {name: NoteField(max_length=PART_LENGTH) for name in WORDS},
    CheckIn: CheckInForm.base_fields,
    Circle: CircleForm.base_fields | StageForm.base_fields,
    Contact: ContactForm.base_fields,
    GoodThing: GoodThingForm.base_fields,
    HousePlan: HousePlanForm.base_fields,
    NaloxoneKit: NaloxoneKitForm.base_fields,
    Observation: ObservationForm.base_fields,
    Ride: RideForm.base_fields,
    SearchCall: SearchCallForm.base_fields,
    Series: AppointmentForm.base_fields
    | {"weekdays": forms.MultipleChoiceField(choices=[(str(day), day) for day in range(7)])},
    StandingRide: RideForm.base_fields,
    Task: TaskForm.base_fields,
    TrainedPerson: TrainedPersonForm.base_fields,
    TreatmentEvent: TreatmentEventForm.base_fields,
}


def read(model: type[models.Model], field: models.Field, value):
    """`value` of a file as a value for `field` of a row of `model`. Raises Refused with the reason.

    Where the form has a field for it, that field decides what is too long, not known or out of range. What is
    left empty stays empty: whether a row may lack it is for the row to say.
    """
    if value in (None, "", []):
        return _empty(field)
    try:
        return _reader(model, field)(value)
    except ValidationError as error:
        raise Refused(f"{field.verbose_name}: {error.messages[0]}") from error


def _empty(field: models.Field):
    if isinstance(field, CodesField):
        return ()
    return None if field.null or field.empty_strings_allowed is False else ""


def _reader(model: type[models.Model], field: models.Field) -> Callable:
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.BooleanField):
        return _yes_or_no
    form_field = FORM_FIELDS[model].get(field.name) or _without_a_form(field)
    kind = list if isinstance(field, CodesField) else int if isinstance(field, models.IntegerField) else str

    def cleaned(value):
        answer = form_field.clean(_typed(value, kind))
        return tuple(dict.fromkeys(answer)) if kind is list else answer

    return cleaned


def _without_a_form(field: models.Field) -> forms.Field:
    """For the few fields that no form asks for: the day on which a loss was said, say."""
    return DayField() if isinstance(field, models.DateField) else field.formfield()


def _typed(value, kind: type):
    """`value` if it is just that kind of value, with text that can be written down at all."""
    if type(value) is not kind or (kind is list and not all(isinstance(one, str) for one in value)):
        raise ValidationError(_("This is not the kind of value that belongs here."))
    if kind is str and readable(value) != value:
        raise ValidationError(_("This text holds half a character."))
    return value


def readable(text: str) -> str:
    """`text` as it can be stored and shown: JSON can spell half of a character, which is none."""
    return text.encode("utf-8", "replace").decode()


def _yes_or_no(value) -> bool:
    return _typed(value, bool)


def _moment(value) -> dt.datetime:
    """An aware moment within the bounds of the database, in UTC."""
    try:
        moment = parse_datetime(_typed(value, str))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValidationError(_("That is not a real date and time."))
    if not clock.EARLIEST.year < moment.year < clock.LATEST.year - 1:
        raise ValidationError(_("That year is out of range."))
    return moment.astimezone(dt.UTC)


# What the form of a kind says about the answers together ----------------------------------------------
def check(row: models.Model) -> None:
    """Raises Refused for a row that its form would refuse, whatever its single answers are."""
    if rule := RULES.get(type(row)):
        rule(row)
    links = {field.name for field in row._meta.concrete_fields if field.is_relation}
    try:
        row.full_clean(exclude=links, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise Refused(error.messages[0]) from error


def _check_wording(row: Boundary | BoundaryWording) -> None:
    kind = row.kind_of if isinstance(row, Boundary) else row.boundary.kind_of
    words = {name.removesuffix("_text"): getattr(row, name) for name in WORDS}
    for finding in review(kind, **words):
        if finding.verdict is Verdict.REFUSE:
            raise Refused(f"{finding.reason} {finding.better}")


def _check_signs(row: Observation) -> None:
    if sentence := sign_rules.act_first(row.signs, over=row.over):
        raise Refused(str(sentence))


def _check_repeat(row: Series) -> None:
    if row.repeat.is_too_long():
        raise Refused(_("It repeats too often."))


RULES: dict[type[models.Model], Callable] = {
    Boundary: _check_wording,
    BoundaryWording: _check_wording,
    Observation: _check_signs,
    Series: _check_repeat,
}
