"""A copy of one week: chosen, looked at, printed, or read by a link from outside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.base import clock
from tracker.base.clock import Week
from tracker.people.circle_view import CircleView
from tracker.people.fresh_sign_in import is_fresh, to_confirm
from tracker.people.permissions import Permission
from tracker.summary.copies import actions, rules
from tracker.summary.copies.copy import copy_of
from tracker.summary.copies.forms import CopyForm, LinkForm, sealed
from tracker.summary.copies.rules import Choice, Lasts, Part, Willing
from tracker.summary.copies.shared import link_with, links_of

# What a session remembers of a choice while its maker confirms that it is them: codes, no text.
CHOSEN = "copy"
# A copy is read by others: nobody stores it, finds it by a search, or passes its address on.
OUTSIDE = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class CopyPage(CircleView):
    """What the pages about a copy of one week share."""

    permission = Permission.READ

    def setup(self, request, *args, week="", **kwargs):
        super().setup(request, *args, **kwargs)
        try:
            self.week = Week.parse(week)
        except ValueError:
            raise Http404 from None

    def may_share(self) -> bool:
        """Whether this reader may make a link now: not a viewer, and not after a loss."""
        return self.request.membership.may(Permission.ADD) and not self.request.circle.is_bereaved

    def chosen_page(self, form, status: int = 200, **more) -> HttpResponse:
        """The form that chooses."""
        context = self.get_context_data(form=form, week=self.week, links=links_of(self.request.membership), **more)
        return render(self.request, "copies/form.html", context, status=status)

    def look(self, chosen: Choice, as_of, status: int = 200, **more) -> HttpResponse:
        """The copy itself, with the ways to hand it over."""
        membership = self.request.membership
        seal = sealed(membership, self.week, chosen, as_of)
        more.setdefault("link_form", self.link_form(initial={"copy": seal, "lasts": Lasts.SEVEN.value}))
        copy = copy_of(membership, self.week, chosen, as_of)
        context = self.get_context_data(
            copy=copy, seal=seal, week=self.week, may_share=self.may_share(), only_me=chosen.only_me, **more
        )
        return render(self.request, "copies/look.html", context, status=status)

    def link_form(self, data=None, **kwargs) -> LinkForm:
        return LinkForm(data, membership=self.request.membership, week=self.week, **kwargs)


class WeekCopyView(CopyPage):
    """Choose what is in the copy (GET), and look at it (POST): nothing is saved, and nothing stands in the address."""

    permission = Permission.READ
    form_class = CopyForm

    def get(self, request, *args, **kwargs):
        kept = request.session.pop(CHOSEN, None)
        initial = kept or {"parts": [part.value for part in Part]}
        return self.chosen_page(CopyForm(initial=initial), confirmed=bool(kept))

    def post(self, request, *args, **kwargs):
        if "again" in request.POST:
            before = self.link_form(request.POST)
            before.is_valid()
            return self.chosen_page(CopyForm(initial=before.chosen.as_dict))
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self.chosen_page(form, status=422)
        return self.look(form.chosen, clock.now(), not_sure=form.cleaned_data["willing"] == Willing.NOT_SURE)


class ShareLinkAddView(CopyPage):
    """Make a link to the copy that was looked at. Its address is shown once, and only after a fresh sign-in."""

    permission = Permission.ADD
    form_class = LinkForm
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        if not self.may_share():
            raise PermissionDenied
        form = self.link_form(request.POST)
        is_valid = form.is_valid()
        if "copy" in form.errors:
            return self.chosen_page(CopyForm(), status=422, problem=form.errors["copy"][0])
        if not is_valid:
            return self.look(form.chosen, form.as_of, status=422, link_form=form)
        if not is_fresh(request):
            request.session[CHOSEN] = form.chosen.as_dict
            return to_confirm(request, reverse("tracker:week-copy", args=[request.circle.public_id, self.week]))
        return self.make(form)

    def make(self, form: LinkForm) -> HttpResponse:
        request, lasts = self.request, Lasts(form.cleaned_data["lasts"])
        try:
            token = actions.make_link(
                membership=request.membership, week=self.week, choice=form.chosen, as_of=form.as_of, lasts=lasts
            )
        except actions.NoLinkNow:
            raise PermissionDenied from None
        except actions.TooManyOpen:
            form.add_error(None, _("%(count)d of your links are open already. End one first.")
                           % {"count": rules.OPEN_MAX})  # fmt: skip
            return self.look(form.chosen, form.as_of, status=422, link_form=form)
        address = request.build_absolute_uri(reverse("tracker:share-open", args=[token]))
        link = links_of(request.membership).first()
        return render(request, "copies/link.html", self.get_context_data(address=address, link=link, week=self.week))


class ShareLinkListView(CircleView):
    """My links in this circle: of which week, until when, how often opened."""

    permission = Permission.READ
    template_name = "copies/list.html"

    def get_context_data(self, **kwargs):
        links = links_of(self.request.membership)
        return super().get_context_data(links=links, this_week=Week.this(self.request.circle.tzinfo), **kwargs)


class ShareLinkWithdrawView(CircleView):
    """End one of my links before its time. Whoever may read may do this, also after their role became smaller."""

    permission = Permission.READ
    http_method_names = ["post", "options"]

    def post(self, request, id):
        link = get_object_or_404(links_of(request.membership), public_id=id)
        actions.withdraw(membership=request.membership, link=link)
        messages.success(request, _("The link is off. It opens nothing now."))
        return redirect("tracker:share-link-list", request.circle.public_id)


# From outside -----------------------------------------------------------------------------------------------
@login_not_required
@require_safe
def open_copy(request, token: str) -> HttpResponse:
    """What anyone reads who has the link. One that is unknown, ended or withdrawn is the 404 of any missing page.

    It reads no session. Programs that only ask whether the page is there (HEAD) are not counted; those that open
    links before a person does (a mail scanner, say) cannot be told apart, and are.
    """
    link = link_with(token)
    if link is None:
        raise Http404
    with timezone.override(link.membership.circle.tzinfo):
        copy = copy_of(link.membership, link.of_week, link.choice, link.as_of)
        response = render(request, "copies/shared.html", {"copy": copy, "ends_at": link.ends_at})
    if request.method == "GET":
        actions.note_opening(link=link)
    for name, value in OUTSIDE.items():
        response.headers[name] = value
    return response
