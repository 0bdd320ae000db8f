"""The health check: says that the app runs and that its database takes and gives, and nothing else."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tracker.base import clock

logger = logging.getLogger(__name__)

KEY = "healthz"
# Seconds for which one write that was read back is good, so that asking often costs no writes.
GOOD_FOR = 10


@login_not_required
@require_safe
def healthz(request):
    try:
        healthy = _keeps_what_it_is_given()
    except DatabaseError:
        logger.exception("health check: the database does not answer")
        healthy = False
    if not healthy:
        return HttpResponse("unavailable", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def _keeps_what_it_is_given() -> bool:
    """Whether the database has taken a write in the last seconds: a full or read-only disk still reads.

    The cache table says nothing when a write fails, so the value is read back.
    """
    now = clock.now().timestamp()
    if cache.get(KEY, 0) <= now - GOOD_FOR:
        cache.set(KEY, now)
    return cache.get(KEY, 0) > now - GOOD_FOR
