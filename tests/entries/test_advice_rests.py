"""A reader may put advice off for four weeks; what is urgent never steps back."""

import datetime as dt

import pytest
import time_machine

from tests.factories import at, make_appointment, make_observation
from tracker.base import clock
from tracker.entries.models import AdviceFeedback

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("resources")]


@pytest.fixture
def sign(owner):
    return make_observation(owner.membership, signs=("RS4",), visibility="circle")


def page(person, entry) -> str:
    """What the page of the entry says under "What can help now"."""
    return person.client.get(entry.get_absolute_url()).content.decode().partition("What can help now")[2]


def put_off(person, **fields):
    data = {"situation": "sign_rs4", "topic": "daily-routine", "answer": "doing_it"} | fields
    return person.client.post(person.url("advice/"), data, follow=True)


def test_advice_that_i_do_already_steps_back_for_me_alone(owner, helper, sign):
    assert 'href="/guidance/daily-routine/"' in page(owner, sign)
    response = put_off(owner, next=sign.get_absolute_url())
    assert response.redirect_chain[-1][0] == sign.get_absolute_url()
    assert "steps back for four weeks" in response.content.decode()
    assert 'href="/guidance/daily-routine/"' not in page(owner, sign)
    assert 'href="/guidance/daily-routine/"' in page(helper, sign)


def test_it_comes_back_after_four_weeks(owner, sign):
    with time_machine.travel(clock.now(), tick=False) as travel:
        put_off(owner)
        travel.shift(dt.timedelta(weeks=4) - dt.timedelta(minutes=5))
        owner.client.force_login(owner.user)
        assert 'href="/guidance/daily-routine/"' not in page(owner, sign)
        travel.shift(dt.timedelta(minutes=6))
        assert 'href="/guidance/daily-routine/"' in page(owner, sign)


def test_it_can_be_shown_again_at_once(owner, helper, sign):
    put_off(owner)
    row = AdviceFeedback.objects.get()
    assert "Rests until" in owner.client.get(owner.url("advice/")).content.decode()
    helper.client.post(helper.url("advice/"), {"wake": row.pk})
    assert AdviceFeedback.objects.exists()
    owner.client.post(owner.url("advice/"), {"wake": row.pk})
    assert 'href="/guidance/daily-routine/"' in page(owner, sign)


def test_saying_it_twice_keeps_one_row(owner):
    put_off(owner)
    put_off(owner, answer="not_helpful")
    assert AdviceFeedback.objects.get().answer == "not_helpful"


def test_urgent_advice_has_no_such_button_and_refuses_the_post(owner):
    visit = make_appointment(owner.membership, at=at(days=-1), outcome="missed")
    html = page(owner, visit)
    first = html.split('<article class="card-soft urgency-today">')[1].split("</article>")[0]
    assert "Already doing this" not in first
    put_off(owner, situation="dose_visit_missed", topic="missed-dose")
    assert not AdviceFeedback.objects.exists()
    assert 'href="/guidance/missed-dose/"' in page(owner, visit)


@pytest.mark.parametrize(
    "fields",
    [
        {"situation": "nonsense"},
        {"topic": "naloxone"},
        {"answer": "x"},
        {"situation": "sign_od2"},
        {"topic": "\x00"},
        {"situation": ""},
    ],
)
def test_bad_input_27_what_is_no_advice_is_refused(owner, fields):
    assert put_off(owner, **fields).status_code == 200
    assert not AdviceFeedback.objects.exists()


@pytest.mark.parametrize("wake", ["", "abc", "0", "9" * 30, "\x00"])
def test_bad_input_26_waking_nothing_changes_nothing(owner, wake):
    put_off(owner)
    assert owner.client.post(owner.url("advice/"), {"wake": wake}).status_code == 302
    assert AdviceFeedback.objects.count() == 1
