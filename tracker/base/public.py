"""Pages that anyone may read and any cache may keep."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

PUBLIC_SECONDS = 300


def public_page(view):
    """Marks a view public: no login, GET and HEAD only, the same bytes for everyone, cacheable.

    Such a view must not read the session, the user or a cookie; `tests/sweeps/test_urls.py` checks that
    the session was never touched.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response

    wrapped = login_not_required(csrf_exempt(require_safe(wrapped)))
    wrapped.is_public_page = True
    return wrapped
