"""Public pages: the emergency page, guidance, signs, resources, and what this app is.

What never changes while the process runs is rendered once and kept. Nothing here knows who asks: the
templates are rendered without the request, so they cannot touch the session.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tracker.base import clock
from tracker.base.context import site
from tracker.base.places import STATES
from tracker.base.public import public_page
from tracker.base.stages import Stage
from tracker.guidance import catalogue, matching, topics
from tracker.guidance import search as searching
from tracker.guidance.danger import dangers_in, normal
from tracker.guidance.directory import Kind, ResourceData, resource
from tracker.guidance.forms import ResourceFilter, SearchForm
from tracker.guidance.models import Resource, ResourceQuerySet
from tracker.guidance.situation_words import SITUATION_WORDS

# When the emergency page was last compared with its sources.
EMERGENCY_REVIEWED = dt.date(2026, 11, 24)
EMERGENCY_SOURCES = (
    {"name": "Shatterproof", "url": "https://shatterproof.org/node/35406"},
    {"name": "ANF", "url": "https://anfhelp.org/how-to-respond-to-an-overdose-using-naloxone"},
    {"name": "American Heart Association (2015)", "url": "https://eccguidelines.heart.org"},
)
# A topic or resource that was not compared with its sources for longer says so.
STALE_AFTER = dt.timedelta(days=365)
PLACES_ON_A_PAGE = 20

# So much of a text that is too long to be searched is still read for words of danger.
MAX_READ = 5000

type Build = Callable[[str, dt.date], dict]


# Rendering --------------------------------------------------------------------------------------------
def _page(template: str, build: Build | None = None, argument: str = "") -> HttpResponse:
    """The page as it is today; `build(argument, today)` gives what its template prints."""
    today = clock.today(timezone.get_default_timezone())
    return HttpResponse(_kept(template, build, argument, today, get_language(), settings.DEMO))


@lru_cache(maxsize=256)
def _kept(template: str, build: Build | None, argument: str, today: dt.date, language: str, demo: bool) -> bytes:
    return _render(template, build(argument, today) if build else {}).encode()


def _render(template: str, context: dict) -> str:
    return render_to_string(template, site(None) | context)


# The way in -------------------------------------------------------------------------------------------
@login_not_required
@require_safe
def home(request):
    """What this is; somebody who is signed in goes to their own Today."""
    if request.user.is_authenticated:
        return redirect("tracker:go-today")
    return _page("home.html")


@public_page
def emergency(request):
    return _page("emergency.html", _emergency)


def _emergency(_argument: str, _today: dt.date) -> dict:
    return {"reviewed": EMERGENCY_REVIEWED, "sources": EMERGENCY_SOURCES}


# Topics -----------------------------------------------------------------------------------------------
@public_page
def topic_list(request):
    return _page("guidance/topic_list.html", _topic_list)


def _topic_list(_argument: str, _today: dt.date) -> dict:
    return {"groups": topics.all_topics()}


@public_page
def topic_detail(request, slug: str):
    if slug not in topics.TOPIC_SLUGS:
        raise Http404
    return _page("guidance/topic_detail.html", _topic_detail, slug)


def _topic_detail(slug: str, today: dt.date) -> dict:
    topic = topics.topic(slug)
    return {"topic": topic, "stale": today - topic.reviewed > STALE_AFTER}


# Signs ------------------------------------------------------------------------------------------------
@public_page
def sign_catalogue(request):
    return _page("guidance/sign_catalogue.html", _sign_catalogue)


def _sign_catalogue(_argument: str, _today: dt.date) -> dict:
    return {
        "groups": [
            (
                category,
                [
                    {
                        "sign": sign,
                        "topic": topics.topic(sign.topic) if sign.topic else None,
                        "basis": [catalogue.BASIS[code] for code in sign.basis],
                    }
                    for sign in signs
                ],
            )
            for category, signs in catalogue.by_category()
        ]
    }


# How it is matched ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class MatchedRow:
    """One row of the matching table in words."""

    row: matching.Row
    topic: topics.Topic | None
    also: list[topics.Topic]
    resources: list[str]
    stages: list[str | Promise]


@public_page
def how_we_match(request):
    return _page("guidance/how_we_match.html", _how_we_match)


def _how_we_match(_argument: str, _today: dt.date) -> dict:
    return {
        "groups": [
            (heading, [(words, _rows_in_words(situation)) for situation, words in situations.items()])
            for heading, situations in SITUATION_WORDS
        ],
    }


def _rows_in_words(situation: str) -> list[MatchedRow]:
    return [
        MatchedRow(
            row=row,
            topic=topics.topic(row.topic) if row.topic else None,
            also=[topics.topic(slug) for slug in row.also],
            resources=[resource(slug).name for slug in row.resources],
            stages=[Stage(stage).label for stage in row.stages],
        )
        for row in matching.TABLE
        if row.situation == situation
    ]


# Resources --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ResourcePage:
    """What a page of the directory shows. Pages that are equal look the same, so they are rendered once.

    `listed` are the people to call; `places`, a page of the imported ones, come after them and only when a
    state or words narrow them down.
    """

    state: str
    need: str
    q: str
    understood: bool
    listed: tuple[ResourceData, ...]
    places: tuple[ResourceData, ...]
    place_count: int
    number: int
    last_number: int
    stale_before: dt.date


@public_page(methods=("GET", "HEAD", "POST"))
def resource_list(request):
    """The directory, narrowed by state, need and words. What is not understood does not narrow it.

    The form is sent by POST, as its words may be telling: they then stand in no address, log or history.
    Links from other pages name a state or a need and nothing else.
    """
    asked = request.POST if request.method == "POST" else request.GET
    form = ResourceFilter(asked)
    wanted = form.wanted()
    found = _found(**wanted)
    imported = found.imported().by_place() if wanted["state"] or wanted["q"] else ()
    places = Paginator(imported, PLACES_ON_A_PAGE).get_page(asked.get("page"))
    listed = found.curated().regional_first() if places.number == 1 else ()
    page = ResourcePage(
        **wanted,
        understood=form.is_valid(),
        listed=tuple(one.as_data() for one in listed),
        places=tuple(one.as_data() for one in places),
        place_count=places.paginator.count,
        number=places.number,
        last_number=places.paginator.num_pages,
        stale_before=clock.today(timezone.get_default_timezone()) - STALE_AFTER,
    )
    return HttpResponse(_resource_list(page, get_language(), settings.DEMO))


def _found(state: str, need: str, q: str) -> ResourceQuerySet:
    found = Resource.objects.shown().search(q)
    if state:
        found = found.for_state(state)
    return found.for_need(need) if need else found


@lru_cache(maxsize=64)
def _resource_list(page: ResourcePage, language: str, demo: bool) -> bytes:
    """Rendered once for the same rows and choices: it is the content that is compared, so an edit shows at once."""
    context = {
        "page": page,
        "is_filtered": bool(page.state or page.need or page.q),
        "is_empty": not (page.listed or page.places),
        "topic": topics.topic(page.need) if page.need in topics.TOPIC_SLUGS else None,
        "states": [(code, name) for code, (name, _zone) in STATES.items()],
        "kinds": list(Kind),
        "need_is_a_kind": page.need in set(Kind),
        "count": len(page.listed) + page.place_count,
        "groups": by_kind(page.listed),
        "stale_before": page.stale_before,
        "previous": page.number - 1 if page.number > 1 else 0,
        "next": page.number + 1 if page.number < page.last_number else 0,
    }
    return _render("guidance/resource_list.html", context).encode()


def by_kind(resources: Iterable[ResourceData]) -> list[tuple[Kind, list[ResourceData]]]:
    """Resources under their kind, in the order of the kinds; a kind without any is left out."""
    grouped = {kind: [] for kind in Kind}
    for one in resources:
        grouped[one.kind].append(one)
    return [(kind, members) for kind, members in grouped.items() if members]


# Search -----------------------------------------------------------------------------------------------
@public_page(methods=("GET", "HEAD", "POST"))
def search(request):
    """One box for topics, signs and resources. The words come by POST and are forgotten with the answer."""
    if request.method != "POST":
        return _page("guidance/search.html", _empty_search)
    form = SearchForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("q", "").replace("\x00", "")
        dangers = dangers_in(normal(typed[:MAX_READ]))
        context = _empty_search() | {"query": typed, "error": form.errors["q"][0], "dangers": dangers}
        return HttpResponse(_render("guidance/search.html", context), status=422)
    query = form.cleaned_data["q"]
    resources = tuple(one.as_data() for one in Resource.objects.shown().curated().regional_first())
    found = searching.find(searching.index_of(resources, get_language()), query)
    context = _empty_search() | {"query": query, "found": found, "dangers": found.dangers}
    return HttpResponse(_render("guidance/search.html", context))


def _empty_search(_argument: str = "", _today: dt.date | None = None) -> dict:
    """All that the template reads: Django logs the whole context, at its lowest level, for a name that is missing."""
    return {"query": "", "error": "", "found": None, "dangers": []}


# What this is -----------------------------------------------------------------------------------------
@public_page
def privacy(request):
    return _page("guidance/privacy.html", _privacy)


def _privacy(_argument: str, _today: dt.date) -> dict:
    return {"idle_minutes": settings.IDLE_MINUTES, "session_hours": settings.SESSION_HOURS}


@public_page
def about(request):
    return _page("guidance/about.html")
