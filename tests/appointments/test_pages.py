"""The pages of appointments as the four people of a circle meet them."""

import pytest

from tests.factories import at
from tracker.appointments.models import Appointment


def form_data(**fields) -> dict:
    return {"what": "dose", "at": "2026-11-25T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
            "visibility": "circle", "client_key": "", "version": ""} | fields  # fmt: skip


@pytest.fixture
def soon() -> str:
    from zoneinfo import ZoneInfo

    return at(days=1).astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def test_add_saves_and_shows_the_entry_with_guidance(owner, soon):
    response = owner.client.post(owner.url("appointments/add/"), form_data(at=soon, place="Oak Street"), follow=True)
    entry = Appointment.objects.get()
    assert response.redirect_chain == [(entry.get_absolute_url(), 302)]
    html = response.content.decode()
    assert "Oak Street" in html
    assert "Undo" in html
    assert "What can help now" in html
    assert entry.author == owner.user
    assert entry.at == at(days=1)
