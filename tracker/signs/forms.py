"""The form of an observation: tick what was noticed, and save. The rest is folded."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from crispy_forms.layout import Field
from django import forms
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.dates import date_format
from tracker.base.forms import More, NoteField, RowField, choice, helper
from tracker.entries.forms import EntryForm
from tracker.guidance.catalogue import Category, Sign
from tracker.people.models import Circle
from tracker.signs import rules
from tracker.signs.models import Observation
from tracker.signs.rules import HowKnown, Strength

VISITS_OF_DAYS = 14
# How many of one's newest observations "Used lately" looks at.
LOOK_BACK = 10
# A clock that runs ahead a little is no mistake.
MINUTES_AHEAD = 60


@dataclass(frozen=True)
class Group:
    """A set of checkboxes under one legend."""

    code: str
    legend: str | Promise
    signs: list[Sign]
    circle: Circle
    is_chosen: bool = False
    explains: bool = False  # whether what one might notice can be unfolded below the boxes

    @property
    def boxes(self) -> list[SafeString]:
        """The checkboxes as HTML; those that are the same for everyone are rendered once (`make bench`, sign form)."""
        return [self._box(sign) for sign in self.signs]

    def _box(self, sign: Sign) -> SafeString:
        says_good = sign.is_good and self.code != Category.GOOD
        if self.is_chosen or sign.is_emergency:
            context = {"sign": sign, "is_chosen": self.is_chosen, "says_good": says_good, "circle": self.circle}
            return render_to_string("sign/box.html", context)
        return _plain_box(sign.code, says_good, get_language())

    @property
    def explanation(self) -> SafeString:
        """What one might notice, to unfold below the boxes."""
        if not self.explains:
            return SafeString("")
        return _explanation(str(self.legend), tuple(sign.code for sign in self.signs), get_language())


@lru_cache(maxsize=512)
def _plain_box(code: str, says_good: bool, language: str) -> SafeString:
    return render_to_string(
        "sign/box.html", {"sign": rules.CATALOGUE[code], "is_chosen": False, "says_good": says_good}
    )


@lru_cache(maxsize=512)
def _explanation(legend: str, codes: tuple[str, ...], language: str) -> SafeString:
    return render_to_string(
        "sign/explanation.html", {"legend": legend, "signs": [rules.CATALOGUE[code] for code in codes]}
    )


class VisitField(RowField):
    """A visit, named by its time: what it is for stays on its own page."""

    def __init__(self, **kwargs):
        super().__init__(queryset=None, required=False, to_field_name="public_id", **kwargs)
        self.error_messages["invalid_choice"] = gettext_lazy("Choose one of the visits.")

    def label_from_instance(self, entry):
        return _("Visit on %(when)s") % {"when": date_format(timezone.localtime(entry.at), "D M j, g:i A")}


class ObservationForm(EntryForm):
    """Signs and when; how one knows and what one did are folded.

    The three signs that are emergencies are links to the emergency page. They can only be written down when
    they are over (`?over=<code>`), which `over` says.
    """

    signs = forms.MultipleChoiceField(
        label=gettext_lazy("Signs"),
        choices=[(code, one.label) for code, one in rules.CATALOGUE.items()],
        error_messages={
            "required": gettext_lazy("Choose at least one."),
            "invalid_choice": gettext_lazy("Choose a sign from the list."),
            "invalid_list": gettext_lazy("Choose a sign from the list."),
        },
    )
    over = forms.BooleanField(label=gettext_lazy("This already happened and is over"), required=False)
    how_known = choice(HowKnown, label=gettext_lazy("How I know"))
    strength = choice(Strength, label=gettext_lazy("How strong"))
    could_be = NoteField(label=gettext_lazy("What else it could be"), rows=2)
    what_i_did = NoteField(label=gettext_lazy("What I did"), rows=2)
    about = VisitField(label=gettext_lazy("Which visit it is about"), empty_label=gettext_lazy("No visit"))

    is_about_them = True

    class Meta:
        model = Observation
        fields = ["signs", "over", "at", "about", "how_known", "strength", "could_be", "what_i_did", "note",
                  "visibility"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        visits = self._visits()
        if self.instance.about_id and not visits.filter(pk=self.instance.about_id).exists():
            del self.fields["about"]  # another member's private visit: not to be shown, and not to be lost
            return
        self.fields["about"].queryset = visits
        if self.instance.about_id:
            self.initial["about"] = self.instance.about

    def _visits(self):
        """Those of the last two weeks that the reader may see, and the one that is chosen already."""
        now = clock.now()
        lately = Q(at__gt=now - dt.timedelta(days=VISITS_OF_DAYS), at__lte=now)
        visits = self.log.entries().filter(lately | Q(pk=self.instance.about_id), kind="appointment")
        return self.log.nameless(visits).only("public_id", "at").newest_first()

    @property
    def helper(self):
        """Everything but the signs, which the page writes itself: crispy would take its time over fifty boxes."""
        first, more = ["at"], ["how_known", "strength", "could_be", "what_i_did", "note"]
        if "about" in self.fields:
            (first if self.is_new and self.initial.get("about") else more).append("about")
        if self.may_choose_visibility:
            more.append("visibility")
        summary = gettext_lazy("How you know, what you did and more")
        return helper(*first, More(*more, summary=summary), Field("client_key"), Field("version"))

    # What the page shows ------------------------------------------------------------------------------
    @cached_property
    def chosen(self) -> frozenset[str]:
        """The codes that are ticked now."""
        return frozenset(self["signs"].value() or ()) & rules.CATALOGUE.keys()

    @property
    def asks_if_over(self) -> bool:
        return bool(rules.emergencies(self.chosen))

    @property
    def shows_crisis_line(self) -> bool:
        return rules.needs_crisis_line(self.chosen)

    @property
    def is_pressing(self) -> bool:
        return self.shows_crisis_line or rules.needs_wake_check(self.chosen)

    @cached_property
    def groups(self) -> list[Group]:
        """The checkboxes: what is ticked, what was used lately, then the catalogue. No sign stands twice."""
        mine = self.log.of(Observation).written_by(self.log.reader).newest_first()[:LOOK_BACK]
        lately = [one for one in rules.used_lately(mine.codes()) if one.code not in self.chosen]
        above = self.chosen | {one.code for one in lately}
        groups = [
            Group("chosen", gettext_lazy("Chosen"), rules.signs_of(self.chosen), self.log.circle, is_chosen=True),
            Group("lately", gettext_lazy("Used lately"), lately, self.log.circle),
        ]
        rest = rules.by_category(rules.CATALOGUE.keys() - above)
        groups += [
            Group(category.value, category.label, signs, self.log.circle, explains=True) for category, signs in rest
        ]
        return [group for group in groups if group.signs]

    # What it accepts ----------------------------------------------------------------------------------
    def clean_signs(self) -> tuple[str, ...]:
        """The codes, each once and in the order of the catalogue."""
        return tuple(one.code for one in rules.signs_of(self.cleaned_data["signs"]))

    def clean(self):
        cleaned = super().clean()
        codes, over = cleaned.get("signs", ()), cleaned.get("over", False)
        if sentence := rules.act_first(codes, over=over):
            self.add_error("over", forms.ValidationError(sentence, code="act_first"))
        elif over:
            cleaned["over"] = bool(rules.emergencies(codes))
        at = cleaned.get("at")
        if at and "at" in self.changed_data and at > clock.now() + dt.timedelta(minutes=MINUTES_AHEAD):
            self.warn("at", _("That time is still to come. When did you notice it?"))
        return cleaned
