"""Text that was typed survives: the end of a session, signing in again in another tab, a database that is locked."""

import contextlib
import datetime as dt
import html as html_library
import re

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from tests.factories import (
    PASSWORD,
    make_appointment,
    make_boundary,
    make_checkin,
    make_contact,
    make_good_thing,
    make_kit,
    make_observation,
    make_task,
    make_treatment,
)
from tracker.appointments.models import Appointment
from tracker.base import clock
from tracker.people import kept
from tracker.people.models import KEPT_FOR, Contact, KeptForm
from tracker.tasks.models import SearchCall

pytestmark = pytest.mark.django_db
WORDS = "Quokka: twenty minutes of typing <b>"


@pytest.fixture
def travel():
    with time_machine.travel(clock.now(), tick=False) as travel:
        yield travel


def sign_in(client, user, to: str = "/me/kept/"):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": to})


def values_on(page: str) -> dict[str, list[str]]:
    """What the fields of the page's form hold: name -> values, as a browser would send them."""
    form = max(re.findall(r"<form[^>]*>.*?</form>", page, re.S), key=len)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{attribute}="([^"]*)"', tag) for attribute in ("name", "value"))
        is_box = re.search(r'type="(checkbox|radio)"', tag)
        if name and (not is_box or " checked" in tag):
            found.setdefault(name[1], []).append(html_library.unescape(value[1] if value else ""))
    for name, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.S):
        found.setdefault(name, []).append(html_library.unescape(text))
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        found.setdefault(name, []).extend(re.findall(r'value="([^"]*)" selected', options) or [""])
    found.pop("csrfmiddlewaretoken", None)
    return found


# The session ends while somebody types ------------------------------------------------------------------
def stay_away(travel, person):
    travel.shift(dt.timedelta(minutes=16))


def stay_too_long(travel, person):
    """Twelve hours without a pause."""
    for _ in range(12 * 6):
        travel.shift(dt.timedelta(minutes=10))
        person.client.get("/me/")
    travel.shift(dt.timedelta(seconds=1))


@pytest.mark.parametrize("lapse", [stay_away, stay_too_long], ids=["idle", "too old"])
def test_fault_13_text_is_there_to_confirm_after_signing_in_again(travel, owner, lapse):
    visit = make_appointment(owner.membership)
    form = values_on(owner.client.get(visit.url("change")).content.decode()) | {"note": [WORDS]}
    lapse(travel, owner)
    answer = owner.client.post(visit.url("change"), form)
    assert answer.url == "/accounts/login/?next=%2Fme%2Fkept%2F"
    assert sign_in(owner.client, owner.user).url == "/me/kept/"
    page = owner.client.get("/me/kept/").content.decode()
    assert html_library.escape(WORDS) in page
    assert Appointment.objects.get().note == ""
    way_on = re.search(r'href="([^"]*)">Go on writing', page)[1]
    again = values_on(owner.client.get(way_on).content.decode())
    assert again == form
    assert Appointment.objects.get().note == ""
    assert owner.client.post(way_on, again).url == visit.get_absolute_url()
    assert Appointment.objects.get().note == WORDS
    assert not KeptForm.objects.exists()


def test_fault_13_every_form_comes_back_as_it_was_typed(travel, owner):
    """Each form with a row in it, changed: what the page shows afterwards is what was sent."""
    me = owner.membership
    rows = [
        make_appointment(me, what="court", name="Jo", place="Hall", minutes=40, note="a b"),
        make_boundary(me), make_observation(me, signs=("TE1", "MS3"), note="a b"), make_good_thing(me, own_words="a b"),
        make_checkin(me, note="a b"), make_task(me, due_on=clock.today(owner.circle.tzinfo)),
        make_treatment(me, medicine="methadone", note="a b"),
    ]  # fmt: skip
    paths = [row.url("change") for row in rows]
    paths += [owner.url(f"contacts/{make_contact(owner.circle, note='a b').public_id}/change/"), owner.url("settings/")]
    paths += [owner.url(f"readiness/kits/{make_kit(owner.circle).public_id}/change/"), owner.url("settings/stage/")]
    for path in paths:
        form = values_on(owner.client.get(path).content.decode())
        row = kept.keep(by=owner.user, path=path, fields=[(name, one) for name in form for one in form[name]])
        page = owner.client.get(f"{path}?kept={row.public_id}").content.decode()
        assert values_on(page) == form, path


def test_fault_13_an_emptied_field_stays_empty(travel, owner):
    visit = make_appointment(owner.membership, note="old words here")
    form = values_on(owner.client.get(visit.url("change")).content.decode()) | {"note": [""]}
    row = kept.keep(
        by=owner.user, path=visit.url("change"), fields=[(name, one) for name in form for one in form[name]]
    )
    page = owner.client.get(f"{visit.url('change')}?kept={row.public_id}").content.decode()
    assert values_on(page)["note"] == [""]


def test_fault_13_what_is_folded_away_opens_when_it_holds_kept_text(travel, owner):
    path = owner.url("appointments/add/")
    row = kept.keep(by=owner.user, path=path, fields=[("what", "dose"), ("place", "Oak Street")])
    page = owner.client.get(f"{path}?kept={row.public_id}").content.decode()
    assert re.search(r'<details class="more" open>(?:(?!</details>).)*value="Oak Street"', page, re.S)


def test_text_kept_is_thrown_away_on_request(travel, owner):
    row = kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("name", WORDS)])
    assert "Text that you typed is waiting" in owner.client.get("/me/").content.decode()
    owner.client.post("/me/kept/", {"throw_away": row.public_id})
    assert not KeptForm.objects.exists()
    assert "Nothing is waiting here" in owner.client.get("/me/kept/").content.decode()


def test_text_without_a_page_of_its_own_is_sent_again_from_the_list(travel, owner):
    """The start page is no page of a circle: the list sends its form itself, once the writer taps."""
    travel.shift(dt.timedelta(seconds=1))
    owner.client.get("/me/")
    travel.shift(dt.timedelta(minutes=16))
    owner.client.post("/start/", {"nickname": "Two words", "stage": "settled", "state": "IL", "name": ""})
    sign_in(owner.client, owner.user)
    page = owner.client.get("/me/kept/").content.decode()
    assert "Send it again" in page
    assert 'name="nickname" value="Two words"' in page


def test_a_second_person_on_this_browser_never_sees_kept_text_and_it_is_erased(travel, owner, helper):
    owner.client.get(owner.url())
    travel.shift(dt.timedelta(minutes=16))
    owner.client.post(owner.url("contacts/add/"), {"name": WORDS})
    assert KeptForm.objects.get().user == owner.user
    sign_in(owner.client, helper.user)
    page = owner.client.get("/me/kept/").content.decode()
    assert "Quokka" not in page
    assert not KeptForm.objects.exists()


def test_kept_text_of_another_person_cannot_be_called_for(travel, owner, helper):
    row = kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("name", WORDS)])
    page = helper.client.get(f"{owner.url('contacts/add/')}?kept={row.public_id}").content.decode()
    assert "Quokka" not in page
    assert "Quokka" not in helper.client.get("/me/kept/").content.decode()
    helper.client.post("/me/kept/", {"throw_away": row.public_id})
    assert KeptForm.objects.exists()


def test_kept_text_is_gone_after_fifteen_minutes(travel, owner):
    kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("name", WORDS)])
    travel.shift(KEPT_FOR - dt.timedelta(seconds=1))
    owner.client.force_login(owner.user)
    assert "Quokka" in owner.client.get("/me/kept/").content.decode()
    assert kept.purge() == 0
    travel.shift(dt.timedelta(seconds=1))
    assert "Quokka" not in owner.client.get("/me/kept/").content.decode()
    assert kept.purge() == 1


def test_send_due_purges_kept_text(travel, owner, capsys):
    from django.core.management import call_command

    kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("name", WORDS)])
    travel.shift(KEPT_FOR)
    call_command("send_due")
    assert not KeptForm.objects.exists()


def test_t19_kept_text_is_sealed_in_the_database(owner):
    kept.keep(by=owner.user, path=owner.url("contacts/add/"), fields=[("name", WORDS)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_keptform")
        assert "Quokka" not in str(cursor.fetchall())
        assert owner.circle.public_id not in str(cursor.fetchall())


def test_passwords_codes_and_tokens_are_never_kept(travel, owner):
    owner.client.get("/me/")
    travel.shift(dt.timedelta(minutes=16))
    secrets = {"password": "two words", "oldpassword1": "two words", "code": "12 34", "csrfmiddlewaretoken": "x y",
               "otp": "1 2", "credential": "a b"}  # fmt: skip
    owner.client.post(owner.url("contacts/add/"), secrets | {"note": WORDS})
    assert KeptForm.objects.get().fields == [("note", WORDS)]
    owner.client.force_login(owner.user)
    travel.shift(dt.timedelta(minutes=16))
    owner.client.post("/accounts/password/change/", secrets | {"remark": WORDS})
    assert KeptForm.objects.count() == 1


def test_only_the_newest_few_forms_are_kept_and_none_that_is_too_long(owner):
    for number in range(7):
        kept.keep(by=owner.user, path="/start/", fields=[("name", f"number {number}")])
    texts = [row.fields[0][1] for row in kept.waiting(owner.user)]
    assert texts == [f"number {number}" for number in (6, 5, 4, 3, 2)]
    assert kept.keep(by=owner.user, path="/start/", fields=[("name", "x" * kept.MOST_CHARACTERS)]) is None


def test_text_that_is_too_long_to_be_kept_is_given_back_on_the_page(travel, owner):
    owner.client.get(owner.url())
    travel.shift(dt.timedelta(minutes=16))
    answer = owner.client.post(owner.url("contacts/add/"), {"name": "Oak", "note": "two words " * 11_000})
    assert answer.status_code == 403
    assert "two words two words" in answer.content.decode()
    assert not KeptForm.objects.exists()


def test_a_tap_on_a_button_is_not_kept(travel, owner):
    visit = make_appointment(owner.membership)
    owner.client.get(owner.url())
    travel.shift(dt.timedelta(minutes=16))
    answer = owner.client.post(visit.url("outcome"), {"outcome": "went", "version": "1", "next": owner.url()})
    assert answer.url == "/accounts/login/?next=%2Fgo%2Ftoday%2F"
    assert not KeptForm.objects.exists()


def test_a_page_that_locked_itself_hands_its_text_over_and_saves_nothing(owner):
    """The browser sends the form with a mark: even where the session still lives, it is kept and not saved."""
    answer = owner.client.post(owner.url("contacts/add/"), {"role": "clinic", "name": WORDS, "keep_typed": "1"})
    assert answer.url == "/me/kept/"
    assert not Contact.objects.exists()
    assert ("name", WORDS) in KeptForm.objects.get().fields


def test_a_call_of_a_search_comes_back_on_its_own_page(travel, owner):
    task = make_task(owner.membership, template="treatment_search")
    owner.client.get(owner.url())
    travel.shift(dt.timedelta(minutes=16))
    owner.client.post(owner.url(f"tasks/{task.public_id}/calls/add/"), {"whom": "Oak", "said": WORDS})
    sign_in(owner.client, owner.user)
    way_on = re.search(r'href="([^"]*)">Go on writing', owner.client.get("/me/kept/").content.decode())[1]
    assert values_on(owner.client.get(way_on).content.decode())["said"] == [WORDS]
    assert not SearchCall.objects.exists()


# Nobody knows whose it is ---------------------------------------------------------------------------------
def test_fault_13_text_of_a_session_that_is_unknown_is_given_back_on_the_page(client, owner):
    answer = client.post(owner.url("contacts/add/"), {"role": "clinic", "name": "Oak", "note": WORDS})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert f">\n{html_library.escape(WORDS)}</textarea>" in page
    assert "You are signed out" in page
    assert not KeptForm.objects.exists()


def test_a_post_without_words_and_without_a_session_asks_to_sign_in(client, owner):
    assert client.post(owner.url("settings/stage/"), {"stage": "settled"}).url.startswith("/accounts/login/")


# A stale token ---------------------------------------------------------------------------------------------
def strict(owner) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner.user)
    return client


def test_bad_input_37_f12_one_tap_sends_the_text_again_to_the_same_address(owner):
    visit, client = make_appointment(owner.membership), strict(owner)
    form = values_on(client.get(visit.url("change")).content.decode()) | {"note": [WORDS]}
    stale = form | {"csrfmiddlewaretoken": "stale"}
    answer = client.post(visit.url("change"), stale, HTTP_ORIGIN="http://testserver")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert Appointment.objects.get().note == ""
    assert f'action="{visit.url("change")}"' in page
    assert values_on(page) == form
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    again = values_on(page) | {"csrfmiddlewaretoken": token}
    assert client.post(visit.url("change"), again, HTTP_ORIGIN="http://testserver").status_code == 302
    assert Appointment.objects.get().note == WORDS


@pytest.mark.parametrize("origin", [{}, {"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}])
def test_t23_a_form_from_another_site_cannot_be_sent_again_from_our_page(owner, origin):
    client = strict(owner)
    page = client.post(owner.url("contacts/add/"), {"role": "clinic", "name": "two words"}, **origin).content.decode()
    assert "two words" in page
    assert 'type="submit"' not in page
    assert 'action=""' in page


def test_bad_input_37_a_stale_password_form_gives_nothing_back(client):
    strict_client = Client(enforce_csrf_checks=True)
    answer = strict_client.post("/accounts/login/", {"login": "maria@example.org", "password": "my secret words"})
    assert answer.status_code == 403
    assert b"my secret words" not in answer.content
    assert b"maria@" not in answer.content


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/c/%0d%0aSet-Cookie:x/"])
def test_t23_a_stale_form_is_only_ever_sent_to_an_address_of_ours(owner, path):
    page = strict(owner).post(path, {"note": "two words"}, HTTP_ORIGIN="http://testserver").content.decode()
    assert all(
        action.startswith("/") and not action.startswith("//") for action in re.findall(r'action="([^"]+)"', page)
    )


# The database ---------------------------------------------------------------------------------------------
@contextlib.contextmanager
def locked():
    """Another connection holds the database (SQLite) or the table of contacts (PostgreSQL); we wait for 50 ms only."""
    is_sqlite = connection.vendor == "sqlite"
    other = connection.copy()
    lock = ["BEGIN IMMEDIATE"] if is_sqlite else ["BEGIN", "LOCK TABLE tracker_contact IN ACCESS EXCLUSIVE MODE"]
    try:
        with connection.cursor() as ours, other.cursor() as theirs:
            ours.execute("PRAGMA busy_timeout = 50" if is_sqlite else "SET lock_timeout = 50")
            for statement in lock:
                theirs.execute(statement)
            yield
            theirs.execute("ROLLBACK")
            ours.execute("PRAGMA busy_timeout = 15000" if is_sqlite else "RESET lock_timeout")
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_fault_04_a_locked_database_gives_the_text_back_to_send_again(owner):
    client = strict(owner)
    client.raise_request_exception = False
    path = owner.url("contacts/add/")
    form = values_on(client.get(path).content.decode()) | {"role": ["clinic"], "name": ["Oak"], "note": [WORDS]}
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).content.decode())[1]
    with locked():
        answer = client.post(path, form | {"csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://testserver")
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "no-store" in answer["Cache-Control"]
    assert "We are busy for a moment" in page
    assert f">\n{html_library.escape(WORDS)}</textarea>" in page
    assert not Contact.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    again = values_on(page) | {"csrfmiddlewaretoken": token}
    assert client.post(path, again, HTTP_ORIGIN="http://testserver").status_code == 302
    assert Contact.objects.get().note == WORDS


def test_fault_04_reading_from_a_database_that_is_away_says_so(owner, monkeypatch):
    """A page that was only read has no text to give back."""
    from tracker.people.views import MemberListView

    def away(*arguments, **names):
        raise OperationalError

    monkeypatch.setattr(MemberListView, "get_context_data", away)
    owner.client.raise_request_exception = False
    answer = owner.client.get(owner.url("people/"))
    assert answer.status_code == 503
    assert "<form" not in answer.content.decode()
