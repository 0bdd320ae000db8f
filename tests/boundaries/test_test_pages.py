"""The pages of tests of boundaries: written, refused, changed, deleted."""

import uuid

import pytest
from django.urls import reverse

from tests.factories import at, make_boundary, make_boundary_test
from tracker.boundaries.models import BoundaryTest

pytestmark = pytest.mark.django_db


def test_button_opens_the_form_with_its_outcome(owner):
    boundary = make_boundary(owner.membership)
    address = reverse("tracker:boundary-test-add", args=[owner.circle.public_id, boundary.public_id])

    assert f"{address}?outcome=bent" in owner.client.get(boundary.url()).content.decode()
    form = owner.client.get(address + "?outcome=bent").context["form"]
    assert (form["outcome"].value(), form["visibility"].value()) == ("bent", "only_me")
    assert owner.client.get(address + "?outcome=broken").status_code == 200


def test_test_is_saved_and_its_pages_stand_below_the_boundary(owner):
    boundary = make_boundary(owner.membership, visibility="circle")
    fields = {
        "outcome": "bent",
        "at": "2026-03-03T20:00",
        "what_happened": "You asked twice.",
        "what_i_did": "Gave 5.",
        "visibility": "circle",
    }

    response = owner.client.post(owner.url(f"boundaries/{boundary.public_id}/tests/add/"), fields)

    test = BoundaryTest.objects.get()
    assert response.url == owner.url(f"boundaries/{boundary.public_id}/tests/{test.public_id}/")
    page = owner.client.get(response.url).content.decode()
    assert "I bent it" in page
    assert "The boundary was bent on Tuesday, March 3." in page
    assert owner.client.get(test.url("change")).status_code == 200
    assert owner.client.post(test.url("change"), fields | {"outcome": "kept", "version": 1}).status_code == 302
    test.refresh_from_db()
    assert test.outcome == "kept"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", ""),
        ("outcome", "failed"),
        ("what_i_did", "a" * 4001),
        ("what_happened", "a\x00b"),
        ("at", "9999-12-31T23:59"),
    ],
)
def test_bad_test_is_said_beside_its_field(owner, field, value):
    boundary = make_boundary(owner.membership)
    fields = {"outcome": "kept", "at": "2026-03-03T20:00", "what_i_did": "I said no", "visibility": "only_me"} | {
        field: value
    }

    response = owner.client.post(owner.url(f"boundaries/{boundary.public_id}/tests/add/"), fields)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_test_that_lies_ahead_is_asked_about(owner):
    boundary = make_boundary(owner.membership)
    ahead = at(2).astimezone(boundary.tzinfo).strftime("%Y-%m-%dT%H:%M")
    fields = {"outcome": "kept", "at": ahead, "visibility": "only_me"}
    address = owner.url(f"boundaries/{boundary.public_id}/tests/add/")

    assert owner.client.post(address, fields).status_code == 422
    assert owner.client.post(address, fields | {"confirmed": "on"}).status_code == 302


def test_test_of_an_only_me_boundary_cannot_be_shared(owner):
    boundary = make_boundary(owner.membership)
    fields = {"outcome": "kept", "at": "2026-03-03T20:00", "visibility": "circle"}

    response = owner.client.post(owner.url(f"boundaries/{boundary.public_id}/tests/add/"), fields)

    assert response.status_code == 422
    assert response.context["form"].errors["visibility"] == [
        "Only you see this boundary. So only you can see its tests."
    ]


def test_test_sent_twice_is_saved_once(owner):
    boundary = make_boundary(owner.membership)
    fields = {"outcome": "kept", "at": "2026-03-03T20:00", "visibility": "only_me", "client_key": str(uuid.uuid4())}
    address = owner.url(f"boundaries/{boundary.public_id}/tests/add/")

    assert owner.client.post(address, fields).url == owner.client.post(address, fields).url
    assert BoundaryTest.objects.count() == 1


def test_deleted_test_leads_back_to_its_boundary(owner):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership)

    assert owner.client.get(test.url("delete")).status_code == 200
    assert owner.client.post(test.url("delete")).url == boundary.url()
    assert not BoundaryTest.objects.exists()


def test_test_is_not_found_below_another_boundary(owner):
    test = make_boundary_test(make_boundary(owner.membership), owner.membership)
    other = make_boundary(owner.membership)

    for action in ("", "change/", "delete/"):
        assert (
            owner.client.get(owner.url(f"boundaries/{other.public_id}/tests/{test.public_id}/{action}")).status_code
            == 404
        )
