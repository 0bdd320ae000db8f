"""Queueing: a mail is written with what caused it, or not at all, and nobody can read it in the table."""

import datetime as dt
from email.utils import format_datetime

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from tracker.base import clock
from tracker.mail.models import OutboxMail, State

pytestmark = pytest.mark.django_db


def queue(to="sam@example.org", subject="A note for you", body="Open the app.", **more) -> int:
    return EmailMessage(subject, body, "notes@example.org", [to] if isinstance(to, str) else to, **more).send()


def test_f9_asvs_16_5_3_queueing_works_while_no_server_answers():
    assert queue() == 1
    mail = OutboxMail.objects.get()
    assert (mail.recipient, mail.subject, mail.body) == ("sam@example.org", "A note for you", "Open the app.")
    assert (mail.state, mail.attempts) == (State.PENDING, 0)
    assert mail.message_id.endswith("@example.org>")


def test_each_recipient_gets_a_mail_of_their_own():
    assert queue(["sam@example.org", "lee@example.org", "sam@example.org"], bcc=["kim@example.org"]) == 1
    assert sorted(mail.recipient for mail in OutboxMail.objects.all()) == [
        "kim@example.org",
        "lee@example.org",
        "sam@example.org",
    ]
    assert OutboxMail.objects.values("message_id").distinct().count() == 3


def test_nobody_to_send_to_queues_nothing():
    assert queue([]) == 0
    assert not OutboxMail.objects.exists()


def test_rollback_takes_the_mail_along():
    with transaction.atomic():
        queue()
        assert OutboxMail.objects.count() == 1
        transaction.set_rollback(True)
    assert not OutboxMail.objects.exists()


def test_t19_the_table_holds_nothing_readable():
    message = EmailMultiAlternatives(
        "CANARY subject", "CANARY body", "CANARY <notes@example.org>", ["CANARY@example.org"], headers={"X-A": "CANARY"}
    )
    message.attach_alternative("<p>CANARY html</p>", "text/html")
    message.send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_outboxmail")
        row = cursor.fetchone()
    assert "canary" not in repr(row).lower()
    mail = OutboxMail.objects.get()
    assert "CANARY" in mail.subject + mail.html
    assert "CANARY" not in str(mail)


@pytest.mark.parametrize(
    "message",
    [
        {"subject": "Hello\r\nBcc: eve@example.org"},
        {"subject": "Hello\nBcc: eve@example.org"},
        {"to": "sam@example.org\r\nBcc: eve@example.org"},
        {"to": [], "bcc": ["sam@example.org\nX: y"]},
        {"headers": {"Reply-To": "sam@example.org\r\nX: y"}},
        {"headers": {"X-Note": "a\r\nX: y"}},
    ],
)
def test_a_line_break_in_a_header_is_refused(message):
    with pytest.raises(ValueError, match=r"[Hh]eader"):
        queue(**message)
    assert not OutboxMail.objects.exists()


def test_the_same_message_id_is_queued_once():
    for _ in range(2):
        assert queue(headers={"Message-ID": "<week-47@example.org>"}) == 1
    assert OutboxMail.objects.get().message_id == "<week-47@example.org>"


def test_lazy_words_are_stored_as_words():
    queue(subject=gettext_lazy("Yes"), body=gettext_lazy("No"))
    assert OutboxMail.objects.get().subject == "Yes"


def test_attachments_are_refused():
    with pytest.raises(ValueError, match="attachments"):
        queue(attachments=[("a.txt", "text", "text/plain")])


def test_expires_says_until_when_a_mail_is_of_use():
    until = clock.now().replace(microsecond=0) + dt.timedelta(minutes=10)
    queue(headers={"Expires": format_datetime(until)})
    assert OutboxMail.objects.get().useful_until == until


def test_mails_to_an_address_are_found_without_its_text():
    queue("Sam@Example.org")
    queue("lee@example.org")
    assert OutboxMail.objects.to(" sam@example.org").count() == 1
