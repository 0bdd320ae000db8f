"""The tasks that Today shows: due within a week or before, to call again about, or without a day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tracker.entries.log import Log
from tracker.tasks import rules
from tracker.tasks.models import Task
from tracker.tasks.rules import Template

MOST_TASKS = 5
MOST_READ = 30


@dataclass(frozen=True)
class OpenTask:
    """A task and when it is due, in words."""

    task: Task
    words: str


def open_tasks(log: Log, today: dt.date) -> list[OpenTask]:
    """The most pressing ones; in one query. A call to make counts like a due day."""
    soon = today + dt.timedelta(days=rules.SOON_DAYS)
    # Only a search has calls. Asked which of them come soon, the database would look for the newest call three times.
    maybe = Q(due_on__lte=soon) | Q(due_on=None) | Q(template=Template.TREATMENT_SEARCH.value)
    found = log.of(Task).still_open().filter(maybe).with_next_call().most_pressing_first()[:MOST_READ]
    near = [task for task in found if (day := _first_day(task)) is None or day <= soon]
    return [
        OpenTask(task, rules.in_words(task.due_on, task.next_call_on, today))
        for task in sorted(near, key=_pressing)[:MOST_TASKS]
    ]


def _first_day(task: Task) -> dt.date | None:
    return min((day for day in (task.due_on, task.next_call_on) if day), default=None)


def _pressing(task: Task) -> tuple[dt.date, dt.datetime, int]:
    return _first_day(task) or dt.date.max, task.at, task.pk
