"""The directory's page: what a card says, how it is narrowed and ordered, and places in their thousands."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.test import Client

from tests.guidance.visible_text import visible_lines, visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.base import clock
from tracker.guidance import views
from tracker.guidance.directory import Kind, load_resources
from tracker.guidance.models import WORDS_SEARCHED, Resource
from tracker.management.commands.load_guidance import load

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2026, 11, 24, 18, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: TODAY)


@pytest.fixture
def directory():
    load(load_resources())


def get(query: str = "") -> str:
    response = Client().get(f"/resources/{query}")
    assert response.status_code == 200
    return response.content.decode()


def main(query: str = "") -> str:
    return get(query).partition("<main")[2].partition("<footer")[0]


def card(slug: str, query: str = "") -> str:
    """The text of one card."""
    inside = get(query).partition(f'id="{slug}"')[2].partition("</article>")[0]
    return " ".join(visible_lines(f'<article id="{slug}"{inside}'))


def headings(query: str) -> list[str]:
    return re.findall(r"<h3>(.*?)</h3>", main(query))


def curated(slug: str = "one", **fields) -> Resource:
    defaults = {"slug": slug, "name": slug, "organisation": slug, "kind": "helpline"}
    return Resource.objects.create(**defaults | fields)


def places(count: int, **fields) -> None:
    defaults = {
        "kind": "treatment", "imported_from": "List", "source": "List", "source_url": "https://example.org/list",
        "licence": "Public domain", "retrieved_on": dt.date(2026, 11, 1), "states": ("IL",), "city": "Springfield",
        "zip_code": "62701", "phone": "217-555-0100", "services": "Methadone; Peer support", "payment": "Medicaid",
        "position": 2000,
    }  # fmt: skip
    Resource.objects.bulk_create(
        Resource(slug=f"place-{number}", organisation="Group", **{"name": f"Place {number:05}"} | defaults | fields)
        for number in range(count)
    )


# A card -------------------------------------------------------------------------------------------------
def test_a_card_says_who_answers_hours_cost_languages_and_when_it_was_checked(directory):
    text = card("violence-hotline")
    for words in ("Open Day and night, every day", "Cost Free", "Languages English, Spanish", "Who answers A trained advocate",
                  "Last checked November 24, 2026"):  # fmt: skip
        assert words in text, words


def test_a_card_calls_and_texts(directory):
    page = main("?state=IL")
    assert 'href="tel:8332346343"' in page
    assert 'href="sms:833234?body=HELP"' in page
    assert 'href="sms:988"' in page


def test_a_number_can_be_copied_where_scripts_run(directory):
    page = main()
    button = re.search(r'<button[^>]*data-copy="800-662-4357"[^>]*>', page)[0]
    assert re.search(r"\shidden\s", button)
    assert 'type="button"' in button
    assert page.count("data-copy-says") == 1
    assert 'role="status" data-copy-says' in page
    assert 'data-copy="911"' not in page


@pytest.mark.parametrize(("days", "says_so"), [(0, False), (365, False), (366, True)])
def test_a_card_says_when_it_was_not_checked_for_a_year(days, says_so):
    curated(last_checked=dt.date(2026, 11, 24) - dt.timedelta(days=days))
    assert ("That is more than a year ago. It may have changed." in card("one")) is says_so


def test_a_card_that_was_never_checked_says_so():
    curated()
    assert "Not yet by us" in card("one")


def test_a_card_grows_stale_without_an_edit(monkeypatch):
    curated(last_checked=dt.date(2026, 11, 24))
    assert "more than a year" not in card("one")
    monkeypatch.setattr(clock, "now", lambda: TODAY + dt.timedelta(days=366))
    assert "more than a year" in card("one")


def test_a_place_shows_its_list_address_and_the_day_of_the_list():
    places(1)
    text = card("place-0", "?state=IL")
    for words in (
        "Springfield, IL 62701",
        "Ways to pay Medicaid",
        "From the list of List",
        "November 1, 2026.",
        "Public domain",
    ):
        assert words in text, words
    assert "more than a year" not in text
    assert "Last checked" not in text
    assert "We did not check these one by one." in main("?state=IL")


def test_a_place_from_an_old_list_says_so_and_one_that_the_host_checked_too():
    places(1, retrieved_on=dt.date(2025, 11, 1), last_checked=dt.date(2026, 11, 20))
    text = card("place-0", "?state=IL")
    assert "Last checked November 20, 2026" in text
    assert "November 1, 2025. That is more than a year ago." in text


# Order and filters --------------------------------------------------------------------------------------
def test_crisis_comes_first_then_the_state_then_the_country():
    curated("country", position=1)
    curated("state", position=2, states=("IL",))
    curated("grief", position=3, kind="grief", states=("IL",))
    curated("crisis", position=4, kind="crisis")
    places(1)
    assert headings("?state=IL") == ["crisis", "state", "country", "grief", "Place 00000"]


def test_another_states_resources_are_left_out():
    curated("illinois", states=("IL",))
    curated("texas", states=("TX",))
    curated("country")
    assert headings("?state=TX") == ["texas", "country"]
    assert sorted(headings("")) == ["country", "illinois", "texas"]


@pytest.mark.parametrize("name", ["need", "topic", "kind"])
def test_a_need_is_a_kind_or_a_topic(name):
    curated("kind", kind="naloxone")
    curated("topic", topics=("naloxone", "grief"))
    curated("neither", topics=("overdose-risk",))
    assert sorted(headings(f"?{name}=naloxone")) == ["kind", "topic"]


def test_a_topic_stays_chosen_and_leads_back(directory):
    page = main("?topic=missed-dose")
    assert '<option value="missed-dose" selected>' in page
    assert 'href="/guidance/missed-dose/"' in page


def test_search_wants_every_word_somewhere(directory):
    places(1, name="New Day", city="Peoria")
    assert headings("?q=new+peoria+methadone") == ["New Day"]
    assert headings("?q=NEW+day+chicago") == []
    assert headings("?q=%25") == []


def test_a_long_search_is_cut():
    curated("abc")
    assert headings("?q=" + "+".join("abcabcabc"[:WORDS_SEARCHED]) + "+zzz") == ["abc"]


@pytest.mark.parametrize("wrong", ["need=spying", "state=ZZ&need=x", "kind=%00", "topic=a+b", "need=TRANSPORT"])
def test_what_is_not_understood_falls_back_alone(wrong):
    curated("ride", kind="transport", states=("IL",))
    curated("grief", kind="grief")
    page = main(f"?{wrong}&q=ride")
    assert "Here is what fits the rest." in page
    assert re.findall(r"<h3>(.*?)</h3>", page) == ["ride"]


def test_nothing_is_remembered(directory):
    client = Client()
    client.get("/resources/?state=TX")
    response = client.get("/resources/?state=")
    assert not client.cookies
    assert "Illinois Helpline for" in response.content.decode()
    assert response["Cache-Control"] == "public, max-age=300"


# Places in their thousands ------------------------------------------------------------------------------
def test_places_show_only_when_a_state_or_words_are_given(directory):
    places(3)
    assert "Place 0" not in main("")
    assert "Place 0" not in main("?need=treatment")
    for query in ("?state=IL", "?q=springfield", "?state=IL&need=treatment"):
        assert main(query).count("<h3>Place 0") == 3
    assert "Place 0" not in main("?state=TX")
    assert "Place 0" not in main("?state=IL&need=grief")


def test_places_are_paged_and_the_way_keeps_the_search(directory):
    places(45)
    first, second, last = main("?state=IL&q=place"), main("?state=IL&q=place&page=2"), main("?state=IL&q=place&page=3")
    assert [page.count("<h3>Place 0") for page in (first, second, last)] == [20, 20, 5]
    assert '<button class="btn btn-primary" name="page" value="2">' in first
    assert '<button class="btn btn-outline-primary" name="page" value="1">' in second
    assert '<input type="hidden" name="q" value="place">' in second
    assert "Page 3 of 3" in last
    assert "More places</button>" not in last
    assert "<h3>911</h3>" not in second


def test_what_one_asks_for_stands_in_no_address(directory, client):
    """The form is sent by POST; the answer is stored nowhere and is what the same words give in an address."""
    places(45)
    asked = {"state": "IL", "q": "place", "page": "2"}
    response = client.post("/resources/", asked)
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert response.content == client.get("/resources/", asked).content
    assert '<form method="post" action="/resources/"' in response.content.decode()
    assert 'method="get"' not in response.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "", "9" * 3000, "%00", "1.5"])
def test_a_page_that_is_not_there_shows_one_that_is(page):
    places(45)
    assert re.search(r"Page [123] of 3", main(f"?state=IL&page={page}"))


def test_twenty_thousand_places_take_three_queries_and_little_to_send(directory, django_assert_num_queries):
    places(20_000)
    with django_assert_num_queries(1):
        get("")
    with django_assert_num_queries(3):
        page = get("?state=IL&q=springfield+methadone")
    with django_assert_num_queries(2):
        get("?state=IL&page=500")
    assert "20000 resources" in page
    assert len(page) < 80_000


def test_a_place_that_the_host_hid_is_gone():
    places(2)
    Resource.objects.filter(slug="place-0").update(hidden=True)
    assert headings("?state=IL") == ["Place 00001"]


def test_equal_pages_are_rendered_once(directory):
    views._resource_list.cache_clear()
    for _time in range(3):
        get("?state=IL")
    assert views._resource_list.cache_info().misses == 1


# Words --------------------------------------------------------------------------------------------------
def test_words_are_person_first(directory):
    places(21)
    for query in ("", "?state=IL&page=2", "?need=x", "?q=zzzz"):
        assert words_to_avoid_in(visible_text(get(query))) == []


def test_every_kind_can_be_chosen(directory):
    page = main()
    for kind in Kind:
        assert f'<option value="{kind.value}">' in page
        assert headings(f"?need={kind.value}")


def test_the_same_rows_as_data_keep_their_dates():
    load((replace(load_resources()[0], last_checked=dt.date(2025, 1, 2)),))
    assert Resource.objects.get().as_data().last_checked == dt.date(2025, 1, 2)
