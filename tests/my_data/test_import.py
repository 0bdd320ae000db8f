"""Bringing a file into a circle: what is added, what is not, and that nothing comes twice."""

import datetime as dt

import pytest
from django.apps import apps

from tests.at_once import at_once
from tests.browser.full_circle import fill
from tests.factories import (
    confirm_it_is_me,
    make_appointment,
    make_boundary,
    make_boundary_test,
    make_checkin,
    make_contact,
    make_observation,
    make_ride,
    make_task,
)
from tests.my_data.files import bring_in, circle_file, content, entry_of, packed, upload
from tests.my_data.test_sections import fill_the_rest
from tracker.boundaries.models import Boundary, BoundaryTest
from tracker.entries.log import Log
from tracker.entries.models import Entry
from tracker.my_data import actions
from tracker.my_data.sections import ARRIVING
from tracker.people.models import AuditEvent, Circle, Contact, Membership
from tracker.rides.models import Ride
from tracker.signs.models import Observation
from tracker.tasks.models import Task

# What tells two copies of the same circle apart: ids, and when a row was written down.
NOT_CONTENT = {"public_id", "created_at", "updated_at", "version"}


def counts() -> dict:
    """Rows of every model of ours but the trail."""
    models = [model for model in apps.get_app_config("tracker").get_models() if model is not AuditEvent]
    return {model.__name__: model.objects.count() for model in models}


def comparable(data: bytes) -> dict:
    """What a file says, but for ids and the times of writing; links are said by what they lead to."""
    held = content(data)
    words = {
        row["public_id"]: [section, *(row[name] for name in ("name", "at", "what") if name in row)]
        for section, rows in held.items() if isinstance(rows, list) for row in rows if "public_id" in row
    }  # fmt: skip
    found = {}
    for section in ARRIVING:
        links = {field.name for field in section.fields if field.is_relation}
        found[section.name] = sorted(
            (
                {
                    name: words.get(value, value) if name in links else value
                    for name, value in row.items()
                    if name not in NOT_CONTENT
                }
                for row in held[section.name]
            ),
            key=repr,
        )
    return found


def as_a_form_writes(held: dict) -> dict:
    """Without the blanks at the end and the long line that the rows of a full circle have."""
    for rows in held.values():
        for row in rows if isinstance(rows, list) else []:
            row |= {name: row[name][:80] for name in ("own_words",) if name in row}
            row |= {name: value.strip() for name, value in row.items() if isinstance(value, str)}
    return held


# There and back -------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_full_circle_comes_back_the_same(owner, newcomer):
    fill_the_rest(owner)
    data = packed(as_a_form_writes(content(circle_file(owner))))
    assert bring_in(newcomer, data).status_code == 302
    back = circle_file(newcomer)
    assert comparable(back) == comparable(data)
    assert all(comparable(back).values()), "a full circle has something in every section"
    given, taken = content(data)["circle"][0], content(back)["circle"][0]
    assert {**taken, "created_at": 0} == {**given, "created_at": 0}


@pytest.mark.django_db
def test_the_same_file_twice_adds_nothing_to_its_own_circle_or_another(owner, newcomer):
    fill_the_rest(owner)
    data = circle_file(owner)
    before = counts()
    assert upload(owner, data).context["report"].added.total() == 0
    bring_in(owner, data)
    assert counts() == before
    bring_in(newcomer, data)
    after = counts()
    assert after["Entry"] > before["Entry"]
    assert upload(newcomer, data).context["report"].added.total() == 0
    bring_in(newcomer, data)
    assert counts() == after
    bring_in(newcomer, circle_file(newcomer))
    assert counts() == after


@pytest.mark.django_db(transaction=True)
def test_fault_02_the_same_file_sent_four_times_at_once_comes_once(owner):
    held = entry_of("appointment") | {"contacts": [{"public_id": "c" * 12, "role": "clinic", "name": "Oak Street"}]}

    def send():
        return actions.import_file(log=Log(owner.membership), content=held).added.total()

    added = sorted(at_once(*[send] * 4))
    assert added == [0, 0, 0, 2]
    assert (Entry.objects.count(), Contact.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_what_was_deleted_since_comes_back(owner):
    visit = make_appointment(owner.membership, name="gone")
    make_appointment(owner.membership, name="stays")
    data = circle_file(owner)
    visit.delete()
    assert upload(owner, data).context["report"].added.total() == 1
    bring_in(owner, data)
    assert sorted(entry.name for entry in type(visit).objects.all()) == ["gone", "stays"]


@pytest.mark.django_db
def test_links_lead_to_the_rows_that_came_along(owner, newcomer):
    contact = make_contact(owner.circle)
    visit = make_appointment(owner.membership, contact=contact)
    make_ride(owner.membership, visit=visit, contact=contact, plan_b_contact=contact)
    make_observation(owner.membership, about=visit)
    make_boundary_test(make_boundary(owner.membership), owner.membership)
    bring_in(newcomer, circle_file(owner))
    ride = Ride.objects.get(circle=newcomer.circle)
    own = Contact.objects.get(circle=newcomer.circle)
    assert (ride.contact, ride.plan_b_contact, ride.visit.contact) == (own, own, own)
    assert ride.visit.circle == newcomer.circle
    assert Observation.objects.get(circle=newcomer.circle).about_id == ride.visit_id
    assert BoundaryTest.objects.get(circle=newcomer.circle).boundary.circle == newcomer.circle


@pytest.mark.django_db
def test_a_boundary_keeps_its_past_and_can_be_changed_again(owner, newcomer):
    from tracker.boundaries.actions import change_boundary

    boundary = make_boundary(owner.membership)
    for limit in ("lend money", "hand out cash"):
        boundary.refresh_from_db()
        boundary.limit = limit
        change_boundary(entry=boundary, version=boundary.version, membership=owner.membership)
    bring_in(newcomer, circle_file(owner))
    copy = Boundary.objects.get(circle=newcomer.circle)
    assert [wording.limit for wording in copy.earlier_wordings()] == ["lend money", "hand out or lend cash"]
    copy.limit = "pay fines"
    change_boundary(entry=copy, version=copy.version, membership=newcomer.membership)
    assert copy.earlier_wordings()[0].limit == "hand out cash"


# Whose it becomes -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_t7_the_importer_becomes_the_author_and_nobody_else_is_named(owner, helper, newcomer):
    make_task(helper.membership, who=owner.user)
    make_task(helper.membership, who=helper.user)
    bring_in(newcomer, circle_file(owner))
    tasks = Task.objects.filter(circle=newcomer.circle)
    assert {task.author for task in tasks} == {newcomer.user}
    assert {task.who for task in tasks} == {newcomer.user, None}
    assert Membership.objects.filter(circle=newcomer.circle).count() == 1


@pytest.mark.django_db
def test_asvs_8_2_3_who_may_see_it_stays_and_a_check_in_is_mine(owner, newcomer):
    make_appointment(owner.membership, visibility="only_me")
    make_appointment(owner.membership)
    make_checkin(owner.membership)
    held = content(circle_file(owner))
    held["checkin"][0]["visibility"] = "circle"
    bring_in(newcomer, packed(held))
    rows = Entry.objects.filter(circle=newcomer.circle).values_list("kind", "visibility")
    assert sorted(rows) == [("appointment", "circle"), ("appointment", "only_me"), ("checkin", "only_me")]


@pytest.mark.django_db
def test_a_full_circle_keeps_its_own_settings(owner, helper, newcomer):
    data = packed(
        {"format": 1, "circle": [{"nickname": "Ren", "zone": "Pacific/Honolulu", "bereaved_on": "2026-11-01"}]}
    )
    make_appointment(newcomer.membership)
    bring_in(newcomer, data)
    bring_in(helper, data)
    assert set(Circle.objects.values_list("zone", "bereaved_on")) == {
        ("America/New_York", None), ("America/Chicago", None),
    }  # fmt: skip
    bring_in(owner, data)
    owner.circle.refresh_from_db()
    assert (owner.circle.nickname, owner.circle.zone) == ("Ren", "Pacific/Honolulu")
    assert owner.circle.bereaved_on == dt.date(2026, 11, 1)


@pytest.mark.django_db
def test_a_viewer_brings_nothing_in(viewer, owner):
    confirm_it_is_me(viewer)
    assert upload(viewer, packed(entry_of("appointment"))).status_code == 403
    assert not Entry.objects.exists()
    assert "Bring in a file" not in viewer.client.get(viewer.url("settings/export/")).content.decode()


@pytest.mark.django_db
def test_t7_an_id_of_another_circle_leads_nowhere(owner, stranger):
    """Neither to its rows nor to a second row with the same id."""
    theirs = make_appointment(stranger.membership)
    contact = make_contact(stranger.circle)
    held = entry_of("appointment", public_id=theirs.public_id, contact=contact.public_id)
    held |= {"ride": entry_of("treatment", how="taxi", visit=theirs.public_id, public_id="b" * 12)["treatment"]}
    held["ride"][0].pop("what")
    bring_in(owner, packed(held))
    mine = Entry.objects.get(circle=owner.circle, kind="appointment")
    assert mine.public_id != theirs.public_id
    assert mine.appointment.contact is None
    assert Ride.objects.get(circle=owner.circle).visit_id == mine.pk
    assert stranger.circle.entries.count() == 1


@pytest.mark.django_db
def test_asvs_8_2_3_a_test_never_hangs_on_another_s_own_boundary(owner, helper):
    boundary = make_boundary(owner.membership, visibility="circle")
    data = content(circle_file(helper))
    boundary.visibility = "only_me"
    boundary.save()
    data["boundary-test"] = [{
        "public_id": "t" * 12, "at": "2026-11-20T15:00:00Z", "visibility": "only_me", "outcome": "kept",
        "boundary": boundary.public_id,
    }]  # fmt: skip
    report = upload(helper, packed(data)).context["report"]
    assert report.added.total() == 0
    assert [one.reason for one in report.left_out] == ["What this belongs to is not here."]


# The preview ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_preview_says_what_will_come_and_changes_nothing(owner, newcomer):
    fill(owner)
    data = circle_file(owner)
    before, lines = counts(), AuditEvent.objects.count()
    response = upload(newcomer, data)
    page = response.content.decode()
    assert "What would be added" in page
    assert "your file was not kept" in page
    assert (counts(), AuditEvent.objects.count()) == (before, lines)
    newcomer.circle.refresh_from_db()
    assert newcomer.circle.nickname == "New"
    assert bring_in(newcomer, data).status_code == 302
    assert AuditEvent.objects.filter(circle=newcomer.circle, action="import_made").count() == 1


@pytest.mark.django_db
def test_another_file_than_the_one_looked_into_is_looked_into_first(owner):
    seen = upload(owner, packed(entry_of("appointment"))).context["form"].initial["seen"]
    response = upload(owner, packed(entry_of("treatment")), seen=seen)
    assert response.status_code == 200
    assert "What would be added" in response.content.decode()
    assert not Entry.objects.exists()
