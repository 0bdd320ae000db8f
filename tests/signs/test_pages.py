"""The pages of observations as the people of a circle meet them."""

import re
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.factories import at, make_appointment, make_observation
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.entries.models import Shelf
from tracker.signs.models import Observation


def typed(moment) -> str:
    """A moment as the form's own picker sends it."""
    return moment.astimezone(ZoneInfo("America/Chicago")).strftime("%Y-%m-%dT%H:%M")


def form_data(*signs, **fields) -> dict:
    return {"signs": signs, "at": typed(at(hours=-1)), "visibility": "only_me"} | fields


def add(person, *signs, query="", **fields):
    return person.client.post(person.url(f"signs/add/{query}"), form_data(*signs, **fields))


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def boxes(html: str) -> list[str]:
    return re.findall(r'name="signs" value="(\w+)"', html)


def ticked(html: str) -> list[str]:
    return re.findall(r'name="signs" value="(\w+)"[^>]*\schecked', html)


# Add ------------------------------------------------------------------------------------------------------
def test_add_saves_codes_once_in_the_order_of_the_catalogue(owner):
    fields = {"could_be": "A late bus", "what_i_did": "Called", "how_known": "saw", "strength": "clearly"}
    response = add(owner, "TE1", "GS1", "TE1", **fields)
    entry = Observation.objects.get()
    assert response.status_code == 302
    assert response.url == entry.get_absolute_url()
    assert entry.signs == ("GS1", "TE1")
    assert {name: getattr(entry, name) for name in fields} == fields
    assert entry.author == owner.user
    assert not entry.over


def test_an_observation_is_for_its_author_only_until_they_choose_otherwise(owner):
    html = page(owner, "signs/add/")
    assert re.search(r'value="only_me"[^>]*checked', html)
    add(owner, "GS1", visibility="circle")
    assert re.search(r'value="circle"[^>]*checked', page(owner, "signs/add/"))


def test_the_form_offers_every_sign_once_good_ones_first(owner):
    html = page(owner, "signs/add/")
    assert len(boxes(html)) == len(set(boxes(html))) == 49
    assert boxes(html)[:9] == [f"GS{n}" for n in range(1, 10)]
    legends = re.findall(r"<legend[^>]*>([^<]+)", html)
    assert legends[:3] == ["What went well", "Treatment", "Mood and stress"]
    assert main_of(html).count("<h1") == 1


def test_used_lately_comes_first_and_shows_no_count(owner, helper):
    make_observation(owner.membership, signs=("TE1", "GS2"))
    make_observation(helper.membership, signs=("SW1",), visibility="circle")
    html = page(owner, "signs/add/")
    assert re.findall(r"<legend[^>]*>([^<]+)", html)[0] == "Used lately"
    assert boxes(html)[:2] == ["GS2", "TE1"]
    assert len(boxes(html)) == 49
    assert ticked(html) == []


def test_used_lately_ends_at_six(owner):
    make_observation(owner.membership, signs=("TE1", "TE2", "TE3", "TE4", "TE5", "TE6", "TE7", "MS1"))
    html = page(owner, "signs/add/")
    assert len(boxes(html[html.index('id="signs-lately"') : html.index('id="signs-good"')])) == 6


def test_a_link_may_tick_signs(owner):
    assert ticked(page(owner, "signs/add/?sign=TE1&sign=GS1")) == ["GS1", "TE1"]
    assert ticked(page(owner, "signs/add/?sign=XX9&sign=%00")) == []


def test_a_link_may_name_the_visit(owner):
    visit = make_appointment(owner.membership, at=at(days=-1))
    html = page(owner, f"signs/add/?about={visit.public_id}")
    assert f'<option value="{visit.public_id}" selected>' in html


@pytest.mark.parametrize(
    ("signs", "sentence"),
    [
        ((), "Choose at least one."),
        (("XX9",), "Choose a sign from the list."),
        (("TE1", "XX9"), "Choose a sign from the list."),
        (("TE1\x00",), "Choose a sign from the list."),
    ],
)
def test_bad_signs_get_a_sentence_and_lose_nothing(owner, signs, sentence):
    response = add(owner, *signs, could_be="A long shift")
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert "A long shift" in html
    assert "Error:" in html
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"could_be": "a\x00b"}, "Null characters"),
        ({"what_i_did": "x" * 4001}, "4000"),
        ({"at": "9999-12-31T23:59"}, "Choose a date between"),
        ({"at": ""}, "Say when."),
        ({"at": typed(at(days=2))}, "That time is still to come."),
        ({"how_known": "dream"}, "Choose one of the answers."),
        ({"strength": "9"}, "Choose one of the answers."),
        ({"about": "no-such-one"}, "Choose one of the visits."),
        ({"about": "a\x00"}, "Null characters"),
        ({"visibility": "everyone"}, "Select a valid choice"),
    ],
)
def test_bad_answers_come_back_with_the_signs_still_ticked(owner, fields, words):
    response = add(owner, "TE1", "GS1", **fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert ticked(html) == ["GS1", "TE1"]
    assert not Observation.objects.exists()


def test_a_time_to_come_passes_with_a_tick(owner):
    assert add(owner, "GS1", at=typed(at(days=2)), confirmed="on").status_code == 302


def test_text_that_nobody_can_see_is_no_text(owner):
    add(owner, "TE1", could_be="\u200b\u200b")
    assert Observation.objects.get().could_be == ""


def test_the_same_form_sent_twice_makes_one_entry(owner):
    key = str(uuid.uuid4())
    first, second = (add(owner, "TE1", client_key=key) for _ in range(2))
    assert Observation.objects.count() == 1
    assert first.url == second.url


def test_extra_fields_are_ignored(owner, stranger):
    add(owner, "TE1", circle=str(stranger.circle.pk), author=str(stranger.user.pk), over="on", kind="ride", version="9")
    entry = Observation.objects.get()
    assert (entry.circle, entry.author, entry.kind, entry.version) == (owner.circle, owner.user, "sign", 1)
    assert entry.over is False


def test_what_one_might_notice_describes_each_box_and_can_be_unfolded(owner):
    html = page(owner, "signs/add/?sign=TE1")
    for code in boxes(html):
        assert html.count(f'aria-describedby="id_signs_{code}_notice"') == 1
        assert html.count(f' id="id_signs_{code}_notice"') == 1
    assert 'id="id_signs_TE1_notice">They did not go' in html
    assert 'id="id_signs_PH1_notice" hidden>Yawning' in html
    assert "<dd>Yawning" in html


# Emergency first ------------------------------------------------------------------------------------------
ADDRESSES = [("OD2", "/emergency/"), ("OD3", "/emergency/"), ("MS6", "/emergency/#crisis")]


@pytest.mark.parametrize(("code", "address"), ADDRESSES)
def test_an_emergency_is_a_link_and_no_checkbox(owner, code, address):
    html = page(owner, "signs/add/")
    assert code not in boxes(html)
    link = html.index(f'signs/add/?over={code}"')
    assert f'href="{address}">Get help now' in html[link - 700 : link]


@pytest.mark.parametrize("code", ["OD2", "OD3", "MS6"])
@pytest.mark.parametrize("query", ["?sign={}", ""])
def test_no_link_ticks_an_emergency_that_may_be_going_on(owner, code, query):
    assert code not in boxes(page(owner, "signs/add/" + query.format(code)))


@pytest.mark.parametrize(("code", "number"), [("OD2", "tel:911"), ("OD3", "tel:911"), ("MS6", "tel:988")])
def test_what_is_over_can_be_written_down_below_the_numbers(owner, code, number):
    html = main_of(page(owner, f"signs/add/?over={code}"))
    assert ticked(html) == [code]
    assert re.search(r'name="over" id="id_over" checked', html)
    assert html.index(number) < html.index("<form")
    assert html.index("tel:911") < html.index("<form")
    assert add(owner, code, query=f"?over={code}", over="on").status_code == 302
    entry = Observation.objects.get()
    assert entry.signs == (code,)
    assert entry.over


@pytest.mark.parametrize("code", ["OD2", "OD3", "MS6"])
@pytest.mark.parametrize("fields", [{}, {"over": ""}, {"confirmed": "on"}])
def test_an_emergency_is_refused_until_it_is_over(owner, code, fields):
    response = add(owner, "TE1", code, what_i_did="Stayed", **fields)
    html = main_of(response.content.decode())
    assert response.status_code == 422
    assert "Call 911" in html[html.index('id="id_over_error"') :]
    assert html.index("tel:911") < html.index("There is a problem")
    assert set(ticked(html)) == {"TE1", code}
    assert 'name="over" id="id_over" aria-invalid' in html
    assert "Stayed" in html
    assert not Observation.objects.exists()


def test_a_refused_talk_about_dying_shows_988_above_everything(owner):
    html = main_of(add(owner, "MS6").content.decode())
    assert html.index("tel:988") < html.index("There is a problem")


def test_can_you_wake_them_comes_before_the_first_field(owner):
    html = main_of(page(owner, "signs/add/"))
    places = [html.index(words) for words in ("Can you wake them?", 'href="tel:911"', 'href="/emergency/"', "<form")]
    assert places == sorted(places)


def test_988_stands_beside_low_mood(owner):
    html = main_of(page(owner, "signs/add/"))
    box = html.index('id="id_signs_MS3"')
    assert "tel:988" in html[box : html.index('id="id_signs_MS4"')]
    assert "tel:988" not in html[: html.index("<form")]


@pytest.mark.parametrize("path", ["signs/add/?sign=MS3", "signs/add/?over=MS6"])
def test_988_stands_above_the_form_when_it_is_about_life(owner, path):
    html = main_of(page(owner, path))
    assert html.index("tel:988") < html.index("<form")


def test_988_stands_above_the_form_after_an_error(owner):
    html = main_of(add(owner, "MS3", at="").content.decode())
    assert html.index("tel:988") < html.index("There is a problem")


@pytest.mark.parametrize("code", ["PH2", "PH3", "DU3", "OD1", "OD2", "OD3"])
def test_the_entry_of_a_sleepy_person_asks_first_if_they_wake(owner, code):
    entry = make_observation(owner.membership, signs=(code,), over=code.startswith("OD"))
    html = main_of(page(owner, f"signs/{entry.public_id}/"))
    assert html.index("tel:911") < html.index("<h1")


@pytest.mark.parametrize("code", ["MS3", "MS6"])
def test_the_entry_of_somebody_without_hope_shows_988_first(owner, code):
    entry = make_observation(owner.membership, signs=(code,))
    html = main_of(page(owner, f"signs/{entry.public_id}/"))
    assert html.index("tel:988") < html.index("<h1")


def test_other_entries_show_no_strip(owner):
    entry = make_observation(owner.membership, signs=("TE1", "GS1"))
    html = main_of(page(owner, f"signs/{entry.public_id}/"))
    assert "tel:911" not in html
    assert "tel:988" not in html


# Detail, list, change -------------------------------------------------------------------------------------
def test_detail_says_what_else_a_sign_can_be(owner):
    visit = make_appointment(owner.membership, at=at(days=-1))
    entry = make_observation(owner.membership, signs=("GS1", "TE1"), about=visit.entry_ptr, how_known="was_told",
                             strength="very", could_be="A <b>late</b> bus", what_i_did="Asked first")  # fmt: skip
    html = main_of(page(owner, f"signs/{entry.public_id}/"))
    for words in (
        "This can also be:", "No ride, work, feeling ill", "When to act:", "This week", "Good sign", "I was told",
        "Very much", "A &lt;b&gt;late&lt;/b&gt; bus", "Asked first", "Visit on ", "What can help now",
    ):  # fmt: skip
        assert words in html, words
    assert html.count("When to act:") == 1
    assert visit.get_absolute_url() in html
    assert words_to_avoid_in(re.sub(r"<[^>]+>", " ", html)) == []


def test_list_marks_good_signs_with_a_word(owner):
    make_observation(owner.membership, signs=("GS1", "TE1"))
    html = main_of(page(owner, "signs/"))
    assert re.search(r'Kept an appointment <span class="chip">Good sign', html)
    assert "Skipped a treatment session</span>" in html


def test_change_keeps_what_is_ticked_and_can_be_undone(owner):
    entry = make_observation(owner.membership, signs=("TE1",), could_be="A late bus")
    path = f"signs/{entry.public_id}/change/"
    assert ticked(page(owner, path)) == ["TE1"]
    assert "A late bus" in page(owner, path)
    owner.client.post(owner.url(path), form_data("MS1", version="1"))
    entry.refresh_from_db()
    assert entry.signs == ("MS1",)
    shelf = Shelf.objects.latest("pk")
    owner.client.post(owner.url(f"undo/{shelf.public_id}/"))
    entry.refresh_from_db()
    assert (entry.signs, entry.could_be) == (("TE1",), "A late bus")


def test_a_change_by_two_people_loses_nothing(owner, helper):
    entry = make_observation(owner.membership, signs=("TE1",), visibility="circle")
    path = f"signs/{entry.public_id}/change/"
    owner.client.post(owner.url(path), form_data("TE1", version="1", visibility="circle", what_i_did="I called"))
    response = helper.client.post(helper.url(path), form_data("MS1", version="1", what_i_did="I wrote"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "I called" in html
    assert "I wrote" in html
    assert ticked(html) == ["MS1"]


def test_delete_and_put_back_keep_every_field(owner):
    visit = make_appointment(owner.membership, at=at(days=-1))
    entry = make_observation(owner.membership, signs=("GS1", "OD2"), over=True, about=visit.entry_ptr, could_be="Sleep")
    owner.client.post(owner.url(f"signs/{entry.public_id}/delete/"))
    assert not Observation.objects.exists()
    shelf = Shelf.objects.latest("pk")
    owner.client.post(owner.url(f"deleted/{shelf.public_id}/"))
    back = Observation.objects.get()
    assert (back.signs, back.over, back.about_id, back.could_be) == (("GS1", "OD2"), True, visit.pk, "Sleep")


# The visit it is about ------------------------------------------------------------------------------------
def test_visits_of_the_last_two_weeks_are_offered_by_their_time(owner):
    near = make_appointment(owner.membership, at=at(days=-2), name="Oak Street")
    for days in (-15, 1):
        make_appointment(owner.membership, at=at(days=days))
    make_observation(owner.membership, at=at(days=-1))
    html = page(owner, "signs/add/")
    select = html[html.index('id="id_about"') :]
    select = select[: select.index("</select>")]
    assert re.findall(r'<option value="([\w-]+)"', select) == [near.public_id]
    assert "Visit on " in select
    assert "Oak Street" not in select


def test_a_visit_of_another_circle_is_as_unknown_as_none(owner, stranger):
    theirs = make_appointment(stranger.membership, at=at(days=-1))
    answers = [add(owner, "TE1", about=about) for about in (theirs.public_id, "nosuchvisit1")]
    sentences = [re.findall(r'id="id_about_error">(.*?)</div>', answer.content.decode(), re.S) for answer in answers]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert sentences[0] == sentences[1] != []


def test_an_older_visit_stays_chosen(owner):
    old = make_appointment(owner.membership, at=at(days=-40))
    entry = make_observation(owner.membership, at=at(days=-39), about=old.entry_ptr)
    path = f"signs/{entry.public_id}/change/"
    assert f'<option value="{old.public_id}" selected>' in page(owner, path)
    owner.client.post(owner.url(path), form_data("TE1", version="1", about=old.public_id))
    entry.refresh_from_db()
    assert entry.about_id == old.pk


def test_a_visit_that_is_private_is_neither_shown_nor_lost(owner, helper):
    private = make_appointment(owner.membership, at=at(days=-1), visibility="only_me")
    entry = make_observation(owner.membership, about=private.entry_ptr, visibility="circle")
    assert private.public_id not in page(helper, f"signs/{entry.public_id}/")
    path = f"signs/{entry.public_id}/change/"
    assert private.public_id not in page(helper, path)
    assert helper.client.post(helper.url(path), form_data("MS1", version="1")).status_code == 302
    entry.refresh_from_db()
    assert (entry.signs, entry.about_id) == (("MS1",), private.pk)


def test_an_observation_outlives_its_visit(owner):
    visit = make_appointment(owner.membership, at=at(days=-1))
    entry = make_observation(owner.membership, about=visit.entry_ptr)
    owner.client.post(owner.url(f"appointments/{visit.public_id}/delete/"))
    entry.refresh_from_db()
    assert entry.about_id is None
    owner.client.post(owner.url(f"deleted/{Shelf.objects.latest('pk').public_id}/"))
    entry.refresh_from_db()
    assert entry.about_id == visit.pk


# Who may, and how much it costs ---------------------------------------------------------------------------
PATHS = ["signs/{}/", "signs/{}/change/", "signs/{}/delete/"]
SHARED = {"owner": [200, 200, 200], "helper": [200, 200, 404], "viewer": [200, 403, 404], "stranger": [404, 404, 404]}


@pytest.mark.parametrize("who", SHARED)
def test_who_reaches_a_shared_observation(request, owner, who):
    person = request.getfixturevalue(who)
    entry = make_observation(owner.membership, visibility="circle")
    found = [person.client.get(owner.url(path.format(entry.public_id))).status_code for path in PATHS]
    assert found == SHARED[who]


@pytest.mark.parametrize("who", ["helper", "viewer", "stranger"])
def test_nobody_else_reaches_a_private_observation(request, owner, who):
    person = request.getfixturevalue(who)
    entry = make_observation(owner.membership, signs=("MP2",))
    for path in PATHS:
        assert person.client.get(owner.url(path.format(entry.public_id))).status_code in {403, 404}
    if who != "stranger":
        assert "Things or money are missing" not in page(person, "signs/")


def test_a_viewer_adds_nothing(viewer):
    assert viewer.client.get(viewer.url("signs/add/")).status_code == 403
    assert add(viewer, "TE1").status_code == 403
    assert not Observation.objects.exists()


@pytest.mark.parametrize("rows", [1, 12])
@pytest.mark.parametrize("path", ["signs/", "signs/add/", "signs/{}/", "signs/{}/change/"])
def test_pages_stay_within_twelve_queries(owner, django_assert_max_num_queries, rows, path):
    for n in range(rows):
        visit = make_appointment(owner.membership, at=at(days=-1, hours=-n))
        entry = make_observation(owner.membership, signs=("GS1", "TE1", "MS1", "SW1"), about=visit.entry_ptr)
    with django_assert_max_num_queries(12):
        owner.client.get(owner.url(path.format(entry.public_id)))
