"""Passwords, sign-up, cookies, and the way out: what every account page keeps to."""

import logging
import re

import pytest
from django.contrib.sessions.models import Session

from tests.factories import PASSWORD, confirm_it_is_me, make_user
from tests.signing_in.conftest import DESKTOP, is_signed_in, mails_to, new_password_by_mail, sign_in, visitor
from tests.sweeps.test_urls import address, examples, patterns  # noqa: F401 (examples is a fixture)
from tracker.mail.models import OutboxMail
from tracker.people.models import User
from tracker.signing_in.adapters import INVITATION

NEW = "six loud orange doors"


def inputs(html: str) -> dict[str, str]:
    """The tag of each input by its name."""
    return {re.search(r'name="([^"]+)"', tag).group(1): tag for tag in re.findall(r"<input[^>]+name=[^>]+>", html)}


def test_asvs_6_2_3_a_new_password_asks_for_the_current_one(owner):
    change = {"oldpassword": "not the password", "password1": NEW, "password2": NEW}
    page = owner.client.post("/accounts/password/change/", change).content.decode()
    assert "There is a problem" in page
    for lost in ({}, {"oldpassword": ""}):
        owner.client.post("/accounts/password/change/", {"password1": NEW, "password2": NEW} | lost)
    owner.user.refresh_from_db()
    assert owner.user.check_password(PASSWORD)
    owner.client.post("/accounts/password/change/", change | {"oldpassword": PASSWORD})
    owner.user.refresh_from_db()
    assert owner.user.check_password(NEW)
    assert "password of your account was changed" in mails_to(owner)[-1][1]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/accounts/login/", {"login": "email", "password": "current-password"}),
        ("/accounts/signup/", {"email": "email", "password1": "new-password"}),
        ("/accounts/password/change/", {"oldpassword": "current-password", "password1": "new-password"}),
        ("/accounts/reauthenticate/", {"password": "current-password"}),
    ],
)
def test_asvs_6_2_7_password_managers_know_each_field(owner, path, expected):
    client = visitor() if path in {"/accounts/login/", "/accounts/signup/"} else owner.client
    fields = inputs(client.get(path).content.decode())
    for name, purpose in expected.items():
        assert f'autocomplete="{purpose}"' in fields[name], fields[name]
        assert "password" not in name or 'type="password"' in fields[name]
        assert "onpaste" not in fields[name]


def test_asvs_7_5_1_a_new_email_address_asks_first_who_it_is(owner):
    change = {"email": "new@example.org", "action_add": "1"}
    assert owner.client.post("/accounts/email/", change).url.startswith("/accounts/reauthenticate/")
    assert not OutboxMail.objects.exists()
    confirm_it_is_me(owner)
    owner.client.post("/accounts/email/", change)
    assert OutboxMail.objects.to("new@example.org").count() == 1
    owner.user.refresh_from_db()
    assert owner.user.email != "new@example.org"


@pytest.mark.usefixtures("db")
def test_asvs_7_4_4_signing_out_is_on_every_signed_in_page(examples, owner):  # noqa: F811
    missing = []
    for name, route, pattern in patterns():
        if not getattr(pattern.callback, "login_required", True):
            continue
        page = owner.client.get(address(name, route, owner.circle, examples))
        is_page = page.get("Content-Type", "").startswith("text/html")
        if page.status_code == 200 and is_page and 'action="/accounts/logout/"' not in page.content.decode():
            missing.append(name)
    assert missing == []


def test_asvs_3_3_2_3_3_4_cookies_are_lax_and_out_of_reach_of_scripts(owner):
    client, _ = sign_in(owner)
    page = client.get("/me/")
    assert set(client.cookies) == {"session", "csrf"}
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["max-age"] == cookie["expires"] == ""
    session = client.cookies["session"].value
    for path in ("/me/", "/me/security/", "/me/security/sessions/", owner.url(), "/accounts/email/"):
        assert session not in client.get(path).content.decode(), path
    assert session not in str(page.headers)


@pytest.mark.parametrize("setting", ["SESSION", "CSRF"])
def test_asvs_3_3_1_on_a_real_host_a_cookie_is_bound_to_it(setting):
    """The name with __Host- makes a browser insist on https, no domain and the whole site."""
    import os
    import subprocess
    import sys

    ask = f"from django.conf import settings as s; print(s.{setting}_COOKIE_NAME, s.{setting}_COOKIE_SECURE)"
    env = os.environ | {"ALONGSIDE_HTTPS": "1", "ALONGSIDE_DEMO": "0"}
    said = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", ask], env=env, capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [f"__Host-{setting.lower()}", "True"]


def test_asvs_6_4_1_a_code_for_a_new_password_works_once(owner):
    client = visitor()
    code, _ = new_password_by_mail(owner, client, NEW)
    for again in (client, visitor()):
        answer = again.post("/accounts/password/reset/confirm/", {"code": code})
        assert answer.status_code == 302
        again.post("/accounts/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})
    owner.user.refresh_from_db()
    assert owner.user.check_password(NEW)


def test_asvs_6_4_1_a_code_that_confirms_an_address_works_once():
    first, second = visitor(), visitor()
    sign_up(first)
    code = OutboxMail.objects.get().body.split("\n\n")[2].strip()
    first.post("/accounts/confirm-email/", {"code": code})
    assert is_signed_in(first)
    sign_up(second)
    second.post("/accounts/confirm-email/", {"code": code})
    assert not is_signed_in(second)


def test_f9_signing_up_and_in_works_while_no_mail_leaves(owner):
    """Nothing listens where mail goes; what was to be sent waits."""
    from tracker.mail.send import send_due

    sign_in(owner)
    client, _ = sign_in(owner, agent=DESKTOP)
    assert is_signed_in(client)
    assert sign_up(visitor()).url == "/accounts/confirm-email/"
    assert send_due()["sent"] == 0
    assert OutboxMail.objects.waiting().count() == 2


@pytest.fixture
def log_lines(caplog):
    """Lines of our log as the server writes them."""
    from django.conf import settings

    caplog.handler.setFormatter(logging.Formatter(style="{", **_of(settings.LOGGING["formatters"]["plain"])))
    logger = logging.getLogger("tracker")
    logger.addHandler(caplog.handler)
    yield lambda: caplog.text.splitlines()
    logger.removeHandler(caplog.handler)


def _of(formatter: dict) -> dict:
    return {"fmt": formatter["format"], "datefmt": formatter["datefmt"]}


def test_asvs_16_3_1_signing_in_and_being_refused_is_logged_with_the_zone(owner, log_lines):
    for password in ("wrong password here",) * 6:
        sign_in(owner, password=password)
    sign_in(owner, ip="198.51.100.2")
    lines = log_lines()
    said = [line.partition("tracker.signing_in ")[2] for line in lines]
    assert said[:5] == ["sign-in refused: wrong address or password"] * 5
    assert said[5:] == ["sign-in stopped: too many tries", f"signed in: person {owner.user.pk}"]
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ", line) for line in lines)
    assert not any(secret in "".join(lines) for secret in (owner.user.email, PASSWORD, "198.51"))


# Closed sign-up -----------------------------------------------------------------------------------------
def sign_up(client):
    return client.post("/accounts/signup/", {"email": "new.person@example.org", "password1": PASSWORD})


def test_closed_sign_up_takes_nobody_and_says_so(settings):
    settings.OPEN_SIGNUP = False
    client = visitor()
    assert "New accounts are closed" in client.get("/accounts/signup/").content.decode()
    assert "New accounts are closed" in sign_up(client).content.decode()
    assert not User.objects.exists()


def test_closed_sign_up_lets_in_who_was_invited(settings):
    settings.OPEN_SIGNUP = False
    client = visitor()
    client.get("/accounts/login/")
    session = client.session
    session[INVITATION] = "x" * 12
    session.save()
    client.cookies["session"] = session.session_key
    sign_up(client)
    assert User.objects.get().email == "new.person@example.org"


def test_t22_closed_sign_up_answers_the_same_for_a_known_address(settings):
    settings.OPEN_SIGNUP = False
    make_user(email="new.person@example.org")
    known = sign_up(visitor()).content
    User.objects.all().delete()
    assert sign_up(visitor()).content == known


# Sessions at rest ---------------------------------------------------------------------------------------
def test_t1_an_idle_session_is_locked_after_31_minutes(owner):
    import datetime as dt

    import time_machine

    from tracker.base import clock

    client, _ = sign_in(owner)
    assert is_signed_in(client)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=31), tick=False):
        answer = client.get(owner.url())
        assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")


def test_t19_a_session_cannot_be_read_from_the_table(owner):
    import base64
    import zlib

    client, _ = sign_in(owner)
    client.get(owner.url())
    rows = [row.session_data.split(":")[0] for row in Session.objects.all()]
    assert rows
    for text in rows:
        raw = base64.urlsafe_b64decode(text.strip(".") + "=" * (-len(text.strip(".")) % 4))
        raw = zlib.decompress(raw) if text.startswith(".") else raw
        assert raw.startswith(b"gAAAA")
        assert b"auth" not in raw


def test_a_session_under_another_secret_ends(owner, settings):
    client, _ = sign_in(owner)
    settings.SECRET_KEY = "another" * 10
    assert client.get("/me/").url.startswith("/accounts/login/")
