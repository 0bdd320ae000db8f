"""The one HTTPS switch, the settings that fail loudly, logs, health and the error pages."""

import json
import logging
import os
import subprocess
import sys

import pytest
from django.test import Client

from tracker.base.logs import OneLine

PRINT = """
import json
from django.conf import settings as s
names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
         "SECURE_HSTS_SECONDS", "ACCOUNT_DEFAULT_HTTP_PROTOCOL", "DEBUG", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY",
         "SESSION_COOKIE_SAMESITE"]
print(json.dumps({name: getattr(s, name) for name in names}))
"""


def run(*arguments, **env):
    base = {key: value for key, value in os.environ.items() if key not in {"ALONGSIDE_HTTPS", "ALONGSIDE_DEMO"}}
    # What a test does not set stands here as safe, so that a .env on this machine cannot change the outcome.
    base |= {"ALONGSIDE_HTTPS": "0", "ALONGSIDE_DEMO": "0"} | env
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], env=base, capture_output=True, text=True, check=False
    )


def settings_with(**env) -> dict:
    return json.loads(run("shell", "-v0", "-c", PRINT, **env).stdout.strip().splitlines()[-1])


def test_asvs_3_3_1_3_4_1_the_switch_decides_everything_that_needs_https():
    on, off = settings_with(ALONGSIDE_HTTPS="1"), settings_with(ALONGSIDE_HTTPS="0")
    assert on["SESSION_COOKIE_NAME"] == "__Host-session"
    assert on["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert on["SESSION_COOKIE_SECURE"]
    assert on["CSRF_COOKIE_SECURE"]
    assert on["SECURE_SSL_REDIRECT"]
    assert on["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert on["ACCOUNT_DEFAULT_HTTP_PROTOCOL"] == "https"
    assert not off["SESSION_COOKIE_SECURE"]
    assert not off["SECURE_SSL_REDIRECT"]
    assert off["SECURE_HSTS_SECONDS"] == 0
    for settings in (on, off):
        assert settings["DEBUG"] is False
        assert settings["SESSION_COOKIE_HTTPONLY"]
        assert settings["CSRF_COOKIE_HTTPONLY"]
        assert settings["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("ALONGSIDE_HTTPS", "yes", "must be 0 or 1"),
        ("IDLE_MINUTES", "4", "from 5 to 60"),
        ("IDLE_MINUTES", "x", "whole number"),
        ("SECRET_KEY", "", "SECRET_KEY is not set"),
        ("FIELD_KEYS", "", "FIELD_KEYS is not set"),
    ],
)
def test_asvs_16_5_3_settings_refuse_what_makes_no_sense(variable, value, words):
    finished = run("check", **{variable: value})
    assert finished.returncode != 0
    assert words in finished.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("s" * 60 + "\n")
    printed = run(
        "shell",
        "-v0",
        "-c",
        "from django.conf import settings; print(len(settings.SECRET_KEY))",
        SECRET_KEY_FILE=str(secret),
    )
    assert printed.stdout.strip().endswith("60")


def test_asvs_16_4_1_a_line_break_cannot_forge_a_log_line():
    record = logging.LogRecord("x", logging.WARNING, "", 0, "agent %s", ("a\r\n2026-01-01 WARNING forged",), None)
    assert OneLine().filter(record)
    assert "\n" not in record.getMessage()
    assert "\r" not in record.getMessage()


@pytest.mark.django_db
def test_asvs_13_4_5_health_says_one_word(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert not response.cookies


def test_health_is_red_without_a_database(client, monkeypatch):
    from django.db import DatabaseError, connection

    def refuse():
        raise DatabaseError("secret host name")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"unavailable")


@pytest.mark.django_db
def test_t20_asvs_13_4_2_16_2_5_16_5_1_an_error_shows_nothing_and_logs_no_text(owner, monkeypatch, caplog):
    from tracker.appointments.views import AppointmentAddView

    def fail(self, form):
        raise RuntimeError("boom")

    monkeypatch.setattr(AppointmentAddView, "save", fail)
    client = Client(raise_request_exception=False)
    client.force_login(owner.user)
    logging.getLogger("django.request").addHandler(caplog.handler)
    response = client.post(
        owner.url("appointments/add/"),
        {"what": "dose", "at": "2026-11-24T09:00", "minutes": "60", "how": "in_person", "outcome": "planned",
         "visibility": "circle", "note": "canary-5d"},
    )  # fmt: skip
    html = response.content.decode()
    assert response.status_code == 500
    assert "Traceback" not in html
    assert "boom" not in html
    assert "911" in html
    assert "boom" in caplog.text
    assert "canary-5d" not in caplog.text


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing/", 404), ("/c/abc/", 404), ("/guidance/nothing-like-it/", 404)]
)
@pytest.mark.django_db
def test_bad_input_31_a_page_that_is_not_there_looks_like_ours(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert "911" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("ident", ["0", "-1", "9" * 20, "1" * 4300, "abc", "%FF", "a" * 13, "../../etc"])
def test_bad_input_31_odd_ids_are_404(owner, ident):
    assert owner.client.get(owner.url(f"appointments/{ident}/")).status_code == 404


@pytest.mark.django_db
def test_bad_input_05_06_a_form_that_is_too_big_is_a_400_of_ours(owner):
    big = owner.client.post(owner.url("appointments/add/"), {"note": "x" * 2_800_000})
    many = owner.client.post(owner.url("appointments/add/"), {f"field{number}": "1" for number in range(1001)})
    for response in (big, many):
        assert response.status_code == 400
        assert "911" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "delete", "patch", "trace"])
def test_bad_input_35_other_methods_are_refused(owner, method):
    for path in ("appointments/add/", "settings/", ""):
        assert getattr(owner.client, method)(owner.url(path)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain"]
)
def test_bad_input_36_a_broken_body_is_never_a_500(owner, content_type):
    response = owner.client.post(owner.url("appointments/add/"), data=b"{broken", content_type=content_type)
    assert response.status_code in (400, 422)


# The admin ------------------------------------------------------------------------------------------------
def test_t24_there_is_no_admin_unless_the_host_asks_for_one(client):
    assert client.get("/admin/").status_code == 404


def test_t24_the_admin_holds_resources_and_nothing_of_the_log():
    code = "from django.contrib import admin; print(sorted(m.__name__ for m in admin.site._registry))"
    finished = run("shell", "-v0", "-c", code, ENABLE_ADMIN="1")
    assert finished.stdout.strip().splitlines()[-1] == "['Resource']"
