"""What these tests do over and over: sign in by hand, and use an authenticator app."""

import base64
import hmac
import re
import struct

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import PASSWORD, Person, confirm_it_is_me, join, make_circle
from tests.mail.conftest import use_transport  # noqa: F401 (mail goes to the outbox)
from tracker.base import clock
from tracker.mail.models import OutboxMail

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari"
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture(autouse=True)
def _fresh_limits(db):
    cache.clear()


@pytest.fixture
def owner(db):
    """The owner of a circle, on another host name: passkeys need one that browsers take for safe."""
    person = join(make_circle())
    person.client.defaults["SERVER_NAME"] = "localhost"
    return person


def visitor(agent: str = PHONE, ip: str = "198.51.100.1") -> Client:
    """A browser that nobody has signed in with, at an address of its own."""
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=ip, headers={"user-agent": agent})


def sign_in(person: Person, client: Client | None = None, password: str = PASSWORD, **extra):
    """Type address and password; the client and its answer."""
    client = client or visitor(**extra)
    return client, client.post("/accounts/login/", {"login": person.user.email, "password": password})


def is_signed_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def app_code(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows for a secret, `steps` times 30 seconds from now (RFC 6238)."""
    counter = struct.pack(">Q", int(clock.now().timestamp()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def text_codes(response) -> list[str]:
    """The keys or codes that a page shows."""
    return [
        text.replace(" ", "") for text in re.findall(r'<code class="code-text">([^<]+)<', response.content.decode())
    ]


def add_app(person: Person) -> tuple[str, list[str]]:
    """Turn on the authenticator app through its pages; its secret and the recovery codes."""
    confirm_it_is_me(person)
    secret = text_codes(person.client.get("/accounts/2fa/totp/activate/"))[0]
    answer = person.client.post("/accounts/2fa/totp/activate/", {"code": app_code(secret)})
    assert answer.url == "/accounts/2fa/recovery-codes/", answer
    return secret, text_codes(person.client.get(answer.url))


def mails_to(person: Person) -> list[tuple[str, str]]:
    """Subject and text of what waits for a person, oldest first."""
    return [(mail.subject, mail.body) for mail in OutboxMail.objects.to(person.user.email).order_by("id")]


def new_password_by_mail(person: Person, client: Client, password: str):
    """Forget the password, type the code from the mail, choose another; the code and the last answer."""
    client.post("/accounts/password/reset/", {"email": person.user.email})
    code = mails_to(person)[-1][1].split("\n\n")[2].strip()
    client.post("/accounts/password/reset/confirm/", {"code": code})
    chosen = {"password1": password, "password2": password}
    return code, client.post("/accounts/password/reset/complete/", chosen, follow=True)
