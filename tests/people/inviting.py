"""What tests of invitations share: making one, opening its link, and what can be compared of a page."""

import re

from django.test import Client

from tests.factories import confirm_it_is_me, make_user
from tracker.mail.models import OutboxMail

TESS = "tess@example.org"
TOKEN = re.compile(r"/invitations/([A-Za-z0-9_-]{43})/")


def sign_in_anew(person) -> None:
    """After hours, the old session has ended."""
    person.client = Client()
    person.client.force_login(person.user)


def invite(person, address="", **data):
    """Send the form, having confirmed just now that it is you."""
    confirm_it_is_me(person)
    return person.client.post(person.url("people/invite/"), {"role": "viewer", "address": address} | data)


def token_in(answer) -> str:
    return TOKEN.search(answer.content.decode()).group(1)


def mails_to(address: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.to(address).order_by("id"))


def opened(token: str, client=None) -> Client:
    """A client that has followed the link."""
    client = client or Client()
    answer = client.get(f"/invitations/{token}/")
    assert (answer.status_code, answer["Location"]) == (302, "/invitations/")
    return client


def someone(name="Tess") -> Client:
    client = Client()
    client.force_login(make_user(name))
    return client


def plain(answer) -> tuple[int, str]:
    """Status and text, without the token against forged forms and without names of people."""
    return answer.status_code, re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
