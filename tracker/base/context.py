"""What every template may know."""

from django.conf import settings


def site(request) -> dict:
    """Settings that templates print. Reads nothing from the session."""
    return {"demo_is_on": settings.DEMO}
