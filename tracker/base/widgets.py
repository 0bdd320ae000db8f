"""Inputs that write themselves, and the input for a moment.

Django renders a template for each input, for its attributes and for each option of a select. In Python the
same takes a fraction, and forms are the pages that people wait for: `make bench` shows the visit form.
"""

import datetime as dt

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tracker.base import moments


class Lean:
    """An input of one line."""

    def _render(self, template_name, context, renderer=None) -> SafeString:
        return self.as_html(context["widget"])

    def as_html(self, widget: dict) -> SafeString:
        value = format_html(' value="{}"', widget["value"]) if widget["value"] is not None else ""
        return format_html(
            '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
        )


class LeanInput(Lean, forms.TextInput):
    pass


class LeanNumber(Lean, forms.NumberInput):
    pass


class LeanDate(Lean, forms.DateInput):
    input_type = "date"


class LeanTime(Lean, forms.TimeInput):
    input_type = "time"


class LeanMoment(Lean, forms.DateTimeInput):
    input_type = "datetime-local"


class LeanTextarea(Lean, forms.Textarea):
    def as_html(self, widget: dict) -> SafeString:
        # The line break after the tag keeps one that the text itself begins with.
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(widget["attrs"]), widget["value"] or ""
        )


class LeanSelect(Lean, forms.Select):
    """Choices without groups."""

    def as_html(self, widget: dict) -> SafeString:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], SafeString(" selected") if option["selected"] else "", option["label"])
                for _group, options, _index in widget["optgroups"]
                for option in options
            ),
        )
        return format_html('<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options)


class MomentWidget(forms.MultiWidget):
    """A date-and-time input, and, only on the night an hour comes twice, the question which one."""

    use_fieldset = False

    def __init__(self):
        self.asks_which = False
        which = [
            ("", gettext_lazy("Choose")),
            ("0", gettext_lazy("The first one")),
            ("1", gettext_lazy("The second one")),
        ]
        label = gettext_lazy("The first or the second time that night")
        fold = LeanSelect(choices=which, attrs={"aria-label": label})
        super().__init__({"": LeanMoment(format="%Y-%m-%dT%H:%M"), "fold": fold})

    def decompress(self, value: dt.datetime | None) -> list:
        if not value:
            return [None, None]
        zone = timezone.get_current_timezone()
        local = value.astimezone(zone)
        wall = local.replace(tzinfo=None, fold=0, second=0, microsecond=0)
        return [wall, str(local.fold) if moments.kind_of(wall, zone) is moments.WallTime.TWICE else None]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["subwidgets"][0]["attrs"]["id"] = (attrs or {}).get("id") or f"id_{name}"
        return context

    def _render(self, template_name, context, renderer=None) -> SafeString:
        wall, fold = context["widget"]["subwidgets"]
        shows_fold = self.asks_which or fold["value"] not in ([""], [], [None])
        first, second = self.widgets
        return format_html("{}{}", first.as_html(wall), second.as_html(fold) if shows_fold else "")

    def id_for_label(self, id_: str) -> str:
        return id_
