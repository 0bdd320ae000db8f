"""Sending to a real mail server, a well-behaved one and several that are not."""

import datetime as dt
import io

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from time_machine import travel

from tests.mail.test_outbox import queue
from tracker.base import clock
from tracker.mail.models import KEEP_FAILED, KEEP_SENT, LEASE, OutboxMail, State
from tracker.mail.send import BACKOFF_MINUTES, MAX_TRIES, purge, send_due

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def time():
    with travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(inbox, use_transport):
    use_transport(inbox.port)
    return inbox


def assert_forgotten(mail):
    assert mail.recipient + mail.subject + mail.body + mail.html + mail.headers == ""


def test_a_mail_is_delivered_once_and_then_forgotten(server):
    queue(headers={"Reply-To": "lee@example.org"})
    assert send_due() == {"sent": 1, "later": 0, "failed": 0}
    assert send_due() == {"sent": 0, "later": 0, "failed": 0}
    (received,) = server.mails
    mail = OutboxMail.objects.get()
    assert received.recipients == ["sam@example.org"]
    assert received["Subject"] == "A note for you"
    assert received["From"] == "notes@example.org"
    assert received["Reply-To"] == "lee@example.org"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received["Message-ID"] == mail.message_id
    assert received.get_content().strip() == "Open the app."
    assert mail.state == State.SENT
    assert mail.sent_at is not None
    assert_forgotten(mail)


def test_text_and_html_travel_together(server):
    from django.core.mail import EmailMultiAlternatives

    message = EmailMultiAlternatives("A note", "Plain words", "notes@example.org", ["sam@example.org"])
    message.attach_alternative("<p>Other words</p>", "text/html")
    message.send()
    send_due()
    (received,) = server.mails
    assert "Plain words" in received.get_body(("plain",)).get_content()
    assert "Other words" in received.get_body(("html",)).get_content()


def test_a_page_in_html_only_stays_html(server):
    from django.core.mail import EmailMessage

    message = EmailMessage("A note", "<p>Words</p>", "notes@example.org", ["sam@example.org"])
    message.content_subtype = "html"
    message.send()
    send_due()
    assert server.mails[0].get_content_type() == "text/html"


def test_fault_07_no_server_puts_one_mail_off_and_leaves_the_others_their_tries(time, use_transport):
    for _ in range(3):
        queue()
    assert send_due() == {"sent": 0, "later": 1, "failed": 0}
    first, *others = OutboxMail.objects.order_by("id")
    assert (first.state, first.attempts, first.error) == (State.PENDING, 1, "ConnectionRefusedError")
    assert first.next_try_at == START + dt.timedelta(minutes=1)
    assert {mail.attempts for mail in others} == {0}


def test_fault_07_mail_waits_until_the_server_is_back(time, inbox, use_transport):
    queue()
    send_due()
    use_transport(inbox.port)
    assert send_due()["sent"] == 0
    time.shift(60)
    assert send_due()["sent"] == 1


def test_fault_07_waits_grow_and_end_after_eight_tries(time, server):
    server.answer = "451 Come back later"
    queue()
    waits = []
    for _ in range(MAX_TRIES - 1):
        assert send_due()["later"] == 1
        next_try = OutboxMail.objects.get().next_try_at
        waits.append((next_try - clock.now()).total_seconds() / 60)
        time.move_to(next_try - dt.timedelta(seconds=1))
        assert send_due()["later"] == 0
        time.move_to(next_try)
    assert waits == [*BACKOFF_MINUTES, 240, 240]
    assert send_due() == {"sent": 0, "later": 0, "failed": 1}
    mail = OutboxMail.objects.get()
    assert (mail.state, mail.attempts, mail.error) == (State.FAILED, MAX_TRIES, "SMTPDataError 451")
    assert_forgotten(mail)


@pytest.mark.parametrize("stage", ["answer", "rcpt_answer"])
def test_fault_07_a_temporary_refusal_is_tried_again(time, server, stage):
    setattr(server, stage, "450 sam@example.org is busy")
    queue()
    assert send_due()["later"] == 1
    mail = OutboxMail.objects.get()
    assert mail.error in {"SMTPDataError 450", "SMTPRecipientsRefused 450"}
    assert mail.unsure == 0
    setattr(server, stage, "250 OK")
    time.shift(60)
    assert send_due()["sent"] == 1
    assert len(server.mails) == 1


@pytest.mark.parametrize("stage", ["answer", "rcpt_answer"])
def test_fault_07_a_final_refusal_ends_that_mail_at_once_and_no_other(server, stage):
    setattr(server, stage, "550 no such person as sam@example.org")
    queue()
    assert send_due() == {"sent": 0, "later": 0, "failed": 1}
    mail = OutboxMail.objects.to("sam@example.org").failed().get()
    assert mail.error in {"SMTPDataError 550", "SMTPRecipientsRefused 550"}
    assert_forgotten(mail)
    setattr(server, stage, "250 OK")
    queue("lee@example.org")
    assert send_due()["sent"] == 1


def test_an_impossible_address_ends_that_mail_at_once_and_no_other(server):
    queue("sam@@example.org")
    queue("lee@example.org")
    assert send_due() == {"sent": 1, "later": 0, "failed": 1}
    assert OutboxMail.objects.failed().get().error == "ValueError"


def test_a_wrong_password_for_the_server_loses_no_mail(inbox, use_transport):
    use_transport(inbox.port, username="notes", password="wrong")
    queue()
    assert send_due()["later"] == 1
    use_transport(inbox.port)
    OutboxMail.objects.update(next_try_at=clock.now())
    assert send_due()["sent"] == 1


@pytest.mark.parametrize("answer", ["drop", "hang"])
def test_fault_07_a_server_that_takes_the_mail_and_falls_silent_gets_it_twice_at_most(
    time, server, use_transport, answer
):
    server.answer = answer
    use_transport(server.port, timeout=0.4)
    queue()
    assert send_due()["later"] == 1
    for _ in range(5):
        time.shift(24 * 3600)
        send_due()
    mail = OutboxMail.objects.get()
    assert server.ids == [mail.message_id] * 2
    assert mail.state == State.FAILED


POLITE = ["220 hello", "250 hello", "250 from", "250 to", "354 go on"]
# What a server says before it falls silent (None) or hangs up -> the error that is kept.
UNFINISHED = {
    "no greeting": ([None], "SMTPServerDisconnected"),
    "hangs up at once": ([], "SMTPServerDisconnected"),
    "too busy to greet": (["421 too busy"], "SMTPConnectError 421"),
    "silent after hello": (["220 hello", None], "SMTPServerDisconnected"),
    "hangs up when told to whom": (["220 hello", "250 hello", "250 from"], "SMTPServerDisconnected"),
    "hangs up in the middle of a mail": (POLITE, "SMTPServerDisconnected"),
    "silent in the middle of a mail": ([*POLITE, None], "SMTPServerDisconnected"),
}


# Only here may the server have the mail, so that a third try could be a third copy.
UNSURE = {"hangs up in the middle of a mail", "silent in the middle of a mail"}


@pytest.mark.parametrize("case", UNFINISHED)
def test_fault_07_a_server_that_breaks_off_loses_no_mail(time, inbox, rude, use_transport, case):
    words, error = UNFINISHED[case]
    server = rude(*words)
    use_transport(server.port, timeout=0.4 if None in words else 10)
    queue()
    for number in range(1, 2 if case in UNSURE else MAX_TRIES):
        assert send_due() == {"sent": 0, "later": 1, "failed": 0}
        mail = OutboxMail.objects.get()
        assert (server.calls, mail.state, mail.error) == (number, State.PENDING, error)
        time.move_to(mail.next_try_at)
    use_transport(inbox.port)
    assert send_due()["sent"] == 1
    assert inbox.ids == [mail.message_id]


def test_fault_07_a_server_that_hangs_up_early_costs_the_other_mails_no_try(rude, use_transport):
    use_transport(rude("220 hello", "250 hello", "250 from").port)
    for _ in range(3):
        queue()
    assert send_due() == {"sent": 0, "later": 1, "failed": 0}
    assert sorted(OutboxMail.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_fault_07_a_server_is_given_ten_seconds_for_each_answer():
    from django.conf import settings

    assert settings.SMTP["OPTIONS"]["timeout"] == 10


def test_fault_17_asvs_16_5_3_wrong_keys_send_nothing_and_lose_nothing(time, server, settings):
    queue()
    keys = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert send_due()["later"] == 1
    assert OutboxMail.objects.values_list("error", flat=True).get() == "CannotDecrypt"
    settings.FIELD_KEYS = keys
    time.shift(60)
    assert send_due()["sent"] == 1


def test_fault_09_a_claim_is_given_to_one_sender_only(time, server):
    queue()
    pk = OutboxMail.objects.get().pk
    lease = OutboxMail.objects.claim(pk, clock.now())
    assert lease == START + LEASE
    assert OutboxMail.objects.claim(pk, clock.now()) is None
    assert send_due() == {"sent": 0, "later": 0, "failed": 0}


def test_fault_08_a_dead_sender_costs_one_more_try_and_no_third(time, server):
    queue()
    pk = OutboxMail.objects.get().pk
    assert OutboxMail.objects.claim(pk, clock.now())
    time.shift(LEASE.total_seconds())
    assert OutboxMail.objects.claim(pk, clock.now())
    time.shift(LEASE.total_seconds())
    assert send_due() == {"sent": 0, "later": 0, "failed": 1}
    assert OutboxMail.objects.get().error == "SenderDied"
    assert server.mails == []


def test_a_sender_that_comes_back_late_does_not_overwrite_its_successor(time):
    queue()
    pk = OutboxMail.objects.get().pk
    old = OutboxMail.objects.claim(pk, clock.now())
    time.shift(LEASE.total_seconds())
    new = OutboxMail.objects.claim(pk, clock.now())
    assert OutboxMail.objects.held(pk, old).close(State.FAILED) == 0
    assert OutboxMail.objects.held(pk, new).close(State.SENT, sent_at=clock.now()) == 1


def test_a_mail_that_is_of_no_use_any_more_is_not_sent(time, server):
    queue(headers={"Expires": "Tue, 24 Nov 2026 09:10:00 +0000"})
    time.shift(600)
    assert send_due() == {"sent": 0, "later": 0, "failed": 1}
    assert server.mails == []


def test_rows_go_when_they_have_served(time, server):
    queue()
    send_due()
    server.answer = "550 No"
    queue()
    send_due()
    time.shift(KEEP_SENT.total_seconds() - 1)
    assert purge() == 0
    time.shift(1)
    assert purge() == 1
    time.shift((KEEP_FAILED - KEEP_SENT).total_seconds())
    assert purge() == 1


def test_asvs_16_2_5_the_command_prints_counts_and_nothing_else(server, caplog, capfd):
    queue("canary@example.org", "CANARY subject", "CANARY body")
    out = io.StringIO()
    call_command("send_due", stdout=out)
    assert out.getvalue() == "Mail: 1 sent, 0 put off, 0 given up, 0 purged\n"
    server.answer = "550 canary@example.org: CANARY refused"
    queue("canary@example.org", "CANARY subject", "CANARY body")
    call_command("send_due", stdout=out)
    captured = capfd.readouterr()
    assert "canary" not in (out.getvalue() + captured.out + captured.err + caplog.text).lower()
    assert "canary" not in OutboxMail.objects.failed().get().error.lower()


def test_a_round_ends_at_its_limit(server):
    for _ in range(3):
        queue()
    assert send_due(limit=2)["sent"] == 2
    assert send_due(limit=2)["sent"] == 1


def test_a_folder_stands_in_for_a_server(settings, tmp_path, capsys):
    settings.MAILERS = {
        "default": {"BACKEND": "tracker.mail.backend.OutboxBackend"},
        "transport": {"BACKEND": "tracker.mail.backend.FolderBackend", "OPTIONS": {"folder": str(tmp_path / "mail")}},
    }
    queue(body="Your code is listed below.\n\nABC-123\n")
    queue("lee@example.org")
    assert send_due()["sent"] == 2
    code, plain = capsys.readouterr().out.splitlines()
    assert code == "Mail to s***@example.org: code ABC-123"
    assert plain.startswith("Mail to l***@example.org: see ")
    texts = [file.read_text() for file in (tmp_path / "mail").glob("*.eml")]
    assert sum("ABC-123" in text for text in texts) == 1
    assert len(texts) == 2
