"""Error pages in the site's own look. They read neither the session nor the database, and tell nothing."""

from django.http import HttpResponse
from django.template import loader


def _page(name: str, status: int) -> HttpResponse:
    return HttpResponse(loader.render_to_string(f"errors/{name}.html"), status=status)


def bad_request(request, exception=None):
    return _page("400", 400)


def permission_denied(request, exception=None):
    return _page("403", 403)


def not_found(request, exception=None):
    return _page("404", 404)


def too_many_requests(request):
    """allauth's limits; the page says when to try again."""
    response = _page("429", 429)
    response["Retry-After"] = "300"
    return response


def server_error(request):
    return _page("500", 500)
