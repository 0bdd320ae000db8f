"""Tasks: what there is to do, by when and by whom; and the calls of a search for treatment."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from tracker.base.fields import EncryptedTextField, PublicIdField, day_within_range, one_of, within_range
from tracker.base.models import Stamped
from tracker.entries.facts import Facts
from tracker.entries.models import Entry, EntryQuerySet
from tracker.guidance.situations import Raised
from tracker.people.models import Contact
from tracker.tasks import rules
from tracker.tasks.rules import Template


class TaskQuerySet(EntryQuerySet):
    """Questions about tasks."""

    def still_open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)

    def in_use_since(self, moment: dt.datetime) -> "TaskQuerySet":
        """Open ones, and those that were done after `moment`."""
        return self.filter(Q(done_at=None) | Q(done_at__gte=moment))

    def finished(self) -> "TaskQuerySet":
        return self.filter(done_at__isnull=False)

    def with_next_call(self) -> "TaskQuerySet":
        """With `next_call_on`, the day that the newest call of a search names for the next one."""
        newest = SearchCall.objects.filter(task=OuterRef("pk")).order_by("-called_on", "-id")
        return self.annotate(next_call_on=Subquery(newest.values("next_call_on")[:1]))

    def most_pressing_first(self) -> "TaskQuerySet":
        """By due day; those without one at the end, oldest first."""
        return self.order_by(F("due_on").asc(nulls_last=True), "at", "id")

    def of_weeks(self, first: dt.date, last: dt.date, start: dt.datetime, end: dt.datetime) -> "TaskQuerySet":
        """Open tasks due from `first` to `last`, and those that were done from `start` until `end`."""
        return self.filter(
            Q(done_at=None, due_on__gte=first, due_on__lte=last) | Q(done_at__gte=start, done_at__lt=end)
        )


class Task(Entry):
    """Something to do. `at` is noon of the due day, or when it was written down if there is none."""

    KIND = "task"
    PEOPLE = ("author", "who", "done_by")
    COUNTED = ngettext_lazy("%(count)d task", "%(count)d tasks", "count")

    template = models.CharField(gettext_lazy("Kind of task"), max_length=20, default=Template.FREE.value)
    what = EncryptedTextField(gettext_lazy("What"))
    due_on = models.DateField(gettext_lazy("Due"), null=True, blank=True)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks",
        verbose_name=gettext_lazy("Who does it"),
    )  # fmt: skip
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks",
        verbose_name=gettext_lazy("Whom to call"),
    )  # fmt: skip
    steps = EncryptedTextField(gettext_lazy("Steps"))
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("template", Template, "task_template_known"),
            day_within_range("due_on", "task_due_in_range"),
            within_range("done_at", "task_done_in_range"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by__isnull=True), name="task_done_by_if_done"
            ),
        ]

    class PersonalData:
        export = ["template", "what", "due_on", "who", "contact", "steps", "done_at", "done_by"]
        erase = ["entry_ptr", *export]

    @property
    def title(self) -> str:
        return self.what or str(self.template_label)

    @property
    def template_label(self) -> str | Promise:
        return Template.label_of(self.template)

    @property
    def has_clock_time(self) -> bool:
        """A due day has no hour; noon only puts it in its place."""
        return self.due_on is None

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def is_search(self) -> bool:
        """Whether calls are written down with it."""
        return self.template == Template.TREATMENT_SEARCH

    @property
    def list_of_steps(self) -> list[str]:
        return [line.strip() for line in self.steps.splitlines() if line.strip()]

    def is_overdue(self, today: dt.date) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < today

    def situations(self, facts: Facts) -> list[Raised]:
        """What an open task is about. A finished one asks for nothing."""
        if self.is_done or self.template not in rules.RAISES:
            return []
        situation, reason = rules.RAISES[Template(self.template)]
        return [Raised(situation, str(reason))]

    @classmethod
    def load_facts(cls, log, entries: Iterable["Task"]) -> Facts:
        return Facts.now_in(log.circle)


class SearchCall(Stamped):
    """One call of a search for treatment: whom, what they said, how long the wait is, when to call again."""

    public_id = PublicIdField()
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    client_key = models.UUIDField(default=uuid.uuid4, editable=False)
    whom = EncryptedTextField(gettext_lazy("Whom I called"))
    called_on = models.DateField(gettext_lazy("When"))
    said = EncryptedTextField(gettext_lazy("What they said"))
    wait = EncryptedTextField(gettext_lazy("The wait"))
    next_call_on = models.DateField(gettext_lazy("Next call on"), null=True, blank=True)

    class Meta:
        ordering = ["-called_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "client_key"], name="call_once_per_form"),
            day_within_range("called_on", "call_day_in_range"),
            day_within_range("next_call_on", "call_next_in_range"),
        ]

    class PersonalData:
        export = ["whom", "called_on", "said", "wait", "next_call_on", "by", "created_at"]
        erase = ["id", "public_id", "task", "by", "client_key", "whom", "called_on", "said", "wait", "next_call_on",
                 "created_at", "updated_at"]  # fmt: skip

    def __str__(self) -> str:
        return f"call {self.public_id}"
