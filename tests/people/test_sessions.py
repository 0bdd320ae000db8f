"""Sessions that end: by idling, by age, by leaving, by signing out."""

import datetime as dt

import pytest
import time_machine

from tests.factories import make_appointment
from tracker.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


def test_asvs_7_3_1_an_idle_session_is_locked(travel, owner):
    assert owner.client.get(owner.url()).status_code == 200
    travel.shift(dt.timedelta(minutes=14))
    assert owner.client.get(owner.url()).status_code == 200
    travel.shift(dt.timedelta(minutes=15, seconds=1))
    response = owner.client.get(owner.url())
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_asvs_7_3_2_a_session_ends_after_twelve_hours_of_use(travel, owner):
    for _ in range(12 * 6):
        assert owner.client.get(owner.url()).status_code == 200
        travel.shift(dt.timedelta(minutes=10))
    travel.shift(dt.timedelta(seconds=1))
    assert owner.client.get(owner.url()).status_code == 302


def test_public_pages_do_not_keep_a_session_awake(travel, owner):
    owner.client.get(owner.url())
    for _ in range(4):
        travel.shift(dt.timedelta(minutes=5))
        assert owner.client.get("/emergency/").status_code == 200
    assert owner.client.get(owner.url()).status_code == 302


def test_leave_ends_the_session_and_goes_elsewhere(owner, settings):
    settings.LEAVE_URL = "https://weather.example/"
    cookie = owner.client.cookies["session"].value
    response = owner.client.get("/leave/")
    assert (response.status_code, response["Location"]) == (302, "https://weather.example/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    owner.client.cookies["session"] = cookie
    assert owner.client.get(owner.url()).status_code == 302


def test_leave_works_for_someone_who_is_not_signed_in(client):
    assert client.get("/leave/").status_code == 302


def test_asvs_7_4_1_an_old_cookie_is_worthless_after_signing_out(owner):
    cookie = owner.client.cookies["session"].value
    response = owner.client.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    owner.client.cookies["session"] = cookie
    assert owner.client.get(owner.url()).status_code == 302


def test_asvs_7_4_2_a_disabled_account_loses_its_session(owner):
    owner.user.is_active = False
    owner.user.save()
    assert owner.client.get(owner.url()).status_code == 302


def test_fault_15_a_removed_member_gets_a_404_at_the_next_click(helper):
    assert helper.client.get(helper.url()).status_code == 200
    helper.membership.delete()
    assert helper.client.get(helper.url()).status_code == 404


def test_bad_input_37_a_stale_form_gives_the_text_back(owner):
    from django.test import Client

    visit = make_appointment(owner.membership)
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user)
    response = client.post(
        visit.url("change"), {"note": "Twenty minutes of typing <b>", "csrfmiddlewaretoken": "stale"}
    )
    html = response.content.decode()
    assert response.status_code == 403
    assert "Twenty minutes of typing &lt;b&gt;" in html
    assert "stale" not in html


def test_asvs_3_5_1_a_post_without_a_token_is_refused(owner):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user)
    assert client.post(owner.url("settings/stage/"), {"stage": "settled"}).status_code == 403
    owner.circle.refresh_from_db()
    assert owner.circle.stage == "not_sure"


def test_the_zone_of_one_request_is_not_inherited_by_the_next(owner):
    from django.utils import timezone

    owner.circle.zone = "Pacific/Honolulu"
    owner.circle.save()
    owner.client.get(owner.url())
    assert timezone.get_current_timezone_name() == "America/Chicago"
