"""The tasks of a week: what got done, and what is still to do from before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.base.clock import Week
from tracker.tasks.models import Task


@dataclass(frozen=True)
class WeekTasks:
    """`done` in the week; `due` open ones from today on, by their day; `late` open ones of the days before.

    What is late shows in the week that it is, so that an old week is not full of what came after it.
    """

    done: tuple[Task, ...] = ()
    due: tuple[Task, ...] = ()
    late: tuple[Task, ...] = ()

    @classmethod
    def of(cls, tasks: Iterable[Task], week: Week, today: dt.date) -> "WeekTasks":
        tasks = list(tasks)
        still_open = [task for task in tasks if not task.is_done and task.due_on]
        is_now = week == Week.of(today)
        return cls(
            done=tuple(task for task in tasks if task.is_done),
            due=tuple(task for task in still_open if task.due_on >= today),
            late=tuple(task for task in still_open if is_now and task.due_on < today),
        )

    @property
    def sentence(self) -> str:
        """What got done, for "what went well"; "" for nothing."""
        count = len(self.done)
        if count == 1:
            return _("Got done: %(what)s.") % {"what": self.done[0].title}
        return (
            ngettext("%(count)d task got done.", "%(count)d tasks got done.", count) % {"count": count} if count else ""
        )
