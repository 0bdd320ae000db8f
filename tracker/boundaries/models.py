"""Boundaries and their tests: what I will and will not do, and what I did when it mattered."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.base import clock
from tracker.base.addresses import address
from tracker.base.dates import date_format
from tracker.base.fields import EncryptedTextField, day_within_range, one_of
from tracker.boundaries import rules
from tracker.boundaries.rules import Agreement, BoundaryKind, State, TestOutcome
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.entries.rules import Visibility
from tracker.guidance.situations import Raised, Situation
from tracker.people.models import Membership

TITLE_LENGTH = 80
NEW_DAYS = 7
WORDS = ["when_text", "limit", "action", "still"]


class BoundaryQuerySet(EntryQuerySet):
    """Questions about boundaries."""

    def active(self) -> "BoundaryQuerySet":
        return self.filter(state=State.ACTIVE.value)

    def in_use_since(self, moment: dt.datetime) -> "BoundaryQuerySet":
        """Active ones, and those that were changed (let go, say) or tested after `moment`."""
        tested = BoundaryTest.objects.filter(at__gte=moment).values("boundary")
        return self.filter(Q(state=State.ACTIVE.value) | Q(updated_at__gte=moment) | Q(pk__in=tested))

    def resting(self) -> "BoundaryQuerySet":
        """Paused or let go."""
        return self.exclude(state=State.ACTIVE.value)

    def due_for_review(self, today: dt.date) -> "BoundaryQuerySet":
        """Active ones whose day for another look has come."""
        return self.filter(_due(today))

    def of_week(self, sunday: dt.date, start: dt.datetime, end: dt.datetime) -> "BoundaryQuerySet":
        """Those that were set from `start` until `end`, and those due for another look by `sunday`."""
        return self.filter(_due(sunday) | Q(at__gte=start, at__lt=end))


def _due(today: dt.date) -> Q:
    return Q(state=State.ACTIVE.value, look_again_on__lte=today)


class BoundaryTestQuerySet(EntryQuerySet):
    """Questions about tests of boundaries."""

    def visible_to(self, membership: Membership) -> "BoundaryTestQuerySet":
        """A test tells about its boundary, so who may not see the boundary does not see the test either."""
        shared = Q(boundary__visibility=Visibility.CIRCLE.value) | Q(boundary__author=membership.user_id)
        return super().visible_to(membership).filter(shared).select_related("boundary")

    def of_last_days(self, today: dt.date) -> "BoundaryTestQuerySet":
        """Tests of the days in which `rules.often_tested` counts, today included."""
        begin = today - dt.timedelta(days=rules.OFTEN_TESTED_DAYS)
        # A day begins within a day of UTC's in every zone: this bound lets the index on `at` do most of the work.
        coarse = dt.datetime.combine(begin, dt.time.min, tzinfo=dt.UTC) - dt.timedelta(days=1)
        return self.filter(at__gte=coarse, day__gt=begin, day__lte=today)


@dataclass(frozen=True)
class BoundaryFacts(Facts):
    """For each boundary, by its key, when it was tested of late and how it went, as far as the reader may see."""

    tested: Mapping[int, list[tuple[dt.date, str]]] = field(default_factory=dict)

    @classmethod
    def about(cls, log, boundaries: Iterable[int]) -> "BoundaryFacts":
        # Those of all boundaries: asked for some, a database would rather read every test that they ever had.
        tests = log.of(BoundaryTest).of_last_days(clock.today(log.circle.tzinfo))
        tested, wanted = defaultdict(list), frozenset(boundaries)
        for boundary, day, outcome in tests.values_list("boundary", "day", "outcome"):
            if boundary in wanted:
                tested[boundary].append((day, outcome))
        return cls.now_in(log.circle, tested=tested)

    def outcomes(self, boundary: int) -> list[str]:
        """How each of its tests of the last 28 days went."""
        return [outcome for _day, outcome in self.tested.get(boundary, [])]

    def often_tested(self, boundary: int) -> list[Raised]:
        days = [day for day, _outcome in self.tested.get(boundary, [])]
        if not rules.often_tested(days, self.today):
            return []
        reason = _("This boundary was tested %(count)d times in 28 days.") % {"count": len(days)}
        return [Raised(Situation.BOUNDARY_OFTEN_TESTED, reason)]


class Worded(models.Model):
    """The four parts of the sentence, without the words that the form puts before them."""

    when_text = EncryptedTextField(gettext_lazy("When …"))
    limit = EncryptedTextField(gettext_lazy("I will not …"))
    action = EncryptedTextField(gettext_lazy("If it happens, I will …"))
    still = EncryptedTextField(gettext_lazy("I will still …"))

    class Meta:
        abstract = True

    @property
    def wording(self) -> tuple[str, ...]:
        """The sentence as one value, to tell whether it changed."""
        return tuple(getattr(self, part) for part in WORDS)


class Boundary(Worded, Entry):  # noqa: DJ008 (Entry has it)
    """What I will and will not do. `at` is since when it holds."""

    KIND = "boundary"
    DEFAULT_VISIBILITY = Visibility.ONLY_ME

    # Written out only to leave the name `boundary` on entries to the link of a test.
    entry_ptr = models.OneToOneField(
        Entry, parent_link=True, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    kind_of = models.CharField(gettext_lazy("What it is about"), max_length=30)
    agreement = models.CharField(gettext_lazy("Who knows"), max_length=20, default=Agreement.ONLY_MINE.value)
    look_again_on = models.DateField(gettext_lazy("Look at it again on"), null=True, blank=True)
    state = models.CharField(gettext_lazy("Where it stands"), max_length=10, default=State.ACTIVE.value)
    # Who changed the wording last; nobody yet means that the author's own words still hold.
    worded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind_of", BoundaryKind, "boundary_kind_known"),
            one_of("agreement", Agreement, "boundary_agreement_known"),
            one_of("state", State, "boundary_state_known"),
            day_within_range("look_again_on", "boundary_look_in_range"),
        ]

    class PersonalData:
        export = ["kind_of", *WORDS, "agreement", "look_again_on", "state", "worded_by"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        if not self.limit:
            return str(self.kind_label)
        sentence = _("I will not %(limit)s") % {"limit": " ".join(self.limit.split())}
        return Truncator(sentence).chars(TITLE_LENGTH)

    @property
    def kind_label(self) -> str:
        return BoundaryKind.label_of(self.kind_of)

    @property
    def agreement_label(self) -> str:
        return Agreement.label_of(self.agreement)

    @property
    def state_label(self) -> str:
        return State.label_of(self.state)

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    def is_due(self, today: dt.date) -> bool:
        """Whether it is active and its day for another look has come."""
        return self.is_active and rules.review_due(self.look_again_on, today)

    def earlier_wordings(self) -> list["BoundaryWording"]:
        """What it said before, newest first.

        A change that was taken back leaves its row behind: then the newest one says what holds now, and
        is not an earlier wording.
        """
        wordings = list(self.wordings.select_related("written_by").order_by("-version"))
        return wordings[1:] if wordings and wordings[0].wording == self.wording else wordings

    @classmethod
    def load_facts(cls, log, entries: Iterable["Boundary"]) -> BoundaryFacts:
        return BoundaryFacts.about(log, [entry.pk for entry in entries])

    def situations(self, facts: BoundaryFacts) -> list[Raised]:
        """Unsafe comes first; a boundary that rests raises nothing else."""
        raised = self.about_safety()
        if not self.is_active:
            return raised
        raised += facts.often_tested(self.pk)
        if self.is_due(facts.today):
            raised.append(Raised(Situation.BOUNDARY_REVIEW, _("The day to look at this boundary again has come.")))
        if (facts.today - self.day).days < NEW_DAYS:
            day = date_format(self.day, "F j")
            raised.append(Raised(Situation.BOUNDARY_NEW, _("This boundary is new: from %(day)s on.") % {"day": day}))
        return raised

    def about_safety(self) -> list[Raised]:
        """What a boundary of the kind safety says, until it is let go."""
        if self.kind_of != BoundaryKind.SAFETY or self.state == State.LET_GO:
            return []
        return [Raised(Situation.UNSAFE_AT_HOME, _("This boundary is about safety."))]


class BoundaryWording(Worded):
    """What a boundary said before a change. `version` is the last version of the boundary that said so.

    It is no entry: it goes where its boundary goes, and is erased with it.
    """

    boundary = models.ForeignKey(Boundary, on_delete=models.CASCADE, related_name="wordings")
    version = models.PositiveIntegerField()
    from_day = models.DateField()
    until_day = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["boundary", "version"], name="wording_once_per_version"),
            day_within_range("from_day", "wording_from_in_range"),
            day_within_range("until_day", "wording_until_in_range"),
        ]

    class PersonalData:
        export = [*WORDS, "from_day", "until_day", "written_by"]
        erase = ["id", "boundary", "version", *export]

    def __str__(self) -> str:
        return f"wording {self.pk}"


class BoundaryTest(Entry):
    """A moment when a boundary mattered. The measure is what I did, not what they did."""

    __test__ = False

    KIND = "boundary-test"
    DEFAULT_VISIBILITY = Visibility.ONLY_ME  # the form starts from the boundary's own

    boundary = models.ForeignKey(Boundary, on_delete=models.CASCADE, related_name="tests")
    outcome = models.CharField(gettext_lazy("What I did with it"), max_length=10)
    what_happened = EncryptedTextField(gettext_lazy("What happened"))
    what_i_did = EncryptedTextField(gettext_lazy("What I did"))

    objects = BoundaryTestQuerySet.as_manager()

    class Meta:
        constraints = [one_of("outcome", TestOutcome, "boundary_test_outcome_known")]

    class PersonalData:
        export = ["boundary", "outcome", "what_happened", "what_i_did"]
        erase = ["entry_ptr", *export]

    def clean(self):
        if self.boundary.is_private and self.visibility == Visibility.CIRCLE:
            raise ValidationError(_("Only you see this boundary. So only you can see its tests."))

    @property
    def title(self) -> str:
        return Truncator(f"{self.outcome_label}: {self.boundary.title}").chars(TITLE_LENGTH)

    @property
    def outcome_label(self) -> str:
        return TestOutcome.label_of(self.outcome)

    def url(self, action: str = "detail") -> str:
        ids = self.circle.public_id, self.boundary.public_id, self.public_id
        return address(f"tracker:boundary-test-{action}", *ids)

    @classmethod
    def load_facts(cls, log, entries: Iterable["BoundaryTest"]) -> BoundaryFacts:
        return BoundaryFacts.about(log, {entry.boundary_id for entry in entries})

    def situations(self, facts: BoundaryFacts) -> list[Raised]:
        """What I did with the boundary; and, of the boundary, whether it is about safety or often tested."""
        day = date_format(self.day, "l, F j")
        by_outcome = {
            TestOutcome.KEPT: (Situation.BOUNDARY_KEPT, _("The boundary was kept on %(day)s.")),
            TestOutcome.BENT: (Situation.BOUNDARY_BENT, _("The boundary was bent on %(day)s.")),
            TestOutcome.DROPPED: (Situation.BOUNDARY_DROPPED, _("The boundary was dropped on %(day)s.")),
        }
        situation, reason = by_outcome[self.outcome]
        raised = [Raised(situation, reason % {"day": day})]
        return [*self.boundary.about_safety(), *facts.often_tested(self.boundary_id), *raised]


def in_words(outcomes: Iterable[str]) -> str:
    """The tests of the last 28 days by their outcomes: "Tested 4 times in 28 days: kept 3, bent 1." """
    days = rules.OFTEN_TESTED_DAYS
    counts = Counter(outcomes)
    total = counts.total()
    if not total:
        return _("Not tested in the last %(days)d days.") % {"days": days}
    words = {
        TestOutcome.KEPT: _("kept %(n)d"),
        TestOutcome.BENT: _("bent %(n)d"),
        TestOutcome.DROPPED: _("dropped %(n)d"),
    }
    parts = ", ".join(words[outcome] % {"n": counts[outcome]} for outcome in TestOutcome if counts[outcome])
    tested = ngettext(
        "Tested %(total)d time in %(days)d days: %(parts)s.",
        "Tested %(total)d times in %(days)d days: %(parts)s.",
        total,
    )
    return tested % {"total": total, "days": days, "parts": parts}
