"""Check-ins: how the supporter is. Only its author ever sees one, whatever the role of the others."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.dates import date_format
from tracker.base.fields import EncryptedTextField, one_of
from tracker.checkins import rules
from tracker.checkins.rules import QUESTIONS, Face
from tracker.entries.facts import Facts
from tracker.entries.models import Entry
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation


class CheckIn(Entry):
    """A supporter's own day. That it is for its author only is a constraint of Entry (entries.rules.ALWAYS_ONLY_ME)."""

    KIND = "checkin"
    DEFAULT_VISIBILITY = Visibility.ONLY_ME

    sleep = models.CharField(gettext_lazy("How I sleep"), max_length=10, blank=True)
    stress = models.CharField(gettext_lazy("How much stress I have"), max_length=10, blank=True)
    food = models.CharField(gettext_lazy("How I eat"), max_length=10, blank=True)
    company = models.CharField(gettext_lazy("Someone to talk to"), max_length=10, blank=True)
    safe = models.CharField(gettext_lazy("I feel safe at home"), max_length=10, blank=True)
    good_thing = EncryptedTextField(gettext_lazy("One good thing"))

    class Meta:
        constraints = [one_of(name, Face, f"checkin_{name}_known") for name in rules.NAMES]

    class PersonalData:
        export = ["sleep", "stress", "food", "company", "safe", "good_thing"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        """The same for every one: a list on a shared phone tells nothing."""
        return _("How I am")

    @property
    def answers(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in rules.NAMES}

    @property
    def answered(self) -> list[tuple[str | Promise, str, str | Promise]]:
        """Question, symbol and words of each answer that was given."""
        given = [(question, getattr(self, question.name)) for question in QUESTIONS]
        return [(one.label, Face(answer).symbol, one.word_for(answer)) for one, answer in given if answer]

    @property
    def is_unsafe(self) -> bool:
        return rules.is_unsafe(self.answers)

    def situations(self, facts: Facts) -> list[Raised]:
        """Not safe, under strain; and always that one's own support matters."""
        day = {"day": date_format(self.day, "l")}
        raised = []
        if self.is_unsafe:
            reason = _("On %(day)s you wrote that you do not always feel safe at home.")
            raised.append(Raised(Situation.UNSAFE_AT_HOME, reason % day))
        if rules.is_strained(self.answers):
            raised.append(Raised(Situation.STRAIN, _("You wrote down a hard day on %(day)s.") % day))
        raised.append(Raised(Situation.OWN_SUPPORT, _("You looked at how you are on %(day)s.") % day))
        return raised
