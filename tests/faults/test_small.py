"""Faults that are no crash: a circle that moves to another time zone, and guidance that has grown old."""

import datetime as dt
import re

import pytest

from tests.factories import make_appointment, make_observation
from tracker.base import clock
from tracker.entries.log import Log
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.guidance.views import STALE_AFTER
from tracker.signs.models import Observation

pytestmark = pytest.mark.django_db


def test_fault_12_past_entries_keep_their_day_when_the_circle_moves(owner):
    """Late on Sunday in Chicago is Sunday still, after the family has moved to where it was Monday already."""
    late = dt.datetime(2026, 11, 9, 5, 30, tzinfo=dt.UTC)
    entries = [make_appointment(owner.membership, at=late), make_observation(owner.membership, at=late)]
    form = {"nickname": "Jay", "state": "", "zone": "America/New_York"}
    assert owner.client.post(owner.url("settings/"), form).status_code == 302
    for entry in entries:
        entry.refresh_from_db()
        assert (entry.day, entry.zone, entry.at) == (dt.date(2026, 11, 8), "America/Chicago", late)
    raised = Observation.objects.get().situations(Observation.load_facts(Log(owner.membership), entries[1:]))
    assert "Sunday" in str(raised[0].reason)


def test_fault_20_a_link_says_when_it_was_checked_and_that_it_has_grown_old(client, resources):
    card = re.compile(r'<article class="card-soft resource" id="illinois-helpline".*?</article>', re.S)
    helpline = Resource.objects.get(slug="illinois-helpline")
    helpline.last_checked = clock.now().date() - STALE_AFTER - dt.timedelta(days=1)
    helpline.save()
    html = card.search(client.get("/resources/").content.decode())[0]
    assert helpline.url in html
    assert "Last checked" in html
    assert "more than a year ago. It may have changed." in html
    assert "833-234-6343" in re.sub(r"<[^>]*>", "", html)


def test_fault_20_whom_one_calls_stands_there_as_text_without_any_link(client, resources):
    """Every shipped line with a phone number: the number is a word on the page, not only inside a link."""
    text = re.sub(r"<[^>]*>", " ", client.get("/resources/").content.decode())
    numbers = {one.phone for one in load_resources() if one.phone}
    assert len(numbers) > 5
    assert [number for number in numbers if number not in text] == []
