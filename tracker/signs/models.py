"""Observations: signs that a supporter noticed, good ones included. An observation is never a verdict."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.base.dates import date_format
from tracker.base.fields import CodesField, EncryptedTextField, one_of
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.catalogue import Sign
from tracker.guidance.situations import Raised, Situation, sign_situation
from tracker.people.models import User
from tracker.signs import rules
from tracker.signs.rules import HowKnown, Strength


class ObservationQuerySet(EntryQuerySet):
    """Questions about observations."""

    def lately(self, now: dt.datetime, *, days: int) -> "ObservationQuerySet":
        """Those of the last `days` times 24 hours, up to and including `now`."""
        return self.filter(at__gt=now - dt.timedelta(days=days), at__lte=now)

    def written_by(self, user: User) -> "ObservationQuerySet":
        return self.filter(author=user)

    def codes(self) -> models.QuerySet:
        """Only the codes of each: one tuple per observation."""
        return self.values_list("signs", flat=True)


@dataclass(frozen=True)
class ObservationFacts(Facts):
    """The codes that were noted in the last seven days, as far as the reader sees."""

    lately: frozenset[str] = frozenset()

    def with_codes(self, observations: Iterable[Iterable[str]]) -> "ObservationFacts":
        """The same, knowing the codes of these observations of the last seven days."""
        return replace(self, lately=frozenset(code for codes in observations for code in codes))

    @property
    def lately_since(self) -> dt.datetime:
        return self.now - dt.timedelta(days=rules.LATELY_DAYS)


class Observation(Entry):
    """One or more signs that somebody noticed. `about` is the visit it belongs to, so that a week counts it once."""

    KIND = "sign"
    DEFAULT_VISIBILITY = Visibility.ONLY_ME

    signs = CodesField(gettext_lazy("What was noticed"))
    how_known = models.CharField(gettext_lazy("How I know"), max_length=20, blank=True)
    strength = models.CharField(gettext_lazy("How strong"), max_length=20, blank=True)
    could_be = EncryptedTextField(gettext_lazy("What else it could be"))
    what_i_did = EncryptedTextField(gettext_lazy("What I did"))
    about = models.ForeignKey(
        Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="observations",
        verbose_name=gettext_lazy("Which visit it is about"),
    )  # fmt: skip
    # Only for a sign that is an emergency: it was written down when the danger was over.
    over = models.BooleanField(gettext_lazy("This already happened"), default=False)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("how_known", HowKnown, "observation_how_known"),
            one_of("strength", Strength, "observation_strength_known"),
            models.CheckConstraint(condition=~models.Q(signs=""), name="observation_has_a_sign"),
        ]

    class PersonalData:
        export = ["signs", "how_known", "strength", "could_be", "what_i_did", "about", "over"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        return rules.in_words(self.signs)

    @property
    def noted(self) -> list[Sign]:
        """The signs themselves, good ones first."""
        return rules.signs_of(self.signs)

    @property
    def how_known_label(self) -> str:
        return HowKnown.label_of(self.how_known)

    @property
    def strength_label(self) -> str:
        return Strength.label_of(self.strength)

    @property
    def needs_wake_check(self) -> bool:
        return rules.needs_wake_check(self.signs)

    @property
    def needs_crisis_line(self) -> bool:
        return rules.needs_crisis_line(self.signs)

    @classmethod
    def load_facts(cls, log, entries: Iterable["Observation"]) -> ObservationFacts:
        facts = ObservationFacts.now_in(log.circle)
        return facts.with_codes(log.of(cls).lately(facts.now, days=rules.LATELY_DAYS).codes())

    def situations(self, facts: ObservationFacts) -> list[Raised]:
        """One for each sign; one more when several came within a week, and one when something went well."""
        day = date_format(self.day, "l")
        raised = [
            Raised(self._situation(one), _("“%(label)s” was noted on %(day)s.") % {"label": one.label, "day": day})
            for one in self.noted
        ]
        if self._is_one_of_many(facts):
            raised.append(Raised(Situation.SIGNS_MANY, _("A few signs were noted in the last 7 days.")))
        if any(one.is_good for one in self.noted):
            reason = _("Something that went well was noted on %(day)s.") % {"day": day}
            raised.append(Raised(Situation.ENCOURAGE, reason))
        return raised

    def _situation(self, sign: Sign) -> str:
        """What a sign raises. An overdose that is over asks for something else than one that is going on."""
        if self.over and sign.code in rules.OVERDOSES:
            return Situation.OVERDOSE_SURVIVED
        return sign_situation(sign.code)

    def _is_one_of_many(self, facts: ObservationFacts) -> bool:
        """Whether this one lies in the last seven days, says something worrying, and stands with others."""
        is_recent = facts.lately_since < self.at <= facts.now
        return is_recent and bool(rules.worrying(self.signs)) and rules.many_signs(facts.lately | set(self.signs))
