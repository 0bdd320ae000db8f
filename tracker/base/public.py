"""Pages that anyone may read and any cache may keep."""

from functools import partial, wraps

from django.contrib.auth.decorators import login_not_required
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

PUBLIC_SECONDS = 300
SAFE_METHODS = ("GET", "HEAD")


def public_page(view=None, *, methods: tuple[str, ...] = SAFE_METHODS):
    """Marks a view public: no login, the same bytes for everyone, cacheable; GET and HEAD unless it says otherwise.

    Such a view must not read the session, the user or a cookie; `tests/sweeps/test_urls.py` checks that
    the session was never touched. An answer to POST holds what somebody typed, so it is stored nowhere.
    """
    if view is None:
        return partial(public_page, methods=methods)

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method in SAFE_METHODS:
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        else:
            response["Cache-Control"] = "no-store"
        return response

    wrapped = login_not_required(csrf_exempt(require_http_methods(methods)(wrapped)))
    wrapped.is_public_page = True
    return wrapped
