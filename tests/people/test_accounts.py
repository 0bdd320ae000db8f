"""Signing up and in: the code from the mail, passwords, limits, and nothing that tells who has an account."""

import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.core.cache import cache

from tests.factories import PASSWORD, make_user
from tests.mail.conftest import free_port, inbox, use_transport  # noqa: F401 (fixtures)
from tracker.mail.models import OutboxMail
from tracker.mail.send import send_due
from tracker.people.models import User

pytestmark = pytest.mark.django_db

EMAIL = "new.person@example.org"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def sign_up(client, email=EMAIL, password=PASSWORD):
    return client.post("/accounts/signup/", {"email": email, "password1": password}, follow=True)


def code_for(email: str) -> str:
    """The code in the newest mail that waits for an address."""
    mail = OutboxMail.objects.to(email).order_by("id").last()
    return re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.body, re.M).group(0)


def test_a_new_person_signs_up_with_the_code_and_starts(client):
    response = sign_up(client)
    assert response.status_code == 200
    assert "code" in response.content.decode().lower()
    response = client.post("/accounts/confirm-email/", {"code": code_for(EMAIL)}, follow=True)
    assert response.redirect_chain[-1][0] == "/start/"
    response = client.post(
        "/start/", {"nickname": "Jay", "stage": "not_in_treatment", "state": "IL", "name": "Maria"}, follow=True
    )
    assert "Start with one thing" in response.content.decode()
    person = User.objects.get(email=EMAIL)
    circle = person.memberships.get().circle
    assert (circle.nickname, circle.zone, circle.stage) == ("Jay", "America/Chicago", "not_in_treatment")
    assert (person.name, person.memberships.get().role) == ("Maria", "owner")


def test_the_mail_reaches_a_real_server_and_says_nothing(client, inbox, use_transport):  # noqa: F811
    use_transport(inbox.port)
    sign_up(client)
    assert send_due()["sent"] == 1
    mail = inbox.mails[0]
    assert mail["Subject"] == "Your code"
    text = mail.get_body().get_content().lower()
    for word in ("opioid", "drug", "overdose", "recovery", "treatment", "naloxone"):
        assert word not in text
        assert word not in mail["Subject"].lower()


def test_fault_07_sign_up_works_while_the_mail_server_is_down(client, use_transport):  # noqa: F811
    use_transport(free_port())
    assert sign_up(client).status_code == 200
    assert send_due()["later"] == 1
    response = client.post("/accounts/confirm-email/", {"code": code_for(EMAIL)}, follow=True)
    assert response.redirect_chain[-1][0] == "/start/"
    assert client.post("/accounts/password/reset/", {"email": EMAIL}, follow=True).status_code == 200


def test_asvs_6_5_5_a_code_lives_ten_minutes(client):
    import datetime as dt

    import time_machine

    from tracker.base import clock

    with time_machine.travel(clock.now(), tick=False) as travel:
        sign_up(client)
        code = code_for(EMAIL)
        travel.shift(dt.timedelta(minutes=10, seconds=1))
        client.post("/accounts/confirm-email/", {"code": code})
        assert "_auth_user_id" not in client.session


def test_asvs_6_6_3_three_wrong_codes_end_the_attempt(client):
    sign_up(client)
    code = code_for(EMAIL)
    for _ in range(3):
        client.post("/accounts/confirm-email/", {"code": "ZZZ-ZZZ"})
    client.post("/accounts/confirm-email/", {"code": code})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("password", ["short", "elevenchars", "password1234", "alongside1234", "naloxone2026", EMAIL])
def test_asvs_6_2_1_6_2_4_6_2_11_weak_passwords_are_refused(client, password):
    html = sign_up(client, password=password).content.decode()
    assert not User.objects.exists()
    assert "There is a problem" in html
    assert EMAIL in html


@pytest.mark.parametrize("password", ["abcdefghijqrstuvwxyz", "x" * 70 + "y" * 58, "spaces count here "])
def test_asvs_6_2_5_6_2_8_6_2_9_long_and_plain_passwords_pass_untrimmed(client, password):
    sign_up(client, password=password)
    person = User.objects.get(email=EMAIL)
    assert person.check_password(password)
    shortened = password.strip()[:64]
    assert shortened == password or not person.check_password(shortened)


def test_t22_sign_up_and_reset_do_not_tell_who_has_an_account(client, django_user_model):
    known = make_user(email="known@example.org")
    answers = {}
    for email in (known.email, "unknown@example.org"):
        from django.test import Client

        for path, data in (
            ("/accounts/signup/", {"email": email, "password1": PASSWORD}),
            ("/accounts/password/reset/", {"email": email}),
        ):
            cache.clear()
            response = Client().post(path, data, follow=True)
            html = response.content.decode()
            text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html).replace(email, "EMAIL")
            answers.setdefault(path, []).append((response.status_code, response.redirect_chain, text))
    for path, (first, second) in answers.items():
        assert first == second, path
    assert OutboxMail.objects.to(known.email).count() == OutboxMail.objects.to("unknown@example.org").count()


def test_asvs_7_2_4_the_session_key_changes_at_sign_in(client):
    person = make_user()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = client.session.session_key
    client.cookies["session"] = before
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.session["_auth_user_id"]
    assert client.session.session_key != before


def test_asvs_11_4_2_passwords_are_kept_with_argon2(settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    assert identify_hasher(make_password(PASSWORD)).algorithm == "argon2"


def test_asvs_6_3_2_there_is_no_default_account():
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "email", ["a b@c", "x@", "x" * 320 + "@example.org", "a@example.org\r\nBcc: b@example.org", ""]
)
def test_bad_input_38_an_address_that_is_none_is_refused(client, email):
    response = sign_up(client, email=email)
    assert response.status_code == 200
    assert not OutboxMail.objects.exists()
    assert not User.objects.exists()


def test_bad_input_34_an_unknown_host_is_refused(client):
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


def test_every_circle_opened_is_on_the_trail(client):
    from tracker.people.models import AuditEvent

    client.force_login(make_user())
    client.post("/start/", {"nickname": "Jay", "stage": "settled", "state": "", "name": ""})
    assert AuditEvent.objects.get().action == "circle_opened"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"nickname": "\u200b", "stage": "settled"},
        {"nickname": "x" * 41, "stage": "settled"},
        {"nickname": "Jay", "stage": "cured"},
        {"nickname": "Jay", "stage": "settled", "state": "XX"},
    ],
)
def test_a_start_that_is_not_complete_says_what_is_missing(client, data):
    client.force_login(make_user())
    response = client.post("/start/", data)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_asvs_6_3_1_wrong_passwords_are_counted_across_worker_processes(tmp_path):
    """Three gunicorn workers share one count (safety F10): the sixth wrong password is not even tried."""
    database, port = tmp_path / "limits.sqlite3", free_port()
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "ALONGSIDE_DEMO": "0", "WEB_CONCURRENCY": "3"}
    manage = [sys.executable, "manage.py"]
    for command in (["migrate", "-v0"], ["createcachetable"]):
        subprocess.run([*manage, *command], env=env, check=True, capture_output=True)
    make = (
        "from tracker.people.models import User; from allauth.account.models import EmailAddress;"
        f"u=User.objects.create_user('limit@example.org','{PASSWORD}');"
        "EmailAddress.objects.create(user=u,email=u.email,verified=True,primary=True)"
    )
    subprocess.run([*manage, "shell", "-v0", "-c", make], env=env, check=True, capture_output=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "supporter_site.wsgi", "-c", "/dev/null", "-w", "3", "-b", f"127.0.0.1:{port}",
         "--no-control-socket"],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert [_tries(port, "wrong password here") for _ in range(5)] == ["wrong"] * 5
        assert _tries(port, "wrong password here") == "limited"
        assert _tries(port, PASSWORD) == "limited"
    finally:
        server.terminate()
        server.wait(10)


def _tries(port: int, password: str) -> str:
    """One sign-in with fresh cookies: "in", "wrong" or "limited"."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/accounts/login/"
    for _ in range(100):
        try:
            html = opener.open(address, timeout=5).read().decode()
            break
        except OSError:
            time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html).group(1)
    data = urllib.parse.urlencode({"login": "limit@example.org", "password": password, "csrfmiddlewaretoken": token})
    try:
        response = opener.open(urllib.request.Request(address, data.encode(), {"Referer": address}), timeout=10)
    except urllib.error.HTTPError as error:
        return "limited" if error.code == 429 else str(error.code)
    text = response.read().decode()
    if "/accounts/login/" not in response.url:
        return "in"
    return "limited" if "Too many" in text or "too many" in text else "wrong"
