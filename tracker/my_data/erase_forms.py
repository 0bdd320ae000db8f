"""Forms that come before something is erased: what they ask is answered with ticks and choices, never with words."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.base import clock
from tracker.base.dates import date_format
from tracker.base.forms import helper
from tracker.base.widgets import LeanSelect
from tracker.my_data.erase_rules import cutoff
from tracker.my_data.retention import too_old
from tracker.people.models import KEEP_MONTHS, Membership

NOBODY = "nobody"
KEEP_ALL = 0


def tick(label) -> forms.BooleanField:
    """A tick without which nothing happens."""
    return forms.BooleanField(label=label, error_messages={"required": gettext_lazy("Set the tick first.")})


class CircleDeleteForm(forms.Form):
    sure = tick(gettext_lazy("Yes, delete this circle"))

    helper = helper("sure")


class AccountDeleteForm(forms.Form):
    """A tick, and for each circle that would be without an owner: who becomes it."""

    sure = tick(gettext_lazy("Yes, delete my account and what is only mine"))

    def __init__(self, *args, orphans: Sequence[tuple[Membership, list[Membership]]], **kwargs):
        super().__init__(*args, **kwargs)
        self.orphans = orphans
        for membership, staying in orphans:
            members = [(one.public_id, one.user.display_name) for one in staying]
            self.fields[self.name_of(membership)] = forms.ChoiceField(
                label=_("Who will be the owner of “%(circle)s”?") % {"circle": membership.their_name},
                choices=[("", _("Choose one")), *members, (NOBODY, _("Nobody: delete this circle"))],
                widget=LeanSelect,
                error_messages={
                    "required": _("Choose one."),
                    "invalid_choice": _("They are no longer in this circle. Choose again."),
                },
            )
        self.order_fields([*list(self.fields)[1:], "sure"])

    @staticmethod
    def name_of(membership: Membership) -> str:
        return f"owner-{membership.circle.public_id}"

    @property
    def helper(self):
        return helper(*self.fields)

    @property
    def heirs(self) -> dict[str, Membership | None]:
        """The public id of each such circle -> who becomes its owner, or None to delete it."""
        return {
            membership.circle.public_id: next(
                (one for one in staying if one.public_id == self.cleaned_data[self.name_of(membership)]), None
            )
            for membership, staying in self.orphans
        }


class RetentionForm(forms.Form):
    """How long entries are kept. Each answer says what would go, so that one sees it before saving."""

    keep_months = forms.TypedChoiceField(
        label=gettext_lazy("Should old entries go after a while?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the answers."),
        },
    )

    helper = helper("keep_months")

    def __init__(self, *args, log, **kwargs):
        super().__init__(*args, initial={"keep_months": log.circle.keep_months or KEEP_ALL}, **kwargs)
        self.log = log
        answers = [(months, self._answer(months)) for months in KEEP_MONTHS]
        self.fields["keep_months"].choices = [(KEEP_ALL, _("No, keep all of them")), *answers]

    def _answer(self, months: int) -> str:
        circle = self.log.circle
        count = too_old(self.log.entries(), circle, months).count()
        if not count:
            return _("After %(months)d months. Nothing is that old yet.") % {"months": months}
        before = cutoff(clock.today(circle.tzinfo), months, circle.tzinfo).astimezone(circle.tzinfo)
        words = ngettext(
            "After %(months)d months. Today that is %(count)d entry, from before %(day)s.",
            "After %(months)d months. Today that is %(count)d entries, from before %(day)s.",
            count,
        )
        return words % {"months": months, "count": count, "day": date_format(before, "F j, Y")}
