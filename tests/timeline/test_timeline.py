"""Everything in one list, the entries of a topic, and what a viewer sees."""

import pytest

from tests.factories import make_appointment, make_boundary, make_boundary_test, make_observation, make_ride

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(owner):
    boundary = make_boundary(owner.membership, visibility="circle", limit="lend cash")
    return [
        make_appointment(owner.membership, name="Oak visit"),
        make_ride(owner.membership, how="bus"),
        boundary,
        make_boundary_test(boundary, owner.membership),
        make_observation(owner.membership, visibility="circle"),
    ]


def page(person, path: str) -> str:
    response = person.client.get(person.url(path))
    assert response.status_code == 200
    return response.content.decode()


def test_the_timeline_holds_every_kind(owner, entries):
    html = page(owner, "timeline/")
    for entry in entries:
        assert f'href="{entry.get_absolute_url()}"' in html, entry.kind


@pytest.mark.parametrize("number", range(5))
def test_one_kind_at_a_time(owner, entries, number):
    html = page(owner, f"timeline/?kind={entries[number].kind}")
    for entry in entries:
        assert (f'href="{entry.get_absolute_url()}"' in html) is (entry is entries[number])


def test_a_viewer_and_the_preview_see_the_same(owner, viewer, entries):
    hidden = make_observation(owner.membership, what_i_did="Wrote it down", visibility="only_me")
    for html in (page(viewer, "timeline/"), page(owner, "preview/")):
        assert hidden.public_id not in html
        for entry in entries:
            assert entry.public_id in html
    assert hidden.public_id in page(owner, "timeline/")


def test_a_test_of_a_hidden_boundary_is_hidden_too(owner, helper):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership)
    assert test.public_id in page(owner, "timeline/")
    assert test.public_id not in page(helper, "timeline/")


def test_a_topic_leads_back_to_its_entries_with_the_reason(owner, helper):
    sign = make_observation(owner.membership, signs=("TE2",))
    make_observation(owner.membership, signs=("RS1",))
    response = owner.client.get("/go/entries/?topic=missed-dose", follow=True)
    html = response.content.decode()
    assert response.redirect_chain[-1][0] == owner.url("timeline/topic/?topic=missed-dose")
    assert sign.get_absolute_url() in html
    assert html.count('class="row-link"') == 1
    assert "was noted on" in html
    assert sign.public_id not in page(helper, "timeline/topic/?topic=missed-dose")


@pytest.mark.parametrize("query", ["topic=nothing", "topic=%00", "topic=../x"])
def test_an_unknown_topic_is_a_404(owner, query):
    assert owner.client.get(owner.url(f"timeline/topic/?{query}")).status_code == 404


def test_every_kind_with_a_tile_can_be_chosen(owner, viewer):
    html = page(owner, "log/")
    for path in ("signs/add/", "appointments/add/", "rides/add/", "boundaries/add/"):
        assert owner.url(path) in html
    assert viewer.client.get(viewer.url("log/")).status_code == 403


def test_go_leads_to_the_circle_visited_last(owner, stranger):
    from tracker.people.models import Membership

    Membership.objects.create(circle=stranger.circle, user=owner.user, role="helper")
    assert owner.client.get("/go/today/").url == owner.url()
    owner.client.get(f"/c/{stranger.circle.public_id}/")
    assert owner.client.get("/go/week/").url == f"/c/{stranger.circle.public_id}/week/"


def test_go_without_a_circle_leads_to_the_start(client):
    from tests.factories import make_user

    client.force_login(make_user())
    assert client.get("/go/today/").url == "/start/"


def test_times_show_in_the_zone_of_the_circle(owner):
    import datetime as dt

    make_appointment(owner.membership, at=dt.datetime(2026, 11, 24, 15, 30, tzinfo=dt.UTC), name="Oak visit")
    assert "9:30 AM" in page(owner, "timeline/")
    owner.circle.zone = "Pacific/Honolulu"
    owner.circle.save()
    assert "5:30 AM" in page(owner, "timeline/")
