"""Public pages: the same bytes for everyone, readable, complete, and quick to serve."""

import re

import pytest
from django.test import Client

from tests.guidance.reading_level import grade
from tests.guidance.visible_text import visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance import matching, topics, views
from tracker.guidance.catalogue import GOOD_SIGNS, SIGNS
from tracker.guidance.models import Resource
from tracker.guidance.situation_words import SITUATION_WORDS
from tracker.management.commands import load_guidance

FIXED = (
    "/emergency/", "/guidance/", "/guidance/how-we-match/", "/signs/", "/privacy/", "/about/",
    *(f"/guidance/{slug}/" for slug in topics.TOPIC_SLUGS),
)  # fmt: skip
OUR_WORDS = ("/", "/guidance/", "/signs/", "/privacy/", "/about/", "/guidance/how-we-match/")
SIGNED_IN_ONLY = ("csrfmiddlewaretoken", "Sign out", "/accounts/logout/")


def get(path: str, client: Client | None = None) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.fixture
def directory(db):
    load_guidance.load(load_guidance.load_resources())


# The same for everyone ----------------------------------------------------------------------------------
@pytest.mark.parametrize("path", FIXED)
def test_page_is_public_and_reads_no_database(path):
    response = Client().get(path)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert not response.wsgi_request.session.accessed
    assert not any(word in response.content.decode() for word in SIGNED_IN_ONLY)


@pytest.mark.parametrize("path", [*FIXED, "/resources/", "/resources/?state=IL&q=ride"])
def test_page_has_the_same_bytes_for_a_member(path, owner, directory):
    theirs = owner.client.get(path)
    assert theirs.content == Client().get(path).content
    assert not theirs.wsgi_request.session.accessed
    assert not theirs.cookies
    assert "Cookie" not in theirs.get("Vary", "")


@pytest.mark.parametrize("path", FIXED)
def test_page_takes_no_post(path):
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("path", [*FIXED, "/", "/resources/"])
def test_page_has_one_main_heading_and_no_inline_code(path, directory):
    page = get(path)
    assert len(re.findall(r"<h1\b", page)) == 1
    assert not re.search(r"<style|\sstyle=|\son\w+=\"|<script(?! src=)", page)


# Home ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_home_warns_about_the_device_before_it_offers_to_sign_up():
    page = get("/")
    main = page.partition("<main")[2]
    assert main.index("/emergency/") < main.index("check this phone") < main.index("/accounts/signup/")
    assert "833-234-6343" in main
    assert "800-662-4357" in main


@pytest.mark.django_db
def test_home_is_kept_by_nobody():
    response = Client().get("/")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_home_sends_a_member_to_today(owner):
    response = owner.client.get("/")
    assert response.status_code == 302
    assert response["Location"] == "/go/today/"


# Topics -------------------------------------------------------------------------------------------------
def test_unknown_topic_is_not_found():
    assert Client().get("/guidance/no-such-topic/").status_code == 404


def test_index_leads_to_every_topic():
    page = get("/guidance/")
    assert [slug for slug in topics.TOPIC_SLUGS if f'href="/guidance/{slug}/"' not in page] == []


@pytest.mark.parametrize("slug", topics.TOPIC_SLUGS)
def test_topic_shows_its_text_sources_and_the_way_to_my_entries(slug):
    page, topic = get(f"/guidance/{slug}/"), topics.topic(slug)
    assert topic.html in page
    assert f"/go/entries/?topic={slug}" in page
    assert f"/resources/?topic={slug}" in page
    assert page.count('rel="noreferrer"') == len(topic.sources)
    assert "Checked against its sources on" in page


@pytest.mark.parametrize(("days", "says_so"), [(365, False), (366, True)])
def test_t25_topic_says_when_it_was_not_checked_for_a_year(days, says_so):
    topic = topics.topic("naloxone")
    day = topic.reviewed.fromordinal(topic.reviewed.toordinal() + days)
    assert views._topic_detail("naloxone", day)["stale"] is says_so
    shown = views._render("guidance/topic_detail.html", views._topic_detail("naloxone", day))
    assert ("more than a year ago" in shown) is says_so


# Signs and matching -------------------------------------------------------------------------------------
def test_catalogue_shows_every_sign_with_what_else_it_can_be_and_good_ones_first():
    page = get("/signs/")
    places = [page.index(f'id="{one.code}"') for one in (*GOOD_SIGNS, *SIGNS)]
    assert max(places[: len(GOOD_SIGNS)]) < min(places[len(GOOD_SIGNS) :])
    assert page.count("This can also be:") == len(SIGNS)


def test_catalogue_sends_emergencies_to_the_steps():
    page = get("/signs/")
    for code, address in (("OD2", "/emergency/"), ("OD3", "/emergency/"), ("MS6", "/emergency/#crisis")):
        assert f'href="{address}"' in page.partition(f'id="{code}"')[2].partition("</article>")[0]


def test_matching_page_shows_every_row_of_the_table():
    shown = {situation for _heading, situations in SITUATION_WORDS for situation in situations}
    good = {f"sign_{one.code.lower()}" for one in GOOD_SIGNS}
    assert {row.situation for row in matching.TABLE} - shown - good == set()
    text = visible_text(get("/guidance/how-we-match/"))
    assert text.count("When to act") == sum(row.situation in shown for row in matching.TABLE)


# Resources ----------------------------------------------------------------------------------------------
def test_resource_list_takes_one_query(directory, django_assert_num_queries):
    with django_assert_num_queries(1):
        get("/resources/?kind=transport")


def test_resources_are_narrowed_by_state_kind_topic_and_word(directory):
    assert "Illinois Helpline for" in get("/resources/?state=IL")
    assert "Illinois Helpline for" not in get("/resources/?state=TX").partition("<footer")[0]
    assert "Nar-Anon" not in get("/resources/?kind=transport")
    assert "877-725-0569" in get("/resources/?topic=transport&q=medicaid")
    assert "877-725-0569" not in get("/resources/?topic=grief")


def test_resources_of_the_state_come_first_in_each_kind(directory):
    found = [one.as_data() for one in Resource.objects.for_state("IL").regional_first()]
    for _kind, members in views.by_kind(found):
        regional = [bool(one.states) for one in members]
        assert regional == sorted(regional, reverse=True)


@pytest.mark.parametrize("query", ["q=ride%00", "state=ZZ", "kind=spying", "topic=x", "q=" + "a" * 500])
def test_a_filter_that_is_not_understood_shows_everything(query, directory):
    page = get(f"/resources/?{query}")
    assert "Here is everything" in page
    assert page.count('class="card-soft resource"') == Resource.objects.count()
    assert "\x00" not in page


def test_nothing_found_offers_the_helplines(directory):
    main = get("/resources/?q=zzzz").partition("<footer")[0]
    assert "Nothing fits that" in main
    assert 'href="tel:8006624357"' in main


def test_what_a_reader_types_is_escaped(directory):
    assert "<script>alert" not in get("/resources/?q=%3Cscript%3Ealert")


def test_an_edit_by_the_host_shows_at_once(directory):
    get("/resources/")
    Resource.objects.filter(slug="lifeline-988").update(name="Lifeline by another name")
    assert "Lifeline by another name" in get("/resources/")


# Words --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("path", OUR_WORDS)
def test_words_are_plain_and_person_first(path):
    text = visible_text(get(path))
    assert grade(text) <= 6.0
    assert words_to_avoid_in(text) == []


def test_about_says_that_it_does_not_call_for_help():
    page = get("/about/")
    for words in ("It does not call for help.", "Nobody watches it.", "It is not medical advice."):
        assert words in page


def test_t18_privacy_says_that_a_court_may_ask_and_promises_no_more_than_there_is(settings):
    page = get("/privacy/")
    assert f"{settings.IDLE_MINUTES} minutes" in page
    assert "does not erase the history of your browser" in page
    assert "A court may ask for notes" in page
    assert "HIPAA" not in page
