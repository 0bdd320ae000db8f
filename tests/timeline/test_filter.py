"""Narrowing the timeline, and looking for words inside what one may read."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import at, make_appointment, make_boundary, make_boundary_test, make_observation, make_ride
from tracker.timeline import queries, rules

pytestmark = pytest.mark.django_db


def ask(person, path="timeline/", **fields):
    return person.client.post(person.url(path), fields)


def shown(response) -> set[str]:
    """The public ids of the entries on the page."""
    return set(re.findall(r'class="row-link" href="/c/[^"]*?([A-Za-z0-9_-]{12})/"', response.content.decode()))


def ids(*entries) -> set[str]:
    return {entry.public_id for entry in entries}


def test_by_author(owner, helper):
    mine, theirs = make_appointment(owner.membership), make_appointment(helper.membership)
    assert shown(ask(owner, author=helper.membership.public_id)) == ids(theirs)
    assert shown(ask(owner)) == ids(mine, theirs)


def test_by_days_both_included_in_the_zone_of_the_circle(owner):
    noon = dt.datetime(2026, 11, 10, 18, 0, tzinfo=dt.UTC)
    late = dt.datetime(2026, 11, 12, 5, 30, tzinfo=dt.UTC)  # 11:30 PM on the 11th in Chicago
    after = dt.datetime(2026, 11, 12, 6, 30, tzinfo=dt.UTC)
    first, second, third = (make_appointment(owner.membership, at=moment) for moment in (noon, late, after))
    assert shown(ask(owner, since="2026-11-10", until="2026-11-11")) == ids(first, second)
    assert shown(ask(owner, since="2026-11-12")) == ids(third)


def test_by_category_of_sign(owner):
    mood = make_observation(owner.membership, signs=("MS1", "SW1"))
    money = make_observation(owner.membership, signs=("MP1",))
    make_appointment(owner.membership)
    assert shown(ask(owner, category="mood")) == ids(mood)
    assert shown(ask(owner, category="money")) == ids(money)
    assert shown(ask(owner, category="overdose")) == set()


@pytest.fixture
def texts(owner):
    boundary = make_boundary(owner.membership, limit="lend my bicycle")
    return {
        "note": make_appointment(owner.membership, note="He laughed about the Bicycle today"),
        "place": make_appointment(owner.membership, place="Bicycle lane 5"),
        "plan": make_ride(owner.membership, plan_b="Take the bicycle"),
        "limit": boundary,
        "test": make_boundary_test(boundary, owner.membership, what_i_did="Locked the bicycle"),
        "did": make_observation(owner.membership, what_i_did="Fixed a bicycle"),
        "other": make_appointment(owner.membership, note="Nothing of the sort"),
    }


def test_words_are_found_in_every_text_of_every_kind(owner, texts):
    other = texts.pop("other")
    response = ask(owner, q="BICYCLE")
    assert shown(response) == ids(*texts.values())
    assert other.public_id not in response.content.decode()
    assert "Found 6 entries with “bicycle”" in response.content.decode()


def test_all_words_have_to_be_there(owner, texts):
    assert shown(ask(owner, q="laughed bicycle")) == ids(texts["note"])
    assert "Nothing fits that" in ask(owner, q="laughed zebra").content.decode()


def test_words_and_filters_go_together(owner, texts):
    assert shown(ask(owner, q="bicycle", kind="ride")) == ids(texts["plan"])


def test_nobody_finds_what_they_may_not_read(owner, helper, viewer):
    hidden = make_appointment(owner.membership, note="unicorn", visibility="only_me")
    assert shown(ask(owner, q="unicorn")) == ids(hidden)
    for person in (helper, viewer):
        assert shown(ask(person, q="unicorn")) == set()
    assert shown(ask(owner, "preview/", q="unicorn")) == set()


def test_words_stand_in_no_address(owner, texts):
    html = ask(owner, q="bicycle").content.decode()
    assert not re.search(r'href="[^"]*bicycle', html, re.I)
    assert not re.search(r'action="[^"]*bicycle', html, re.I)


def test_a_search_is_bounded_says_so_and_goes_on(owner, monkeypatch):
    monkeypatch.setattr(queries, "ROWS_SEARCHED", 5)
    old = make_appointment(owner.membership, note="needle", at=at(days=-9))
    for day in range(5):
        make_appointment(owner.membership, note="hay", at=at(days=-day))
    response = ask(owner, q="needle")
    html = response.content.decode()
    assert shown(response) == set()
    assert "Looked through 5, newest first." in html
    before = re.search(r'name="before" value="([^"]+)">Look through older ones', html).group(1)
    assert shown(ask(owner, q="needle", before=before)) == ids(old)


def test_a_full_page_stops_and_goes_on_without_a_gap(owner, monkeypatch):
    monkeypatch.setattr(queries, "FOUND_SHOWN", 3)
    made = [make_appointment(owner.membership, note="needle", at=at(days=-day)) for day in range(7)]
    found, before = [], ""
    for _ in range(3):
        html = ask(owner, q="needle", before=before).content.decode()
        found += re.findall(r'class="row-link" href="/c/[^"]*?([A-Za-z0-9_-]{12})/"', html)
        more = re.search(r'name="before" value="([^"]+)"', html)
        before = more.group(1) if more else ""
    assert found == [entry.public_id for entry in made]


def test_pages_of_a_filter_go_on_where_the_last_ended(owner):
    made = [make_appointment(owner.membership, at=at(days=-day)) for day in range(25)]
    make_ride(owner.membership)
    html = ask(owner, kind="appointment", since="2026-01-01").content.decode()
    before = re.search(r'name="before" value="([^"]+)"', html).group(1)
    second = ask(owner, kind="appointment", since="2026-01-01", before=before)
    assert shown(second) == ids(*made[20:])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"since": "2026-02-30"}, "real date"),
        ({"since": "2026-11-10", "until": "2026-11-01"}, "comes before the first"),
        ({"q": "x" * 61}, "60"),
        ({"q": "a\x00b"}, "Null characters"),
        ({"kind": "nonsense"}, "Choose one of the answers"),
        ({"author": "999999"}, "Choose one of the answers"),
        ({"author": "9" * 400}, "Choose one of the answers"),
        ({"category": "\x00"}, "Choose one of the answers"),
    ],
)
def test_bad_input_says_so_and_shows_what_the_rest_gives(owner, fields, words):
    visit = make_appointment(owner.membership)
    response = ask(owner, **fields)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert shown(response) == ids(visit)


def test_bad_input_07_08_words_that_nobody_sees_are_no_search(owner):
    visit = make_appointment(owner.membership)
    response = ask(owner, q="\u200b \u00a0")
    assert (response.status_code, shown(response)) == (200, ids(visit))


@given(text=st.text(max_size=200), words=st.text(max_size=40))
def test_what_is_found_holds_every_word(text, words):
    found = rules.holds(text, rules.words_of(words))
    assert found == all(word in text.casefold() for word in words.casefold().split())


def test_the_timeline_asks_the_same_whatever_it_holds(owner, django_assert_max_num_queries):
    for day in range(30):
        make_appointment(owner.membership, at=at(days=-day), note="needle")
        make_observation(owner.membership, at=at(days=-day))
    with django_assert_max_num_queries(14):
        assert len(shown(ask(owner, q="needle"))) == 30
