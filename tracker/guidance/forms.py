"""What readers of the public pages may send: the search box, and the filter of the resource list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.base.forms import LineField
from tracker.base.places import STATES
from tracker.guidance.directory import Kind
from tracker.guidance.search import MAX_LETTERS
from tracker.guidance.topics import TOPIC_SLUGS

NEEDS = dict.fromkeys([*(kind.value for kind in Kind), *TOPIC_SLUGS])


def _needs() -> list[tuple[str, str]]:
    """Asked for when a need was sent: a list would be copied for each form."""
    return [(need, need) for need in NEEDS]


class SearchForm(forms.Form):
    """The words of a search. The template writes the box itself; it stands on several pages."""

    q = LineField(
        max_length=MAX_LETTERS,
        label=_("Words"),
        error_messages={
            "required": _("Type one or two words first."),
            "max_length": _("That is too long. Use a few words."),
            "null_characters_not_allowed": _("We could not read that. Type it again."),
        },
    )


class ResourceFilter(forms.Form):
    """What a reader looks for. Everything is optional; the template writes the fields itself, to be quick.

    A need is a kind of help or a topic. Links from a topic's page call it `topic`, older ones `kind`.
    """

    state = forms.ChoiceField(required=False, choices=lambda: [(code, code) for code in STATES])
    need = forms.ChoiceField(required=False, choices=_needs)
    topic = forms.ChoiceField(required=False, choices=_needs)
    kind = forms.ChoiceField(required=False, choices=_needs)
    q = LineField(required=False, max_length=60, label=_("Search"))

    def wanted(self) -> dict[str, str]:
        """State, need and words, each "" where nothing was asked for or it was not understood."""
        self.is_valid()
        given = self.cleaned_data
        need = given.get("need") or given.get("topic") or given.get("kind")
        return {"state": given.get("state", ""), "need": need or "", "q": given.get("q", "")}
