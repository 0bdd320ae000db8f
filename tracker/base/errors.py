"""Error pages in the site's own look. They read neither the session nor the database, and tell nothing."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import loader

from tracker.base import typed

# The database is gone, locked by somebody for too long, full, or read-only: it may well answer in a minute.
NOT_NOW = (OperationalError, InterfaceError, InternalError)
RETRY_AFTER_SECONDS = 30


def page(name: str, **context) -> str:
    """The HTML of the error page called `name`, such as "404"."""
    return loader.render_to_string(f"errors/{name}.html", context)


def _answer(status: int, **context) -> HttpResponse:
    return HttpResponse(page(str(status), **context), status=status)


def bad_request(request, exception=None):
    return _answer(400)


def permission_denied(request, exception=None):
    return _answer(403)


def not_found(request, exception=None):
    return _answer(404)


def too_many_requests(request):
    """allauth's limits; the page says when to try again."""
    response = _answer(429)
    response["Retry-After"] = "300"
    return response


def server_error(request):
    """The page for what nobody foresaw. When it is the database that cannot serve just now, it gives the text back."""
    if not isinstance(sys.exception(), NOT_NOW):
        return _answer(500)
    response = _answer(503, **_typed(request))
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _typed(request) -> dict:
    """What a form sent, for a page that can send it again to the same address."""
    fields = typed.fields_of(request) if request.method == "POST" else []
    if not fields:
        return {}
    return {
        "typed": typed.with_labels(fields, request.resolver_match.func),
        "path": request.get_full_path() if typed.came_from_here(request) else "",
        "csrf_token": get_token(request),
    }
