"""Mail through the real outbox to a real server, and the one to whom a file comes."""

import pytest

from tests.factories import join, make_circle
from tests.mail.conftest import inbox, use_transport

__all__ = ["inbox", "use_transport"]


@pytest.fixture
def newcomer(db):
    """The owner of an empty circle."""
    return join(make_circle(nickname="New", state="", zone="America/New_York"), name="Nan")
