"""A field of a form as HTML, written in Python.

bootstrap5/field.html is what every field looks like, and the only place for boxes and radio buttons. For an input of
one line, a text or a select, the same is written here, in a third of the time: a form has up to twenty of them.
`tests/base/test_field_html.py` holds the two together.
"""

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.base.widgets import Lean, LeanSelect, MomentWidget


def is_simple(field: BoundField) -> bool:
    """Whether `field_html` can write it."""
    return isinstance(field.field.widget, (Lean, MomentWidget))


def field_html(field: BoundField) -> SafeString:
    """The label, the help, the errors and the input."""
    return format_html('<div class="field">{}{}{}</div>\n', _label(field), _help_and_errors(field), _input(field))


def _label(field: BoundField) -> str:
    if not field.label:
        return ""
    optional = "" if field.field.required else format_html(' <span class="optional">{}</span>', _("(optional)"))
    return format_html('<label class="form-label" for="{}">{}{}</label>', field.id_for_label, field.label, optional)


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
