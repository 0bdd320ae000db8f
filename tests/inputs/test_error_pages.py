"""What a person sees when something is refused or breaks: a page of ours with a way back, and no trace."""

import re

import pytest
from django.conf import settings as configured
from django.template import loader
from django.test import Client

from tests.factories import at, make_appointment
from tracker.appointments.views import AppointmentAddView

VISIT = {"what": "dose", "at": "2026-11-24T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
         "visibility": "circle"}  # fmt: skip
STATUSES = ["400", "403", "404", "405", "429", "500", "503"]


@pytest.mark.parametrize("status", STATUSES)
def test_asvs_16_5_1_an_error_page_needs_no_database_and_leads_back(status):
    """Rendered in a test without a database: a query would be an error."""
    html = loader.render_to_string(f"errors/{status}.html")
    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    assert 'href="/leave/"' in html
    assert 'href="tel:911"' in html
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)


@pytest.fixture
def answers(owner, viewer, monkeypatch, settings) -> dict:
    """One real answer of each status that the site gives, over what it takes for HTTPS."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    mine, theirs = (Client(raise_request_exception=False) for _ in range(2))
    mine.force_login(owner.user)
    theirs.force_login(viewer.user)
    add = owner.url("appointments/add/")
    found = {
        "200": mine.get(owner.url(), secure=True),
        "302": mine.post(add, VISIT, secure=True),
        "400": mine.post(add, {f"field{number}": "1" for number in range(1001)}, secure=True),
        "403": theirs.get(add, secure=True),
        "403 token": Client(enforce_csrf_checks=True).post("/accounts/login/", secure=True),
        "404": mine.get(owner.url("nothing/"), secure=True),
        "405": mine.put(add, secure=True),
        "422": mine.post(add, secure=True),
        "static": mine.head("/static/tracker/favicon.svg", secure=True),
        "public": Client().get("/about/", secure=True),
        "health": Client().get("/healthz", secure=True),
        "leave": mine.get("/leave/", secure=True),
    }
    mine.force_login(owner.user)
    found["429"] = next(one for one in _many_sign_ins() if one.status_code == 429)
    monkeypatch.setattr(AppointmentAddView, "save", lambda self, form: 1 / 0)
    found["500"] = mine.post(add, VISIT | {"note": "canary-8c"}, secure=True)
    return found


def _many_sign_ins():
    """More than one address may try within a minute."""
    for number in range(100):
        data = {"login": f"nobody{number}@example.org", "password": "wrong"}
        yield Client().post("/accounts/login/", data, secure=True)


@pytest.mark.django_db
def test_t23_f13_f16_asvs_3_4_1_3_4_2_3_4_3_3_4_4_3_4_5_3_4_6_every_answer_carries_the_headers(answers):
    for name, response in answers.items():
        expected = {"403 token": 403, "static": 200, "public": 200, "health": 200, "leave": 302}
        assert response.status_code == expected.get(name) or str(response.status_code) == name, name
        assert response["Strict-Transport-Security"].startswith("max-age=63072000; includeSubDomains"), name
        csp = response["Content-Security-Policy"]
        for part in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'",
                     "script-src 'self'", "form-action 'self'"):  # fmt: skip
            assert part in csp, (name, part)
        assert "unsafe" not in csp
        assert "http" not in csp
        assert response["X-Content-Type-Options"] == "nosniff", name
        assert response["Referrer-Policy"] == "same-origin", name
        assert name == "static" or response["X-Frame-Options"] == "DENY", name
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert response["Cross-Origin-Resource-Policy"] == "same-origin", name
        assert "Access-Control-Allow-Origin" not in response, name


@pytest.mark.django_db
def test_asvs_4_1_1_14_3_2_every_body_says_what_it_is_and_none_is_stored(answers):
    for name, response in answers.items():
        if name == "static":
            continue
        if name != "leave":
            assert re.search(r"; ?charset=utf-8$", response["Content-Type"]), (name, response["Content-Type"])
        if name != "public":
            assert "no-store" in response["Cache-Control"], name


@pytest.mark.django_db
def test_asvs_13_4_2_16_5_1_every_error_is_a_page_of_ours_and_shows_no_trace(answers):
    for name in STATUSES[:-1]:
        html = answers[name].content.decode()
        assert html.count("<h1>") == 1, name
        assert 'href="/"' in html, name
        for word in ("Traceback", "ZeroDivisionError", "django", "canary-8c", "settings.py", "DisallowedHost"):
            assert word not in html, (name, word)


@pytest.mark.django_db
def test_t28_bad_input_05_06_too_much_is_a_page_of_ours_and_saves_nothing(owner):
    """2.6 MB, 1,001 fields, 4,001 characters; and what lies just below is read."""
    from tracker.entries.models import Entry

    assert configured.DATA_UPLOAD_MAX_MEMORY_SIZE == 2_621_440
    assert configured.DATA_UPLOAD_MAX_NUMBER_FIELDS == 1000
    add = owner.url("appointments/add/")
    for data, status in (
        ({"note": "x" * 2_621_440}, 400),
        ({f"field{number}": "1" for number in range(1001)}, 400),
        ({"note": "x" * 4001}, 422),
        ({"note": "x" * 2_600_000}, 422),
        ({f"field{number}": "1" for number in range(900)} | {"what": ""}, 422),
    ):
        response = owner.client.post(add, VISIT | data)
        assert response.status_code == status, list(data)[:1]
        assert "<h1>" in response.content.decode()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_t28_a_list_shows_twenty_at_a_time(owner):
    for number in range(25):
        make_appointment(owner.membership, name=f"Visit {number:02}", at=at(days=-1 - number))
    for path in ("appointments/", "timeline/"):
        shown = re.findall(r"Visit \d\d", owner.client.get(owner.url(path)).content.decode())
        assert len(set(shown)) == 20, path
