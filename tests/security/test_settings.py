"""The settings of a real host, as they were measured (docs/adr/0003, 0007)."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

PRINT = """
import json
from django.conf import settings as s
names = [name for name in dir(s) if name.startswith(("SECURE_", "SESSION_", "CSRF_", "X_FRAME"))] + ["MIDDLEWARE", "DATABASES"]
print(json.dumps({name: getattr(s, name) for name in names}, default=str))
"""


def settings_with(**env) -> dict:
    """The settings of another process; the database is not opened."""
    env = os.environ | {"ALONGSIDE_HTTPS": "1", "ALONGSIDE_DEMO": "0"} | env
    shell = [sys.executable, "manage.py", "shell", "-v0", "--no-imports", "-c", PRINT]
    printed = subprocess.run(shell, env=env, capture_output=True, text=True, check=True).stdout
    return json.loads(printed.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def real_host() -> dict:
    return settings_with()


def test_s1_headers_of_a_real_host(real_host):
    policy = {name: [str(value).strip("'") for value in values] for name, values in real_host["SECURE_CSP"].items()}
    assert {name for name, values in policy.items() if values == ["none"]} == {
        "default-src", "base-uri", "object-src", "frame-ancestors",
    }  # fmt: skip
    assert policy["img-src"] == ["self", "data:"]
    assert all(
        values == ["self"] for name, values in policy.items() if name.startswith(("script", "style", "form", "con"))
    )
    assert (real_host["SECURE_HSTS_SECONDS"], real_host["SECURE_HSTS_PRELOAD"]) == (63_072_000, True)
    assert real_host["SECURE_REFERRER_POLICY"] == real_host["SECURE_CROSS_ORIGIN_OPENER_POLICY"] == "same-origin"
    assert real_host["SECURE_CONTENT_TYPE_NOSNIFF"] is True
    assert real_host["X_FRAME_OPTIONS"] == "DENY"
    # So that static files and errors carry them as well.
    assert real_host["MIDDLEWARE"].index("tracker.base.middleware.HeadersMiddleware") < real_host["MIDDLEWARE"].index(
        "whitenoise.middleware.WhiteNoiseMiddleware"
    )


def test_s2_cookies_of_a_real_host(real_host):
    for cookie in ("SESSION", "CSRF"):
        assert real_host[f"{cookie}_COOKIE_NAME"].startswith("__Host-")
        assert real_host[f"{cookie}_COOKIE_SECURE"] is True
        assert real_host[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert real_host[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert real_host["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True


@pytest.mark.django_db
def test_s3_signed_in_pages_are_stored_nowhere_and_signing_out_clears_the_browser(owner):
    assert "no-store" in owner.client.get(owner.url())["Cache-Control"]
    assert owner.client.post("/accounts/logout/").headers.get("Clear-Site-Data") == '"cache", "storage"'


def test_s4_both_databases_run_as_they_were_measured():
    sqlite = settings_with(DATABASE_URL="sqlite:////tmp/never-opened.sqlite3")["DATABASES"]["default"]
    assert sqlite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert 10 <= sqlite["OPTIONS"]["timeout"] <= 20
    assert "journal_mode=WAL" in sqlite["OPTIONS"]["init_command"]
    assert "synchronous=FULL" in sqlite["OPTIONS"]["init_command"]
    postgres = settings_with(DATABASE_URL="postgres://nobody@127.0.0.1/never_opened")["DATABASES"]["default"]
    assert postgres["CONN_HEALTH_CHECKS"] is True
    for one in (sqlite, postgres):
        assert one["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_s4_a_connection_really_has_these_settings():
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            asked = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
        assert asked == {"journal_mode": "wal", "synchronous": 2}
    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
