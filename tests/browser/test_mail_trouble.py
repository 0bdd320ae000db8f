"""The note about mail that does not get through: in a browser, without JavaScript, in light and in dark."""

import datetime as dt

import pytest

from tests.browser.axe import faults_of
from tests.browser.full_circle import CANARY
from tests.browser.hands import follow
from tests.mail.test_outbox import queue
from tracker.mail.models import OutboxMail, State
from tracker.mail.send import send_due

HOUR = dt.timedelta(hours=1)
NOTE = "Mail to you is not getting through"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_fault_07_a_test_mail_makes_the_note_go_away(phone, owner, letterbox, javascript):
    queue(owner.user.email)
    OutboxMail.objects.update(
        state=State.FAILED, created_at=OutboxMail.objects.get().created_at.replace(second=0) - HOUR
    )
    page = phone(owner, javascript=javascript, reduced_motion="reduce")
    for path in ("/me/", owner.url()):
        page.goto(path)
        assert page.get_by_role("heading", name=NOTE).is_visible()
        assert not javascript or faults_of(page, CANARY) == []
    follow(page, page.get_by_role("button", name="Send a test mail"))
    assert page.get_by_text("A test mail is on its way").is_visible()
    send_due()
    assert len(letterbox.texts) == 1
    for path in ("/me/", owner.url()):
        page.goto(path)
        assert page.get_by_text(NOTE).count() == 0
