"""How often one may try, and that nobody can use it to keep somebody else out (docs/adr/0006)."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from django.core.cache import cache

from tests.factories import PASSWORD, make_passkey, make_user
from tests.mail.conftest import free_port
from tests.signing_in.conftest import is_signed_in, new_password_by_mail, sign_in, visitor
from tests.soft_passkey import SoftPasskey

ATTACKER, VICTIM = "203.0.113.9", "198.51.100.1"
WAIT = "Wait five minutes"


def test_t6_one_place_is_stopped_and_the_owner_signs_in_from_another(owner):
    for _ in range(5):
        _, answer = sign_in(owner, password="wrong password here", ip=ATTACKER)
        assert WAIT not in answer.content.decode()
    for password in ("wrong password here", PASSWORD):
        client, answer = sign_in(owner, password=password, ip=ATTACKER)
        assert WAIT in answer.content.decode()
        assert not is_signed_in(client)
    client, _ = sign_in(owner, ip=VICTIM)
    assert is_signed_in(client)


def test_t6_one_place_never_uses_up_what_an_account_allows(owner):
    """However long it goes on: in an hour one place gets 20 tries, and the account allows 30."""
    import datetime as dt

    import time_machine

    from tracker.base import clock

    with time_machine.travel(clock.now(), tick=False) as travel:
        for _ in range(12):
            for _ in range(5):
                sign_in(owner, password="wrong password here", ip=ATTACKER)
            travel.shift(dt.timedelta(minutes=5))
            client, _ = sign_in(owner, ip=VICTIM)
            assert is_signed_in(client)


def test_t6_many_places_slow_the_password_and_never_stop_a_passkey(owner):
    passkey = SoftPasskey()
    make_passkey(owner.user, passkey=passkey)
    for number in range(30):
        sign_in(owner, password="wrong password here", ip=f"203.0.113.{number}")
    client, answer = sign_in(owner, ip=VICTIM)
    assert WAIT in answer.content.decode()
    assert "A passkey works at once" in answer.content.decode()
    passkey.sign_in(client, owner.user)
    assert is_signed_in(client)


def test_t6_a_code_by_mail_opens_a_password_that_many_places_blocked(owner):
    for number in range(30):
        sign_in(owner, password="wrong password here", ip=f"203.0.113.{number}")
    client = visitor(ip=VICTIM)
    new = "six loud orange doors"
    new_password_by_mail(owner, client, new)
    sign_in(owner, client, password=new)
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("path", "data", "allowed"),
    [
        ("/accounts/login/", {"login": "a@example.org", "password": ""}, 30),
        ("/accounts/signup/", {"email": "x@", "password1": "short"}, 10),
        ("/accounts/password/reset/", {"email": "nobody@example.org"}, 5),
        ("/accounts/2fa/webauthn/login/", {"credential": "{}"}, 10),
    ],
)
def test_asvs_2_4_1_a_machine_that_tries_is_told_when_to_come_back(path, data, allowed):
    client = visitor()
    for _ in range(allowed):
        assert client.post(path, data).status_code != 429
    answer = client.post(path, data)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Wait five minutes" in answer.content.decode()
    assert client.get("/accounts/login/").status_code == 200


def test_limits_are_not_pushed_out_by_many_others(settings):
    """The table keeps what still counts: Django's default would throw rows away from the 301st on."""
    for number in range(400):
        cache.set(f"row {number}", 1, 600)
    assert sum(cache.get(f"row {number}") is not None for number in range(400)) == 400


WORDS = {"m": "a minute", "5m": "5 minutes", "h": "an hour"}
ROWS = {
    "login_failed": "wrong passwords",
    "login": "any sign-in",
    "signup": "sign-up",
    "reset_password": "a code for a new",
}


def test_asvs_6_1_1_the_policy_says_what_the_settings_do(settings):
    """Each limit stands in the table of ADR 0006, in the column of what it counts."""
    text = (settings.BASE_DIR / "docs/adr/0006-allauth-with-email-codes.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    assert set(settings.ACCOUNT_RATE_LIMITS) == set(ROWS)
    for action, rates in settings.ACCOUNT_RATE_LIMITS.items():
        _, one_place, one_account = next(row for row in rows if row[0].strip().startswith(ROWS[action]))
        for rate in rates.split(","):
            amount, duration, per = rate.split("/")
            assert f"{amount} in {WORDS[duration]}" in {"ip": one_place, "key": one_account}[per], rate


# Two processes and a proxy ------------------------------------------------------------------------------
@pytest.fixture
def site(tmp_path):
    """The site as two gunicorn workers behind one trusted proxy, with one account; its address."""
    port = free_port()
    env = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'limits.sqlite3'}", "TRUSTED_PROXY_COUNT": "1"}
    make = (
        "from tests.factories import make_user;"
        f"make_user(email='limit@example.org', password='{PASSWORD}')"
    )  # fmt: skip
    for command in (["migrate", "-v0"], ["createcachetable"], ["shell", "-v0", "-c", make]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, check=True, capture_output=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "supporter_site.wsgi", "-c", "/dev/null", "-w", "2", "-b", f"127.0.0.1:{port}",
         "--no-control-socket"],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    yield f"http://127.0.0.1:{port}/accounts/login/"
    server.terminate()
    server.wait(10)


def tries(address: str, ip: str, password: str) -> str:
    """One sign-in from an address of a network with fresh cookies: "in", "wrong" or "limited"."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    opener.addheaders = [("X-Forwarded-For", ip), ("Referer", address)]
    for _ in range(100):
        try:
            html = opener.open(address, timeout=5).read().decode()
            break
        except OSError:
            time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html).group(1)
    form = {"login": "limit@example.org", "password": password, "csrfmiddlewaretoken": token}
    answer = opener.open(address, urllib.parse.urlencode(form).encode(), timeout=10)
    if not answer.url.startswith(address):
        return "in"
    return "limited" if WAIT in answer.read().decode() else "wrong"


def test_f10_t6_asvs_6_3_1_two_processes_stop_one_place_and_let_the_owner_in(site):
    assert [tries(site, ATTACKER, "wrong password here") for _ in range(5)] == ["wrong"] * 5
    assert [tries(site, ATTACKER, password) for password in ("wrong password here", PASSWORD)] == ["limited"] * 2
    assert tries(site, VICTIM, PASSWORD) == "in"


def test_t22_a_wrong_password_and_an_unknown_address_look_the_same():
    known = make_user(email="known@example.org")
    answers = set()
    for email in (known.email, "unknown@example.org"):
        html = visitor().post("/accounts/login/", {"login": email, "password": "wrong password here"}).content.decode()
        answers.add(re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", html).replace(email, "EMAIL"))
    assert len(answers) == 1
