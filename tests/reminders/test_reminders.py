"""Reminders as they leave: to whom, when, once, and with what in the mail."""

import datetime as dt
import re
import threading

import pytest
import time_machine
from django.db import connection

from tests.browser.conftest import letterbox  # noqa: F401 (a fixture)
from tests.factories import (
    at,
    join,
    make_appointment,
    make_boundary,
    make_circle,
    make_daily,
    make_kit,
    make_ride,
    make_standing_ride,
    make_task,
)  # fmt: skip
from tracker.appointments.repeats import moment_on
from tracker.base import clock
from tracker.mail.send import send_due
from tracker.management.commands.purge import clean_up
from tracker.people.models import Circle, Membership
from tracker.reminders import actions
from tracker.reminders.actions import remind
from tracker.reminders.models import Delivery, ReminderSettings
from tracker.reminders.rules import Kind

pytestmark = pytest.mark.django_db

EVERYTHING = [kind.value for kind in Kind]
CANARY = "Quokka"
# What the page sends when nothing is chosen.
NOTHING = {"own_minutes": "", "quiet_from": "", "quiet_until": "", "zone": "America/Chicago", "digest_weekday": "0",
           "digest_hour": "9"}  # fmt: skip


def choose(person, *kinds: str, **fields) -> ReminderSettings:
    """As the person's page saves it."""
    data = NOTHING | {"kinds": kinds} | fields
    response = person.client.post("/me/reminders/", data)
    assert response.status_code == 302, response.content.decode()
    return ReminderSettings.objects.get(user=person.user)


def sent(mailoutbox) -> list[str]:
    return [mail.to[0] for mail in mailoutbox]


def test_nothing_leaves_until_a_person_chooses(owner, mailoutbox):
    make_appointment(owner.membership, at=at(hours=1))
    assert "checked" not in owner.client.get("/me/reminders/").content.decode()
    assert remind(at(hours=0.5)) == 0
    assert mailoutbox == []


def test_each_kind_is_on_or_off(owner, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "task")
    assert remind(at(hours=1.1)) == 0
    choose(owner, "two_hours")
    assert remind(at(hours=1.1)) == 1
    assert sent(mailoutbox) == [owner.user.email]
    assert Delivery.objects.get().kind == "two_hours"


def test_t12_the_mail_tells_nothing(owner, mailoutbox):
    Circle.objects.update(nickname=CANARY)
    make_appointment(owner.membership, at=at(hours=3), name=CANARY, place=CANARY, note=CANARY)
    choose(owner, "two_hours")
    remind(at(hours=1.1))
    (mail,) = mailoutbox
    assert mail.subject == "Alongside: a reminder"
    assert "One thing is coming up." in mail.body
    assert CANARY not in mail.body
    assert not re.search(r"visit|clinic|dose|recover", mail.body, re.IGNORECASE)
    path = re.search(r"http://localhost:8000(/c/\S+)", mail.body).group(1)
    page = owner.client.get(path).content.decode()
    assert CANARY in page
    assert 'value="went"' in page


def test_the_link_in_the_mail_asks_strangers_to_sign_in(owner, client, stranger, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")
    remind(at(hours=1.1))
    path = re.search(r"http://localhost:8000(/c/\S+)", mailoutbox[0].body).group(1)
    assert client.get(path).url.startswith("/accounts/login/")
    assert stranger.client.get(path).status_code == 404


def test_several_things_at_once_are_one_mail(owner, mailoutbox):
    for _visit in range(3):
        make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")
    remind(at(hours=1.1))
    assert "3 things are coming up." in mailoutbox[0].body
    assert len(mailoutbox) == 1


def test_fault_11_a_reminder_leaves_once_whatever_the_clock_does(owner, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")
    for hours in (1.1, 1.2, 0.2, 1.1, 2.5):  # an hour back, and on again
        remind(at(hours=hours))
    assert len(mailoutbox) == Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fault_09_two_senders_at_once_write_each_reminder_once(owner):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")

    def sender():
        try:
            remind(at(hours=1.1))
        finally:
            connection.close()

    threads = [threading.Thread(target=sender) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.count() == 1


def test_a_paused_circle_and_one_after_a_loss_are_silent_at_once(owner, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, *EVERYTHING, own_minutes="60")
    for quiet in ({"paused": True}, {"paused": False, "bereaved_on": dt.date(2026, 11, 1)}):
        Circle.objects.update(**quiet)
        assert remind(at(hours=2.2)) == 0
    assert mailoutbox == []


def test_nobody_is_reminded_of_what_they_may_not_see(owner, helper, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3), visibility="only_me")
    make_task(owner.membership, due_on=clock.today(owner.circle.tzinfo), visibility="only_me")
    choose(helper, *EVERYTHING, own_minutes="60")
    assert remind(at(hours=2.2)) == 0


def test_a_former_member_is_not_reminded(owner, helper, mailoutbox):
    make_appointment(owner.membership, at=at(hours=3))
    choose(helper, "two_hours")
    Membership.objects.filter(pk=helper.membership.pk).delete()
    assert remind(at(hours=1.1)) == 0


def test_a_visit_that_moved_is_reminded_again_and_one_that_was_cancelled_is_not(owner, mailoutbox):
    visit = make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")
    remind(at(hours=1.1))
    visit.at = at(hours=30)
    visit.save()
    remind(at(hours=28.1))
    visit.outcome = "cancelled"
    visit.at = at(hours=60)
    visit.save()
    remind(at(hours=58.1))
    assert len(mailoutbox) == 2


def test_every_kind_of_thing_is_reminded_of(owner, mailoutbox):
    """Half a year, looked at every six hours: each thing at each of its times, and never twice."""
    zone = owner.circle.tzinfo
    day = clock.today(zone) + dt.timedelta(days=70)
    make_appointment(owner.membership, at=at(days=40))
    make_ride(owner.membership, how="medicaid", status="to_book", book_by=day, at=at(days=85))
    make_boundary(owner.membership, look_again_on=day)
    make_kit(owner.circle, expires_on=day)
    make_task(owner.membership, due_on=day)
    choose(owner, *EVERYTHING, own_minutes="420")
    for quarter in range(1, 90 * 4):
        remind(at(days=quarter / 4))
    counts = {}
    for kind in Delivery.objects.values_list("kind", flat=True):
        counts[kind] = counts.get(kind, 0) + 1
    assert counts == {
        "day_before": 1,
        "own_time": 1,
        "book_by": 2,
        "not_confirmed": 1,
        "review": 1,
        "kit": 3,
        "task": 1,
    }  # fmt: skip  (a visit at the hour of a round: two hours before it there was none)


def test_fault_10_a_sender_that_was_down_for_three_days_sends_what_still_helps(owner, mailoutbox):
    """Daily visits at five and a task: after days of silence, at noon, one mail about what is still ahead."""
    zone = owner.circle.tzinfo
    day = clock.today(zone) + dt.timedelta(days=10)

    def wall(days: int, hour: int) -> dt.datetime:
        return moment_on(day + dt.timedelta(days=days), dt.time(hour), zone)

    make_daily(owner.membership, count=6, at=wall(-3, 17))
    make_task(owner.membership, due_on=day - dt.timedelta(days=1))
    choose(owner, "day_before", "two_hours", "task")
    assert remind(wall(0, 12)) == 1
    assert "2 things are coming up." in mailoutbox[0].body
    late = Delivery.objects.order_by("kind").values_list("kind", "due_at", "was_late")
    assert list(late) == [("day_before", wall(-1, 18), True), ("task", wall(-1, 9), True)]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kinds": ["horoscope"]}, "Select a valid choice"),
        ({"kinds": ["own_time"]}, "Say how many minutes before."),
        ({"own_minutes": "4"}, "5"),
        ({"own_minutes": "99999"}, "10080"),
        ({"quiet_from": "22:00"}, "Give both times, or none."),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "That is not a time."),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_bad_input_23_26_27_choices_without_sense_are_refused(owner, fields, words):
    response = owner.client.post("/me/reminders/", NOTHING | {"kinds": ["task"]} | fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ReminderSettings.objects.exists()


def test_two_circles_are_two_mails(owner, mailoutbox):
    other = join(make_circle(), name="Zoe")
    Membership.objects.create(circle=other.circle, user=owner.user, role="helper")
    make_appointment(owner.membership, at=at(hours=3))
    make_appointment(other.membership, at=at(hours=3))
    choose(owner, "two_hours")
    assert remind(at(hours=1.1)) == 2


@pytest.mark.django_db(transaction=True)
def test_a_fortnight_arrives_at_a_real_mail_server(owner, letterbox):  # noqa: F811
    """Fourteen daily visits with their rides, a round every hour: each day its reminders, none in quiet hours."""
    visit = make_daily(owner.membership, count=14, at=(at(days=1)).replace(hour=17, minute=0))
    make_standing_ride(visit, owner.membership, how="taxi", at=visit.at - dt.timedelta(minutes=45))
    choose(owner, "day_before", "two_hours", "not_confirmed", quiet_from="22:00", quiet_until="07:00")
    start = clock.now()
    for hour in range(1, 15 * 24 + 12):
        moment = start + dt.timedelta(hours=hour)
        remind(moment)
        send_due(moment)
    left = list(Delivery.objects.order_by("left_at"))
    assert len(left) >= 14 + 13 + 13
    for one in left:
        wall = one.left_at.astimezone(owner.circle.tzinfo).time()
        assert dt.time(7) <= wall < dt.time(22, 59, 59)
    assert len(letterbox.texts) >= 27
    assert all("Subject: Alongside: a reminder" in text for text in letterbox.texts)
    assert not [text for text in letterbox.texts if "Jay" in text or "dose" in text.lower()]


def test_fault_12_somebody_who_moves_gets_each_reminder_once_and_sleeps_on_their_own_clock(owner, mailoutbox):
    """Quiet until seven: seven in Chicago, then, after the flight, seven in Los Angeles. The due time stays."""
    start = dt.datetime(2027, 3, 3, 14, 0, tzinfo=dt.UTC)  # eight in Chicago; two hours before is in the quiet hours
    quiet = {"quiet_from": "22:00", "quiet_until": "07:00"}
    make_appointment(owner.membership, at=start)
    wanted = choose(owner, "two_hours", **quiet)
    ReminderSettings.objects.update(since=start - dt.timedelta(days=1))
    six, seven = start - dt.timedelta(hours=2), start - dt.timedelta(hours=1)
    assert remind(six) == 0
    assert remind(seven) == 1
    wanted.zone = "America/Los_Angeles"
    wanted.save(update_fields=["zone"])
    ReminderSettings.objects.update(since=start - dt.timedelta(days=1))
    assert remind(seven + dt.timedelta(minutes=30)) == 0
    assert Delivery.objects.get().due_at == six
    make_appointment(owner.membership, at=start + dt.timedelta(hours=4))  # ten in Los Angeles
    assert remind(start + dt.timedelta(hours=2)) == 1  # eight there: awake
    assert len(mailoutbox) == 2


def test_people_have_their_turn_in_parts_and_nobody_is_left_out(owner, helper, mailoutbox, monkeypatch):
    monkeypatch.setattr(actions, "PEOPLE_AT_ONCE", 1)
    make_appointment(owner.membership, at=at(hours=3))
    for person in (owner, helper):
        choose(person, "two_hours")
    now = at(hours=1.1)
    mails, last = actions.remind_some(after=0, now=now)
    assert (mails, len(mailoutbox)) == (1, 1)
    mails, last = actions.remind_some(after=last, now=now)
    assert (mails, len(mailoutbox)) == (1, 2)
    assert actions.remind_some(after=last, now=now) == (0, 0)
    assert sorted(sent(mailoutbox)) == sorted([owner.user.email, helper.user.email])


def test_what_goes_wrong_for_one_person_holds_up_nobody(owner, helper, mailoutbox, monkeypatch, caplog):
    make_appointment(owner.membership, at=at(hours=3))
    for person in (owner, helper):
        choose(person, "two_hours")
    due_for = actions.due_for

    def broken_for_the_owner(membership, *rest):
        if membership == owner.membership:
            raise RuntimeError(CANARY)
        return due_for(membership, *rest)

    monkeypatch.setattr(actions, "due_for", broken_for_the_owner)
    assert remind(at(hours=1.1)) == 1
    assert sent(mailoutbox) == [helper.user.email]
    assert "RuntimeError" in caplog.text
    assert CANARY not in caplog.text
    monkeypatch.undo()
    assert remind(at(hours=1.2)) == 1
    assert sent(mailoutbox) == [helper.user.email, owner.user.email]


def test_what_left_is_known_for_sixty_days(owner):
    make_appointment(owner.membership, at=at(hours=3))
    choose(owner, "two_hours")
    remind(at(hours=1.1))
    with time_machine.travel(at(days=59), tick=False):
        assert actions.purge_deliveries() == 0
    with time_machine.travel(at(days=61), tick=False):
        clean_up()
    assert not Delivery.objects.exists()
