"""Form fields and helpers of the house: plain messages, no hidden traps, the same look everywhere."""

import datetime as dt
import unicodedata

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from crispy_forms.utils import render_field
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base import clock, moments
from tracker.base.field_html import field_html, is_simple
from tracker.base.widgets import LeanDate, LeanInput, LeanNumber, LeanSelect, LeanTextarea, LeanTime, MomentWidget

TITLE_LENGTH = 80
NOTE_LENGTH = 4000
TOO_LONG = gettext_lazy("That is too long: %(show_value)d characters. At most %(limit_value)d fit.")
UNKNOWN_CHOICE = {"invalid_choice": gettext_lazy("Choose one of the answers.")}


# Text -------------------------------------------------------------------------------------------------
def visible_text(text: str) -> str:
    """`text` without what no one can see or what turns its direction: an empty-looking answer is empty.

    Joiners inside emoji stay (they hold families and flags together); bidirectional controls go.
    """
    bidi = {
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\u200e",
        "\u200f",
    }
    text = "".join(character for character in text if character not in bidi)
    if all(unicodedata.category(character) in {"Cf", "Zs", "Cc", "Zl", "Zp"} for character in text):
        return ""
    return text.strip()


class LineField(forms.CharField):
    """One line of text, up to 80 characters unless it says otherwise."""

    widget = LeanInput

    def __init__(self, *, max_length=TITLE_LENGTH, **kwargs):
        super().__init__(max_length=max_length, **kwargs)
        self.error_messages["required"] = kwargs.get("error_messages", {}).get("required") or gettext_lazy(
            "Fill this in."
        )
        self.error_messages.setdefault("max_length", TOO_LONG)

    def to_python(self, value):
        return visible_text(super().to_python(value).replace("\r", " ").replace("\n", " "))


class NoteField(forms.CharField):
    """Free text, up to 4,000 characters; the browser is asked not to remember it."""

    def __init__(self, *, rows=3, **kwargs):
        kwargs.setdefault("max_length", NOTE_LENGTH)
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", LeanTextarea(attrs={"rows": rows, "autocomplete": "off"}))
        super().__init__(**kwargs)
        self.error_messages.setdefault("max_length", TOO_LONG)

    def to_python(self, value):
        return visible_text(super().to_python(value))


# Choices ----------------------------------------------------------------------------------------------
def choice(enum, *, label, required=False, blank="", initial=None, radio=False, help_text="") -> forms.ChoiceField:
    """A choice of one of `enum`, or of some of its members; `blank` is the wording of "no answer" where one may leave it open."""
    choices = enum.choices() if isinstance(enum, type) else [(member.value, member.label) for member in enum]
    if not required:
        choices = [("", blank or gettext_lazy("Not said")), *choices]
    widget = forms.RadioSelect if radio else LeanSelect
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=required,
        initial=initial,
        widget=widget,
        help_text=help_text,
        error_messages={"required": gettext_lazy("Choose one."), **UNKNOWN_CHOICE},
    )


class RowField(forms.ModelChoiceField):
    """A choice of one of the rows that the form is given."""

    widget = LeanSelect
    default_error_messages = UNKNOWN_CHOICE


# Dates and times --------------------------------------------------------------------------------------
def form_bounds() -> tuple[dt.date, dt.date]:
    """The first and last day that a form takes, seen from today in the current zone."""
    today = clock.today(timezone.get_current_timezone())
    return (
        today.replace(year=today.year - clock.FORM_YEARS_BACK, day=min(today.day, 28)),
        today.replace(year=today.year + clock.FORM_YEARS_AHEAD, day=min(today.day, 28)),
    )


def check_day(day: dt.date) -> None:
    """Raises ValidationError for a day that is beyond the bounds of forms."""
    first, last = form_bounds()
    if not first <= day <= last:
        raise ValidationError(
            _("Choose a date between %(first)s and %(last)s.")
            % {"first": formats.date_format(first, "M j, Y"), "last": formats.date_format(last, "M j, Y")},
            code="out_of_range",
        )


class DayField(forms.DateField):
    """A calendar day within plausible bounds, by the browser's own picker."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", LeanDate(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%m/%d/%Y"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy("That is not a real date. Write it like 11/24/2026.")
        self.error_messages.setdefault("required", gettext_lazy("Choose a date."))

    def to_python(self, value):
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if value:
            check_day(value)


class MomentField(forms.MultiValueField):
    """A time on the circle's wall clock, as an aware moment in UTC.

    The hour that autumn repeats asks "the first or the second?"; the hour that spring skips offers the time
    the clock jumps to. Days beyond the form's bounds are refused.
    """

    widget = MomentWidget
    formats = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M %p")

    def __init__(self, **kwargs):
        wall = forms.CharField(error_messages={"required": gettext_lazy("Say when.")}, max_length=30)
        fold = forms.ChoiceField(choices=[("", ""), ("0", ""), ("1", "")], required=False)
        super().__init__(fields=(wall, fold), require_all_fields=False, widget=MomentWidget(), **kwargs)
        self.error_messages["required"] = gettext_lazy("Say when.")

    def compress(self, values):
        if not values or not values[0]:
            return None
        wall, zone = self._parse(values[0]), timezone.get_current_timezone()
        check_day(wall.date())
        match moments.kind_of(wall, zone):
            case moments.WallTime.MISSING:
                later = formats.time_format(moments.next_existing(wall, zone).time(), "g:i A")
                raise ValidationError(
                    _("The clock skips this time on that night. Use %(time)s instead.") % {"time": later},
                    code="missing",
                )
            case moments.WallTime.TWICE if values[1] not in {"0", "1"}:
                self.widget.asks_which = True
                raise ValidationError(
                    _(
                        "The clock goes back that night, so this time comes twice. Say if it was the first or the second."
                    ),
                    code="twice",
                )
        return moments.to_utc(wall, zone, second=values[1] == "1")

    def _parse(self, text: str) -> dt.datetime:
        if text.isascii():
            for pattern in self.formats:
                try:
                    return dt.datetime.strptime(text.strip(), pattern).replace(second=0)  # noqa: DTZ007 (a wall time)
                except ValueError:
                    continue
        raise ValidationError(_("That is not a real date and time. Write it like 11/24/2026 14:30."), code="invalid")

    def has_changed(self, initial, data):
        initial_values = self.widget.decompress(initial)
        shown = initial_values[0].strftime("%Y-%m-%dT%H:%M") if initial_values[0] else ""
        return [shown, initial_values[1] or ""] != [
            (data or [""])[0] or "",
            (data[1] if data and len(data) > 1 else "") or "",
        ]


class ClockField(forms.TimeField):
    """A time of day, by the browser's own picker."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", LeanTime(attrs={"type": "time"}, format="%H:%M"))
        kwargs.setdefault("input_formats", ["%H:%M", "%H:%M:%S", "%I:%M %p"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy("That is not a time. Write it like 14:30.")


class NumberField(forms.IntegerField):
    """A whole number in ASCII digits, within bounds that are always given."""

    widget = LeanNumber

    def __init__(self, *, min_value: int, max_value: int, **kwargs):
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
        self.error_messages["invalid"] = gettext_lazy("Write a whole number, like 30.")
        outside = format_lazy(gettext_lazy("Write a number from {least} to {most}."), least=min_value, most=max_value)
        self.error_messages |= {"min_value": outside, "max_value": outside}

    def to_python(self, value):
        text = str(value).strip() if value is not None else ""
        if text and not (text.isascii() and text.lstrip("-").isdigit() and len(text) < 12):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


# Layout -----------------------------------------------------------------------------------------------
class Written(LayoutObject):
    """A field that is written in Python where it can be, word for word as bootstrap5/field.html has it."""

    def __init__(self, name: str):
        self.fields = [name]

    def render(self, form, context, template_pack="bootstrap5", **kwargs):
        bound = form[self.fields[0]]
        if is_simple(bound):
            return field_html(bound)
        return render_field(self.fields[0], form, context, template_pack=template_pack)


def _written(part):
    return Written(part) if isinstance(part, str) else part


class More(LayoutObject):
    """Fields that are folded away until wanted; open when one of them has an answer or an error."""

    template = "components/more.html"

    def __init__(self, *fields, summary=""):
        self.fields, self.summary = list(fields), summary or gettext_lazy("More")

    def render(self, form, context, template_pack="bootstrap5", **kwargs):
        rendered = (render_field(_written(one), form, context, template_pack=template_pack) for one in self.fields)
        html = format_html_join("", "{}", ((one,) for one in rendered))
        names = [pointer.name for pointer in self.get_field_names()]
        is_open = any(name in form.errors or self._answered(form, name) for name in names)
        return render_to_string(self.template, {"summary": self.summary, "fields": html, "open": is_open})

    @staticmethod
    def _answered(form, name) -> bool:
        if form.is_bound:
            return name in form.fields and form[name].data not in (None, "", [], ["", ""]) and name in form.changed_data
        if getattr(form, "shows_typed", False):
            return form.initial.get(name) not in (None, "", [], ["", ""], [None, None])
        return form.instance.pk is not None and bool(form.initial.get(name)) if hasattr(form, "instance") else False


def helper(*layout) -> FormHelper:
    """A crispy helper that renders fields only: the page writes the form tag, the token and the button."""
    crispy = FormHelper()
    crispy.form_tag = False
    crispy.disable_csrf = True
    crispy.layout = Layout(*map(_written, layout))
    return crispy
