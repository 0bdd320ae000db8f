"""The pages of tasks, the one tap that says a task is done, and the calls of a search."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryFormView,
    EntryListView,
    ObjectMixin,
    OneTapView,
)
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission
from tracker.tasks import actions, rules
from tracker.tasks.forms import SearchCallForm, TaskForm
from tracker.tasks.models import Task
from tracker.tasks.rules import Template

MOST_OPEN = 50


class TaskMixin:
    """What the pages of tasks print: the day it is for the circle."""

    model = Task

    @property
    def today(self):
        return clock.today(self.request.circle.tzinfo)

    def get_context_data(self, **kwargs):
        return super().get_context_data(today=self.today, **kwargs)


class TaskListView(TaskMixin, EntryListView):
    """What is still to do on top, by its day; below it what is done, or everything if the top cannot hold all."""

    lists_all = True

    def get_queryset(self):
        tasks = super().get_queryset()
        return tasks if self.lists_all else tasks.finished()

    def get_context_data(self, **kwargs):
        waiting = list(self.get_queryset().still_open().with_next_call().most_pressing_first()[: MOST_OPEN + 1])
        self.lists_all = len(waiting) > MOST_OPEN
        return super().get_context_data(
            open_tasks=[
                (task, rules.in_words(task.due_on, task.next_call_on, self.today)) for task in waiting[:MOST_OPEN]
            ],
            lists_all=self.lists_all,
            may_answer=self.request.membership.may(Permission.CHANGE),
            **kwargs,
        )


class TaskDetailView(TaskMixin, EntryDetailView):
    def get_context_data(self, **kwargs):
        task = self.entry
        return super().get_context_data(
            due=rules.due_in_words(task.due_on, self.today),
            calls=task.calls.select_related("by") if task.is_search else [],
            call_form=SearchCallForm(today=self.today, auto_id="id_call_%s") if task.is_search else None,
            **kwargs,
        )


class TaskAddView(TaskMixin, EntryAddView):
    """`?template=<code>` chooses what the task starts from."""

    form_class = TaskForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Add a task"), **kwargs)

    def get_initial(self):
        template = self.request.GET.get("template", "")
        return {"template": template} if template in Template else {}


class TaskChangeView(TaskMixin, EntryChangeView):
    form_class = TaskForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this task"), **kwargs)


class TaskDeleteView(EntryDeleteView):
    model = Task


class TaskDoneView(OneTapView):
    """Done, or not done after all."""

    model = Task

    def tap(self):
        is_done = self.answer("done", {"1", "0"}) == "1"
        shelf = actions.say_if_done(entry=self.entry, done=is_done, membership=self.request.membership)
        return self.tapped(shelf, _("Done.") if is_done else _("It is back on the list."))


class SearchMixin(TaskMixin, ObjectMixin):
    """Only a search for treatment has calls."""

    def get_queryset(self):
        return super().get_queryset().filter(template=Template.TREATMENT_SEARCH.value)


class TaskCallAddView(SearchMixin, EntryFormView):
    """Write down a call: from the task's page, or on its own when something has to be corrected."""

    permission = Permission.CHANGE
    template = "call_form"
    form_class = SearchCallForm

    def form(self, data=None):
        return SearchCallForm(data, today=self.today)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            heading=_("Write down a call"), cancel_url=self.entry.get_absolute_url(), **kwargs
        )

    def save(self, form):
        actions.add_call(call=form.save(commit=False), task=self.entry, membership=self.request.membership)
        messages.success(self.request, _("Saved."))
        return redirect(self.entry.get_absolute_url())


class TaskCallDeleteView(SearchMixin, CircleView):
    """Delete one call for good; the button that leads here says so."""

    permission = Permission.CHANGE
    http_method_names = ["post", "options"]

    def post(self, request, id):
        call_id = request.POST.get("call", "")[:12].replace("\x00", "")
        call = get_object_or_404(self.entry.calls.all(), public_id=call_id)
        actions.delete_call(call=call, membership=request.membership)
        messages.success(request, _("Deleted for good."))
        return redirect(self.entry.get_absolute_url())
