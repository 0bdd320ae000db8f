"""The pages of boundaries, seen by the four people of a circle; those of their tests are in test_test_pages.py."""

import datetime as dt
import re
import uuid

import pytest

from tests.factories import at, make_boundary, make_boundary_test
from tracker.base import clock
from tracker.boundaries.models import Boundary, BoundaryTest, BoundaryWording
from tracker.entries.models import Shelf

pytestmark = pytest.mark.django_db

ADD = "boundaries/add/"
FINE = {
    "kind_of": "money",
    "when_text": "you ask for cash",
    "limit": "hand out cash",
    "action": "say no once",
    "still": "drive you to the clinic",
    "agreement": "talked_about",
    "at": "2026-03-02T09:00",
    "look_again_on": "2026-03-23",
    "visibility": "only_me",
}


def data(**fields) -> dict:
    return FINE | {"client_key": str(uuid.uuid4())} | fields


def change(boundary, **fields) -> dict:
    """What the change form posts: the boundary as it is, and what a test changes."""
    kept = {name: getattr(boundary, name) for name in ("kind_of", "when_text", "limit", "action", "still", "agreement")}
    moment = boundary.at.astimezone(boundary.tzinfo).strftime("%Y-%m-%dT%H:%M")
    rest = {"at": moment, "state": boundary.state, "visibility": boundary.visibility, "version": boundary.version}
    return kept | rest | fields


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def undo(person):
    """The address of the undo of the last thing that happened."""
    return person.url(f"undo/{Shelf.objects.latest('pk').public_id}/")


# The form --------------------------------------------------------------------------------------------
def test_add_saves_the_sentence_for_the_author_only(owner):
    response = owner.client.post(
        owner.url(ADD), data(when_text="When you ask for cash.", limit="I won’t hand out cash.")
    )

    boundary = Boundary.objects.get()
    assert response.url == boundary.url()
    assert boundary.wording == ("you ask for cash", "hand out cash", "say no once", "drive you to the clinic")
    assert (boundary.visibility, boundary.state, boundary.day) == ("only_me", "active", dt.date(2026, 3, 2))
    page = text(owner.client.get(response.url))
    assert "I will not <bdi>hand out cash</bdi>." in page
    assert "Undo" in page


def test_add_suggests_only_me_and_three_weeks(owner):
    page = owner.client.get(owner.url(ADD))

    form = page.context["form"]
    assert form["visibility"].value() == "only_me"
    assert form["look_again_on"].value() == clock.today(owner.circle.tzinfo) + dt.timedelta(weeks=3)
    for words in (
        "Could saying this put you in danger?",
        "800-799-7233",
        "Will I do it, even when tired?",
        "naloxone and medicine are never",
    ):
        assert words in text(page)
    assert "/guidance/boundaries/" in text(page)
    assert "/guidance/safe-at-home/" in text(page)


def test_chosen_kind_brings_its_own_example(owner):
    assert "For example: stay on a call with shouting." in text(owner.client.get(owner.url(ADD) + "?kind=abusive_talk"))
    assert owner.client.get(owner.url(ADD) + "?kind=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("fields", "where", "reason"),
    [
        ({"limit": "give you your naloxone"}, "limit", "Naloxone saves lives"),
        ({"action": "lock away your methadone until you behave"}, "action", "keeps people alive"),
        ({"limit": "call 911 for you"}, "limit", "must always come"),
        ({"action": "hide your Medicaid card"}, "action", "belong to their owner"),
    ],
)
def test_refusal_stands_beside_its_field_and_a_tick_does_not_help(owner, fields, where, reason):
    response = owner.client.post(
        owner.url(ADD), data(**fields, confirmed="on", asked="naloxone medicine emergency papers")
    )

    assert response.status_code == 422
    [sentence] = response.context["form"].errors[where]
    assert reason in sentence
    assert set(response.context["form"].errors) == {where}
    assert next(iter(fields.values())) in text(response)
    assert "confirmed" not in text(response)
    assert not Boundary.objects.exists()


def test_question_needs_a_tick(owner):
    asked = data(limit="let you live here without a plan", kind_of="living_here")
    response = owner.client.post(owner.url(ADD), asked)

    assert response.status_code == 422
    assert "What stays?" in text(response)
    assert "I have thought about it" in text(response)
    assert 'name="asked" value="housing"' in text(response)
    assert owner.client.post(owner.url(ADD), asked | {"asked": "housing", "confirmed": "on"}).status_code == 302


def test_tick_does_not_answer_a_question_that_was_not_on_the_page(owner):
    response = owner.client.post(owner.url(ADD), data(limit="buy you food", asked="housing", confirmed="on"))

    assert response.status_code == 422
    assert "Food is a basic need" in text(response)
    assert "checked" not in re.search(r'<input[^>]*name="confirmed"[^>]*>', text(response)).group()


def test_safety_shows_the_violence_line_and_is_never_refused(owner):
    words = data(kind_of="safety", limit="give you your methadone", action="leave the room")
    response = owner.client.post(owner.url(ADD), words)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"kind_of"}
    for expected in ("Could saying this put you in danger?", "tel:8007997233", "sms:88788?body=START", "tel:911"):
        assert expected in text(response)
    response = owner.client.post(owner.url(ADD), words | {"asked": "safety", "confirmed": "on"})
    assert response.status_code == 302
    assert "This boundary is about safety." in text(owner.client.get(response.url))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", ""),
        ("limit", "I will not"),
        ("limit", "\u200b\u200b"),
        ("limit", "a\x00b"),
        ("action", "a" * 4001),
        ("kind_of", "rent"),
        ("kind_of", ""),
        ("agreement", "everyone"),
        ("visibility", "public"),
        ("at", "9999-12-31T23:59"),
        ("at", "2026-03-08T02:30"),
        ("look_again_on", "2026-02-30"),
        ("look_again_on", "9999-12-31"),
        ("look_again_on", "2026-03-01"),
        ("note", "a" * 4001),
    ],
)
def test_bad_input_is_said_beside_its_field_and_the_text_is_kept(owner, field, value):
    response = owner.client.post(owner.url(ADD), data(**{field: value}))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "drive you to the clinic" in text(response)
    assert not Boundary.objects.exists()


def test_extra_fields_are_ignored(owner, stranger):
    extra = {
        "version": "7",
        "circle": str(stranger.circle.pk),
        "author": str(stranger.user.pk),
        "state": "let_go",
        "worded_by": "1",
    }
    owner.client.post(owner.url(ADD), data(**extra))

    boundary = Boundary.objects.get()
    assert (boundary.circle, boundary.author, boundary.state, boundary.version) == (
        owner.circle,
        owner.user,
        "active",
        1,
    )


def test_form_sent_twice_saves_one_boundary(owner):
    once = data()

    assert owner.client.post(owner.url(ADD), once).url == owner.client.post(owner.url(ADD), once).url
    assert Boundary.objects.count() == 1


def test_words_of_others_are_shown_as_text(owner):
    boundary = make_boundary(owner.membership, limit="<script>alert(1)</script> {{ 7|add:7 }}")

    page = text(owner.client.get(boundary.url()))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7|add:7 }}" in page


# Change, pause, look again ---------------------------------------------------------------------------
def test_change_of_wording_keeps_the_earlier_one(owner):
    boundary = make_boundary(owner.membership)

    response = owner.client.post(boundary.url("change"), change(boundary, limit="lend money"))

    assert response.status_code == 302
    wording = BoundaryWording.objects.get()
    assert (wording.limit, wording.version, wording.written_by) == ("hand out or lend cash", 1, owner.user)
    page = text(owner.client.get(boundary.url()))
    assert "Earlier wording" in page
    assert "hand out or lend cash" in page


def test_pause_keeps_no_wording_and_asks_nothing(owner):
    boundary = make_boundary(owner.membership, kind_of="safety")

    assert owner.client.post(boundary.url("change"), change(boundary, state="paused")).status_code == 302
    boundary.refresh_from_db()
    assert boundary.state == "paused"
    assert not BoundaryWording.objects.exists()
    assert "Was it tested?" not in text(owner.client.get(boundary.url()))


def test_change_after_somebody_else_shows_both_and_keeps_no_wording(owner):
    boundary = make_boundary(owner.membership)
    owner.client.post(boundary.url("change"), change(boundary, limit="lend money"))

    response = owner.client.post(boundary.url("change"), change(boundary, limit="pay for a taxi"))

    assert response.status_code == 422
    assert "lend money" in text(response)
    assert "pay for a taxi" in text(response)
    assert BoundaryWording.objects.count() == 1


def test_still_right_moves_the_look_three_weeks_on_and_can_be_undone(owner):
    today = clock.today(owner.circle.tzinfo)
    boundary = make_boundary(owner.membership, at=at(-30), look_again_on=today)
    page = text(owner.client.get(boundary.url()))
    assert "Still right: look again in 3 weeks" in page
    assert "The day to look at this boundary again has come." in page

    response = owner.client.post(boundary.url("review"))

    assert response.url == boundary.url()
    boundary.refresh_from_db()
    assert boundary.look_again_on == today + dt.timedelta(weeks=3)
    assert "Still right" not in text(owner.client.get(boundary.url()))
    owner.client.post(undo(owner))
    boundary.refresh_from_db()
    assert boundary.look_again_on == today


def test_review_of_one_that_rests_is_not_found(owner):
    assert owner.client.post(make_boundary(owner.membership, state="paused").url("review")).status_code == 404


def test_review_by_get_is_refused(owner):
    assert owner.client.get(make_boundary(owner.membership).url("review")).status_code == 405


# Who sees what ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("action", ["detail", "change", "delete"])
def test_only_me_boundary_is_not_found_by_anyone_else(owner, helper, viewer, stranger, action):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership)

    for address in (boundary.url(action), test.url(action)):
        assert helper.client.get(address).status_code == 404
        assert stranger.client.get(address).status_code == 404
        assert viewer.client.get(address).status_code in {403, 404}


def test_nobody_else_tests_or_reviews_an_only_me_boundary(owner, helper, stranger):
    boundary = make_boundary(owner.membership)
    add = owner.url(f"boundaries/{boundary.public_id}/tests/add/")

    for person in (helper, stranger):
        assert person.client.get(add).status_code == 404
        assert person.client.post(add, {"outcome": "kept"}).status_code == 404
        assert person.client.post(boundary.url("review")).status_code == 404
    assert not BoundaryTest.objects.exists()


def test_viewer_reads_a_shared_boundary_and_changes_nothing(owner, viewer):
    boundary = make_boundary(owner.membership, visibility="circle", look_again_on=clock.today(owner.circle.tzinfo))
    test = make_boundary_test(boundary, owner.membership)

    page = text(viewer.client.get(boundary.url()))
    assert "Was it tested?" not in page
    assert "Still right" not in page
    assert viewer.client.get(test.url()).status_code == 200
    assert viewer.client.get(viewer.url("boundaries/")).status_code == 200
    for address in (boundary.url("change"), test.url("change"), viewer.url(ADD)):
        assert viewer.client.get(address).status_code == 403
    for address in (boundary.url("delete"), test.url("delete")):
        assert viewer.client.post(address).status_code in {403, 404}
    assert viewer.client.post(boundary.url("review")).status_code == 403


def test_helper_changes_a_shared_boundary_but_not_who_sees_it(owner, helper):
    boundary = make_boundary(owner.membership, visibility="circle")

    assert "visibility" not in helper.client.get(boundary.url("change")).context["form"].fields
    helper.client.post(boundary.url("change"), change(boundary, limit="lend money", visibility="only_me"))
    boundary.refresh_from_db()
    assert (boundary.limit, boundary.visibility) == ("lend money", "circle")
    assert boundary.worded_by == helper.user


def test_other_peoples_only_me_tests_are_neither_listed_nor_counted(owner, helper):
    boundary = make_boundary(owner.membership, visibility="circle")
    make_boundary_test(boundary, owner.membership, outcome="dropped", visibility="only_me")
    make_boundary_test(boundary, helper.membership, outcome="kept")

    assert "Tested 1 time in 28 days: kept 1." in text(helper.client.get(boundary.url()))
    assert "Tested 2 times in 28 days: kept 1, dropped 1." in text(owner.client.get(boundary.url()))


def test_list_shows_due_then_active_then_resting(owner):
    today = clock.today(owner.circle.tzinfo)
    make_boundary(owner.membership, limit="rest now", state="paused")
    make_boundary(owner.membership, limit="be active")
    make_boundary(owner.membership, limit="be due", at=at(-30), look_again_on=today)
    make_boundary(owner.membership, limit="be gone", state="let_go")

    page = text(owner.client.get(owner.url("boundaries/")))
    order = [
        page.index(words)
        for words in ("Time for another look", "be due", "be active", "Paused or let go", "be gone", "rest now")
    ]
    assert order == sorted(order)


def test_empty_list_invites(owner):
    assert "No boundaries yet" in text(owner.client.get(owner.url("boundaries/")))
    make_boundary(owner.membership)
    assert "No boundaries yet" not in text(owner.client.get(owner.url("boundaries/")))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_database_at_most_12_times(owner, count, django_assert_max_num_queries):
    for number in range(count):
        boundary = make_boundary(owner.membership, at=at(-10 - number), look_again_on=clock.today(owner.circle.tzinfo))
        make_boundary(owner.membership, state="paused")
        for _again in range(count):
            make_boundary_test(boundary, owner.membership)
    owner.client.post(boundary.url("change"), change(boundary, limit="lend money"))
    owner.client.get(boundary.url())  # takes the message away

    for address in (owner.url("boundaries/"), boundary.url(), boundary.tests.first().url()):
        with django_assert_max_num_queries(12):
            assert owner.client.get(address).status_code == 200


def test_titles_and_addresses_tell_nothing(owner):
    boundary = make_boundary(owner.membership, visibility="circle")
    test = make_boundary_test(boundary, owner.membership)

    for address in (
        boundary.url(),
        boundary.url("change"),
        test.url(),
        test.url("change"),
        owner.url("boundaries/"),
        owner.url(ADD),
    ):
        title = re.search(r"<title>(.*?)</title>", text(owner.client.get(address))).group(1).strip()
        assert title in {"Note · Alongside", "List · Alongside"}
