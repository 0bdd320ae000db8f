"""The filter of the resource list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import LineField
from tracker.base.places import STATES
from tracker.guidance.directory import Kind
from tracker.guidance.topics import TOPIC_SLUGS


class ResourceFilter(forms.Form):
    """What a reader looks for. Everything is optional; the template writes the fields itself, to be quick."""

    state = forms.ChoiceField(required=False, choices=[(code, name) for code, (name, _zone) in STATES.items()])
    kind = forms.ChoiceField(required=False, choices=[(kind.value, kind.label) for kind in Kind])
    topic = forms.ChoiceField(required=False, choices=[(slug, slug) for slug in TOPIC_SLUGS])
    q = LineField(required=False, max_length=60, label=_("Word"))
