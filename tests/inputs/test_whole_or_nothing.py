"""What breaks half-way saves nothing; a path cannot be entered in its middle; answers have to fit each other."""

import datetime as dt

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from tests.factories import at, make_appointment, make_boundary, make_task
from tests.inputs.site_forms import Walk, read, undone
from tracker.entries.models import Entry, Shelf
from tracker.people.models import AuditEvent

pytestmark = pytest.mark.django_db


def rows() -> dict:
    """Every row of every table, but for sessions."""
    return {
        model: sorted(map(repr, model._base_manager.values_list()))
        for model in apps.get_models()
        if model is not Session
    }


def fail(self, *args, **kwargs):
    raise RuntimeError("the power went out")


def test_asvs_2_3_3_what_breaks_in_the_middle_saves_nothing(walk: Walk, monkeypatch):
    """The last write of each action fails: the trail, or what undo needs. Nothing of the action stays."""
    monkeypatch.setattr(AuditEvent, "save", fail)
    monkeypatch.setattr(Shelf, "save", fail)
    before, wrong, broken = rows(), [], 0
    for form in walk.forms:
        if form.name.startswith("tracker:"):
            with undone():
                status = walk.send(form, form.filled()).status_code
                broken += status == 500
                if status == 500 and rows() != before:
                    wrong.append(form.name)
    assert broken > 30
    assert wrong == []


# Paths ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    ["/accounts/confirm-email/", "/accounts/login/code/confirm/", "/accounts/password/reset/code/confirm/",
     "/accounts/password/reset/complete/", "/accounts/reauthenticate/"],
)  # fmt: skip
def test_asvs_2_3_1_a_path_cannot_be_entered_in_the_middle(client, path):
    """Nobody types a code that was not sent to them, or a new password without the code."""
    cache.clear()
    for response in (client.get(path), client.post(path, {"code": "AAAAAA", "password1": "six loud orange doors"})):
        assert response.status_code in (302, 404, 409, 422), (path, response.status_code)
        if response.status_code == 302:
            assert response.url.startswith(("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"))
    assert "_auth_user_id" not in client.session


def test_asvs_2_3_1_undo_and_put_back_only_for_what_was_done(owner):
    for path in ("undo/nothinghere1/", "deleted/nothinghere1/"):
        assert owner.client.post(owner.url(path)).status_code == 404


# Answers that have to fit each other ---------------------------------------------------------------------
def local(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def refused(person, path: str, data: dict, field: str) -> str:
    """What is said beside the field."""
    response = person.client.post(person.url(path), data)
    assert response.status_code == 422
    return read(response, person.url(path)).says(field)


def test_bad_input_24_asvs_2_2_3_an_end_before_its_start_is_refused_on_the_end(owner):
    assert "before the first" in refused(
        owner, "timeline/", {"since": "2026-11-10", "until": "2026-11-01"}, "until"
    )  # fmt: skip
    boundary = make_boundary(owner.membership)
    data = {"kind_of": "money", "limit": "hand out cash", "action": "say no", "agreement": "only_mine", "state": "active",
            "at": local(at()), "look_again_on": str((at(-30)).date()), "visibility": "only_me", "version": "1"}  # fmt: skip
    assert "after it starts" in refused(owner, f"boundaries/{boundary.public_id}/change/", data, "look_again_on")
    task = make_task(owner.membership, template="treatment_search")
    today = at().date()
    calls = {"whom": "Oak Street", "called_on": str(today - dt.timedelta(days=2)),
             "next_call_on": str(today - dt.timedelta(days=5))}  # fmt: skip
    assert "before this call" in refused(owner, f"tasks/{task.public_id}/calls/add/", calls, "next_call_on")
    assert Entry.objects.count() == 2


def test_asvs_2_2_3_a_ride_there_is_picked_up_before_its_visit(owner):
    """After the visit began it is asked about, beside the time; the tick says that it is meant so."""
    visit = make_appointment(owner.membership, at=at(2))
    ride = {"visit": visit.public_id, "leg": "there", "how": "taxi", "status": "confirmed", "visibility": "circle",
            "at": local(at(2, hours=1))}  # fmt: skip
    assert "visit" in refused(owner, "rides/add/", ride, "at")
    assert Entry.objects.count() == 1
    assert owner.client.post(owner.url("rides/add/"), ride | {"confirmed": "on"}).status_code == 302


def test_bad_input_25_ten_years_ahead_is_refused_and_three_years_ago_is_taken(owner):
    visit = {"what": "dose", "minutes": "60", "how": "in_person", "outcome": "planned", "visibility": "circle"}
    ahead = refused(owner, "appointments/add/", visit | {"at": local(at(3650))}, "at")
    assert "between" in ahead
    long_ago = visit | {"at": local(at(-3 * 365)), "outcome": "went"}
    assert owner.client.post(owner.url("appointments/add/"), long_ago).status_code == 302
