"""The tasks that Today shows: due within a week or before, to call again about, or without a day."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from tracker.entries.log import Log
from tracker.tasks import rules
from tracker.tasks.models import Task

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
    near = Q(due_on__lte=soon) | Q(next_call_on__lte=soon) | Q(due_on=None, next_call_on=None)
    found = log.of(Task).still_open().with_next_call().filter(near).most_pressing_first()[:MOST_READ]
    return [
        OpenTask(task, rules.in_words(task.due_on, task.next_call_on, today))
        for task in sorted(found, key=_pressing)[:MOST_TASKS]
    ]


def _pressing(task: Task) -> tuple[dt.date, dt.datetime, int]:
    days = [day for day in (task.due_on, task.next_call_on) if day]
    return min(days, default=dt.date.max), task.at, task.pk
