"""Nothing private is stored on the way or in the browser: the headers of every kind of answer."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.browser.full_circle import address, fill, patterns, takes_only_post
from tests.factories import PASSWORD
from tracker.base.public import SAFE_METHODS

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(owner):
    cache.clear()
    return fill(owner)


# A calendar program keeps its file to ask whether it is still so (ETag): its user's copy, and no one else's.
ASKS_EACH_TIME = {"tracker:calendar-feed": "private, no-cache"}


def addresses(full) -> dict[str, tuple[str, bool]]:
    """Address -> (name, whether anyone may read it and keep it)."""
    found = {}
    for name, (route, view) in sorted(patterns().items()):
        if not takes_only_post(view):
            found |= {one: (name, getattr(view, "is_public_page", False)) for one in address(name, route, full)}
    return found


def test_t2_asvs_14_3_2_no_answer_to_somebody_signed_in_is_stored(full):
    """Pages, redirects, missing pages, refused forms, and the pages of the account; public pages alone are kept."""
    kinds, wrong = set(), []
    for path, (name, is_public) in addresses(full).items():
        if name in {"account_logout", "tracker:leave"}:
            continue
        for method in ("get", "post"):
            answer = getattr(full.owner.client, method)(path)
            kinds.add(answer.status_code)
            if is_public and method.upper() in SAFE_METHODS:
                continue
            if "no-store" not in (header := answer.get("Cache-Control", "")) and header != ASKS_EACH_TIME.get(name):
                wrong.append((name, method, answer.status_code, answer.get("Cache-Control")))
    assert wrong == []
    assert {200, 302, 405, 422} <= kinds


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/c/xxxxxxxxxxxx/", 404),
        ("/nothing/", 404),
        ("/leave/", 302),
        ("/go/today/", 302),
        ("/", 302),
        ("/accounts/login/", 302),
    ],
)
def test_asvs_14_3_2_redirects_and_missing_pages_are_not_stored(owner, path, status):
    answer = owner.client.get(path)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]


def test_asvs_14_3_2_refusals_are_not_stored(owner, viewer, monkeypatch):
    """403 by role and by token, 400 for too much, 429 for too often, 500 for a fault of ours."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner.user)
    answers = {
        403: viewer.client.get(viewer.url("settings/")),
        "token": strict.post(owner.url("settings/"), {"nickname": "two words"}),
        400: owner.client.post(owner.url("contacts/add/"), {"note": "x" * 2_800_000}),
    }
    cache.clear()
    for _ in range(40):
        answers[429] = Client().post("/accounts/password/reset/", {"email": owner.user.email})
        if answers[429].status_code == 429:
            break
    from tracker.people.views import MemberListView

    monkeypatch.setattr(MemberListView, "get_context_data", lambda *arguments: 1 / 0)
    owner.client.raise_request_exception = False
    answers[500] = owner.client.get(owner.url("people/"))
    cache.clear()
    for expected, answer in answers.items():
        assert answer.status_code == (403 if expected == "token" else expected)
        assert "no-store" in answer["Cache-Control"], expected
        assert answer["Content-Type"] == "text/html; charset=utf-8", expected


def test_asvs_4_1_1_every_body_names_its_type_and_its_letters(full):
    wrong = []
    for path, (name, _) in addresses(full).items():
        for client in (Client(), full.owner.client):
            answer = client.get(path)
            if (answer.streaming or answer.content) and answer["Content-Type"] not in {
                "text/html; charset=utf-8",
                "text/plain; charset=utf-8",
                "text/calendar; charset=utf-8",
                "text/csv; charset=utf-8",
            }:
                wrong.append((name, answer.status_code, answer["Content-Type"]))
            if name in {"account_logout", "tracker:leave"}:
                full.owner.client.force_login(full.owner.user)
    assert wrong == []


def test_t2_asvs_14_3_1_signing_out_and_leaving_ask_the_browser_to_forget(owner):
    for method, path in (("post", "/accounts/logout/"), ("get", "/leave/")):
        owner.client.force_login(owner.user)
        answer = getattr(owner.client, method)(path)
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert "no-store" in answer["Cache-Control"]


def test_asvs_14_3_2_the_account_pages_on_the_way_in_are_not_stored(owner):
    cache.clear()
    client = Client()
    for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"):
        assert "no-store" in client.get(path)["Cache-Control"]
    answer = client.post("/accounts/login/", {"login": owner.user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert "no-store" in answer["Cache-Control"]
