"""The week by mail at a real mail server, and the address that ends it."""

import datetime as dt
import io
import logging
import re

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import make_appointment
from tests.mail.conftest import free_port, inbox, use_transport  # noqa: F401 (fixtures)
from tests.reminders.test_digest import A_DAY, DETAILS, choose, travel  # noqa: F401 (a fixture)
from tests.summary.conftest import local
from tracker.base.logs import OneLine
from tracker.mail.send import send_due
from tracker.reminders.digest_actions import send_digests
from tracker.reminders.link_rules import unsubscribe_token
from tracker.reminders.models import Delivery, ReminderSettings

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_four_weeks_arrive_at_a_real_mail_server(owner, travel, inbox, use_transport):  # noqa: F811
    """A round every three hours: four Mondays, both parts, and what a mail program needs to end it."""
    use_transport(inbox.port)
    for week in range(5):
        make_appointment(owner.membership, at=local("2026-11-17") + week * 7 * A_DAY)
    choose(owner, **DETAILS)
    for step in range(4 * 7 * 8):
        travel.move_to(local("2026-11-18", "12:00") + step * dt.timedelta(hours=3))
        send_digests()
        send_due()
    assert [str(mail["Subject"]) for mail in inbox.mails] == ["Alongside: your week"] * 4
    for mail in inbox.mails:
        assert mail.recipients == [owner.user.email]
        text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
        assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
        assert "The next seven days" in text
        assert "The next seven days" in html
        assert not re.search(r"<(img|script|link|style|iframe)|cid:", html)
        end = re.fullmatch(r"<(\S+/unsubscribe/\S+/)>", mail["List-Unsubscribe"]).group(1)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert end in text
        assert mail["Auto-Submitted"] == "auto-generated"
    walls = [row.left_at.astimezone(owner.circle.tzinfo) for row in Delivery.objects.order_by("left_at")]
    assert [(wall.weekday(), wall.hour) for wall in walls] == [(0, 9)] * 4


@pytest.mark.django_db(transaction=True)
def test_one_round_of_the_sender_queues_what_is_due_and_the_next_sends_it(owner, travel, inbox, use_transport):  # noqa: F811
    use_transport(inbox.port)
    make_appointment(owner.membership, at=local("2026-11-17"), outcome="went")
    choose(owner, **DETAILS)
    travel.move_to(local("2026-11-23", "09:00"))
    for mails in (0, 1, 1):
        call_command("send_due", stdout=io.StringIO())
        assert len(inbox.mails) == mails


# The end -------------------------------------------------------------------------------------------------------
@pytest.fixture
def path(owner) -> str:
    """The address that ends the owner's weekly mail, as it stands in their mail."""
    choose(owner, kinds=["task"], **DETAILS)
    return f"/unsubscribe/{unsubscribe_token(owner.user.pk)}/"


def wanted(owner) -> ReminderSettings:
    return ReminderSettings.objects.get(user=owner.user)


def test_t13_one_click_of_a_mail_program_ends_it_and_only_it(owner, path, travel):  # noqa: F811
    """RFC 8058: a POST without cookies, sign-in or token of a form; answered at once, and as often as it comes."""
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert "The weekly mail does not come any more." in answer.content.decode()
    assert not wanted(owner).has_digest
    assert not wanted(owner).digest_details
    assert wanted(owner).kinds == ("task",)
    make_appointment(owner.membership, at=local("2026-11-17"), outcome="went")
    travel.move_to(local("2026-11-23", "09:00"))
    assert send_digests() == 0


def test_t13_opening_the_address_changes_nothing_and_tells_nothing(owner, path):
    """Scanners of mail open every address; whoever reads along sees neither a name nor whose it is."""
    for client in (Client(), owner.client):
        page = client.get(path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        text = page.content.decode()
        assert "End the weekly mail?" in text
        assert "<title>Settings · Alongside</title>" in text
        assert owner.user.email not in text
        assert "Jay" not in text
        assert client.head(path).status_code == 200
    assert wanted(owner).has_digest


def test_t13_the_button_of_the_page_ends_it_without_signing_in(owner, path):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode()).group(1)
    assert "It is off" in client.post(path, {"csrfmiddlewaretoken": token}).content.decode()
    assert not wanted(owner).has_digest


def test_t13_an_unknown_address_is_not_found_and_ends_nothing(owner, helper, path):
    choose(helper, **DETAILS)
    made_up = f"/unsubscribe/{helper.user.pk}:{path.split(':')[1]}"
    for one in ("/unsubscribe/" + "x" * 43 + "/", made_up, path[:-2] + "/"):
        assert Client().get(one).status_code == Client().post(one).status_code == 404
    assert Client().put(path).status_code == 405
    assert wanted(owner).has_digest
    assert wanted(helper).has_digest


def test_the_address_of_an_account_that_is_gone_is_answered_the_same(owner, helper, path):
    here, gone = Client().post(path).content, unsubscribe_token(10**6)
    assert Client().post(f"/unsubscribe/{gone}/").content == here


def test_t20_the_address_is_masked_in_logs(owner, path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    OneLine().filter(record)
    assert record.getMessage() == "Not Found: /unsubscribe/***/"
