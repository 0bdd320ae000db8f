"""Fields that are written in Python look like the template of all other fields, word for word."""

import re

import pytest
from crispy_forms.utils import render_field
from django import forms
from django.template import Context

from tracker.base.field_html import field_html, is_simple
from tracker.base.forms import ClockField, DayField, LineField, MomentField, NoteField, NumberField, choice
from tracker.signs.rules import HowKnown


class OneOfEach(forms.Form):
    line = LineField(label="<Line>", help_text="Help & more")
    note = NoteField(label="Note", rows=2)
    at = MomentField(label="When")
    day = DayField(label="Day", required=False)
    clock = ClockField(label="Clock")
    number = NumberField(label="", min_value=1, max_value=9)
    how = choice(HowKnown, label="How", required=True)
    radio = choice(HowKnown, label="How & why", radio=True, initial="saw", help_text="One <only>")
    must = choice(HowKnown, label="How", radio=True, required=True)
    boxes = forms.MultipleChoiceField(
        label="Some", choices=[(1, "One & two"), (2000, "<b>")], widget=forms.CheckboxSelectMultiple, initial=[2000]
    )
    groups = forms.ChoiceField(
        label="Which", choices=[("A & b", [("x", "X"), ("y", "<Y>")]), ("Others", [("z", "Z")])],
        widget=forms.RadioSelect(attrs={"class": "mine", "data-some": "<1>"}), required=False,
    )  # fmt: skip


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", html)).strip()


@pytest.mark.parametrize("name", OneOfEach.base_fields)
@pytest.mark.parametrize(
    "data",
    [
        None,
        {
            "line": "",
            "number": "<b>",
            "note": "</textarea>x",
            "how": "said",
            "radio": "<i>",
            "boxes": ["1"],
            "groups": "y",
        },
    ],
)
def test_a_field_is_the_same_both_ways(name, data):
    one, other = OneOfEach(data), OneOfEach(data)
    for form in (one, other):
        form.crispy_field_template = None
        form.is_valid()  # as a view does
    assert is_simple(one[name])
    assert words(field_html(one[name])) == words(render_field(name, other, Context({})))


def test_what_is_hidden_and_a_box_alone_are_left_to_the_template():
    form = forms.Form()
    form.fields["key"] = forms.CharField(widget=forms.HiddenInput)
    form.fields["tick"] = forms.BooleanField()
    assert not any(is_simple(form[name]) for name in form.fields)
