"""A link to a copy: what it opens, and all that ends it."""

import logging
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.copies.test_copy import fill, look, sheet, this_week
from tests.factories import at, confirm_it_is_me, make_appointment, make_share_link
from tracker.base.logs import OneLine
from tracker.base.tokens import hash_of
from tracker.entries import actions as entry_actions
from tracker.management.commands.purge import clean_up
from tracker.my_data import erase_actions
from tracker.people.actions import pause, say_they_died
from tracker.people.models import AuditEvent, Membership
from tracker.summary.copies.models import ShareLink

pytestmark = pytest.mark.django_db


def seal_of(response) -> str:
    return re.search(r'name="copy" value="([^"]+)"', response.content.decode()).group(1)


def send(person, seal: str, **data):
    return person.client.post(person.url(f"week/{this_week(person)}/copy/link/"), {"copy": seal, "lasts": "7"} | data)


def make(person, lasts: str = "7", **chosen) -> str:
    """Make a link as a person does; its path."""
    response = send(confirm_it_is_me(person), seal_of(look(person, **chosen)), lasts=lasts)
    assert response.status_code == 200, response
    return re.search(r'value="http://testserver(/share/[^"]+)"', response.content.decode()).group(1)


def is_closed(client, path: str) -> bool:
    """Whether the address answers as one that never was."""
    answer, never = client.get(path), client.get("/share/" + "x" * 43 + "/")
    assert never.status_code == 404
    return answer.status_code == 404 and answer.content == never.content


# What it opens ---------------------------------------------------------------------------------------------
def test_t14_only_a_hash_is_kept_and_the_address_is_shown_once(owner):
    path = make(owner)
    token = path.split("/")[2]
    assert len(token) >= 43
    assert ShareLink.objects.get().token_digest == hash_of(token)
    assert token not in str(ShareLink.objects.values_list())
    assert token not in owner.client.get(owner.url("copies/")).content.decode()


def test_what_is_read_is_what_was_looked_at(owner, client):
    fill(owner)
    seen = sheet(look(owner, parts=["visits", "signs"]))
    path = make(owner, parts=["visits", "signs"])
    read = sheet(client.get(path))
    assert read == seen
    assert "Boundaries" not in read
    assert "Quokka" not in read


def test_t14_what_is_written_changed_or_shared_later_does_not_come_in(owner, client):
    hidden = make_appointment(owner.membership, what="court", outcome="went", visibility="only_me")
    visit = make_appointment(owner.membership, name="Wombat", outcome="went")
    seal = seal_of(look(owner, names="on"))
    make_appointment(owner.membership, name="Echidna", outcome="went")  # after the look, before the link
    response = send(confirm_it_is_me(owner), seal)
    path = re.search(r'value="http://testserver(/share/[^"]+)"', response.content.decode()).group(1)
    make_appointment(owner.membership, name="Bilby", outcome="went")
    hidden.visibility = "circle"
    hidden.save()
    words = sheet(client.get(path))
    assert "Wombat" in words
    for later in ("Echidna", "Bilby", "Court"):
        assert later not in words
    visit.name = "Numbat"
    visit.save()
    words = sheet(client.get(path))
    assert "Wombat" not in words
    assert "Numbat" not in words


def test_t14_what_was_deleted_or_hidden_since_is_gone(owner, client):
    gone = make_appointment(owner.membership, name="Wombat", outcome="went")
    hidden = make_appointment(owner.membership, name="Bilby", outcome="went")
    path = make(owner, names="on")
    assert {"Wombat", "Bilby"} <= set(re.findall(r"\w+", sheet(client.get(path))))
    entry_actions.delete(entry=gone, by=owner.user)
    type(hidden).objects.filter(pk=hidden.pk).update(visibility="only_me")
    words = sheet(client.get(path))
    assert "Wombat" not in words
    assert "Bilby" not in words


def test_t14_the_page_from_outside_is_stored_nowhere_and_found_by_nobody(owner, client):
    response = client.get(make(owner, names="on"))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    html = response.content.decode()
    assert "<title>Week · Alongside</title>" in html
    assert owner.circle.public_id not in html
    assert "/c/" not in html
    assert not response.cookies
    assert "no-referrer" not in client.get("/about/").headers.get("Referrer-Policy", "")


def test_t14_it_reads_no_session(owner, client):
    """The same bytes for the maker as for anybody."""
    path = make(owner)
    assert owner.client.get(path).content == client.get(path).content


def test_t20_the_token_is_in_no_log(owner):
    path = make(owner)
    token = path.split("/")[2]
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)
    OneLine().filter(record)
    assert token not in record.getMessage()
    assert "/share/***" in record.getMessage()


def test_a_token_that_is_none_costs_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/share/" + "x" * 43 + "/")


def test_a_copy_takes_the_same_number_of_queries_with_many_entries(owner, client):
    fill(owner)
    few_path = make(owner)
    with CaptureQueriesContext(connection) as few:
        client.get(few_path)
    for _ in range(3):
        fill(owner)
    many_path = make(owner)
    with CaptureQueriesContext(connection) as many:
        client.get(many_path)
    assert len(many) == len(few)


# Counting --------------------------------------------------------------------------------------------------
def test_openings_are_counted_and_a_look_at_the_head_is_not(owner, client):
    path = make(owner)
    client.head(path)
    assert ShareLink.objects.get().opened == 0
    client.get(path)
    client.get(path)
    link = ShareLink.objects.get()
    assert link.opened == 2
    assert link.last_opened_at is not None
    page = owner.client.get(owner.url("copies/")).content.decode()
    assert "Opened 2 times" in page
    assert "Mail programs may open a link" in page


# What ends it ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [1, 7, 30])
def test_t14_it_ends_by_itself(owner, client, days):
    path = make(owner, lasts=str(days))
    with time_machine.travel(at(days=days - 0.01), tick=False):
        assert client.get(path).status_code == 200
    with time_machine.travel(at(days=days + 0.01), tick=False):
        assert is_closed(client, path)


def test_t14_its_maker_ends_it_and_nobody_else(owner, helper, client):
    path = make(owner)
    link = ShareLink.objects.get()
    assert helper.client.post(helper.url(f"copies/{link.public_id}/withdraw/")).status_code == 404
    assert client.get(path).status_code == 200
    page = owner.client.post(owner.url(f"copies/{link.public_id}/withdraw/"), follow=True).content.decode()
    assert "It opens nothing now." in page
    assert "You ended it" in page
    assert is_closed(client, path)


def test_t7_it_goes_when_its_maker_leaves_or_is_removed(owner, helper, client):
    for go in (
        lambda: erase_actions.leave(membership=helper.membership),
        lambda: erase_actions.remove(by=owner.membership, membership=helper.membership),
    ):
        if not Membership.objects.filter(pk=helper.membership.pk).exists():
            helper.membership = Membership.objects.create(circle=owner.circle, user=helper.user, role="helper")
        path = make(helper)
        assert client.get(path).status_code == 200
        go()
        assert is_closed(client, path)
        assert not ShareLink.objects.exists()


def test_t7_it_rests_while_its_maker_may_only_read_or_their_account_is_off(owner, helper, client):
    path = make(helper)
    Membership.objects.filter(pk=helper.membership.pk).update(role="viewer")
    assert is_closed(client, path)
    Membership.objects.filter(pk=helper.membership.pk).update(role="helper")
    assert client.get(path).status_code == 200
    type(helper.user).objects.filter(pk=helper.user.pk).update(is_active=False)
    assert is_closed(client, path)


def test_t14_it_is_closed_while_the_circle_is_about_to_be_erased(owner, client):
    path = make(owner)
    erase_actions.ask_deletion(by=owner.user, circle=owner.circle)
    assert is_closed(client, path)


def test_after_a_loss_it_is_closed_and_no_new_one_is_made(owner, client):
    path = make(owner)
    seal = seal_of(look(owner))
    say_they_died(by=owner.user, circle=owner.circle)
    assert is_closed(client, path)
    assert send(owner, seal).status_code == 403
    assert "Or make a link" not in look(owner).content.decode()


def test_a_pause_leaves_it_open(owner, client):
    """The pause is about what the app asks of people; what they handed over by themselves stays as they left it."""
    path = make(owner)
    pause(by=owner.user, circle=owner.circle, paused=True)
    assert client.get(path).status_code == 200


def test_an_ended_link_is_erased_after_some_days(owner):
    make_share_link(owner.membership)
    for days, left in ((6, 1), (13.9, 1), (14.1, 0)):
        with time_machine.travel(at(days=days), tick=False):
            clean_up()
            assert ShareLink.objects.count() == left


# Making one ------------------------------------------------------------------------------------------------
def test_t14_it_asks_again_who_it_is_and_the_choice_is_not_lost(owner):
    response = send(owner, seal_of(look(owner, parts=["signs"], only_me="on")))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/reauthenticate/?next=")
    assert not ShareLink.objects.exists()
    page = owner.client.get(owner.url(f"week/{this_week(owner)}/copy/")).content.decode()
    assert "Look at the copy once more" in page
    assert re.search(r'name="only_me"[^>]*checked', page)
    assert re.search(r'value="signs"[^>]*checked', page)
    assert not re.search(r'value="visits"[^>]*checked', page)


def test_t14_what_was_not_looked_at_here_makes_no_link(owner, helper, stranger):
    confirm_it_is_me(owner)
    with time_machine.travel(at(hours=-2), tick=False):
        old = seal_of(look(owner))
    for seal in ("", "nonsense", old, seal_of(look(helper))):
        response = send(owner, seal)
        assert response.status_code == 422, seal
        assert "ook at the copy" in response.content.decode()
    assert not ShareLink.objects.exists()


def test_how_long_has_to_be_one_of_three(owner):
    seal = seal_of(look(owner))
    response = send(confirm_it_is_me(owner), seal, lasts="365")
    assert response.status_code == 422
    assert seal_of(response)
    assert not ShareLink.objects.exists()


def test_ten_links_are_enough(owner):
    for _ in range(10):
        make_share_link(owner.membership)
    make_share_link(owner.membership, withdrawn_at=at())
    response = send(confirm_it_is_me(owner), seal_of(look(owner)))
    assert response.status_code == 422
    assert "10 of your links are open already" in response.content.decode()


def test_the_circle_reads_that_a_copy_was_shared_and_not_of_what(owner, helper):
    make(helper, only_me="on")
    link = ShareLink.objects.get()
    helper.client.post(helper.url(f"copies/{link.public_id}/withdraw/"))
    assert list(AuditEvent.objects.filter(about=link.public_id).values_list("action", "only_me")) == [
        ("copy_link_made", False),
        ("copy_link_withdrawn", False),
    ]
    page = owner.client.get(owner.url("activity/")).content.decode()
    assert "made a link to a copy of a week" in page
    assert "ended a link to a copy of a week" in page


def test_nobody_sees_the_links_of_others(owner, helper):
    make_share_link(owner.membership)
    assert "You have no links here." in helper.client.get(helper.url("copies/")).content.decode()
