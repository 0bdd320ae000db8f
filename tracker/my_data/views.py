"""Pages about one's own data: a copy of a circle or of everything, and bringing a copy back."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tracker.base import clock
from tracker.my_data import actions
from tracker.my_data.forms import ImportForm
from tracker.my_data.rules import EXPORTS_A_DAY, file_name
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import FreshSignInMixin, fresh_sign_in_required
from tracker.people.permissions import Permission


def _download(file, day) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=file_name(day), content_type="application/zip")


@require_http_methods(["GET", "HEAD", "POST"])
@fresh_sign_in_required
def my_data(request):
    """Everything of mine as a file, and the way to the file of each circle."""
    logs = actions.logs_of(request.user)
    too_many = False
    if request.method == "POST":
        try:
            file = actions.export_everything(by=request.user)
        except actions.TooManyExports:
            too_many = True
        else:
            return _download(file, clock.now().date())
    rows = [(log.membership, log.membership.may(Permission.ADD)) for log in logs]
    context = {"rows": rows, "too_many": too_many, "limit": EXPORTS_A_DAY}
    return render(request, "my-data/my_data.html", context, status=429 if too_many else 200)


class ExportView(FreshSignInMixin, CircleView):
    """A circle as a file: what this member may see of it. Made by POST only, so that no link can ask for it."""

    permission = Permission.READ
    open_while_closing = True
    template_name = "my-data/export.html"

    def get_context_data(self, **kwargs):
        may_add = self.request.membership.may(Permission.ADD)
        return super().get_context_data(limit=EXPORTS_A_DAY, may_add=may_add, **kwargs)

    def post(self, request):
        try:
            file = actions.export_circle(log=request.log)
        except actions.TooManyExports:
            return self.render_to_response(self.get_context_data(too_many=True), status=429)
        return _download(file, clock.today(request.circle.tzinfo))


class ImportView(FreshSignInMixin, CircleView):
    """A file of a circle: first what it would add, then, when the same file is chosen again, adding it."""

    permission = Permission.ADD
    template_name = "my-data/import.html"

    def get(self, request):
        return self.render_to_response(self.get_context_data(form=ImportForm()))

    def post(self, request):
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        if form.was_seen:
            return self.bring_in(form)
        report = actions.preview_import(log=request.log, content=form.content)
        again = ImportForm(initial={"seen": form.digest} if report.changes_something else None)
        return self.render_to_response(self.get_context_data(form=again, report=report))

    def bring_in(self, form):
        report = actions.import_file(log=self.request.log, content=form.content)
        count = report.added.total()
        messages.success(
            self.request, ngettext("Added %(count)d row.", "Added %(count)d rows.", count) % {"count": count}
        )
        return redirect("tracker:timeline", self.request.circle.public_id)
