"""The made-up circle: believable, repeatable, and nowhere but where it was switched on."""

import os
import subprocess
import sys

import pytest
import time_machine
from django.core.management import call_command

from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.demo import made_up
from tracker.entries.models import Entry
from tracker.people.models import User
from tracker.rides.models import Ride
from tracker.signs.models import Observation

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    made_up.fill()


def test_the_demo_holds_twelve_weeks_up_to_today(demo):
    days = set(Entry.objects.values_list("day", flat=True))
    today = clock.today(User.objects.get(email=made_up.OWNER_EMAIL).memberships.get().circle.tzinfo)
    assert (today - min(days)).days == 84
    assert today in days or today.weekday() == 6
    assert Appointment.objects.count() > 80
    assert Ride.objects.count() > 25
    assert Observation.objects.count() > 30


def test_filling_twice_changes_nothing(demo):
    before = Entry.objects.count()
    assert made_up.fill() is False
    assert Entry.objects.count() == before


def test_the_same_seed_makes_the_same_circle(settings):
    def story():
        made_up.fill()
        rows = [(entry.kind, entry.at, entry.visibility) for entry in Entry.objects.order_by("id")]
        User.objects.all().delete()
        Entry.objects.all().delete()
        return rows

    with time_machine.travel("2026-11-24T12:00:00Z", tick=False):
        assert story() == story()


def test_one_click_opens_it_without_a_password(demo, client):
    assert "Open the made-up circle" in client.get("/demo/").content.decode()
    response = client.post("/demo/", follow=True)
    assert response.status_code == 200
    assert "Jay" in response.content.decode()
    assert not User.objects.get(email=made_up.OWNER_EMAIL).has_usable_password()


def test_without_the_switch_there_is_no_demo(settings, client):
    settings.DEMO = True
    made_up.fill()
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/").status_code == 404
    with pytest.raises(Exception, match="demo is off"):
        call_command("fill_demo")


def test_the_demo_refuses_to_start_with_https():
    env = os.environ | {"ALONGSIDE_DEMO": "1", "ALONGSIDE_HTTPS": "1"}
    run = subprocess.run([sys.executable, "manage.py", "check"], env=env, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "without a password" in run.stderr


def test_every_page_of_the_demo_opens(demo, client):
    client.post("/demo/")
    root = client.get("/go/today/").url
    for path in (
        "",
        "week/",
        "timeline/",
        "appointments/",
        "rides/",
        "boundaries/",
        "signs/",
        "people/",
        "contacts/",
        "deleted/",
        "preview/",
        "log/",
    ):
        assert client.get(root + path).status_code == 200, path
