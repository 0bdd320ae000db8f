"""The search box: reviewed questions with their answers, spelling, danger first, and nothing kept of what is typed."""

import logging
import os
import time
from pathlib import Path

import pytest
from django.test import Client

from tests.guidance.reading_level import grade
from tests.guidance.visible_text import visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance import catalogue, search, topics
from tracker.guidance.danger import Danger, dangers_in, normal
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.guidance.search_words import KEYWORDS, SAME_AS, SIGN_KEYWORDS, STOPWORDS

ADDRESS = "/guidance/search/"
EMERGENCY, CRISIS = "/emergency/", "/emergency/#crisis"

# What is typed -> the address of the first result. Reviewed one by one: would this help the one who asks?
REVIEWED = {
    "naloxone": "/guidance/naloxone/",
    "narcan": "/guidance/naloxone/",
    "free narcan": "/resources/#illinois-free-naloxone",
    "suboxone": "/guidance/medication/",
    "Subutex side effects": "/guidance/medication/",
    "methadone": "/guidance/medication/",
    "vivitrol": "/guidance/medication/",
    "is she safe on methadone while pregnant": "/guidance/medication/",
    "taxi": "/guidance/transport/",
    "uber to the clinic": "/guidance/transport/",
    "ride didn't come": "/guidance/transport/",
    "rehab": "/guidance/find-help/",
    "detox near me": "/guidance/find-help/",
    "relapse": "/guidance/after-return-to-use/",
    "he relapsed": "/guidance/after-return-to-use/",
    "found needles in his room": "/guidance/after-return-to-use/",
    "relapse warning signs": "/guidance/relapse-understanding/",
    "violence": "/guidance/safe-at-home/",
    "abuse": "/guidance/safe-at-home/",
    "he hit me": "/guidance/safe-at-home/",
    "kicked out": "/guidance/boundaries/",
    "stealing": "/guidance/boundaries/",
    "she stole my money": "/guidance/boundaries/",
    "my son died": "/guidance/grief/",
    "death": "/guidance/grief/",
    "grief group": "/guidance/grief/",
    "medicaid": "/guidance/medicaid/",
    "no insurance": "/guidance/medicaid/",
    "missed dose": "/guidance/missed-dose/",
    "skipped methadone": "/guidance/missed-dose/",
    "withdrawal": "/guidance/missed-dose/",
    "how do I talk to him": "/guidance/communication/",
    "lying": "/guidance/communication/",
    "tired": "/guidance/look-after-yourself/",
    "burnout": "/guidance/look-after-yourself/",
    "craving": "/guidance/stress-coping/",
    "bored": "/guidance/daily-routine/",
    "sleep": "/guidance/food-sleep-movement/",
    "jail release": "/guidance/overdose-risk/",
    "HIPAA": "/guidance/privacy-and-consent/",
    "what is opioid use disorder": "/guidance/oud-facts/",
    "praise": "/guidance/encouragement/",
    "support group": "/guidance/support-groups/",
    "tough love": "/guidance/helping-approach/",
    "lock up medicines": "/guidance/home-environment/",
    "rebook a visit": "/guidance/appointments/",
    "nodding off": "/signs/#PH3",
    "pinpoint pupils": "/signs/#PH2",
    "selling his phone": "/signs/#MP3",
    "isolating": "/signs/#SW1",
    "won't answer the phone": "/signs/#SW4",
    "al anon": "/resources/#al-anon",
    "naranon": "/resources/#nar-anon",
    "poison control": "/resources/#poison-control",
    "overdose training": EMERGENCY,
    "911": EMERGENCY,
    "OD": EMERGENCY,
    "not breathing": EMERGENCY,
    "blue lips": EMERGENCY,
    "won’t wake up": EMERGENCY,
    "suicide": CRISIS,
    "wants to die": CRISIS,
}  # fmt: skip

# A slip of the finger -> what is looked for instead.
SPELLED = {
    "methodone": "methadone", "fentynal": "fentanyl", "boundries": "boundaries", "overdoes": "overdose", "narcon": "naloxone",
    "noloxone": "naloxone", "buprenorfine": "buprenorphine", "suboxen": "buprenorphine", "relaspe": "relapse",
    "withdrawl": "withdrawal", "counciling": "counseling", "medacaid": "medicaid", "apointment": "appointment",
    "transportaion": "transportation", "greif": "grief", "anxeity": "anxiety", "suicde": "suicide",
}  # fmt: skip

IN_DANGER = {
    Danger.OVERDOSE: (
        "overdose",
        "he overdosed",
        "overdoes",
        "over dose",
        "she is OD'ing",
        "not breathing",
        "he isn’t breathing",
        "stopped breathing",
        "no breath",
        "his breathing is slow",
        "blue lips",
        "lips are turning blue",
        "his face is grey",
        "won't wake up",
        "cannot wake her",
        "hard to wake",
        "unconscious",
        "passed out",
        "gurgling",
        "took too many pills",
        "locked in the bathroom",
        "bathroom door is locked",
        "narcan is not working",
        "my brother died last year and now she is not breathing",
        "he is not responding",
        "sobredosis",
    ),
    Danger.CRISIS: (
        "suicide",
        "suicidal",
        "wants to die",
        "wanna die",
        "kill himself",
        "she wants to end it all",
        "better off dead",
        "doesn't want to live",
        "does not want to be here",
        "cutting herself",
        "self-harm",
        "no reason to live",
        "take his own life",
        "sucidal",
        "wish I was dead",
    ),
    Danger.VIOLENCE: (
        "he hit me",
        "she has a knife",
        "he threatens me",
        "I am scared of him",
        "domestic violence",
        "he choked me",
    ),
}
NO_DANGER = (
    "naloxone",
    "my son died",
    "died of an overdose",
    "lost my daughter to an overdose",
    "not answering texts",
    "not responding to my texts",
    "feeling blue",
    "ride didn't come",
    "he kicked me out",
    "sleep",
    "moving out",
    "breathing exercises",
    "lock the medicine up",
    "food",
)


@pytest.fixture(scope="module")
def index():
    return search.index_of(load_resources(), "en")


def ask(words: str, client: Client | None = None):
    return (client or Client()).post(ADDRESS, {"q": words})


# What is found ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("words", "address"), REVIEWED.items())
def test_first_result(index, words, address):
    assert search.find(index, words).items[0].address == address


@pytest.mark.parametrize(("typed", "meant"), SPELLED.items())
def test_spelling_is_forgiven_and_said(index, typed, meant):
    found = search.find(index, typed)
    assert found.spelled == meant
    assert found.items == search.find(index, meant).items


@pytest.mark.parametrize("beginning", ["nalox", "naloxon", "buprenor", "medica", "boundar"])
def test_the_beginning_of_a_word_is_enough(index, beginning):
    found = search.find(index, beginning)
    assert found.items
    assert found.spelled == ""


@pytest.mark.parametrize("slug", topics.TOPIC_SLUGS)
def test_a_topic_is_first_for_its_own_title(index, slug):
    title = topics.topic(slug).title
    assert f"/guidance/{slug}/" in [one.address for one in search.find(index, title).items[:3]]


@pytest.mark.parametrize("sign", [*catalogue.GOOD_SIGNS, *catalogue.SIGNS], ids=lambda sign: sign.code)
def test_a_sign_is_found_by_its_label(index, sign):
    assert str(sign.label) in [one.title for one in search.find(index, str(sign.label)).items]


@pytest.mark.parametrize("resource", load_resources(), ids=lambda one: one.slug)
def test_a_resource_is_found_by_its_name(index, resource):
    assert resource.name in [one.title for one in search.find(index, resource.name).items]


def test_what_has_all_words_comes_before_what_has_one(index):
    addresses = [one.address for one in search.find(index, "medicaid ride illinois").items]
    assert addresses.index("/resources/#illinois-medicaid-rides") < addresses.index("/resources/#illinois-legal-aid")


def test_at_most_twelve_and_none_twice(index):
    for words in (*REVIEWED, "treatment help clinic medicine overdose ride family group"):
        items = search.find(index, words).items
        assert len(items) <= search.MAX_RESULTS
        assert len(set(items)) == len(items)


def test_the_tables_of_words_hold_what_exists(index):
    assert set(KEYWORDS) == set(topics.TOPIC_SLUGS)
    assert set(SIGN_KEYWORDS) <= {sign.code for sign in catalogue.SIGNS}
    assert [word for word, same in SAME_AS.items() if search.stem(same) not in index.places] == []
    assert STOPWORDS.isdisjoint(SAME_AS)


# Danger -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("danger", "words"), [(danger, words) for danger, all_words in IN_DANGER.items() for words in all_words]
)
def test_danger_is_heard_and_its_page_comes_first(index, danger, words):
    found = search.find(index, words)
    assert danger in found.dangers
    assert found.items[0].address == search.FIRST[found.dangers[0]][0]


@pytest.mark.parametrize("words", NO_DANGER)
def test_an_everyday_question_raises_no_alarm(index, words):
    assert search.find(index, words).dangers == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("not breathing", "tel:911"),
        ("overdose", "tel:911"),
        ("wants to die", "tel:988"),
        ("he hit me", "tel:8007997233"),
    ],
)
def test_the_call_stands_above_the_box_and_the_results(resources, words, link):
    main = ask(words).content.decode().partition("<main")[2].partition("</main>")[0]
    assert main.index(link) < main.index('id="search-words"') < main.index('id="results"')


def test_danger_is_heard_in_a_text_that_is_too_long_to_search():
    response = ask("he is not breathing " * 100)
    assert response.status_code == 422
    assert "tel:911" in response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_hostile_text_takes_no_time():
    started = time.perf_counter()
    for text in ("not " * 1200, "want " * 1000, "a" * 5000, "locked " * 700, "face " * 1000):
        dangers_in(normal(text[:5000]))
    assert time.perf_counter() - started < 2


# The page -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/guidance/", "/signs/", ADDRESS])
def test_the_box_stands_on_the_page_once_and_posts(path, resources):
    page = Client().get(path).content.decode()
    assert page.count('id="search-words"') == 1
    assert f'<form method="post" action="{ADDRESS}"' in page
    assert "csrfmiddlewaretoken" not in page


def test_the_answer_says_where_each_result_is_from(resources):
    page = ask("narcon").content.decode()
    assert "Showing results for “<bdi>naloxone</bdi>”" in page
    for label in ("Topic", "Resource"):
        assert f'<span class="chip">{label}</span>' in page
    assert '<span class="chip">Sign</span>' in ask("stealing").content.decode()


def test_nothing_found_offers_people_and_the_lists(resources):
    main = ask("zzqqj").content.decode().partition("<main")[2].partition("</main>")[0]
    assert "We found nothing for that" in main
    for link in ("tel:8332346343", "tel:8006624357", "/guidance/", "/signs/", "/resources/"):
        assert f'href="{link}"' in main


@pytest.mark.parametrize(
    "words", ["", "   ", "\u200b\u200b", "\u200b \ufeff", "\x00", "ride\x00", "a" * 5000, "\u202e\u2066"]
)
def test_what_cannot_be_searched_gets_a_sentence(words):
    response = ask(words)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'class="field-error" id="search-error"' in page
    assert "\x00" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "the",
        "?!?",
        "😀",
        "🏳️‍🌈",
        "ㅤ",
        "İstanbul",
        "ß",
        "١٢٣",
        "x",
        "' OR 1=1 --",
        "%s %d {} {{ q }}",
        "a" * 200,
        "é" * 150,
        "\ud7ff",
        "ride\r\nride",
    ],
)
def test_odd_words_get_an_answer(words):
    assert ask(words).status_code in (200, 422)


@pytest.mark.django_db
def test_odd_bodies_get_an_answer():
    client = Client()
    assert client.post(ADDRESS).status_code == 422
    assert client.post(ADDRESS, b"\xff\xfe", content_type="application/x-www-form-urlencoded").status_code == 422
    assert client.post(ADDRESS, b"q=%ff%fe%00", content_type="application/x-www-form-urlencoded").status_code == 422
    assert client.post(ADDRESS, b'{"q": "ride"}', content_type="application/json").status_code == 422
    assert client.put(ADDRESS).status_code == 405


def test_what_is_typed_is_escaped(resources):
    page = ask('"><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in page


def test_an_edit_by_the_host_is_found_at_once(resources):
    ask("lifeline")
    Resource.objects.filter(slug="lifeline-988").update(name="Quokka line")
    assert "Quokka line" in ask("quokka").content.decode()


def test_hidden_and_imported_resources_are_not_in_the_box(resources):
    """Places from public lists are thousands; the directory searches those by state and town."""
    Resource.objects.filter(slug="grasp").update(hidden=True)
    Resource.objects.filter(slug="nar-anon").update(imported_from="a list")
    page = ask("GRASP Nar-Anon").content.decode()
    assert "#grasp" not in page
    assert "#nar-anon" not in page


def test_the_directory_takes_one_query(resources, django_assert_num_queries):
    with django_assert_num_queries(1):
        ask("ride")


def test_words_are_plain_and_person_first(resources):
    for page in (Client().get(ADDRESS), ask(""), ask("zzqqj"), ask("overdose suicide he hit me")):
        text = visible_text(page.content.decode())
        assert grade(text) <= 6.0
        assert words_to_avoid_in(text) == []


# What is kept: nothing ----------------------------------------------------------------------------------
CANARY = "quokkaword"


class _Everything(logging.Handler):
    """Keeps all that is logged, at any level, with its arguments."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.kept = []

    def emit(self, record):
        self.kept.append(f"{record.getMessage()} {record.args} {record.exc_text or ''}")


@pytest.fixture
def log():
    names = [
        "",
        "django",
        "django.request",
        "django.server",
        "django.security",
        "django.db.backends",
        "django.template",
        "tracker",
    ]
    handler, levels = _Everything(), {}
    for name in names:
        logger = logging.getLogger(name)
        levels[name] = logger.level
        logger.setLevel(logging.DEBUG)
        logger.addHandler(handler)
    yield handler.kept
    for name in names:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(levels[name])


def test_no_log_holds_what_was_typed(resources, log, settings):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    ask(CANARY)
    ask(f"{CANARY} \x00")
    ask(CANARY * 100)
    Client().put(f"{ADDRESS}", f"q={CANARY}", content_type="application/x-www-form-urlencoded")
    logging.getLogger("tracker").info("the log is listened to")
    assert any("listened to" in line for line in log)
    assert any("Unprocessable" in line for line in log)
    assert CANARY not in "\n".join(log)


def test_a_fault_in_the_search_logs_no_words(resources, log, monkeypatch):
    def fails(index, text):
        raise RuntimeError("planted")

    monkeypatch.setattr(search, "find", fails)
    response = ask(CANARY, Client(raise_request_exception=False))
    assert response.status_code == 500
    assert any("Internal Server Error" in line for line in log)
    assert CANARY not in "\n".join(log)
    assert CANARY not in response.content.decode()


def test_gunicorn_writes_no_access_log():
    values = {"__file__": "gunicorn.conf.py"}
    text = (Path(__file__).parents[2] / "gunicorn.conf.py").read_text(encoding="utf-8")
    exec(compile(text, "gunicorn.conf.py", "exec"), values)  # noqa: S102
    assert values["accesslog"] is None


def test_the_answer_is_stored_nowhere_and_reads_no_session(owner, resources):
    response, theirs = ask("ride"), ask("ride", owner.client)
    assert theirs.content == response.content
    assert theirs["Cache-Control"] == "no-store"
    assert "Cookie" not in theirs.get("Vary", "")
    assert not theirs.cookies
    assert not theirs.wsgi_request.session.accessed


def test_nothing_of_the_words_stays_in_memory_of_the_index(index):
    before = (len(index.places), {letter: len(words) for letter, words in index.spellings.items()})
    search.find(index, f"{CANARY} {CANARY}s ÿßq")
    assert (len(index.places), {letter: len(words) for letter, words in index.spellings.items()}) == before


# Speed --------------------------------------------------------------------------------------------------
@pytest.mark.skipif(bool(os.environ.get("NO_TIMING")), reason="timing is off")
def test_a_search_is_quick(index):
    """Twelve words, all misspelled, are the worst case: about 1 ms; the bound leaves room for a busy machine."""
    words = "methodone noloxone fentynal boundries buprenorfine withdrawl counciling medacaid transportaion apointment anxeity"
    best = min(_seconds(index, words) for _ in range(10))
    assert best < 0.03


def _seconds(index, words: str) -> float:
    started = time.perf_counter()
    search.find(index, words)
    return time.perf_counter() - started
