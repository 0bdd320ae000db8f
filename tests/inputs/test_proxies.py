"""X-Forwarded-For is believed for as many proxies as were stated, and not at all when none was: real requests."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from http.cookiejar import CookieJar

import pytest

from tests.mail.conftest import free_port

# One place may fail five times in five minutes, whoever it claims to be (ACCOUNT_RATE_LIMITS).
TRIES = 6


@pytest.fixture(scope="module")
def environment(tmp_path_factory) -> dict[str, str]:
    """A site of its own with an empty database."""
    database = tmp_path_factory.mktemp("proxies") / "site.sqlite3"
    env = os.environ | {"DATABASE_URL": f"sqlite:///{database}", "ALONGSIDE_DEMO": "0"}
    for command in (["migrate", "-v0"], ["createcachetable"]):
        subprocess.run([sys.executable, "manage.py", *command], env=env, check=True, capture_output=True)
    return env


@contextmanager
def running(environment: dict[str, str], proxies: int):
    """The site behind that many proxies, served by gunicorn; its port."""
    port, env = free_port(), environment | {"TRUSTED_PROXY_COUNT": str(proxies)}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "supporter_site.wsgi", "-c", "/dev/null", "-b", f"127.0.0.1:{port}",
         "--no-control-socket"],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield port
    finally:
        server.terminate()
        server.wait(10)


def fails(port: int, number: int, forwarded: str) -> bool:
    """Sign in wrongly, with an account of its own each time; whether it was tried at all."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    url, headers = f"http://127.0.0.1:{port}/accounts/login/", {"X-Forwarded-For": forwarded}
    for _ in range(100):
        try:
            html = opener.open(urllib.request.Request(url, headers=headers), timeout=10).read().decode()
            break
        except OSError:
            time.sleep(0.1)
    token = html.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"login": f"nobody{number}@example.org", "password": "wrong", "csrfmiddlewaretoken": token}
    sent = urllib.request.Request(url, urllib.parse.urlencode(data).encode(), headers | {"Referer": url})
    try:
        return "too many" not in opener.open(sent, timeout=10).read().decode().lower()
    except urllib.error.HTTPError as error:
        return error.code != 429


def test_asvs_4_1_3_without_a_proxy_nobody_is_who_they_claim_to_be(environment):
    with running(environment, 0) as port:
        tried = [fails(port, number, f"203.0.113.{number}") for number in range(TRIES)]
    assert tried == [True] * (TRIES - 1) + [False]


def test_asvs_4_1_3_behind_one_proxy_the_last_address_counts_and_those_before_do_not(environment):
    with running(environment, 1) as port:
        tried = [fails(port, number, f"203.0.113.{number}, 198.51.100.7") for number in range(TRIES)]
        assert tried == [True] * (TRIES - 1) + [False]
        assert fails(port, 99, "198.51.100.7, 198.51.100.8")
