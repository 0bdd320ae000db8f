"""Quiet on this phone: the loved one's name out of sight, Shift on or off, minutes until a page locks, Leave explained."""

import datetime as dt
import re
from pathlib import Path

import pytest
import time_machine
from django.test import Client

from tests.browser.full_circle import address, fill, page_of, patterns, takes_only_post
from tests.factories import confirm_it_is_me, join, make_circle
from tracker.base import clock

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
NICKNAME = "Zinnia"
MAY_NAME_IT = {
    "people/models.py": "the one property that decides who reads it",
    "people/forms.py": "the form in which it is changed keeps it when the field is left empty",
    "my_data/account.py": "a copy of everything says what the circles are called",
    "my-data/readme.txt": "the same, in the file for people",
}
# A template prints it; code asks a circle for it. Strings (the names of columns and form fields) say nothing to anyone.
NAMES_IT = {
    ".html": re.compile(r"\{[{%][^}]*\bnickname\b"),
    ".txt": re.compile(r"\bnickname\b"),
    ".py": re.compile(r"\.nickname\b"),
}


def all_pages(person) -> list[str]:
    """Every address of full_circle.py, in a circle with a nickname that stands nowhere else."""
    full = fill(person)
    person.circle.nickname = NICKNAME
    person.circle.save()
    found = []
    for name, (route, view) in sorted(patterns().items()):
        if getattr(view, "login_required", True) and not takes_only_post(view):
            query = "?topic=transport" if name.endswith("topic-entries") else ""
            found += [one + query for one in address(name, route, full)]
    return found


def go_quiet(person, **changes):
    fields = {"is_discreet": "on", "shift_leaves": "on", "idle_minutes": "15"} | changes
    return person.client.post("/me/quiet/", {name: value for name, value in fields.items() if value})


def pages_that_say(person, word: str) -> list[str]:
    """Every page that holds a word; then every answer to an empty form that does, since some of these delete."""
    paths = all_pages(person)
    asked = [(path, person.client.get(path, follow=True)) for path in paths]
    asked += [(f"POST {path}", person.client.post(path, follow=True)) for path in paths]
    return [path for path, answer in asked if word in page_of(answer)]


# Discreet mode --------------------------------------------------------------------------------------------
def test_discreet_mode_takes_the_nickname_off_every_page(owner):
    assert go_quiet(owner).status_code == 302
    confirm_it_is_me(owner)
    assert pages_that_say(owner, NICKNAME) == []


def test_without_discreet_mode_the_same_tour_meets_the_nickname(owner):
    """The control: the tour sees it where it stands."""
    confirm_it_is_me(owner)
    assert len(pages_that_say(owner, NICKNAME)) >= 3


def test_discreet_mode_is_the_readers_own(owner, helper):
    go_quiet(owner)
    assert "Jay" not in owner.client.get(owner.url()).content.decode()
    assert "P." in owner.client.get(owner.url()).content.decode()
    assert "Jay" in helper.client.get(helper.url()).content.decode()


def test_discreet_mode_covers_the_quiet_page_too(owner):
    go_quiet(owner)
    owner.circle.paused = True
    owner.circle.save()
    assert "Jay" not in owner.client.get(owner.url()).content.decode()


def test_settings_keep_a_nickname_that_is_hidden(owner):
    go_quiet(owner)
    page = owner.client.get(owner.url("settings/")).content.decode()
    assert "Jay" not in page
    assert "Leave it empty to keep it" in page
    form = {"nickname": "", "state": "IL", "zone": "America/Denver"}
    assert owner.client.post(owner.url("settings/"), form).status_code == 302
    owner.circle.refresh_from_db()
    assert (owner.circle.nickname, owner.circle.zone) == ("Jay", "America/Denver")
    owner.client.post(owner.url("settings/"), form | {"nickname": "Jo"})
    owner.circle.refresh_from_db()
    assert owner.circle.nickname == "Jo"


def test_a_nickname_is_still_needed_when_it_is_not_hidden(owner):
    form = {"nickname": "", "state": "IL", "zone": "America/Denver"}
    assert owner.client.post(owner.url("settings/"), form).status_code == 422


def test_several_circles_can_be_told_apart_in_discreet_mode(owner):
    from tracker.people.models import Membership

    Membership.objects.create(circle=make_circle(nickname="Other"), user=owner.user, role="viewer")
    go_quiet(owner)
    page = owner.client.get("/me/").content.decode()
    assert "Other" not in page
    assert re.findall(r"<bdi>(P\..*?)</bdi>", page) == ["P. 1", "P. 2"]


def faults(name: str, text: str) -> list[str]:
    """The lines of a template or a module that take the nickname from a circle past `Membership.their_name`."""
    said = re.sub(r"{%\s*translate.*?%}", "", text)
    return [line.strip() for line in said.splitlines() if NAMES_IT[Path(name).suffix].search(line)]


def test_one_place_decides_who_reads_the_nickname():
    found = {}
    for folder in ("templates", "tracker"):
        for path in sorted((ROOT / folder).rglob("*")):
            key = path.relative_to(ROOT / folder).as_posix()
            if (
                path.suffix in NAMES_IT
                and "/content/" not in key
                and (lines := faults(key, path.read_text(encoding="utf-8")))
            ):
                found[key] = lines
    assert set(found) == set(MAY_NAME_IT), found


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("today.html", "<p>{{ circle.nickname }}</p>"),
        ("today.html", "{% if request.circle.nickname %}"),
        ("mail.txt", "{{ nickname }} has a visit"),
        ("views.py", "heading = self.request.circle.nickname"),
    ],
)
def test_a_planted_use_of_the_nickname_is_found(name, line):
    assert faults(name, line) == [line]


# Minutes ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("minutes", [5, 60])
def test_t1_asvs_7_3_1_a_session_locks_after_the_minutes_that_its_person_chose(owner, minutes):
    assert go_quiet(owner, idle_minutes=str(minutes)).status_code == 302
    with time_machine.travel(clock.now(), tick=False) as travel:
        page = owner.client.get(owner.url()).content.decode()
        assert f'data-idle-minutes="{minutes}"' in page
        travel.shift(dt.timedelta(minutes=minutes - 2))
        assert owner.client.get(owner.url()).status_code == 200
        travel.shift(dt.timedelta(minutes=minutes, seconds=1))
        assert owner.client.get(owner.url()).url.startswith("/accounts/login/")


@pytest.mark.parametrize("minutes", ["", "4", "61", "-5", "1e1", "١٥", "15.5", "99999999999"])
def test_minutes_out_of_range_are_refused(owner, minutes):
    answer = owner.client.post("/me/quiet/", {"idle_minutes": minutes})
    assert answer.status_code == 422
    assert 'id="id_idle_minutes_error"' in answer.content.decode() or "error-summary" in answer.content.decode()
    owner.user.refresh_from_db()
    assert owner.user.idle_minutes is None


def test_the_database_refuses_minutes_out_of_range(owner):
    from django.db import IntegrityError

    owner.user.idle_minutes = 0
    with pytest.raises(IntegrityError):
        owner.user.save()


# Leave ------------------------------------------------------------------------------------------------------
def test_t4_leave_is_explained_once_and_never_again(owner):
    said = "It does not erase the history of this browser"
    page = owner.client.get(owner.url()).content.decode()
    assert said in page
    assert said not in owner.client.get(owner.url("signs/add/")).content.decode()
    answer = owner.client.post("/me/quiet/leave-known/", {"next": owner.url()})
    assert answer.url == owner.url()
    assert said not in owner.client.get(owner.url()).content.decode()
    other_device = Client()
    other_device.force_login(owner.user)
    assert said not in other_device.get(owner.url()).content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_t23_asvs_3_7_2_got_it_leads_only_to_pages_of_ours(owner, wanted):
    assert owner.client.post("/me/quiet/leave-known/", {"next": wanted}).url == "/go/today/"


def test_asvs_3_7_2_leave_goes_to_the_one_address_that_the_host_has_set(owner, settings):
    settings.LEAVE_URL = "https://weather.example/"
    answer = owner.client.get("/leave/?next=https://evil.example/")
    assert answer.url == "https://weather.example/"


def test_t4_shift_can_be_switched_off(owner):
    assert "data-no-shift" not in owner.client.get(owner.url()).content.decode()
    go_quiet(owner, shift_leaves="")
    assert "data-no-shift" in owner.client.get(owner.url()).content.decode()


def test_a_new_person_starts_with_shift_on_and_names_shown(db):
    person = join(make_circle())
    assert (person.user.is_discreet, person.user.shift_leaves, person.user.idle_limit) == (False, True, 15)
