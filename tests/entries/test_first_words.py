"""What is explained once: what to write before the first entry, and the question beside a note."""

import pytest

from tests.factories import make_boundary, make_observation
from tests.guidance.reading_level import grade, plain_text
from tests.guidance.visible_text import visible_text
from tracker.base import clock
from tracker.people.reading import Reading

pytestmark = pytest.mark.django_db

EXPLAINED = "Before your first entry"
ASKED = "Would I show this to them?"
GOOD_THING = {"codes": "GS3", "at": "2026-11-20T09:00", "visibility": "circle"}
SIGN = {"signs": "TE1", "at": "2026-11-20T09:00", "visibility": "circle"}
KINDS = ("appointments", "rides", "tasks", "signs", "good-things", "check-ins", "treatment")


@pytest.fixture
def newcomer(owner):
    """Somebody who has read nothing yet."""
    owner.user.has_read = ()
    owner.user.save()
    return owner


def add_page(person, path: str) -> str:
    query = "?what=started" if path == "treatment" else ""
    response = person.client.get(person.url(f"{path}/add/{query}"))
    assert response.status_code == 200
    return response.content.decode()


def has_read(person) -> tuple:
    person.user.refresh_from_db()
    return person.user.has_read


@pytest.mark.parametrize("path", KINDS)
def test_t10_t18_the_first_entry_says_what_to_write_and_that_a_court_may_ask(newcomer, path):
    html = add_page(newcomer, path)
    assert EXPLAINED in html
    assert "A nickname is enough." in html
    assert "A court can ask for notes." in html
    assert "Think about telling them" in html
    assert html.index('<form method="post" novalidate') < html.index(EXPLAINED) < html.index('name="note"')


def test_one_tick_is_kept_with_the_entry_and_ends_it_in_every_circle_and_kind(newcomer):
    newcomer.client.post(newcomer.url("good-things/add/"), GOOD_THING)
    assert has_read(newcomer) == ()
    assert EXPLAINED in add_page(newcomer, "signs")
    newcomer.client.post(newcomer.url("good-things/add/"), GOOD_THING | {"read": "writing"})
    assert has_read(newcomer) == ("writing",)
    assert EXPLAINED not in add_page(newcomer, "signs")


def test_a_form_that_comes_back_keeps_the_tick_and_saves_nothing(newcomer):
    response = newcomer.client.post(newcomer.url("signs/add/"), {"at": "no day", "read": ["writing", "note_hint"]})
    assert response.status_code == 422
    assert response.content.decode().count("checked>") >= 2
    assert has_read(newcomer) == ()


@pytest.mark.parametrize("code", ["", "nonsense", "\x00", "x" * 5000])
def test_bad_input_27_what_nobody_can_have_read_is_passed_over(newcomer, code):
    assert newcomer.client.post(newcomer.url("signs/add/"), SIGN | {"read": code}).status_code == 302
    assert has_read(newcomer) == ()


@pytest.mark.parametrize(
    "path",
    ["signs/add/?sign=PH2", "signs/add/?sign=MS3", "signs/add/?over=OD2", "treatment/add/?what=overdose",
     "treatment/add/?what=naloxone_used"],
)  # fmt: skip
def test_nothing_is_explained_where_it_may_be_an_overdose_or_a_life(newcomer, path):
    response = newcomer.client.get(newcomer.url(path))
    assert response.status_code == 200
    assert EXPLAINED not in response.content.decode()


def test_nothing_of_it_shows_after_a_loss(newcomer):
    newcomer.circle.bereaved_on = clock.today(newcomer.circle.tzinfo)
    newcomer.circle.save()
    html = add_page(newcomer, "signs")
    assert EXPLAINED not in html
    assert ASKED not in html


def test_changing_an_entry_explains_nothing(newcomer):
    sign = make_observation(newcomer.membership)
    assert EXPLAINED not in newcomer.client.get(sign.url("change")).content.decode()


def test_t9_a_note_about_them_asks_whether_one_would_show_it_until_told_to_rest(newcomer):
    boundary = make_boundary(newcomer.membership)
    test_form = newcomer.client.get(f"{boundary.url()}tests/add/").content.decode()
    assert ASKED in test_form
    assert ASKED in add_page(newcomer, "treatment")
    assert ASKED not in add_page(newcomer, "check-ins")
    assert ASKED not in add_page(newcomer, "tasks")
    html = add_page(newcomer, "signs")
    assert html.index('for="id_note"') < html.index(ASKED) < html.index('name="note"')
    newcomer.client.post(newcomer.url("signs/add/"), SIGN | {"read": "note_hint"})
    assert has_read(newcomer) == (Reading.NOTE_HINT,)
    assert ASKED not in add_page(newcomer, "signs")


def test_the_words_are_plain(newcomer):
    html = add_page(newcomer, "appointments")
    section = html[html.index('aria-labelledby="first-words"') :]
    assert grade(plain_text(visible_text("<p " + section[: section.index("</section>")]))) <= 6
