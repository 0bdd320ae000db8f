"""What somebody typed into a form that could not be saved: given back, so that no page loses it."""

import re
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, QueryDict

# A form that carries this is not to be saved but kept: the page had locked itself over it (app.js).
KEEP = "keep_typed"
# What proves who somebody is goes neither onto a page nor into the database.
SECRET = re.compile(r"csrf|pass|token|credential|otp|^code$", re.IGNORECASE)
WORDS = re.compile(r"\S\s+\S")

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Typed:
    """One value that a form sent. `label` is empty for what nobody wrote by hand: a choice, a key, a version."""

    name: str
    value: str
    label: str = ""


def fields_of(request: HttpRequest) -> Fields:
    """(name, value) of all that a form of ours sent, in its order, without secrets and files.

    The pages of the account are left out altogether: what is typed there is a password, a code or an address.
    """
    match = request.resolver_match
    if match is None or match.app_name != "tracker":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        if not SECRET.search(name) and name != KEEP
        for value in values
    ]


def with_labels(fields: Fields, view) -> list[Typed]:
    """The same values, each text that a person wrote with its label from the view's form.

    Where no form names a field, its own name serves, and whatever has two words counts as written.
    """
    known = form_class.base_fields if (form_class := form_of(view)) else {}
    return [Typed(name, value, _label(name, value, known.get(name))) for name, value in fields]


def form_of(view) -> type[forms.BaseForm] | None:
    """The class of the form on a view's page, if the view says so."""
    return getattr(getattr(view, "view_class", None), "form_class", None)


def _label(name: str, value: str, field: forms.Field | None) -> str:
    if not value.strip():
        return ""
    if field is not None:
        return str(field.label) if isinstance(field, forms.CharField) and not field.widget.is_hidden else ""
    return name.replace("_", " ").capitalize() if WORDS.search(value) else ""


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form: only then may one tap send it again."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def fill(form: forms.BaseForm, fields: Fields) -> None:
    """Put typed values into a fresh form as what it starts with; nothing is checked or saved by that."""
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    for name, field in form.fields.items():
        form.initial[name] = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
    form.shows_typed = True
