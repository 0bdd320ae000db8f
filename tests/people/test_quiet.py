"""A circle that is paused, or whose loved one died: nothing cheers, asks or has to be done."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.management import call_command

from tests.factories import at, make_appointment, make_boundary, make_contact, make_observation, make_ride, make_task
from tests.guidance.reading_level import grade, plain_text
from tests.guidance.visible_text import visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.base import clock
from tracker.entries.advice import advise_on
from tracker.entries.log import Log
from tracker.people.models import AuditEvent

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)
# What cheers, asks or has to be done, from Today and the week.
NOT_NOW = (
    "Needs doing", "How did it go?", "The next 48 hours", "Where things stand", "Write it down", "Start with one thing",
    "Next steps", 'id="good"', "You stayed with it", "Small ones count", "no ride yet", "no plan B yet",
    "Time for another look", "Call the school", "No ride yet", "still to come", "Start small", "Welcome",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _tuesday_at_nine():
    with time_machine.travel(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def full(owner, helper, viewer):
    """A circle with something of everything that asks for attention."""
    call_command("load_guidance", verbosity=0)
    visit = make_appointment(owner.membership, at=at(1), name="Morning dose")
    make_appointment(owner.membership, at=at(hours=-1))
    make_appointment(owner.membership, at=at(-1), outcome="went")
    make_ride(owner.membership, visit=visit, at=at(1, -1))
    make_boundary(owner.membership, visibility="circle", look_again_on=TODAY)
    make_observation(owner.membership, signs=("GS1", "TE3"), visibility="circle")
    make_task(owner.membership, due_on=TODAY)
    make_contact(owner.circle)
    return owner.circle


def page(person, path: str = "") -> str:
    response = person.client.get(person.url(path) if not path.startswith("/") else path)
    assert response.status_code == 200
    return response.content.decode()


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def pause(person, answer: str = "1"):
    return person.client.post(person.url("settings/pause/"), {"paused": answer})


def died(person, answer: str = "1"):
    return person.client.post(person.url("settings/stop/"), {"died": answer})


# Who may, and the trail ---------------------------------------------------------------------------------
def test_owner_and_helper_pause_and_go_on_in_one_tap_each(full, owner, helper, viewer):
    assert pause(helper).url == helper.url()
    full.refresh_from_db()
    assert full.paused
    assert "Go on with this circle" in page(owner)
    assert "Go on with this circle" not in page(viewer)
    assert pause(viewer).status_code == 403
    pause(owner, "0")
    full.refresh_from_db()
    assert not full.paused
    assert "Needs doing" in page(owner)
    assert list(AuditEvent.objects.order_by("id").values_list("action", "actor")[:2]) == [
        ("circle_paused", helper.user.pk),
        ("circle_resumed", owner.user.pk),
    ]


def test_only_the_owner_says_that_they_died_and_takes_it_back(full, owner, helper, viewer):
    for person in (helper, viewer):
        assert died(person).status_code == 403
        assert person.client.get(person.url("settings/stop/")).status_code == 403
    died(owner)
    full.refresh_from_db()
    assert full.bereaved_on == TODAY
    assert "settings/stop/" not in page(helper)
    died(owner, "0")
    full.refresh_from_db()
    assert full.bereaved_on is None
    assert "Needs doing" in page(owner)
    assert set(AuditEvent.objects.values_list("action", flat=True)) >= {"loss_said", "loss_taken_back"}


def test_saying_it_twice_keeps_the_first_day(full, owner):
    died(owner)
    with time_machine.travel(dt.datetime(2026, 12, 24, 15, 0, tzinfo=dt.UTC), tick=False):
        owner.client.force_login(owner.user)
        died(owner)
    full.refresh_from_db()
    assert full.bereaved_on == TODAY
    assert AuditEvent.objects.filter(action="loss_said").count() == 1


@pytest.mark.parametrize("answer", ["", "2", "yes", "1\x00"])
def test_an_answer_that_is_none_changes_nothing(full, owner, answer):
    pause(owner, answer)
    died(owner, answer)
    full.refresh_from_db()
    assert not full.is_quiet


def test_the_settings_lead_there_and_a_helper_finds_the_pause_among_people(full, owner, helper, viewer):
    settings = page(owner, "settings/")
    assert "Pause this circle" in settings
    assert "My loved one died" in settings
    assert "Pause this circle" in page(helper, "people/")
    assert "My loved one died" not in page(helper, "people/")
    assert "Pause this circle" not in page(viewer, "people/")


# What shows ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", [pause, died])
@pytest.mark.parametrize("path", ["", "week/"])
def test_nothing_cheers_asks_or_has_to_be_done(full, owner, helper, viewer, act, path):
    act(owner)
    for person in (owner, helper, viewer):
        html = main(page(person, path))
        assert [words for words in NOT_NOW if words in html and path + words != "week/Call the school"] == []
        assert "urgency-" not in html


def test_after_a_loss_the_week_has_no_week_ahead_and_compares_nothing(full, owner):
    died(owner)
    html = main(page(owner, "week/"))
    assert html.index("You do not have to look at this.") < html.index("<details>") < html.index('id="visits"')
    assert 'id="ahead"' not in html
    assert "than usual" not in html


@pytest.mark.parametrize("act", [pause, died])
def test_an_empty_week_says_only_so(owner, act):
    act(owner)
    assert "Nothing is written down for this week." in main(page(owner, "week/"))


def test_today_after_a_loss_holds_grief_support_and_what_was_written(full, owner):
    died(owner)
    html = main(page(owner))
    assert "We are so sorry." in html
    assert "/guidance/grief/" in html
    assert "grasphelp.org" in html
    assert 'href="tel:988"' in html
    assert "It can stay." in html
    assert "Delete for good now" in html
    assert "export" not in html.lower()
    assert 'name="answer"' not in html


def test_a_pause_gives_no_advice_and_one_way_to_words_for_grief(full, owner):
    pause(owner)
    html = main(page(owner))
    assert "/guidance/grief/" in html
    assert "We are so sorry" not in html
    assert "tel:" not in html


def test_after_a_loss_no_entry_says_what_to_do_about_them(full, owner):
    died(owner)
    owner.membership.circle.refresh_from_db()
    for entry in (
        make_observation(owner.membership, signs=("TE3",)),
        make_appointment(owner.membership, outcome="missed"),
        make_task(owner.membership, template="naloxone"),
    ):
        assert [one.topic for one in advise_on(Log(owner.membership), entry)] == ["grief"]
        html = main(page(owner, entry.get_absolute_url()))
        assert "Not helpful" not in html
        assert "urgency-label" not in html
        assert "Do you know why?" not in html
        assert "Call the clinic" not in html


def test_after_a_loss_the_supporters_own_safety_still_counts(full, owner):
    died(owner)
    owner.membership.circle.refresh_from_db()
    entry = make_boundary(owner.membership, kind_of="safety")
    assert [one.topic for one in advise_on(Log(owner.membership), entry)] == ["safe-at-home", "grief"]


def test_a_pause_keeps_advice_with_an_entry_that_one_opens(full, owner):
    """A missed dose is still a call to the clinic, for whoever writes it down."""
    pause(owner)
    visit = make_appointment(owner.membership, outcome="missed")
    assert "Call the clinic" in page(owner, visit.get_absolute_url())


def test_a_loss_goes_before_a_pause(full, owner):
    pause(owner)
    died(owner)
    assert "This circle is paused" not in page(owner)
    died(owner, "0")
    assert "This circle is paused" in page(owner)


def test_quiet_pages_keep_a_small_number_of_queries(full, owner, django_assert_max_num_queries):
    died(owner)
    page(owner)
    with django_assert_max_num_queries(8):
        page(owner)


# Words --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["", "settings/stop/", "settings/pause/"])
@pytest.mark.parametrize("act", [None, pause, died])
def test_words_are_plain_and_tender(full, owner, path, act):
    if act:
        act(owner)
    elif not path:
        return
    text = visible_text(main(page(owner, path)))
    assert words_to_avoid_in(text) == []
    assert "!" not in text
    assert not re.search(
        r"\b(?:should|must|move on|closure|passed away|at least|better place|congrat\w*)\b", text, re.I
    )
    assert grade(plain_text(text)) <= 6


def test_titles_and_addresses_tell_nothing(full, owner):
    for path in ("settings/stop/", "settings/pause/"):
        html = page(owner, path)
        assert "<title>Settings" in html
        assert not any(word in path for word in ("died", "death", "loss", "grief"))


def test_the_grief_topic_says_that_the_setting_is_there(client):
    html = client.get("/guidance/grief/").content.decode()
    assert "My loved one died" in html


def test_after_a_loss_add_offers_only_what_is_one_s_own(full, owner):
    before = owner.client.get(owner.url("log/")).content.decode()
    owner.circle.bereaved_on = clock.today(owner.circle.tzinfo)
    owner.circle.save()
    html = owner.client.get(owner.url("log/")).content.decode()
    for path in ("check-ins/add/", "tasks/add/", "appointments/add/"):
        assert f'href="{owner.url(path)}"' in html
    for path in ("good-things/add/", "signs/add/", "treatment/add/", "boundaries/add/", "rides/add/"):
        assert f'href="{owner.url(path)}"' in before
        assert f'href="{owner.url(path)}"' not in html
