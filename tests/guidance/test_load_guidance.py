"""Loading the shipped resources: again and again, and never over what the host has changed."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from tracker.guidance.admin import ResourceAdmin, ResourceForm
from tracker.guidance.directory import load_resources
from tracker.guidance.models import Resource
from tracker.management.commands.load_guidance import load

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD, *_REST = load_resources()


def names() -> list[str]:
    return [one.name for one in Resource.objects.all()]


def test_command_loads_everything_and_says_so():
    out = StringIO()
    call_command("load_guidance", stdout=out)
    assert Resource.objects.count() == len(load_resources())
    assert f"{len(load_resources())} added" in out.getvalue()


def test_rows_are_what_was_shipped():
    load(load_resources())
    assert tuple(one.as_data() for one in Resource.objects.all()) == load_resources()
    for one in Resource.objects.all():
        one.clean_fields()


def test_second_time_changes_nothing():
    load((FIRST, SECOND))
    before = list(Resource.objects.values())
    assert load((FIRST, SECOND)) == {"added": 0, "changed": 0, "same": 2, "removed": 0, "kept": 0}
    assert list(Resource.objects.values()) == before


def test_changed_file_changes_the_row():
    load((FIRST, SECOND))
    counts = load((FIRST, replace(SECOND, name="A new name")))
    assert counts["changed"] == 1
    assert names() == [FIRST.name, "A new name"]


def test_order_follows_the_file():
    load((FIRST, SECOND, THIRD))
    load((THIRD, FIRST, SECOND))
    assert names() == [THIRD.name, FIRST.name, SECOND.name]


def test_vanished_row_goes_unless_the_host_edited_it():
    load((FIRST, SECOND, THIRD))
    Resource.objects.filter(slug=THIRD.slug).update(edited_by_host=True)
    counts = load((FIRST,))
    assert (counts["removed"], counts["kept"]) == (1, 1)
    assert names() == [FIRST.name, THIRD.name]


def test_row_edited_by_the_host_is_never_overwritten():
    load((FIRST,))
    Resource.objects.filter(slug=FIRST.slug).update(name="Our own words", edited_by_host=True)
    assert load((replace(FIRST, name="Shipped anew"),))["kept"] == 1
    assert names() == ["Our own words"]


def test_failure_leaves_the_table_as_it_was():
    load((FIRST, SECOND))
    with pytest.raises(IntegrityError):
        load((replace(FIRST, name="Half done"), replace(THIRD, slug="new", kind=Broken("no-such-kind"))))
    assert names() == [FIRST.name, SECOND.name]


class Broken(str):
    """A kind that the database refuses."""

    value = "no-such-kind"


def test_saving_in_the_admin_marks_the_row_as_the_hosts(rf):
    load((FIRST,))
    row = Resource.objects.get()
    data = {name: getattr(row, name) for name in ResourceForm.base_fields} | {"name": "Changed by hand"}
    data = {name: "" if value is None else value for name, value in data.items()}
    form = ResourceForm(data, instance=row)
    assert form.is_valid(), form.errors
    ResourceAdmin(Resource, None).save_model(rf.post("/"), form.save(commit=False), form, change=True)
    row.refresh_from_db()
    assert row.edited_by_host
    assert row.topics == FIRST.topics
    assert load((FIRST,))["kept"] == 1


def test_in_order_keeps_the_order_in_one_query(django_assert_num_queries):
    load(load_resources())
    with django_assert_num_queries(1):
        found = Resource.objects.in_order([THIRD.slug, "gone", FIRST.slug])
    assert [one.slug for one in found] == [THIRD.slug, FIRST.slug]


def test_for_state_gives_that_state_and_the_whole_country():
    load((replace(FIRST, states=()), replace(SECOND, states=("IL",)), replace(THIRD, states=("WI", "IN"))))
    assert {one.slug for one in Resource.objects.for_state("IN")} == {FIRST.slug, THIRD.slug}
    assert {one.slug for one in Resource.objects.for_state("")} == {FIRST.slug}
