"""The pages of boundaries and of their tests, and the one tap that says "still right"."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.boundaries import actions, rules
from tracker.boundaries.forms import BoundaryForm, BoundaryTestForm
from tracker.boundaries.models import Boundary, BoundaryTest, in_words
from tracker.boundaries.rules import BoundaryKind, TestOutcome
from tracker.entries.actions import VersionConflict
from tracker.entries.models import soonest_first
from tracker.entries.views import (
    EntryAddView,
    EntryChangeView,
    EntryDeleteView,
    EntryDetailView,
    EntryListView,
    EntryMixin,
    OneTapView,
    id_in_query,
)
from tracker.guidance.directory import resource
from tracker.people.actions import remember_reading
from tracker.people.reading import Reading

ACTIVE_SHOWN = 100
TESTS_SHOWN = 10


class BoundaryListView(EntryListView):
    """Active ones on top, those due for a look first; below, page by page, what is paused or let go."""

    model = Boundary

    def get_queryset(self):
        return super().get_queryset().resting()

    def get_context_data(self, **kwargs):
        today = clock.today(self.request.circle.tzinfo)
        active = list(self.request.log.of(Boundary).active().newest_first()[:ACTIVE_SHOWN])
        return super().get_context_data(
            due=[boundary for boundary in active if boundary.is_due(today)],
            active=[boundary for boundary in active if not boundary.is_due(today)],
            **kwargs,
        )


class BoundaryDetailView(EntryDetailView):
    """The whole sentence, what became of it, and what it said before. `?before=<id>` goes on to older tests."""

    model = Boundary

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            is_due=self.entry.is_due(clock.today(self.request.circle.tzinfo)),
            tested=in_words(self.facts.outcomes(self.entry.pk)),
            outcomes=TestOutcome.choices(),
            # The first version has nothing before it, and most boundaries are never changed.
            earlier=self.entry.earlier_wordings() if self.entry.version > 1 else [],
            **self._tests(),
            **kwargs,
        )

    def _tests(self) -> dict:
        seen = self.request.log.visible(self.entry.tests.all())
        before = id_in_query(self.request, "before")
        last = seen.filter(public_id=before).first() if before else None
        listed = seen.before(last) if last else seen
        # The keys are put in order first: sorting whole rows of a boundary that was tested for years takes far longer.
        newest = listed.newest_first().values("pk")[: TESTS_SHOWN + 1]
        tests = soonest_first(self.request.log.of(BoundaryTest).filter(pk__in=newest).select_related(None))[::-1]
        for test in tests:
            test.boundary = self.entry
        return {
            "tests": tests[:TESTS_SHOWN],
            "older_test": tests[TESTS_SHOWN - 1] if len(tests) > TESTS_SHOWN else None,
            "shows_newest_tests": last is None,
        }


class FormContext:
    """What the form's page shows beside the fields."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=[(kind, rules.EXAMPLES[kind]) for kind in BoundaryKind], **kwargs)


class BoundaryAddView(FormContext, EntryAddView):
    """The first time, a short page asks whether it is safe; from then on the form comes at once."""

    model = Boundary
    form_class = BoundaryForm

    def get(self, request, *args, **kwargs):
        if request.user.knows(Reading.BOUNDARIES):
            return super().get(request, *args, **kwargs)
        self.template = "safe-first"
        return self.render_to_response(self.get_context_data(hotline=resource("violence-hotline")))

    def post(self, request, *args, **kwargs):
        if "go_on" not in request.POST:
            return super().post(request, *args, **kwargs)
        remember_reading(by=request.user, codes=[Reading.BOUNDARIES])
        return redirect(request.get_full_path())

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Set a boundary"), **kwargs)

    def get_initial(self):
        kind = self.request.GET.get("kind", "")
        return {"kind_of": kind} if kind in BoundaryKind else {}


class BoundaryChangeView(FormContext, EntryChangeView):
    model = Boundary
    form_class = BoundaryForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(heading=_("Change this boundary"), cancel_url=self.entry.url(), **kwargs)

    def save(self, form):
        entry, version = form.save(commit=False), form.cleaned_data.get("version") or 0
        try:
            shelf = actions.change_boundary(entry=entry, version=version, membership=self.request.membership)
        except VersionConflict:
            return self.conflict(form)
        return self.saved(entry, shelf, _("Saved."))


class BoundaryDeleteView(EntryDeleteView):
    model = Boundary

    def get_template_names(self):
        return ["boundary/delete.html"]


class BoundaryReviewView(OneTapView):
    """Still right, look again in three weeks."""

    model = Boundary

    def tap(self):
        if not self.entry.is_active:
            raise Http404
        shelf = actions.look_again(entry=self.entry, membership=self.request.membership)
        return self.tapped(shelf, _("Saved. We will ask again in three weeks."), stays=True)


# Tests -------------------------------------------------------------------------------------------------
class OfBoundary(EntryMixin):
    """Tests have no list of their own: their boundary's page is one, and stands in every address."""

    model = BoundaryTest

    def get_queryset(self):
        return super().get_queryset().filter(boundary__public_id=self.kwargs["boundary"])


class BoundaryTestDetailView(OfBoundary, EntryDetailView):
    pass


class BoundaryTestAddView(OfBoundary, EntryAddView):
    form_class = BoundaryTestForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.boundary = get_object_or_404(request.log.of(Boundary), public_id=kwargs["boundary"])

    def form_kwargs(self):
        new = BoundaryTest(circle=self.request.circle, kind=BoundaryTest.KIND, boundary=self.boundary)
        return {"instance": new, "initial": self.get_initial()}

    def get_initial(self):
        outcome = self.request.GET.get("outcome", "")
        return {"outcome": outcome} if outcome in TestOutcome else {}

    def get_context_data(self, **kwargs):
        context = {"heading": _("What did you do?"), "boundary": self.boundary, "cancel_url": self.boundary.url()}
        return super().get_context_data(**kwargs | context)


class BoundaryTestChangeView(OfBoundary, EntryChangeView):
    form_class = BoundaryTestForm

    def get_context_data(self, **kwargs):
        context = {"heading": _("Change this"), "boundary": self.entry.boundary, "cancel_url": self.entry.url()}
        return super().get_context_data(**kwargs | context)


class BoundaryTestDeleteView(OfBoundary, EntryDeleteView):
    def after(self):
        boundary = self.entry.boundary
        boundary.circle = self.request.circle
        return boundary.url()
