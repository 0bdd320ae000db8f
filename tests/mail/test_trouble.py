"""When mail does not get through: what its reader sees, and what the host sees."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from time_machine import travel

from tests.factories import make_user
from tests.mail.conftest import free_port
from tests.mail.test_outbox import queue
from tracker.mail.models import KEEP_SENT, OutboxMail, State
from tracker.mail.send import purge, send_due

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
WORDS = "Mail to you is not getting through"


@pytest.fixture
def time():
    with travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(time, inbox, use_transport):
    use_transport(inbox.port)
    return inbox


def says_so(person) -> bool:
    """Whether Today and the page about oneself say that mail does not get through; both say the same."""
    pages = [person.client.get(path).content.decode() for path in (person.url(), "/me/")]
    (answer,) = {WORDS in page for page in pages}
    return answer


def test_fault_07_mail_that_is_given_up_is_said_until_one_arrives(server, owner):
    assert not says_so(owner)
    server.answer = "550 no such person"
    queue(owner.user.email)
    send_due()
    assert says_so(owner)
    server.answer = "250 OK"
    queue(owner.user.email)
    assert says_so(owner)
    send_due()
    assert not says_so(owner)


def test_fault_07_mail_that_waits_for_more_than_an_hour_is_said(time, owner, use_transport, inbox):
    use_transport(free_port())
    queue(owner.user.email)
    for _ in range(4):
        send_due()
        time.shift(14 * 60)
    assert not says_so(owner)
    time.shift(4 * 60)
    assert says_so(owner)
    use_transport(inbox.port)
    time.shift(60 * 60)
    owner.client.force_login(owner.user)
    assert send_due()["sent"] == 1
    assert not says_so(owner)


def test_an_older_mail_that_waits_says_nothing_once_a_newer_one_arrived(server, owner):
    queue(owner.user.email)
    OutboxMail.objects.update(created_at=START - dt.timedelta(hours=2), next_try_at=START + dt.timedelta(hours=2))
    queue(owner.user.email)
    assert says_so(owner)
    send_due()
    assert not says_so(owner)


def test_somebody_else_s_mail_and_an_old_address_say_nothing(server, owner):
    server.answer = "550 no such person"
    queue("other@example.org")
    queue(owner.user.email)
    send_due()
    owner.user.email = "new@example.org"
    owner.user.save()
    assert not says_so(owner)


def test_what_was_given_up_does_not_come_back_when_sent_mail_is_forgotten(time, server, owner):
    server.answer = "550 no"
    queue(owner.user.email)
    send_due()
    server.answer = "250 OK"
    time.shift(60)
    queue(owner.user.email)
    send_due()
    time.shift(KEEP_SENT.total_seconds())
    assert purge() == 1
    assert OutboxMail.objects.get().state == State.FAILED
    owner.client.force_login(owner.user)
    assert not says_so(owner)


def test_a_quiet_circle_is_not_asked_to_do_anything_about_it(server, owner):
    server.answer = "550 no"
    queue(owner.user.email)
    send_due()
    owner.circle.paused = True
    owner.circle.save()
    assert WORDS not in owner.client.get(owner.url()).content.decode()


def test_a_test_mail_arrives_and_the_note_goes_away(server, owner, time):
    server.answer = "550 no"
    queue(owner.user.email)
    send_due()
    time.shift(5 * 60)
    server.answer = "250 OK"
    page = owner.client.post("/me/test-mail/", follow=True)
    assert "A test mail is on its way" in page.content.decode()
    assert send_due()["sent"] == 1
    (mail,) = server.mails
    assert (mail["Subject"], mail.recipients) == ("A test mail", [owner.user.email])
    assert "You asked for this mail" in mail.get_content()
    assert not says_so(owner)


def test_a_second_test_mail_has_to_wait_five_minutes(time, owner):
    for _ in range(3):
        page = owner.client.post("/me/test-mail/", follow=True)
    assert "on its way already" in page.content.decode()
    assert OutboxMail.objects.count() == 1
    time.shift(5 * 60)
    owner.client.post("/me/test-mail/")
    assert OutboxMail.objects.count() == 2


def test_a_test_mail_goes_to_nobody_else(owner, client):
    make_user("Other")
    assert client.post("/me/test-mail/").status_code == 302
    assert owner.client.get("/me/test-mail/").status_code == 405
    assert not OutboxMail.objects.exists()
    owner.client.post("/me/test-mail/", {"email": "other@example.org", "to": "other@example.org"})
    assert OutboxMail.objects.get().recipient == owner.user.email


def state() -> list[str]:
    out = io.StringIO()
    call_command("mail_state", stdout=out)
    return out.getvalue().splitlines()


def test_the_host_sees_counts_and_codes_and_nothing_else(time, server):
    assert state() == ["Nothing waits."]
    server.answer = "550 canary@example.org: CANARY"
    queue("canary@example.org", "CANARY", "CANARY")
    queue("canary@example.org", "CANARY", "CANARY")
    send_due()
    server.answer = "451 CANARY"
    queue("canary@example.org", "CANARY", "CANARY")
    send_due()
    queue("canary@example.org", "CANARY", "CANARY")
    time.shift(42 * 60)
    assert state() == [
        "2 failed SMTPDataError 550",
        "1 pending",
        "1 pending SMTPDataError 451",
        "The oldest that waits: 42 minutes.",
    ]
