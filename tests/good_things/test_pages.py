"""The pages of good things as the people of a circle meet them."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.factories import at, make_appointment, make_good_thing, make_observation
from tracker.base.clock import Week
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.good_things.models import GoodThing
from tracker.summary import words
from tracker.summary.loading import week_summary

pytestmark = pytest.mark.django_db


def typed(moment) -> str:
    """A moment as the form's own picker sends it."""
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def add(person, *codes, **fields):
    data = {"codes": codes, "at": typed(at(hours=-1)), "visibility": "circle"} | fields
    return person.client.post(person.url("good-things/add/"), data)


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def ticked(html: str) -> list[str]:
    return re.findall(r'name="codes" value="(\w+)"[^>]*\schecked', html)


# Add ------------------------------------------------------------------------------------------------------
def test_three_taps_from_today(owner):
    """The tile, one box, Save: everything else has a default."""
    assert owner.url("good-things/add/") in page(owner, "")
    html = page(owner, "good-things/add/")
    data = dict(re.findall(r'<input type="(?:hidden|datetime-local)" name="(\w+)" value="([^"]+)"', html))
    data |= {"codes": ["GS3"], "visibility": re.search(r'name="visibility" value="(\w+)"[^>]*checked', html).group(1)}
    response = owner.client.post(owner.url("good-things/add/"), data)
    entry = GoodThing.objects.get()
    assert response.url == entry.get_absolute_url()
    assert (entry.codes, entry.visibility, entry.answered) == (("GS3",), "circle", "")


def test_codes_are_kept_once_in_the_order_of_the_list(owner):
    add(owner, "GD2", "GS1", "GS1", own_words="Fixed the door", answered="treat", note="He smiled")
    entry = GoodThing.objects.get()
    assert (entry.codes, entry.own_words, entry.answered, entry.note) == (
        ("GS1", "GD2"), "Fixed the door", "treat", "He smiled",
    )  # fmt: skip


def test_own_words_alone_are_enough_and_are_encrypted(owner):
    assert add(owner, own_words="Fixed the door").status_code == 302
    assert GoodThing.objects.get().title == "Fixed the door"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT own_words FROM tracker_goodthing")
        assert "door" not in cursor.fetchone()[0]


def test_a_link_may_tick_things(owner):
    assert ticked(page(owner, "good-things/add/?what=GS3&what=GD1")) == ["GS3", "GD1"]
    assert ticked(page(owner, "good-things/add/?what=XX9&what=%00")) == []
    assert ticked(page(owner, "good-things/add/?what=TE1")) == []


@pytest.mark.parametrize(
    ("codes", "fields", "words"),
    [
        ((), {}, "Choose at least one, or say it in your own words."),
        ((), {"own_words": "\u200b\u200b"}, "Choose at least one, or say it in your own words."),
        (("XX9",), {}, "Choose from the list."),
        (("TE1",), {}, "Choose from the list."),
        (("GS1\x00",), {}, "Choose from the list."),
        (("GS1",), {"own_words": "a\x00b"}, "Null characters"),
        (("GS1",), {"own_words": "x" * 81}, "80"),
        (("GS1",), {"note": "x" * 4001}, "4000"),
        (("GS1",), {"at": "9999-12-31T23:59"}, "Choose a date between"),
        (("GS1",), {"at": ""}, "Say when."),
        (("GS1",), {"at": typed(at(days=2))}, "That time is still to come."),
        (("GS1",), {"answered": "shouted"}, "Choose one of the answers."),
        (("GS1",), {"visibility": "everyone"}, "Select a valid choice"),
    ],
)
def test_bad_answers_get_a_sentence_and_lose_nothing(owner, codes, fields, words):
    response = add(owner, *codes, **{"note": "A long day"} | fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "Error:" in html
    assert ticked(html) == [code for code in codes if code == "GS1"]
    assert "note" in fields or "A long day" in html
    assert not GoodThing.objects.exists()


def test_the_same_form_sent_twice_makes_one_entry(owner):
    key = str(uuid.uuid4())
    first, second = (add(owner, "GS3", client_key=key) for _ in range(2))
    assert GoodThing.objects.count() == 1
    assert first.url == second.url


def test_fields_that_the_form_does_not_have_change_nothing(owner, stranger):
    add(owner, "GS3", circle=stranger.circle.pk, author=stranger.user.pk, kind="sign", version=9, day="2001-01-01")
    entry = GoodThing.objects.get()
    assert (entry.circle, entry.author, entry.kind, entry.version) == (owner.circle, owner.user, "good-thing", 1)


# Read and change ------------------------------------------------------------------------------------------
def test_the_page_offers_words_for_each_thing(owner):
    entry = make_good_thing(owner.membership, codes=("GS9", "GS3"), own_words="Fixed the door")
    html = page(owner, f"good-things/{entry.public_id}/")
    for text in ("Say what you saw", "You took your medicine each day this week.", "I liked eating with you tonight.",
                 "Fixed the door", "I saw what you did today"):  # fmt: skip
        assert text in html
    assert "You look rested" not in html


def test_the_page_offers_things_to_do_with_the_way_to_log_them(owner, viewer):
    entry = make_good_thing(owner.membership)
    html = page(owner, f"good-things/{entry.public_id}/")
    for code in ("GS3", "GS7", "GS5", "GD1", "GD2", "GS8"):
        assert f'{owner.url("good-things/add/")}?what={code}"' in html
    assert "good-things/add/" not in page(viewer, f"good-things/{entry.public_id}/")
    assert "?what=GD2" in page(owner, "good-things/")
    assert "good-things/add/" not in page(viewer, "good-things/")


def test_it_leads_to_guidance_with_the_reason(owner, resources):
    entry = make_good_thing(owner.membership, codes=("GS3", "GD2"))
    html = page(owner, f"good-things/{entry.public_id}/")
    for topic in ("encouragement", "food-sleep-movement", "stress-coping"):
        assert f'href="/guidance/{topic}/"' in html
    assert "“Ate together” was noted on" in html


@pytest.mark.parametrize(
    ("code", "situation"),
    [("GS3", "food"), ("GS5", "sleep"), ("GS6", "routine"), ("GD1", "routine"), ("GD2", "coping"), ("GS7", "coping")],
)
def test_a_thing_says_what_it_is_about(owner, code, situation):
    entry = make_good_thing(owner.membership, codes=(code,))
    assert [one.situation for one in entry.situations(None)] == ["encourage", situation]


def test_a_change_can_be_undone(owner):
    entry = make_good_thing(owner.membership)
    data = {"codes": ["GS5"], "at": typed(entry.at), "visibility": "circle", "version": 1}
    owner.client.post(owner.url(f"good-things/{entry.public_id}/change/"), data)
    entry.refresh_from_db()
    assert entry.codes == ("GS5",)
    undo = re.search(r'action="([^"]+/undo/[^"]+)"', page(owner, f"good-things/{entry.public_id}/")).group(1)
    owner.client.post(undo)
    entry.refresh_from_db()
    assert entry.codes == ("GS3",)


def test_two_who_save_at_once_lose_nothing(owner, helper):
    entry = make_good_thing(owner.membership, own_words="Hers")
    url = owner.url(f"good-things/{entry.public_id}/change/")
    data = {"codes": ["GS5"], "at": typed(entry.at), "visibility": "circle", "version": 1}
    assert helper.client.post(url, data | {"own_words": "His"}).status_code == 302
    response = owner.client.post(url, data | {"own_words": "Mine"})
    assert response.status_code == 422
    assert "His" in response.content.decode()
    assert "Mine" in response.content.decode()


def test_shared_at_first_and_hidden_when_asked(owner, viewer):
    make_good_thing(owner.membership, own_words="For all")
    make_good_thing(owner.membership, own_words="For me", visibility="only_me")
    for path in ("good-things/", "timeline/"):
        html = page(viewer, path)
        assert "For all" in html
        assert "For me" not in html


def test_deleted_and_put_back(owner):
    entry = make_good_thing(owner.membership, codes=("GS3", "GD1"), own_words="Fixed the door")
    owner.client.post(owner.url(f"good-things/{entry.public_id}/delete/"))
    assert not Entry.objects.exists()
    row = re.search(r'action="([^"]+/deleted/[^"]+)"', page(owner, "deleted/")).group(1)
    owner.client.post(row)
    back = GoodThing.objects.get()
    assert (back.codes, back.own_words) == (("GS3", "GD1"), "Fixed the door")


# The week -------------------------------------------------------------------------------------------------
def summary_of(person):
    return week_summary(Log(person.membership), Week.this(person.circle.tzinfo))


def test_good_things_open_the_week_together_with_good_signs(owner):
    day = make_good_thing(owner.membership, codes=("GS3", "GD2"), own_words="Fixed the door", at=at()).at
    make_observation(owner.membership, signs=("GS3", "GS2"), at=at())
    name = day.astimezone(owner.circle.tzinfo).strftime("%A")
    assert sorted(words.good(summary_of(owner))) == [
        f"Ate together: {name}.",
        f"Fixed the door: {name}.",
        f"Got through stress in a good way: {name}.",
        f"Talked openly: {name}.",
    ]
    html = page(owner, "week/")
    assert html.index("What went well") < html.index("Fixed the door")


def test_own_words_alone_fill_the_week(owner):
    make_good_thing(owner.membership, codes=(), own_words="Fixed the door")
    assert summary_of(owner).has_log
    assert "Nothing is written down" not in page(owner, "week/")
    assert "Fixed the door" in page(owner, "week/")


def test_the_week_shows_nothing_hidden(owner, helper):
    make_good_thing(owner.membership, own_words="For me", visibility="only_me")
    make_appointment(helper.membership)
    assert "For me" not in page(helper, "week/")
    assert not summary_of(helper).signs.good


def test_words_are_escaped(owner):
    entry = make_good_thing(owner.membership, codes=(), own_words="<b>x</b>")
    for path in ("week/", f"good-things/{entry.public_id}/", "good-things/", "timeline/"):
        assert "<b>x" not in page(owner, path)


def test_pages_take_few_queries(owner, django_assert_max_num_queries, resources):
    for number in range(25):
        entry = make_good_thing(owner.membership, own_words=str(number))
    owner.client.get(owner.url())
    for path, most in (("good-things/", 12), (f"good-things/{entry.public_id}/", 12), ("week/", 16), ("", 16)):
        with django_assert_max_num_queries(most):
            owner.client.get(owner.url(path))
