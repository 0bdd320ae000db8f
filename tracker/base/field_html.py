"""A field of a form as HTML, written in Python.

bootstrap5/field.html is what every field looks like. Here the same is written in a third of the time, for all but what
is hidden and a box that stands alone: a form has up to twenty fields and thirty answers to choose from.
`tests/base/test_field_html.py` holds the two together.
"""

from crispy_forms.templatetags.crispy_forms_filters import optgroups
from django.forms import BoundField, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.base.widgets import Lean, LeanSelect, MomentWidget


def is_simple(field: BoundField) -> bool:
    """Whether `field_html` can write it."""
    return isinstance(field.field.widget, (Lean, MomentWidget, RadioSelect, CheckboxSelectMultiple))


def field_html(field: BoundField) -> SafeString:
    """The label, the help, the errors and the input, or the answers to choose from."""
    if isinstance(field.field.widget, (RadioSelect, CheckboxSelectMultiple)):
        return _fieldset(field)
    return format_html('<div class="field">{}{}{}</div>\n', _label(field), _help_and_errors(field), _input(field))


def _fieldset(field: BoundField) -> SafeString:
    described = field.aria_describedby
    return format_html(
        '<fieldset class="field" id="{}"{}><legend class="form-label">{}{}</legend>{}{}</fieldset>\n',
        field.auto_id,
        format_html(' aria-describedby="{}"', described) if described else "",
        field.label,
        _optional(field),
        _help_and_errors(field),
        _answers(field),
    )


def _answers(field: BoundField) -> SafeString:
    """The answers in their groups, each with its radio button or box."""
    named = '<div class="choice-set" role="group" aria-label="{0}"><p class="choice-group">{0}</p>{1}</div>'
    sets = (
        (format_html(named if group else "{1}", group, _boxes(field, options)),)
        for group, options, _index in optgroups(field)
    )
    return format_html('<div class="choices">{}</div>', format_html_join("", "{}", sets))


def _boxes(field: BoundField, options: list[dict]) -> SafeString:
    return format_html_join(
        "",
        '<div class="form-check" data-filter-item><input class="form-check-input" type="{}" name="{}" value="{}"{}>'
        '<label class="form-check-label" for="{}">{}</label></div>',
        (
            (
                option["type"],
                field.html_name,
                str(option["value"]),
                _attributes(option),
                option["attrs"]["id"],
                option["label"],
            )
            for option in options
        ),
    )


def _attributes(option: dict) -> SafeString:
    """In the order in which Django gives them; the template has a class of its own."""
    given = ((name, value) for name, value in option["attrs"].items() if name != "class" and value is not False)
    return format_html_join(
        "", " {}{}", ((n, "" if value is True else format_html('="{}"', value)) for n, value in given)
    )


def _label(field: BoundField) -> str:
    if not field.label:
        return ""
    label = '<label class="form-label" for="{}">{}{}</label>'
    return format_html(label, field.id_for_label, field.label, _optional(field))


def _optional(field: BoundField) -> str:
    return "" if field.field.required else format_html(' <span class="optional">{}</span>', _("(optional)"))


def _help_and_errors(field: BoundField) -> str:
    text = said = ""
    if field.help_text:
        text = format_html('<div class="form-text" id="{}_helptext">{}</div>', field.auto_id, field.help_text)
    if field.errors:
        errors = format_html_join("", "<p>{}</p>", ((error,) for error in field.errors))
        said = format_html('<div class="field-error" id="{}_error">{}</div>', field.auto_id, errors)
    return format_html("{}{}\n", text, said)


def _input(field: BoundField) -> str:
    """The input with the classes that crispy gives it: the name of its own class first."""
    look = "form-select" if isinstance(field.field.widget, LeanSelect) else "form-control"
    for widget in getattr(field.field.widget, "widgets", [field.field.widget]):
        classes = [widget.__class__.__name__.lower(), look, *(["is-invalid"] if field.errors else [])]
        widget.attrs["class"] = " ".join(classes)
    return str(field)
