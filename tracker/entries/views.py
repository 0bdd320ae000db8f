"""The pages of a kind: list, add, detail, change, delete; and the shelf with its undo.

A kind subclasses these, names its model and form, and brings its templates under templates/<kind>/.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from tracker.entries import actions
from tracker.entries.advice import advise_on
from tracker.entries.facts import Facts
from tracker.entries.forms import RestForm, WakeForm
from tracker.entries.models import Entry
from tracker.guidance.topics import TOPIC_SLUGS, topic
from tracker.people.actions import remember_reading
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission

PAGE_SIZE = 20


def id_in_query(request, name: str) -> str:
    """A public id that the query may name, such as `?before=`; "" when there is none."""
    return request.GET.get(name, "")[:12].replace("\x00", "")


class EntryMixin:
    """What the pages of a kind share: the rows of `model` that the reader may see."""

    model: type[Entry] = Entry

    def get_queryset(self):
        return self.request.log.of(self.model)

    def get_template_names(self):
        return [f"{self.model.KIND}/{self.template}.html"]


class ObjectMixin(EntryMixin):
    """Pages of one entry, found by its public id; a stranger's and a missing one give the same 404."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.entry = get_object_or_404(self.get_queryset(), public_id=kwargs["id"])

    def get_context_data(self, **kwargs):
        entry, membership = self.entry, self.request.membership
        return super().get_context_data(
            entry=entry,
            may_change=entry.may_be_changed_by(membership),
            may_delete=entry.may_be_deleted_by(membership),
            **kwargs,
        )


class EntryListView(EntryMixin, CircleView):
    """Entries of one kind, newest first, twenty at a time; `?before=<id>` goes on from an entry."""

    permission = Permission.READ
    template = "list"

    def listed(self):
        """What the list holds; a kind that shows a part of it elsewhere leaves that out."""
        return self.get_queryset()

    def get_context_data(self, **kwargs):
        entries = self.listed().newest_first()
        before = id_in_query(self.request, "before")
        last = entries.filter(public_id=before).first() if before else None
        page = list((entries.before(last) if last else entries)[: PAGE_SIZE + 1])
        return super().get_context_data(
            entries=page[:PAGE_SIZE],
            older=page[PAGE_SIZE - 1] if len(page) > PAGE_SIZE else None,
            is_first_page=last is None,
            **kwargs,
        )


class EntryDetailView(ObjectMixin, CircleView):
    """One entry with the guidance that fits it and the reason."""

    permission = Permission.READ
    template = "detail"

    @cached_property
    def facts(self) -> Facts:
        """What the guidance needs to know about the entry."""
        return self.model.load_facts(self.request.log, [self.entry])

    def get_context_data(self, **kwargs):
        advice = advise_on(self.request.log, self.entry, self.facts)
        return super().get_context_data(advice=advice, **kwargs)


class EntryFormView(EntryMixin, CircleView):
    """The shared half of add and change: an invalid form comes back with status 422 and all that was typed."""

    permission = Permission.ADD
    form_class = None
    template = "form"

    def form(self, data=None):
        return self.form_class(data, log=self.request.log, **self.form_kwargs())

    def form_kwargs(self) -> dict:
        return {}

    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(form=self.form(), **kwargs))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, **kwargs), status=422)
        return self.save(form)

    def saved(self, entry: Entry, shelf, sentence: str) -> HttpResponseRedirect:
        """To the entry with its guidance, and "Saved. Undo"."""
        remember_reading(by=self.request.user, codes=self.request.POST.getlist("read"))
        messages.success(self.request, sentence, extra_tags=shelf.public_id if shelf else "")
        return redirect(entry.get_absolute_url())


class EntryAddView(EntryFormView):
    """A new entry; `get_initial` may take codes from the query (never words)."""

    def form_kwargs(self):
        return {"instance": self.model(circle=self.request.circle, kind=self.model.KIND), "initial": self.get_initial()}

    def get_initial(self) -> dict:
        return {}

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_new=True, **kwargs)

    def added(self, form) -> None:
        """What a kind does besides, in the same transaction; not when the form was sent twice."""

    def save(self, form):
        try:
            with transaction.atomic():
                shelf = actions.add(entry=form.save(commit=False), membership=self.request.membership)
                self.added(form)
        except actions.AlreadySaved as twice:
            first = get_object_or_404(self.get_queryset(), pk=twice.entry.pk)
            return self.saved(first, None, _("Already saved."))
        return self.saved(form.instance, shelf, _("Saved."))


class EntryChangeView(ObjectMixin, EntryFormView):
    """Change an entry, unless somebody saved it since this form was opened: then both texts are shown."""

    permission = Permission.CHANGE

    def form_kwargs(self):
        return {"instance": self.entry}

    def changed(self, form) -> None:
        """What a kind does besides, in the same transaction."""

    def save(self, form):
        version = form.cleaned_data.get("version") or 0
        try:
            with transaction.atomic():
                shelf = actions.change(
                    entry=form.save(commit=False), version=version, membership=self.request.membership
                )
                self.changed(form)
        except actions.VersionConflict:
            return self.conflict(form)
        return self.saved(form.instance, shelf, _("Saved."))

    def conflict(self, form):
        theirs = get_object_or_404(self.get_queryset(), pk=self.entry.pk)
        form.add_error(
            None, _("Someone else changed this while you were writing. Both versions are below. Nothing is lost.")
        )
        form.data = form.data.copy()
        form.data["version"] = theirs.version
        return self.render_to_response(self.get_context_data(form=form, theirs=theirs), status=422)


class EntryDeleteView(ObjectMixin, CircleView):
    """Ask, then put the entry on the shelf, or erase it for good at once."""

    permission = Permission.DELETE_OWN
    template = "delete"

    def get_template_names(self):
        return ["entries/delete.html"]

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if not self.entry.may_be_deleted_by(request.membership):
            raise Http404

    def post(self, request, *args, **kwargs):
        shelf = actions.delete(entry=self.entry, by=request.user)
        if "for_good" in request.POST:
            actions.delete_for_good(shelf=shelf, by=request.user)
            messages.success(request, _("Deleted for good."))
        else:
            messages.success(request, _("Deleted."), extra_tags=shelf.public_id)
        return redirect(self.after())

    def after(self) -> str:
        """Where to go when the entry is gone."""
        return reverse(f"tracker:{self.model.KIND}-list", args=[self.request.circle.public_id])


class OneTapView(ObjectMixin, CircleView):
    """A button that answers one question about an entry, from Today or from the entry's own page.

    A kind says in `tap` what the answer does. It raises ValidationError for an answer that is none; that, and
    somebody else's change in between, are said on the entry's page, and nothing is saved.
    """

    permission = Permission.CHANGE
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        try:
            return self.tap()
        except ValidationError as error:
            sentence = error.messages[0]
        except actions.VersionConflict:
            sentence = _("Someone else just changed this. Nothing was saved. Look, then tap again.")
        messages.error(request, sentence)
        return redirect(self.entry.get_absolute_url())

    def tap(self) -> HttpResponseRedirect:
        raise NotImplementedError

    def answer(self, name: str, allowed) -> str:
        """What was sent as `name`; raises ValidationError when it is not one of `allowed`."""
        value = self.request.POST.get(name, "")
        if value not in allowed:
            raise ValidationError(_("Choose one of the answers."))
        return value

    def tapped(self, shelf, sentence: str, *, stays: bool = False) -> HttpResponseRedirect:
        """Say so, with its Undo; then back to where the button was, or to the entry when more is asked there."""
        messages.success(self.request, sentence, extra_tags=shelf.public_id if shelf else "")
        return redirect(self.entry.get_absolute_url() if stays else self.back())


class UndoView(CircleView):
    """Take back one's own last change, without JavaScript too."""

    permission = Permission.ADD
    http_method_names = ["post", "options"]

    def post(self, request, id):
        shelf = get_object_or_404(request.log.shelf(), public_id=id)
        try:
            entry = actions.undo(shelf=shelf, by=request.user)
        except actions.CannotUndo:
            messages.error(request, _("Too late to undo. Deleted entries stay on the “Deleted” page for 30 days."))
            return redirect("tracker:today", request.circle.public_id)
        messages.success(request, _("Undone."))
        return redirect(
            entry.get_absolute_url() if entry else reverse("tracker:today", args=[request.circle.public_id])
        )


class AdviceRestView(CircleView):
    """Advice that the reader has put off: the list, and the buttons that put it off or show it again."""

    permission = Permission.ADD
    template_name = "entries/advice_resting.html"

    def get_context_data(self, **kwargs):
        rows = [(row, topic(row.topic)) for row in self.request.log.resting_advice() if row.topic in TOPIC_SLUGS]
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request):
        if "wake" in request.POST:
            form = WakeForm(request.POST, log=request.log)
            if form.is_valid():
                actions.wake_advice(feedback=form.cleaned_data["wake"])
                messages.success(request, _("It will show again."))
            return redirect("tracker:advice-resting", request.circle.public_id)
        form = RestForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose one of the answers."))
            return redirect("tracker:advice-resting", request.circle.public_id)
        actions.rest_advice(membership=request.membership, **form.cleaned_data)
        messages.success(
            request,
            _("Thank you. This steps back for four weeks. It is on the People page, under “Advice that rests”."),
        )
        return redirect(self.back())


class ShelfListView(CircleView):
    """What was deleted in the last 30 days, to put back or to erase now."""

    permission = Permission.READ
    template_name = "entries/shelf.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(rows=self.request.log.shelf().deleted()[:100], **kwargs)


class ShelfActionView(CircleView):
    """The two buttons of a row on the shelf."""

    permission = Permission.ADD
    http_method_names = ["post", "options"]

    def post(self, request, id):
        shelf = get_object_or_404(request.log.shelf().deleted(), public_id=id)
        own = request.user.pk in {shelf.author_id, shelf.by_id}
        if not (own or request.membership.may(Permission.DELETE_ANY)):
            raise Http404
        if "for_good" in request.POST:
            actions.delete_for_good(shelf=shelf, by=request.user)
            messages.success(request, _("Deleted for good."))
            return redirect("tracker:shelf-list", request.circle.public_id)
        try:
            entry = actions.put_back(shelf=shelf, by=request.user)
        except actions.CannotUndo:
            raise Http404 from None
        messages.success(request, _("Put back."))
        return redirect(entry.get_absolute_url())
