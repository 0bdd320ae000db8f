"""The week by mail as it leaves and arrives: to whom, when, once, and what it says to whom asked for what."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from tests.at_once import at_once
from tests.browser.full_circle import CANARY, TEXT, fill
from tests.factories import (
    join,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_circle,
    make_good_thing,
    make_observation,
    make_ride,
    make_task,
    make_treatment,
)  # fmt: skip
from tests.reminders.test_reminders import NOTHING
from tests.summary.conftest import local
from tracker.people.models import Circle, Membership
from tracker.reminders.digest_actions import send_digests
from tracker.reminders.models import Delivery, ReminderSettings

pytestmark = pytest.mark.django_db
DIGEST = {"has_digest": "on", "digest_weekday": "0", "digest_hour": "9"}
DETAILS = DIGEST | {"digest_details": "on"}
# In Chicago: week 47 is November 16 to 22.
MONDAY = local("2026-11-23", "09:00")
A_MINUTE, A_DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def travel():
    """It is the Wednesday of week 47, until somebody travels on."""
    with time_machine.travel(local("2026-11-18", "12:00"), tick=False) as travel:
        yield travel


def choose(person, **fields) -> ReminderSettings:
    """As the person's page saves it."""
    data = NOTHING | fields
    response = person.client.post("/me/reminders/", data)
    assert response.status_code == 302, response.content.decode()
    return ReminderSettings.objects.get(user=person.user)


def html_of(mail) -> str:
    """The second part of a mail."""
    return next(one.content for one in mail.alternatives if one.mimetype == "text/html")


def words_of(mail) -> str:
    """The words of the second part."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", html_of(mail))))


def end_address(mail) -> str:
    """The path that ends it, out of the head of the mail."""
    return re.fullmatch(r"<http://localhost:8000(/unsubscribe/\S+/)>", mail.extra_headers["List-Unsubscribe"]).group(1)


def a_week(person) -> None:
    """Something of each kind in week 47, and something ahead."""
    me = person.membership
    make_appointment(me, at=local("2026-11-16"), outcome="went")
    make_appointment(me, at=local("2026-11-17"), outcome="missed", why_missed="no_ride")
    make_ride(me, at=local("2026-11-16"), status="came")
    make_ride(me, at=local("2026-11-17"), status="came_late")
    boundary = make_boundary(me, at=local("2026-09-01"))
    for outcome in ("kept", "bent"):
        make_boundary_test(boundary, me, at=local("2026-11-17"), outcome=outcome)
    make_observation(me, at=local("2026-11-17"), signs=("MS1", "MS2"), visibility="circle")
    make_good_thing(me, at=local("2026-11-18"), codes=("GS3",))
    make_treatment(me, at=local("2026-11-17"), visibility="circle")
    make_appointment(me, at=local("2026-11-25"))
    make_task(me, due_on=dt.date(2026, 11, 26))


# Off and on ------------------------------------------------------------------------------------------------
def test_nothing_leaves_until_a_person_chooses(owner, travel, mailoutbox):
    a_week(owner)
    page = owner.client.get("/me/reminders/").content.decode()
    assert "The week, by mail" in page
    assert "checked" not in page
    choose(owner, kinds=["task"])
    travel.move_to(MONDAY)
    assert send_digests() == 0
    assert mailoutbox == []


def test_it_comes_on_the_chosen_day_and_hour(owner, travel, mailoutbox):
    a_week(owner)
    choose(owner, has_digest="on", digest_weekday="1", digest_hour="18", zone="America/Los_Angeles")
    due = local("2026-11-24", "20:00")  # Tuesday at six in Los Angeles
    for moment, mails in [(MONDAY, 0), (due - A_MINUTE, 0), (due, 1), (due + A_MINUTE, 0)]:
        travel.move_to(moment)
        assert send_digests() == mails, moment
    row = Delivery.objects.get()
    assert (row.kind, row.about, row.due_at, row.was_late) == ("digest", "2026-W47", due, False)
    assert mailoutbox[0].to == [owner.user.email]


def test_the_page_shows_what_was_chosen_and_turns_it_off(owner):
    wanted = choose(owner, **DETAILS, quiet_from="22:00", quiet_until="07:00")
    assert (wanted.has_digest, wanted.digest_weekday, wanted.digest_hour, wanted.digest_details) == (True, 0, 9, True)
    page = owner.client.get("/me/reminders/").content.decode()
    assert page.count(" checked") == 2
    assert re.search(r'<option value="9" selected>9 a\.m\.</option>', page)
    wanted = choose(owner, digest_weekday="2", digest_details="on")
    assert (wanted.has_digest, wanted.digest_weekday, wanted.digest_details) == (False, 2, False)


@pytest.mark.parametrize("fields", [{"digest_weekday": "7"}, {"digest_hour": "24"}, {"digest_hour": "nine"}])
def test_bad_input_26_27_a_day_or_hour_that_is_none_is_refused(owner, fields):
    response = owner.client.post("/me/reminders/", NOTHING | DIGEST | fields)
    assert response.status_code == 422
    assert "Select a valid choice" in response.content.decode()
    assert not ReminderSettings.objects.exists()


def test_turning_it_on_later_asks_for_no_week_of_before(owner, travel, mailoutbox):
    a_week(owner)
    travel.move_to(MONDAY + 2 * A_DAY)
    owner.client.force_login(owner.user)
    choose(owner, **DIGEST)
    assert send_digests() == 0
    choose(owner, **DIGEST | {"digest_weekday": "4"})  # the day changes: it stays asked for
    travel.move_to(MONDAY + 4 * A_DAY)
    assert send_digests() == 1


# Once, or not at all -----------------------------------------------------------------------------------------
def test_fault_11_a_clock_that_jumps_and_another_day_send_no_week_twice(owner, travel, mailoutbox):
    a_week(owner)
    choose(owner, **DIGEST)
    for days in (0, 1, 0, -1, 0, 3):
        travel.move_to(MONDAY + days * A_DAY)
        send_digests()
    ReminderSettings.objects.update(digest_weekday=3, zone="Pacific/Honolulu")
    travel.move_to(MONDAY + 4 * A_DAY)
    send_digests()
    assert len(mailoutbox) == Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_fault_09_four_senders_at_once_send_one_mail(owner, travel, mailoutbox):
    a_week(owner)
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    assert sum(at_once(*[send_digests] * 4)) == 1
    assert len(mailoutbox) == Delivery.objects.count() == 1


def test_fault_10_after_three_days_of_silence_it_still_comes_and_after_a_week_only_the_next(owner, travel, mailoutbox):
    a_week(owner)
    choose(owner, **DIGEST, quiet_from="22:00", quiet_until="07:00")
    travel.move_to(MONDAY + 3 * A_DAY + dt.timedelta(hours=18))  # three in the morning: not now
    assert send_digests() == 0
    travel.move_to(MONDAY + 4 * A_DAY)
    assert send_digests() == 1
    assert Delivery.objects.get().was_late
    Delivery.objects.all().delete()
    travel.move_to(MONDAY + 8 * A_DAY)
    send_digests()
    assert [row.about for row in Delivery.objects.all()] == ["2026-W48"]


@pytest.mark.parametrize(
    "quiet", [{"paused": True}, {"bereaved_on": dt.date(2026, 11, 20)}, {"erase_at": MONDAY + A_DAY}]
)
def test_a_circle_that_is_paused_mourning_or_closing_is_silent_at_once(owner, travel, mailoutbox, quiet):
    a_week(owner)
    choose(owner, **DETAILS)
    Circle.objects.update(**quiet)
    travel.move_to(MONDAY)
    assert send_digests() == 0
    assert not Delivery.objects.exists()


def test_a_former_member_and_a_closed_account_get_nothing(owner, helper, viewer, travel, mailoutbox):
    a_week(owner)
    for person in (helper, viewer):
        choose(person, **DIGEST)
    Membership.objects.filter(pk=helper.membership.pk).delete()
    viewer.user.is_active = False
    viewer.user.save()
    travel.move_to(MONDAY)
    assert send_digests() == 0


def test_a_new_member_is_not_sent_the_week_before_they_came(owner, travel, mailoutbox):
    other = join(make_circle(), name="Zoe")
    choose(other, **DIGEST)
    a_week(owner)
    travel.move_to(MONDAY + A_DAY)
    Membership.objects.create(circle=owner.circle, user=other.user, role="helper")
    assert send_digests() == 0
    assert not Delivery.objects.filter(circle=owner.circle).exists()


def test_two_circles_are_two_mails(owner, travel, mailoutbox):
    other = join(make_circle(), name="Zoe")
    Membership.objects.create(circle=other.circle, user=owner.user, role="helper")
    for person in (owner, other):
        make_appointment(person.membership, at=local("2026-11-17"), outcome="went")
    choose(owner, **DIGEST)
    travel.move_to(MONDAY)
    assert send_digests() == 2
    assert {re.search(r"/c/(\w|-)+/", mail.body)[0] for mail in mailoutbox} == {
        f"/c/{one.public_id}/" for one in (owner.circle, other.circle)
    }


def test_an_empty_week_sends_nothing_and_is_settled(owner, travel, mailoutbox):
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    assert send_digests() == 0
    assert Delivery.objects.get().was_empty
    a_week(owner)
    travel.move_to(MONDAY + A_DAY)
    assert send_digests() == 0  # not at an odd hour either
    assert mailoutbox == []


def test_what_goes_wrong_for_one_person_holds_up_nobody(owner, helper, travel, mailoutbox, monkeypatch):
    from tracker.reminders import digest_actions

    def fail(membership, *arguments):
        if membership.pk == owner.membership.pk:
            raise ValueError(TEXT)
        return mail(membership, *arguments)

    mail = digest_actions._mail
    a_week(owner)
    for person in (owner, helper):
        choose(person, **DIGEST)
    travel.move_to(MONDAY)
    monkeypatch.setattr(digest_actions, "_mail", fail)
    assert send_digests() == 1
    monkeypatch.setattr(digest_actions, "_mail", mail)
    assert send_digests() == 1
    assert [one.to[0] for one in mailoutbox] == [helper.user.email, owner.user.email]


# What it says ------------------------------------------------------------------------------------------------
def test_t12_by_itself_it_says_that_the_week_is_ready_and_nothing_else(owner, travel, mailoutbox):
    fill(owner)
    choose(owner, **DIGEST)
    travel.move_to(MONDAY)
    send_digests()
    (mail,) = mailoutbox
    assert mail.subject == "Alongside: your week"
    address = f"http://localhost:8000{owner.url('week/2026-W47/')}"
    end = f"http://localhost:8000{end_address(mail)}"
    assert (
        mail.body.split()
        == (
            f"Hello, Your week is ready. Sign in to see it: {address} You chose this mail. End it here, without signing "
            f"in: {end} Alongside"
        ).split()
    )
    said = "Your week is ready Sign in to see it You chose this mail. End it, without signing in"
    assert words_of(mail).strip() == f"Alongside {said} Alongside"
    assert set(re.findall(r'(?:href|src)="([^"]+)"', html_of(mail))) == {address, end}
    assert Client().get(owner.url("week/2026-W47/")).url.startswith("/accounts/login/")
    owner.client.force_login(owner.user)
    assert CANARY in owner.client.get(owner.url("week/2026-W47/")).content.decode().lower()


def test_who_asked_for_it_reads_counts_and_what_is_ahead(owner, travel, mailoutbox):
    a_week(owner)
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    send_digests()
    (mail,) = mailoutbox
    text = re.sub(r"\s+", " ", mail.body)
    assert mail.subject == "Alongside: your week"
    for words in (
        "Week of November 16 to 22, 2026 (Jay)",
        "What went well - Went to 1 of 2 visits. - Ate together: Wednesday. - A boundary was tested and kept.",
        "kept. - 1 ride came on time.",
        "Appointments - 1 was missed.",
        "Rides - 1 came late.",
        "Boundaries - Tested 2 times: 1 kept, 1 bent.",
        "What was noted - Mood and stress: 2.",
        "Treatment - Left treatment: Tuesday. - At the end of the week it was day 6 of 28 after a break.",
        "The next seven days - Appointments: Wednesday. - Tasks: Thursday. - 1 visit ahead has no ride yet.",
    ):
        assert words in text
        for part in words.split(" - "):
            assert part in words_of(mail)


def test_t12_no_word_that_anybody_typed_is_in_it_whatever_was_asked_for(owner, travel, mailoutbox):
    """Notes, names, titles, places and good things in own words: counted, and not quoted."""
    full = fill(owner)
    full.owner.user.is_discreet = True
    full.owner.user.save()
    done = make_task(owner.membership, what=TEXT[:80])
    done.done_at = local("2026-11-18")
    done.save()
    choose(owner, **DETAILS | {"digest_weekday": "6"})
    travel.move_to(local("2026-11-29", "09:00"))
    assert send_digests() == 1
    mail = mailoutbox[0]
    assert "1 good thing in your own words." in mail.body
    assert "Took part" not in mail.body
    for text in (mail.body, html_of(mail), mail.subject, str(mail.extra_headers)):
        assert CANARY not in text.lower()
    assert "safe at home" not in mail.body  # of the check-ins


def test_discreet_people_get_no_nickname_and_the_others_do(owner, helper, travel, mailoutbox):
    a_week(owner)
    for person in (owner, helper):
        choose(person, **DETAILS)
    owner.user.is_discreet = True
    owner.user.save()
    travel.move_to(MONDAY)
    send_digests()
    hidden, shown = mailoutbox
    assert "Jay" not in hidden.body + html_of(hidden)
    assert "(P.)" not in hidden.body
    assert "(Jay)" in shown.body


def test_a_nickname_is_text_in_the_html(owner, travel, mailoutbox):
    Circle.objects.all().update(nickname="<b>&")
    a_week(owner)
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    send_digests()
    assert "<bdi>&lt;b&gt;&amp;</bdi>" in html_of(mailoutbox[0])
    assert "(<b>&)" in mailoutbox[0].body


def test_t7_nobody_reads_in_their_mail_what_they_may_not_see(owner, helper, travel, mailoutbox):
    make_observation(owner.membership, at=local("2026-11-17"), signs=("MS1",), visibility="only_me")
    make_good_thing(owner.membership, at=local("2026-11-17"), visibility="circle")
    make_checkin(owner.membership, at=local("2026-11-17"), sleep="hard", safe="hard")
    for person in (owner, helper):
        choose(person, **DETAILS)
    travel.move_to(MONDAY)
    send_digests()
    own, other = mailoutbox
    assert "Mood and stress: 1." in own.body
    assert "Mood and stress" not in other.body
    assert "Ate together: Tuesday." in other.body
    assert "slept" not in own.body


def test_a_week_of_check_ins_alone_is_ready_and_no_more(owner, travel, mailoutbox):
    make_checkin(owner.membership, at=local("2026-11-17"), sleep="hard")
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    send_digests()
    assert "Your week is ready. Sign in to see it:" in mailoutbox[0].body
    assert "Week of" not in mailoutbox[0].body


# What it costs ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
def test_a_mail_asks_the_database_equally_often_however_much_there_is(
    owner, travel, rows, django_assert_num_queries, mailoutbox
):
    for _ in range(rows):
        a_week(owner)
    choose(owner, **DETAILS)
    travel.move_to(MONDAY)
    with django_assert_num_queries(21):
        assert send_digests() == 1
    with django_assert_num_queries(2):
        assert send_digests() == 0
