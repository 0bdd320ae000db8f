"""Steps that matter ask again: the check itself. Each page that uses it has its own test."""

import time

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from tests.factories import PASSWORD, confirm_it_is_me
from tracker.people.fresh_sign_in import fresh_sign_in_required, is_fresh


def asked(person, path="/me/"):
    """A request of the person's session, to hand to a view."""
    request = RequestFactory().get(path)
    request.user, request.session = person.user, person.client.session
    return request


def test_a_session_that_never_said_how_it_signed_in_is_not_fresh(owner):
    assert not is_fresh(asked(owner))


def test_a_confirmation_is_good_for_five_minutes(owner):
    confirm_it_is_me(owner)
    assert is_fresh(asked(owner))
    start = time.time()
    with time_machine.travel(start + 295, tick=False):
        assert is_fresh(asked(owner))
    with time_machine.travel(start + 305, tick=False):
        assert not is_fresh(asked(owner))


def test_asvs_7_5_1_a_page_that_matters_asks_first_and_comes_back(owner, client):
    view = fresh_sign_in_required(lambda request: HttpResponse("done"))
    answer = view(asked(owner, "/me/data/"))
    assert (answer.status_code, answer.url) == (302, "/accounts/reauthenticate/?next=%2Fme%2Fdata%2F")
    after = owner.client.post(answer.url, {"password": PASSWORD, "next": "/me/data/"})
    assert (after.status_code, after.url) == (302, "/me/data/")
    assert view(asked(owner, "/me/data/")).content == b"done"


@pytest.mark.parametrize("password", ["", "not the password"])
def test_asvs_7_5_1_a_wrong_password_confirms_nothing(owner, password):
    assert owner.client.post("/accounts/reauthenticate/", {"password": password}).status_code in (200, 422)
    assert not is_fresh(asked(owner))
