"""The pages of tasks as the four people of a circle meet them."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.management import call_command

from tests.factories import at, join, make_call, make_circle, make_contact, make_task
from tracker.base import clock
from tracker.entries.models import Shelf
from tracker.people.models import AuditEvent
from tracker.tasks.models import SearchCall, Task

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _tuesday_at_nine():
    """24 November 2026, 9:00 in Chicago."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 15, 0, tzinfo=dt.UTC), tick=False):
        yield


def form_data(**fields) -> dict:
    return {"template": "free", "what": "Call the school", "due_on": "", "who": "", "steps": "", "contact": "",
            "note": "", "visibility": "circle", "client_key": "", "version": ""} | fields  # fmt: skip


def add(person, **fields):
    return person.client.post(person.url("tasks/add/"), form_data(**fields))


def page(person, path: str = "") -> str:
    response = person.client.get(person.url(path) if not path.startswith("/") else path)
    assert response.status_code == 200
    return response.content.decode()


# Adding and changing --------------------------------------------------------------------------------------
def test_a_task_without_a_day_is_of_now_and_one_with_a_day_of_its_noon(owner):
    add(owner)
    add(owner, what="Renew", due_on="2026-12-01")
    plain, dated = Task.objects.order_by("id")
    assert (plain.at, plain.due_on, plain.day) == (clock.now(), None, TODAY)
    assert dated.at == dt.datetime(2026, 12, 1, 18, 0, tzinfo=dt.UTC)
    assert (dated.day, dated.visibility) == (dt.date(2026, 12, 1), "circle")
    assert plain.has_clock_time
    assert not dated.has_clock_time
    assert "12:00" not in page(owner, dated.get_absolute_url())
    assert "12:00" not in page(owner, "timeline/")


def test_a_day_that_is_taken_away_or_moved_moves_the_task(owner):
    task = make_task(owner.membership, due_on=TODAY)
    url = task.url("change")
    owner.client.post(url, form_data(version="1", due_on="2026-11-30"))
    task.refresh_from_db()
    assert (task.day, task.due_on) == (dt.date(2026, 11, 30), dt.date(2026, 11, 30))
    owner.client.post(url, form_data(version="2", due_on=""))
    task.refresh_from_db()
    assert (task.due_on, task.day, task.at) == (None, TODAY, task.created_at)


def test_a_ready_made_task_brings_its_title_and_its_steps(owner):
    add(owner, template="medicaid", what="")
    task = Task.objects.get()
    assert task.title == "Sign up for Medicaid"
    assert "800-843-6154" in task.steps
    html = page(owner, task.get_absolute_url())
    assert '<li dir="auto">Ask if they want help with the form.' in html
    assert "What can help now" in html


def test_steps_of_another_state_name_no_illinois_number():
    person = join(make_circle(state="WI", zone="America/Chicago"))
    add(person, template="treatment_search", what="")
    assert "833-234-6343" not in Task.objects.get().steps


def test_ones_own_steps_stay_and_template_text_follows_the_choice(owner):
    add(owner, template="medicaid", what="", steps="Ask Tess first")
    assert Task.objects.get().steps == "Ask Tess first"
    prefilled = owner.client.get(owner.url("tasks/add/?template=naloxone")).context["form"]["steps"].value()
    assert "drug store" in prefilled
    add(owner, template="lockbox", what="", steps=prefilled.replace("\n", "\r\n"))
    assert "Their medicine stays theirs" in Task.objects.order_by("-id")[0].steps


def test_steps_that_were_cleared_stay_cleared(owner):
    add(owner, template="lockbox", what="")
    task = Task.objects.get()
    owner.client.post(task.url("change"), form_data(template="lockbox", what="", version="1", steps=""))
    task.refresh_from_db()
    assert task.steps == ""


def test_a_tampered_template_in_the_address_is_passed_over(owner):
    assert owner.client.get(owner.url("tasks/add/?template=nonsense")).status_code == 200
    assert owner.client.get(owner.url("tasks/add/?template=%00")).status_code == 200


def test_the_choice_of_who_holds_the_members_of_this_circle(owner, helper, stranger):
    html = page(owner, "tasks/add/")
    assert ">Tess<" in html
    assert "Stranger" not in html
    add(owner, who=helper.membership.public_id)
    task = Task.objects.get()
    assert task.who == helper.user
    assert (
        f'<option value="{helper.membership.public_id}" selected>'
        in owner.client.get(task.url("change")).content.decode()
    )
    response = add(owner, who=stranger.membership.public_id)
    assert response.status_code == 422
    assert "Choose one of the answers." in response.content.decode()
    assert Task.objects.count() == 1


def test_a_task_for_another_that_only_i_see_asks_first(owner, helper):
    fields = {"who": helper.membership.public_id, "visibility": "only_me"}
    response = add(owner, **fields)
    assert response.status_code == 422
    assert "Only you will see this task." in response.content.decode()
    assert add(owner, **fields, confirmed="on").status_code == 302


@pytest.mark.parametrize("day", ["2026-11-20", "2028-01-01"])
def test_a_day_that_is_past_or_far_asks_first(owner, day):
    assert add(owner, due_on=day).status_code == 422
    assert add(owner, due_on=day, confirmed="on").status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("template", "teleport", "Choose one of the answers."),
        ("what", "", "Say what there is to do."),
        ("what", "\u200b\u200b", "Say what there is to do."),
        ("what", "x" * 81, "80"),
        ("what", "a\x00b", "Null characters"),
        ("due_on", "9999-12-31", "between"),
        ("due_on", "2026-02-30", "not a real date"),
        ("due_on", "٢٠٢٦-١١-٢٤", "not a real date"),
        ("who", "1\x00", "Null characters"),
        ("who", "x", "Choose one of the answers."),
        ("contact", "999999", "Choose one of the answers."),
        ("steps", "x" * 4001, "4000"),
        ("note", "x" * 4001, "4000"),
        ("visibility", "world", "valid choice"),
    ],
)
def test_bad_inputs_get_a_sentence_and_keep_what_was_typed(owner, field, value, words):
    response = add(owner, **{"what": "Call the school", field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert Task.objects.count() == 0
    if field != "what":
        assert "Call the school" in html


def test_a_contact_of_another_circle_is_unknown(owner, stranger):
    foreign = make_contact(stranger.circle)
    response = add(owner, contact=str(foreign.pk))
    assert response.status_code == 422
    assert "Choose one of the answers." in response.content.decode()


def test_extra_fields_are_ignored_and_a_double_tap_saves_once(owner, stranger):
    key = str(uuid.uuid4())
    extra = {"done_at": "2026-11-01", "author": str(stranger.user.pk), "circle": str(stranger.circle.pk)}
    for _ in range(2):
        assert add(owner, client_key=key, **extra).status_code == 302
    task = Task.objects.get()
    assert (task.done_at, task.author, task.circle) == (None, owner.user, owner.circle)


def test_two_who_change_at_once_lose_nothing(owner, helper):
    task = make_task(owner.membership)
    helper.client.post(task.url("change"), form_data(what="Theirs", version="1"))
    response = owner.client.post(task.url("change"), form_data(what="Mine", version="1"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in html
    assert "Mine" in html


def test_a_contact_can_be_called_from_the_task(owner):
    task = make_task(owner.membership, contact=make_contact(owner.circle))
    assert 'href="tel:3125550142"' in page(owner, task.get_absolute_url())


# Done -----------------------------------------------------------------------------------------------------
def done(person, task, answer="1", **data):
    return person.client.post(person.url(f"tasks/{task.public_id}/done/"), {"done": answer, **data})


def test_one_tap_says_done_and_undo_takes_it_back(owner, helper):
    task = make_task(owner.membership)
    response = done(helper, task, next=helper.url())
    assert response.url == helper.url()
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (clock.now(), helper.user)
    html = page(helper)
    assert "Undo" in html
    assert f"tasks/{task.public_id}/done/" not in html
    undo = Shelf.objects.get(change="changed", entry_id=task.pk)
    helper.client.post(helper.url(f"undo/{undo.public_id}/"))
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


def test_done_twice_keeps_the_first_and_not_done_after_all_clears_it(owner, helper):
    task = make_task(owner.membership)
    done(owner, task)
    done(helper, task)
    task.refresh_from_db()
    assert (task.done_by, task.version) == (owner.user, 2)
    assert "Not done after all" in page(owner, task.get_absolute_url())
    done(owner, task, "0")
    task.refresh_from_db()
    assert (task.done_at, task.done_by) == (None, None)


@pytest.mark.parametrize("answer", ["", "2", "yes", "1\x00"])
def test_an_answer_that_is_none_changes_nothing(owner, answer):
    task = make_task(owner.membership)
    html = owner.client.post(owner.url(f"tasks/{task.public_id}/done/"), {"done": answer}, follow=True).content.decode()
    assert "Choose one of the answers." in html
    task.refresh_from_db()
    assert (task.done_at, task.version) == (None, 1)


def test_a_viewer_reads_and_cannot_tick(owner, viewer):
    task = make_task(owner.membership)
    for path in ("", "tasks/", task.get_absolute_url()):
        html = page(viewer, path)
        assert "Call the school" in html
        assert "/done/" not in html
    assert done(viewer, task).status_code == 403


def test_the_member_who_leaves_the_circle_leaves_the_task(owner, helper):
    task = make_task(owner.membership, who=helper.user)
    done(helper, task)
    helper.user.delete()
    task.refresh_from_db()
    assert (task.who, task.done_by) == (None, None)
    assert task.is_done
    assert page(owner, task.get_absolute_url())


def test_the_list_has_what_is_open_on_top_and_what_is_done_below(owner, monkeypatch):
    assert "No tasks yet" in page(owner, "tasks/")
    make_task(owner.membership, what="Open one")
    html = page(owner, "tasks/")
    assert "No tasks yet" not in html
    assert html.count("Open one</bdi>") == 1
    done(owner, make_task(owner.membership, what="Finished one"))
    html = page(owner, "tasks/")
    assert (
        html.index("Still to do") < html.index("Open one") < html.index("Finished one") < html.index("done Tue Nov 24")
    )
    monkeypatch.setattr("tracker.tasks.views.MOST_OPEN", 1)
    make_task(owner.membership, what="Another", due_on=TODAY)
    html = page(owner, "tasks/")
    assert "All, newest first" in html
    assert html.count("Open one</bdi>") == 1  # no room on top


# Calls of a search ----------------------------------------------------------------------------------------
def call_data(**fields) -> dict:
    return {"whom": "Oak Street clinic", "called_on": "2026-11-24", "said": "", "wait": "", "next_call_on": "",
            "client_key": ""} | fields  # fmt: skip


@pytest.fixture
def search(owner) -> Task:
    return make_task(owner.membership, template="treatment_search", what="")


def test_a_call_is_written_down_on_the_page_of_the_task(owner, helper, search):
    html = page(owner, search.get_absolute_url())
    assert 'name="whom"' in html
    address = owner.url(f"tasks/{search.public_id}/calls/add/")
    data = call_data(said="Ask for Ann", wait="two weeks", next_call_on="2026-11-27")
    assert helper.client.post(address, data).url == search.get_absolute_url()
    html = page(owner, search.get_absolute_url())
    for words in ("Oak Street clinic", "Ask for Ann", "two weeks", "Friday, November 27", "Tess"):
        assert words in html
    assert AuditEvent.objects.filter(action="task_call_added", about=search.public_id).count() == 1


def test_a_call_sent_twice_is_saved_once(owner, search):
    address, key = owner.url(f"tasks/{search.public_id}/calls/add/"), str(uuid.uuid4())
    for _ in range(2):
        owner.client.post(address, call_data(client_key=key))
    assert search.calls.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("whom", "", "Fill this in."),
        ("whom", "a\x00b", "Null characters"),
        ("called_on", "2026-11-25", "still to come"),
        ("called_on", "", "required"),
        ("next_call_on", "2026-11-01", "before this call"),
        ("next_call_on", "9999-12-31", "between"),
        ("said", "x" * 501, "500"),
    ],
)
def test_a_call_that_cannot_be_is_explained(owner, search, field, value, words):
    response = owner.client.post(
        owner.url(f"tasks/{search.public_id}/calls/add/"), call_data(wait="a week") | {field: value}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert "a week" in html
    assert not search.calls.exists()


def test_only_a_search_has_calls(owner):
    task = make_task(owner.membership)
    assert 'name="whom"' not in page(owner, task.get_absolute_url())
    assert owner.client.post(owner.url(f"tasks/{task.public_id}/calls/add/"), call_data()).status_code == 404


def test_a_call_is_deleted_for_good_by_its_own_task_only(owner, viewer, stranger, search):
    call, other = make_call(search), make_call(make_task(owner.membership, template="treatment_search"))
    address = owner.url(f"tasks/{search.public_id}/calls/delete/")
    assert owner.client.post(address, {"call": other.public_id}).status_code == 404
    assert owner.client.post(address, {"call": "\x00"}).status_code == 404
    assert viewer.client.post(address, {"call": call.public_id}).status_code == 403
    assert stranger.client.post(address, {"call": call.public_id}).status_code == 404
    assert owner.client.post(address, {"call": call.public_id}).status_code == 302
    assert list(SearchCall.objects.all()) == [other]


def test_a_deleted_search_comes_back_with_its_calls(owner, search):
    make_call(search, said="Ask for Ann", next_call_on=TODAY)
    owner.client.post(search.url("delete"))
    assert not SearchCall.objects.exists()
    shelf = Shelf.objects.get(change="deleted")
    owner.client.post(owner.url(f"undo/{shelf.public_id}/"))
    call = SearchCall.objects.get()
    assert (call.said, call.next_call_on, call.task.pk) == ("Ask for Ann", TODAY, search.pk)


# Today and the week ---------------------------------------------------------------------------------------
def test_today_shows_what_is_near_most_pressing_first(owner, search):
    make_task(owner.membership, what="Some day")
    make_task(owner.membership, what="Next week", due_on=TODAY + dt.timedelta(days=6))
    make_task(owner.membership, what="Far away", due_on=TODAY + dt.timedelta(days=30))
    make_task(owner.membership, what="Was Sunday", due_on=TODAY - dt.timedelta(days=2))
    make_call(search, called_on=TODAY - dt.timedelta(days=9), next_call_on=TODAY - dt.timedelta(days=5))
    make_call(search, next_call_on=TODAY)
    html = page(owner)
    shown = [html.index(words) for words in ("Was Sunday", "Call again today.", "Next week", "Some day")]
    assert shown == sorted(shown)
    assert "It was for Sunday, November 22." in html
    assert "Far away" not in html
    assert "November 19" not in html  # the newest call says when the next one is


@pytest.mark.parametrize(
    ("due", "call", "is_shown"),
    [(None, 30, False), (30, 2, True), (30, 30, False), (30, None, False), (None, None, True)],
)
def test_today_shows_a_search_by_its_day_or_its_next_call(owner, due, call, is_shown):
    due_on, next_call_on = (None if days is None else TODAY + dt.timedelta(days=days) for days in (due, call))
    search = make_task(owner.membership, template="treatment_search", what="Find a place", due_on=due_on)
    make_call(search, next_call_on=next_call_on)
    assert ("Find a place" in page(owner)) is is_shown


def test_today_hides_what_only_another_sees(owner, helper):
    make_task(helper.membership, what="Secret errand", visibility="only_me")
    assert "Secret errand" not in page(owner)
    assert "Secret errand" not in page(owner, "tasks/")
    assert "Secret errand" not in page(owner, "week/")


def test_the_week_shows_what_is_ahead_what_is_late_and_what_got_done(owner, helper):
    make_task(owner.membership, what="Renew the card", due_on=TODAY + dt.timedelta(days=2), who=helper.user)
    make_task(owner.membership, what="For next week", due_on=TODAY + dt.timedelta(days=8))
    make_task(owner.membership, what="Left over", due_on=TODAY - dt.timedelta(days=5))
    finished = make_task(owner.membership, what="Get the lockbox")
    done(owner, finished)
    html = page(owner, "week/")
    assert "Got done: Get the lockbox." in html
    ahead = html[html.index('id="ahead"') :]
    for words in ("Left over", "Renew the card", "For next week", "From before, still to do"):
        assert words in ahead
    assert "Tess" in ahead
    assert "12:00" not in ahead
    assert "Left over" not in page(owner, "week/2026-W47/")


def test_pages_ask_the_same_number_of_queries_for_any_number_of_tasks(owner, helper, django_assert_max_num_queries):
    call_command("load_guidance", verbosity=0)
    search = make_task(owner.membership, template="treatment_search", contact=make_contact(owner.circle))
    for number in range(60):
        make_task(owner.membership, what=f"No {number}", who=helper.user, due_on=TODAY + dt.timedelta(days=number % 9))
        make_call(search, by=helper.user)
    for path, most in (("", 16), ("week/", 16), ("tasks/", 12), (search.get_absolute_url(), 12), ("timeline/", 12)):
        page(owner, path)
        with django_assert_max_num_queries(most):
            page(owner, path)


# What it is about -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("template", "situation"),
    [
        ("medicaid", "medicaid"), ("renewal", "benefits_due"), ("release_form", "release_form"),
        ("treatment_search", "treatment_search"), ("first_visit", "first_visit"), ("naloxone", "naloxone_to_get"),
        ("lockbox", "lockbox_to_get"),
    ],
)  # fmt: skip
def test_an_open_task_says_what_it_is_about_and_a_finished_one_nothing(owner, template, situation):
    from tracker.entries.facts import Facts

    task = make_task(owner.membership, template=template, what="Jay’s own words")
    facts = Facts.now_in(owner.circle)
    (raised,) = task.situations(facts)
    assert raised.situation == situation
    assert "Jay" not in raised.reason
    task.done_at = at()
    assert task.situations(facts) == []
    assert make_task(owner.membership).situations(facts) == []
