"""Who signed in, who was refused what, and when, with the zone; no address, no text, and no forged line."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client

from tests.factories import PASSWORD, make_user
from tracker.mail.models import OutboxMail

pytestmark = pytest.mark.django_db

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} (?:INFO|WARNING|ERROR) [\w.]+ .*")


@pytest.fixture
def written():
    """The lines of the log as a host sees them: the site's own format and filter, into memory."""
    stream = io.StringIO()
    config = settings.LOGGING
    handler = logging.StreamHandler(stream)
    form = config["formatters"]["plain"]
    handler.setFormatter(logging.Formatter(form["format"], form["datefmt"], style=form["style"]))
    handler.addFilter(logging.getHandlerByName("console").filters[0])
    loggers = [logging.getLogger(name) for name in ("tracker", "django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lambda: stream.getvalue().splitlines()
    for logger in loggers:
        logger.removeHandler(handler)


def sign_in(email: str, password: str):
    return Client().post("/accounts/login/", {"login": email, "password": password})


def test_asvs_16_3_1_sign_ins_and_failures_are_logged_without_an_address(written):
    user = make_user("Zora")
    sign_in(user.email, "wrong password here")
    sign_in("nobody-7@example.org", "wrong password here")
    assert sign_in(user.email, PASSWORD).status_code == 302
    lines = written()
    assert [line.split("tracker.signing_in ")[1] for line in lines if "tracker.signing_in" in line] == [
        "sign-in refused: wrong address or password",
        "sign-in refused: wrong address or password",
        f"signed in: person {user.pk}",
    ]
    for line in lines:
        assert LINE.fullmatch(line), line
        for word in (user.email, "zora", "nobody-7", "wrong password", PASSWORD, "127.0.0.1"):
            assert word not in line.lower()


def test_asvs_16_3_1_refused_access_is_logged_with_who_and_what(written, owner, viewer, stranger):
    assert viewer.client.get(owner.url("settings/")).status_code == 403
    assert stranger.client.get(owner.url()).status_code == 404
    text = "\n".join(written())
    assert f"refused: user {viewer.user.pk}, viewer, lacks manage_circle" in text
    assert f"refused: user {stranger.user.pk} is not in circle {owner.circle.public_id}" in text
    assert owner.circle.nickname not in text


def test_asvs_16_4_1_neither_an_address_nor_a_header_forges_a_line(written, owner):
    forged = "2026-01-01T00:00:00+0000 WARNING forged"
    headers = {"HTTP_USER_AGENT": f"x\r\n{forged}", "HTTP_REFERER": f"/\n{forged}"}
    owner.client.get(f"/nothing%0d%0a{forged}/", **headers)
    owner.client.get(owner.url(f"%0a{forged}/"), **headers)
    Client(enforce_csrf_checks=True).post("/start/", **headers)
    lines = written()
    assert len(lines) >= 3
    assert all(LINE.fullmatch(line) for line in lines)
    assert not [line for line in lines if line.startswith("2026-01-01")]


# Mail -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "%0d%0a"])
def test_bad_input_14_asvs_1_3_11_a_line_break_in_an_address_sends_no_mail(end):
    client = Client()
    for path, data in (
        ("/accounts/signup/", {"password1": "six loud orange doors"}),
        ("/accounts/password/reset/", {}),
        ("/accounts/login/", {"password": PASSWORD}),
    ):
        field = "login" if "login" in path else "email"
        answer = client.post(path, data | {field: f"a@example.org{end}Bcc: b@example.org"})
        assert answer.status_code in (200, 422), path
    assert not OutboxMail.objects.exists()


def test_bad_input_14_asvs_1_3_11_a_line_break_in_a_header_is_refused_before_the_outbox():
    """What code would do wrong: Django refuses such a mail, and nothing is queued."""
    for fields in ({"subject": "A\r\nBcc: b@example.org"}, {"headers": {"X-A": "1\nBcc: b@example.org"}}):
        with pytest.raises(ValueError, match="Header values"):
            EmailMessage(**{"subject": "A", "body": "B", "to": ["a@example.org"]} | fields).send()
    assert not OutboxMail.objects.exists()
