"""A copy of a circle and of everything: what is in it, what is not, and how it is handed over."""

import datetime as dt
import io
import json
import re
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.full_circle import CANARY, fill
from tests.factories import (
    at,
    confirm_it_is_me,
    join,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_call,
    make_checkin,
    make_circle,
    make_contact,
    make_good_thing,
    make_observation,
    make_ride,
    make_task,
    make_treatment,
)
from tests.my_data.files import circle_file, content, downloaded, table, texts, written
from tracker.base import clock
from tracker.entries import actions as entries
from tracker.entries.models import EntryQuerySet
from tracker.my_data.rules import EXPORTS_A_DAY, safe_cell
from tracker.people.models import AuditEvent
from tracker.people.permissions import Role

SECRET = "zanzibar"  # stands in all that nobody else may read


def hidden_rows(person) -> list:
    """Only-me entries of every kind, with the secret in each text, and what hangs on them."""
    me, mine = person.membership, {"visibility": "only_me", "note": SECRET}
    visit = make_appointment(me, name=SECRET, **mine)
    boundary = make_boundary(me, limit=SECRET, **mine)
    task = make_task(me, template="treatment_search", what=SECRET, steps=SECRET, **mine)
    make_call(task, whom=SECRET, said=SECRET, by=person.user)
    gone = make_appointment(me, name=SECRET, **mine)
    entries.delete(entry=gone, by=person.user)
    return [
        visit, boundary, task, gone, make_ride(me, driver=SECRET, visit=visit, **mine),
        make_boundary_test(boundary, me, what_happened=SECRET, note=SECRET),
        make_observation(me, could_be=SECRET, **mine), make_good_thing(me, own_words=SECRET, **mine),
        make_treatment(me, **mine), make_checkin(me, good_thing=SECRET, note=SECRET),
    ]  # fmt: skip


def everything_unpacked(data: bytes) -> bytes:
    """All bytes of a ZIP and of the ZIPs in it, names included."""
    found = b""
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            raw = archive.read(name)
            found += name.encode() + (everything_unpacked(raw) if name.endswith(".zip") else raw)
    return data + found


# Whose text is in it --------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("reader", ["owner", "helper", "viewer"])
def test_asvs_8_2_3_t7_a_copy_holds_no_text_that_others_keep_to_themselves(reader, owner, helper, viewer):
    people = {"owner": owner, "helper": helper, "viewer": viewer}
    hidden = [row for name, person in people.items() if name != reader for row in hidden_rows(person)]
    make_appointment(owner.membership, name="shared")
    for data in (circle_file(people[reader]), downloaded(people[reader].client.post("/me/data/"))):
        raw = everything_unpacked(data)
        assert b"shared" in raw
        assert SECRET.encode() not in raw
        sections = [section for name, section in _all_content(data).items() if name != "activity"]
        assert not [row.public_id for row in hidden if row.public_id in json.dumps(sections)]


@pytest.mark.django_db
def test_a_dropped_visibility_filter_is_found_in_the_file(monkeypatch, owner, helper, viewer):
    """The test above sees a fault."""
    monkeypatch.setattr(EntryQuerySet, "visible_to", lambda self, membership: self.filter(circle=membership.circle_id))
    with pytest.raises(AssertionError):
        test_asvs_8_2_3_t7_a_copy_holds_no_text_that_others_keep_to_themselves("viewer", owner, helper, viewer)


def _all_content(data: bytes) -> dict:
    files = texts(data)
    return content(files.get("circle-1.zip", data))


@pytest.mark.django_db
def test_a_copy_holds_what_is_mine_alone(owner, helper):
    mine = hidden_rows(helper)
    held = json.dumps(content(circle_file(helper)))
    assert not [row.kind for row in mine if row.public_id not in held and row.pk]
    assert held.count(SECRET) > len(mine)


@pytest.mark.django_db
def test_asvs_8_2_3_a_link_to_an_entry_of_another_s_alone_is_empty(owner, viewer):
    visit = make_appointment(owner.membership, visibility="only_me")
    make_ride(owner.membership, visit=visit)
    make_observation(owner.membership, about=visit, visibility="circle")
    held = content(circle_file(viewer))
    assert [row["visit"] for row in held["ride"]] == [None]
    assert [row["about"] for row in held["sign"]] == [None]


@pytest.mark.django_db
def test_what_others_chose_for_themselves_is_not_in_it(owner, helper):
    make_observation(helper.membership, visibility="circle")
    members = {row["name"]: row for row in content(circle_file(owner))["members"]}
    assert members["Tess"]["visibility_choices"] is None
    assert (members["Maria"]["is_me"], members["Tess"]["is_me"]) == (True, False)
    assert helper.user.email.encode() not in everything_unpacked(circle_file(owner))


@pytest.mark.django_db
def test_t18_a_copy_of_everything_holds_the_account_and_each_circle(owner):
    fill(owner)
    second = join(make_circle(nickname="Ren"), Role.VIEWER, "Maria")
    second.membership.user = owner.user
    second.membership.save()
    make_appointment(join(second.circle, name="Zoe").membership, name="of the second")
    confirm_it_is_me(owner)
    files = texts(downloaded(owner.client.post("/me/data/")))
    account = json.loads(files["account.json"])
    assert account["me"]["email"] == owner.user.email
    assert account["email_addresses"] == [{"email": owner.user.email, "verified": True, "primary": True}]
    assert [(row["file"], row["nickname"], row["role"]) for row in account["circles"]] == [
        ("circle-1.zip", "Quokka", "owner"), ("circle-2.zip", "Ren", "viewer"),
    ]  # fmt: skip
    assert content(files["circle-2.zip"])["appointment"][0]["name"] == "of the second"
    assert CANARY.encode() in texts(files["circle-1.zip"])["alongside.json"]


# How it is written ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_people_are_numbers_in_the_json_and_names_in_the_tables(owner, helper):
    make_task(helper.membership, who=owner.user)
    data = circle_file(owner)
    (task,) = content(data)["task"]
    numbers = {row["number"]: row["name"] for row in content(data)["members"]}
    assert (numbers[task["author"]], numbers[task["who"]]) == ("Tess", "Maria")
    (row,) = table(data, "task.csv")
    assert (row["author"], row["who"], row["title"]) == ("Tess", "Maria", "Call the school")


@pytest.mark.django_db
def test_an_entry_of_somebody_who_left_names_nobody(owner, helper):
    make_appointment(helper.membership)
    helper.membership.delete()
    data = circle_file(owner)
    assert content(data)["appointment"][0]["author"] is None
    assert table(data, "appointment.csv")[0]["author"] == ""


@pytest.mark.django_db
def test_bad_input_10_emoji_families_survive_in_both(owner):
    family = "👨‍👩‍👧‍👦" * 10
    make_appointment(owner.membership, note=family)
    data = circle_file(owner)
    assert content(data)["appointment"][0]["note"] == family
    assert table(data, "appointment.csv")[0]["note"] == family


@pytest.mark.django_db
def test_asvs_1_2_10_t16_bad_input_39_no_cell_is_a_formula(owner):
    formulas = [
        '=HYPERLINK("http://x","y")',
        "+1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ]
    for text in formulas:
        make_appointment(owner.membership, note=text)
    data = circle_file(owner)
    assert {row["note"] for row in content(data)["appointment"]} == set(formulas)
    assert {row["note"] for row in table(data, "appointment.csv")} == {f"'{text}" for text in formulas}


@given(st.text(), st.sampled_from([*"=+-@\t\r\n＝＋－＠", ""]))
def test_asvs_1_2_10_t16_any_text_that_begins_so_gets_an_apostrophe(text, first):
    cell = safe_cell(first + text)
    assert cell in (first + text, f"'{first}{text}")
    assert not re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)


@pytest.mark.django_db
def test_asvs_1_2_10_tables_are_quoted_utf_8_with_a_mark(owner):
    make_contact(owner.circle, name='Say "hi", Zoë', note="one\r\ntwo")
    raw = texts(circle_file(owner))["contacts.csv"]
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b'"\r\n')
    lines = raw.decode("utf-8-sig").replace("one\r\ntwo", "").split("\r\n")
    assert all(re.fullmatch(r'"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*', line) for line in lines if line)
    assert table(circle_file(owner), "contacts.csv")[0]["name"] == 'Say "hi", Zoë'


@pytest.mark.django_db
def test_the_note_says_what_to_do_with_the_file(owner):
    owner.circle.nickname = "J & <K>"
    owner.circle.save()
    words = texts(circle_file(owner))["README.txt"].decode()
    assert "Keep this file where nobody else reads it." in words
    assert "J & <K>" in words


# How it is handed over ------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("everything", [False, True])
def test_asvs_3_2_1_5_4_2_a_download_is_an_attachment_that_nobody_keeps(owner, everything):
    owner.circle.nickname = 'Q"\r\nSet-Cookie: x=1; 🦘'
    owner.circle.save()
    confirm_it_is_me(owner)
    response = owner.client.post("/me/data/" if everything else owner.url("settings/export/"))
    data = downloaded(response)
    day = clock.now().date() if everything else clock.today(owner.circle.tzinfo)
    assert response["Content-Disposition"] == f'attachment; filename="alongside-{day.isoformat()}.zip"'
    assert response["Content-Type"] == "application/zip"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert int(response["Content-Length"]) == len(data)
    assert "set-cookie: x" not in unquote(str(response.headers)).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["settings/export/", "settings/import/", "/me/data/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_asvs_7_5_1_it_asks_first_whether_it_is_still_you(owner, path, method):
    url = path if path.startswith("/") else owner.url(path)
    response = getattr(owner.client, method)(url)
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/?next=")
    assert not AuditEvent.objects.exists()
    confirm_it_is_me(owner)
    assert owner.client.get(url).status_code == 200


@pytest.mark.django_db
def test_a_link_makes_no_file(owner):
    confirm_it_is_me(owner)
    for url in (owner.url("settings/export/"), "/me/data/"):
        assert owner.client.get(url)["Content-Type"].startswith("text/html")
        assert owner.client.put(url).status_code == 405
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_t7_the_trail_says_who_made_a_copy(owner, viewer):
    circle_file(viewer)
    confirm_it_is_me(viewer)
    downloaded(viewer.client.post("/me/data/"))
    lines = AuditEvent.objects.filter(circle=owner.circle)
    assert list(lines.values_list("actor", "action", "about")) == [(viewer.user.pk, "export_made", "")] * 2


@pytest.mark.django_db
@pytest.mark.parametrize("everything", [False, True])
def test_a_text_that_does_not_open_gives_an_error_and_not_half_a_file(owner, everything):
    make_appointment(owner.membership, note="first")
    spoiled = make_appointment(owner.membership, note="second")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_entry SET note = 'gAAAAAspoiled' WHERE id = %s", [spoiled.pk])
    confirm_it_is_me(owner)
    owner.client.raise_request_exception = False
    response = owner.client.post("/me/data/" if everything else owner.url("settings/export/"))
    assert response.status_code == 500
    assert "Content-Disposition" not in response
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_asvs_2_4_1_ten_copies_a_day(owner, helper):
    begin = clock.now()
    for _ in range(EXPORTS_A_DAY):
        circle_file(owner)
    for url in (owner.url("settings/export/"), "/me/data/"):
        response = owner.client.post(url)
        assert response.status_code == 429
        assert "Try again tomorrow." in response.content.decode()
    assert AuditEvent.objects.count() == EXPORTS_A_DAY
    circle_file(helper)
    with time_machine.travel(begin + dt.timedelta(hours=24, minutes=1), tick=False):
        owner.client.force_login(owner.user)
        circle_file(owner)


@pytest.mark.django_db
def test_a_new_account_has_a_copy_too(client):
    from tests.factories import Person, make_user

    person = Person(make_user(), client)
    client.force_login(person.user)
    confirm_it_is_me(person)
    files = texts(downloaded(client.post("/me/data/")))
    assert set(files) == {"README.txt", "account.json"}


# A long history -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_copy_asks_as_many_questions_for_many_entries(owner):
    counts = []
    for _ in range(2):
        fill(owner)
        for number in range(10):
            make_ride(owner.membership, visit=make_appointment(owner.membership, at=at(days=-number)))
        with CaptureQueriesContext(connection) as queries:
            written(owner)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 30
