"""The pages of check-ins as their author meets them."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.factories import at, make_appointment, make_checkin
from tracker.checkins.models import CheckIn

pytestmark = pytest.mark.django_db


def typed(moment) -> str:
    """A moment as the form's own picker sends it."""
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def add(person, **fields):
    return person.client.post(person.url("check-ins/add/"), {"at": typed(at(hours=-1))} | fields)


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_one_answer_is_enough(owner):
    for fields in ({"stress": "so_so"}, {"good_thing": "A walk"}, {"note": "Tired"}):
        assert add(owner, **fields).status_code == 302
    assert CheckIn.objects.count() == 3


def test_the_form_asks_five_things_with_three_faces_in_words(owner):
    html = main_of(page(owner, "check-ins/add/"))
    radios = re.findall(r'type="radio" name="(\w+)" value="(\w*)"', html)
    assert len(radios) == 15
    assert len(set(radios)) == 15
    labels = re.findall(
        r'<label class="form-check-label"[^>]*>([^<]+)<span[^>]*aria-hidden="true">([^<]+)</span>', html
    )
    assert len(labels) == 15
    assert all(words.strip() for words, _symbol in labels)
    assert "checked" not in html
    assert "Only you will see it." in html


def test_an_answer_may_be_taken_back(owner):
    entry = make_checkin(owner.membership, sleep="hard", food="well")
    html = page(owner, f"check-ins/{entry.public_id}/change/")
    assert re.search(r'name="sleep" value="hard"[^>]*checked', html)
    data = {"sleep": "", "food": "well", "at": typed(entry.at), "version": 1}
    assert owner.client.post(entry.url("change"), data).status_code == 302
    entry.refresh_from_db()
    assert (entry.sleep, entry.food) == ("", "well")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sleep": ""}, "Answer one thing."),
        ({"sleep": "", "good_thing": "\u200b"}, "Answer one thing."),
        ({"sleep": "3"}, "Choose one of the answers."),
        ({"safe": "well\x00"}, "Choose one of the answers."),
        ({"good_thing": "a\x00b"}, "Null characters"),
        ({"good_thing": "x" * 201}, "200"),
        ({"note": "x" * 4001}, "4000"),
        ({"at": "9999-12-31T23:59"}, "Choose a date between"),
        ({"at": ""}, "Say when."),
        ({"at": typed(at(days=2))}, "That time is still to come."),
    ],
)
def test_bad_answers_get_a_sentence_and_lose_nothing(owner, fields, words):
    response = add(owner, **{"sleep": "hard", "food": "" if "Answer" in words else "well"} | fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "Answer" in words or re.search(r'name="food" value="well"[^>]*checked', html)
    assert not CheckIn.objects.exists()


def test_the_same_form_sent_twice_makes_one_entry(owner):
    key = str(uuid.uuid4())
    first, second = (add(owner, sleep="well", client_key=key) for _ in range(2))
    assert CheckIn.objects.count() == 1
    assert first.url == second.url


# Not safe at home ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("safe", ["so_so", "hard"])
def test_not_safe_shows_the_violence_line_at_once_and_above_all(owner, resources, safe):
    response = add(owner, safe=safe)
    html = main_of(owner.client.get(response.url).content.decode())
    above = html[: html.index("<h1")]
    for part in ('href="tel:8007997233"', 'href="sms:88788?body=START"', 'href="tel:911"', 'href="/leave/"'):
        assert part in above, part
    assert 'href="/guidance/safe-at-home/"' in html


def test_safe_shows_no_violence_line_above(owner):
    html = main_of(owner.client.get(add(owner, safe="well").url).content.decode())
    assert "8007997233" not in html


def test_the_line_shows_on_the_form_too_when_it_comes_back(owner):
    html = main_of(add(owner, safe="hard", at="").content.decode())
    assert html.index("notice-urgent") < html.index("<form")


def test_the_number_stands_beside_the_question(owner):
    assert "tel:8007997233" in main_of(page(owner, "check-ins/add/"))


def test_strain_leads_to_groups_and_to_the_helpline(owner, resources):
    html = owner.client.get(add(owner, stress="hard").url).content.decode()
    assert 'href="/guidance/support-groups/"' in html
    assert "833-234-6343" in html


# What tells nothing ---------------------------------------------------------------------------------------
def test_lists_and_titles_tell_nothing(owner):
    entry = make_checkin(owner.membership, safe="hard", good_thing="A swim")
    for path in ("check-ins/", "timeline/"):
        html = page(owner, path)
        assert entry.public_id in html
        assert "A swim" not in html
    assert "<title>Note · Alongside</title>" in page(owner, f"check-ins/{entry.public_id}/")


def test_today_has_a_tile_and_no_more(owner):
    before = main_of(page(owner, ""))
    assert owner.url("check-ins/add/") in before
    entry = make_checkin(owner.membership, safe="hard", stress="hard", good_thing="A swim")
    html = main_of(page(owner, ""))
    for words in (entry.public_id, "A swim", "safe-at-home", "violence", "streak", "in a row"):
        assert words not in html, words


# My own week ----------------------------------------------------------------------------------------------
def own_week(html: str) -> str:
    return html[html.index('aria-labelledby="own"') :].split("</section>")[0]


def test_my_own_week_speaks_of_each_question_by_itself(owner):
    for sleep, stress in (("hard", "so_so"), ("hard", "so_so"), ("well", "well")):
        make_checkin(owner.membership, sleep=sleep, stress=stress, good_thing="")
    make_checkin(owner.membership, sleep="", food="well", good_thing="A swim")
    part = own_week(page(owner, "week/"))
    assert "You slept badly on 2 of 3 check-ins." in part
    assert "You had little stress on 1 of 3 check-ins." in part
    assert "You ate well." in part
    assert "A swim" in part
    assert "8007997233" not in part
    assert "<svg" not in part
    assert "no-print" in page(owner, "week/").split('aria-labelledby="own"')[0][-60:]


def test_my_own_week_offers_help_when_it_is_hard(owner):
    make_checkin(owner.membership, stress="hard", safe="so_so")
    html = page(owner, "week/")
    part = own_week(html)
    assert "You did not, or not always, feel safe at home." in part
    assert 'href="tel:8007997233"' in part
    assert 'href="/guidance/support-groups/"' in part
    steps = html[html.index('aria-labelledby="steps"') :].split("</section>")[0]
    assert "check-in" not in steps
    assert "safe at home" not in steps


def test_a_week_with_a_check_in_only_is_not_empty(owner):
    make_checkin(owner.membership)
    html = page(owner, "week/")
    assert "Nothing is written down" not in html
    assert "My own week" in html


def test_without_check_ins_the_week_does_not_mention_them(owner):
    make_appointment(owner.membership)
    assert "My own week" not in page(owner, "week/")
    assert "check-in" not in main_of(page(owner, "week/")).lower()


def test_words_are_escaped(owner):
    entry = make_checkin(owner.membership, good_thing="<b>x</b>")
    for path in ("week/", f"check-ins/{entry.public_id}/"):
        assert "<b>x" not in page(owner, path)


def test_pages_take_few_queries(owner, django_assert_max_num_queries, resources):
    for _number in range(25):
        entry = make_checkin(owner.membership, safe="hard", stress="hard")
    owner.client.get(owner.url())
    for path, most in (("check-ins/", 12), (f"check-ins/{entry.public_id}/", 12), ("week/", 16), ("", 16)):
        with django_assert_max_num_queries(most):
            owner.client.get(owner.url(path))
