"""What stays of a boundary when it is changed, taken back, deleted and put back."""

import datetime as dt

import pytest
from django.db import connection
from django.forms import model_to_dict

from tests.factories import at, make_boundary, make_boundary_test
from tracker.base import clock
from tracker.boundaries import actions
from tracker.boundaries.models import Boundary, BoundaryTest, BoundaryWording
from tracker.entries import actions as entries
from tracker.entries.models import Entry, Shelf

pytestmark = pytest.mark.django_db


def reword(boundary, membership, limit):
    """Change the limit as the form would; returns the shelf row of its undo."""
    entry = Boundary.objects.get(pk=boundary.pk)
    entry.limit = limit
    return actions.change_boundary(entry=entry, version=entry.version, membership=membership)


def limits(boundary) -> list[str]:
    return [wording.limit for wording in Boundary.objects.get(pk=boundary.pk).earlier_wordings()]


def test_each_wording_is_kept_with_its_days_and_its_writer(owner, helper):
    today = clock.today(owner.circle.tzinfo)
    boundary = make_boundary(owner.membership, limit="one", visibility="circle", at=at(-10))

    reword(boundary, helper.membership, "two")
    reword(boundary, owner.membership, "three")

    newest, oldest = boundary.earlier_wordings()
    assert (oldest.limit, oldest.written_by, oldest.from_day, oldest.until_day) == (
        "one",
        owner.user,
        boundary.day,
        today,
    )
    assert (newest.limit, newest.written_by, newest.from_day, newest.until_day) == ("two", helper.user, today, today)


def test_wording_of_a_boundary_that_starts_later_begins_no_later_than_it_ends(owner):
    boundary = make_boundary(owner.membership, at=at(10))
    reword(boundary, owner.membership, "two")

    wording = BoundaryWording.objects.get()
    assert wording.from_day <= wording.until_day


def test_text_of_a_wording_is_encrypted(owner):
    reword(make_boundary(owner.membership, limit="plain secret"), owner.membership, "two")

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracker_boundarywording")
        assert "plain secret" not in str(cursor.fetchall())


def test_change_of_something_else_keeps_no_wording(owner):
    boundary = make_boundary(owner.membership)
    actions.look_again(entry=Boundary.objects.get(pk=boundary.pk), membership=owner.membership)

    assert not BoundaryWording.objects.exists()


def test_lost_race_keeps_no_wording(owner):
    boundary = make_boundary(owner.membership)
    stale = Boundary.objects.get(pk=boundary.pk)
    stale.limit = "mine"
    reword(boundary, owner.membership, "two")

    with pytest.raises(entries.VersionConflict):
        actions.change_boundary(entry=stale, version=1, membership=owner.membership)
    assert limits(boundary) == ["hand out or lend cash"]


def test_undone_change_shows_no_earlier_wording_and_leaves_no_second_one(owner):
    boundary = make_boundary(owner.membership, limit="one")
    shelf = reword(boundary, owner.membership, "two")

    entries.undo(shelf=shelf, by=owner.user)

    boundary.refresh_from_db()
    assert (boundary.limit, boundary.worded_by) == ("one", None)
    assert limits(boundary) == []
    reword(boundary, owner.membership, "three")
    assert limits(boundary) == ["one"]
    assert BoundaryWording.objects.count() == 1


def test_wording_that_comes_back_is_shown_both_times(owner):
    boundary = make_boundary(owner.membership, limit="one")
    reword(boundary, owner.membership, "two")
    reword(boundary, owner.membership, "one")

    assert limits(boundary) == ["two", "one"]


def test_delete_and_put_back_restores_tests_and_wordings(owner):
    boundary = make_boundary(owner.membership, limit="one", at=at(-10))
    test = make_boundary_test(boundary, owner.membership, what_i_did="I went for a walk")
    reword(boundary, owner.membership, "two")
    before = [model_to_dict(wording) for wording in BoundaryWording.objects.order_by("id")]

    shelf = entries.delete(entry=Boundary.objects.get(pk=boundary.pk), by=owner.user)
    for model in (Boundary, BoundaryTest, BoundaryWording):
        assert not model.objects.exists()
    entries.put_back(shelf=shelf, by=owner.user)

    assert [model_to_dict(wording) for wording in BoundaryWording.objects.order_by("id")] == before
    assert limits(boundary) == ["one"]
    again = BoundaryTest.objects.get()
    assert (again.pk, again.boundary_id, again.what_i_did) == (test.pk, boundary.pk, "I went for a walk")


def test_wording_comes_back_when_its_writer_is_gone(owner, helper):
    boundary = make_boundary(owner.membership, limit="one", visibility="circle")
    reword(boundary, helper.membership, "two")
    reword(boundary, owner.membership, "three")
    shelf = entries.delete(entry=Boundary.objects.get(pk=boundary.pk), by=owner.user)
    helper.user.delete()

    entries.put_back(shelf=shelf, by=owner.user)

    assert [wording.written_by for wording in boundary.earlier_wordings()] == [None, owner.user]


def test_delete_for_good_leaves_no_word(owner):
    boundary = make_boundary(owner.membership)
    make_boundary_test(boundary, owner.membership)
    reword(boundary, owner.membership, "two")

    shelf = entries.delete(entry=Boundary.objects.get(pk=boundary.pk), by=owner.user)
    entries.delete_for_good(shelf=shelf, by=owner.user)

    for model in (Boundary, BoundaryTest, BoundaryWording):
        assert not model.objects.exists()
    assert not Shelf.objects.filter(entry_id=boundary.pk).exists()


def test_test_whose_boundary_is_gone_cannot_be_put_back(owner):
    boundary = make_boundary(owner.membership)
    shelf = entries.delete(entry=make_boundary_test(boundary, owner.membership), by=owner.user)
    entries.delete_for_good(shelf=entries.delete(entry=boundary, by=owner.user), by=owner.user)

    with pytest.raises(entries.CannotUndo):
        entries.put_back(shelf=shelf, by=owner.user)
    assert owner.client.post(owner.url(f"deleted/{shelf.public_id}/")).status_code == 404


def test_boundary_that_becomes_only_me_takes_its_tests_with_it(owner, helper):
    boundary = make_boundary(owner.membership, visibility="circle")
    own = make_boundary_test(boundary, owner.membership)
    theirs = make_boundary_test(boundary, helper.membership)
    entry = Boundary.objects.get(pk=boundary.pk)
    entry.visibility = "only_me"

    actions.change_boundary(entry=entry, version=entry.version, membership=owner.membership)

    assert set(Entry.objects.values_list("visibility", flat=True)) == {"only_me"}
    assert helper.client.get(own.url()).status_code == 404
    assert helper.client.get(theirs.url()).status_code == 404


def test_suggested_look_is_three_weeks_from_today(owner):
    boundary = make_boundary(owner.membership, at=at(-40))
    actions.look_again(entry=boundary, membership=owner.membership)

    boundary.refresh_from_db()
    assert boundary.look_again_on == clock.today(owner.circle.tzinfo) + dt.timedelta(weeks=3)


def test_a_tap_that_comes_second_is_told_and_saves_nothing(owner, monkeypatch):
    """Somebody saved the boundary between the page and the tap."""
    from tracker.boundaries import views
    from tracker.entries.actions import VersionConflict

    def too_late(**_):
        raise VersionConflict

    monkeypatch.setattr(views.actions, "look_again", too_late)
    boundary = make_boundary(owner.membership)
    response = owner.client.post(owner.url(f"boundaries/{boundary.public_id}/review/"), follow=True)
    assert response.status_code == 200
    assert "Someone else just changed this." in response.content.decode()
