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
from tracker.guidance.directory import Kind, ResourceData, resource
from tracker.guidance.forms import ResourceFilter
from tracker.guidance.models import Resource, ResourceQuerySet
from tracker.guidance.situation_words import SITUATION_WORDS

# When the emergency page was last compared with its sources.
EMERGENCY_REVIEWED = dt.date(2026, 11, 24)
EMERGENCY_SOURCES = (
    {"name": "Shatterproof", "url": "https://shatterproof.org/node/35406"},
    {"name": "ANF", "url": "https://anfhelp.org/how-to-respond-to-an-overdose-using-naloxone"},
    {"name": "American Heart Association (2015)", "url": "https://eccguidelines.heart.org"},
)
# A topic that was not compared with its sources for longer says so.
STALE_AFTER = dt.timedelta(days=365)

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
@public_page
def resource_list(request):
    """The directory, narrowed by state, kind, topic and words. What is not understood shows everything."""
    form = ResourceFilter(request.GET)
    understood = form.is_valid()
    chosen = form.cleaned_data if understood else {}
    found = tuple(one.as_data() for one in _found(**chosen))
    return HttpResponse(_resource_list(found, tuple(chosen.items()), understood, get_language(), settings.DEMO))


def _found(state: str = "", kind: str = "", topic: str = "", q: str = "") -> ResourceQuerySet:
    found = Resource.objects.regional_first().search(q)
    if state:
        found = found.for_state(state)
    if kind:
        found = found.filter(kind=kind)
    return found.about(topic) if topic else found


@lru_cache(maxsize=64)
def _resource_list(
    found: tuple[ResourceData, ...], choices: tuple, understood: bool, language: str, demo: bool
) -> bytes:
    """Rendered once for the same rows and choices: it is the content that is compared, so an edit shows at once."""
    chosen = dict(choices)
    context = {
        "chosen": chosen,
        "not_understood": not understood,
        "is_filtered": any(chosen.values()),
        "topic": topics.topic(chosen["topic"]) if chosen.get("topic") else None,
        "states": [(code, name) for code, (name, _zone) in STATES.items()],
        "kinds": list(Kind),
        "count": len(found),
        "groups": by_kind(found),
    }
    return _render("guidance/resource_list.html", context).encode()


def by_kind(resources: Iterable[ResourceData]) -> list[tuple[Kind, list[ResourceData]]]:
    """Resources under their kind, in the order of the kinds; a kind without any is left out."""
    grouped = {kind: [] for kind in Kind}
    for one in resources:
        grouped[one.kind].append(one)
    return [(kind, members) for kind, members in grouped.items() if members]


# What this is -----------------------------------------------------------------------------------------
@public_page
def privacy(request):
    return _page("guidance/privacy.html", _privacy)


def _privacy(_argument: str, _today: dt.date) -> dict:
    return {"idle_minutes": settings.IDLE_MINUTES, "session_hours": settings.SESSION_HOURS}


@public_page
def about(request):
    return _page("guidance/about.html")
