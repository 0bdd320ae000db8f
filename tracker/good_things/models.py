"""Good things: what went well, and how the supporter answered it."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.dates import date_format
from tracker.base.fields import CodesField, EncryptedTextField, one_of
from tracker.entries.facts import Facts
from tracker.entries.models import Entry
from tracker.good_things import rules
from tracker.good_things.rules import Answered, Praise
from tracker.guidance.catalogue import Sign
from tracker.guidance.situations import Raised, Situation


class GoodThing(Entry):
    """Something that went well: ticked, or in one's own words. The form asks for at least one of the two."""

    KIND = "good-thing"

    codes = CodesField(gettext_lazy("What went well"), blank=True)
    own_words = EncryptedTextField(gettext_lazy("In my own words"))
    answered = models.CharField(gettext_lazy("How I answered it"), max_length=20, blank=True)

    class Meta:
        constraints = [one_of("answered", Answered, "good_thing_answered_known")]

    class PersonalData:
        export = ["codes", "own_words", "answered"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        return rules.in_words(self.codes, self.own_words)

    @property
    def things(self) -> list[Sign]:
        return rules.things_of(self.codes)

    @property
    def answered_label(self) -> str:
        return Answered.label_of(self.answered)

    @property
    def waits_for_an_answer(self) -> bool:
        """Whether the supporter has not said that they did anything about it."""
        return self.answered in ("", Answered.NOTHING_YET)

    @property
    def praise(self) -> list[Praise]:
        return rules.praise_for(self.codes, self.own_words)

    def situations(self, facts: Facts) -> list[Raised]:
        """That something went well, and what it was about."""
        day = date_format(self.day, "l")
        raised = [Raised(Situation.ENCOURAGE, _("Something that went well was noted on %(day)s.") % {"day": day})]
        for one in self.things:
            if one.code in rules.SITUATIONS:
                reason = _("“%(label)s” was noted on %(day)s.") % {"label": one.label, "day": day}
                raised.append(Raised(rules.SITUATIONS[one.code], reason))
        return raised
