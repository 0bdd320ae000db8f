"""A log hands its circle and its people over to the rows that it reads."""

import pytest

from tests.factories import join, make_appointment, make_user
from tracker.appointments.models import Appointment
from tracker.entries.log import Log
from tracker.people.permissions import Role

pytestmark = pytest.mark.django_db


def names(log: Log) -> list[str]:
    return [str(visit.author) for visit in log.of(Appointment).soonest_first()]


def test_rows_of_the_reader_know_author_and_circle_without_a_question(owner, django_assert_num_queries):
    for _ in range(3):
        make_appointment(owner.membership)
    log = Log(owner.membership)
    with django_assert_num_queries(1):
        assert names(log) == ["Maria"] * 3


def test_the_others_are_read_once_however_many_rows_and_questions(owner, django_assert_num_queries):
    for name in ("Ann", "Bo"):
        someone = join(owner.circle, Role.HELPER, name)
        for _ in range(3):
            make_appointment(someone.membership)
    log = Log(owner.membership)
    with django_assert_num_queries(3):
        assert names(log) == names(log) == ["Ann"] * 3 + ["Bo"] * 3


def test_who_is_no_member_is_looked_up_and_stays_the_author(owner):
    visit = make_appointment(owner.membership)
    stranger = make_user("Gone")
    Appointment.objects.filter(pk=visit.pk).update(author=stranger)
    row = Log(owner.membership).of(Appointment).get()
    assert (row.author_id, str(row.author)) == (stranger.pk, "Gone")
    row.save()
    assert Appointment.objects.get().author == stranger


def test_a_row_without_an_author_has_none(owner):
    visit = make_appointment(owner.membership)
    Appointment.objects.filter(pk=visit.pk).update(author=None)
    assert Log(owner.membership).of(Appointment).get().author is None


def test_a_page_that_prints_no_names_reads_nobody(owner, django_assert_num_queries):
    make_appointment(join(owner.circle, Role.HELPER, "Ann").membership)
    log = Log(owner.membership)
    with django_assert_num_queries(1):
        (visit,) = log.nameless(log.of(Appointment))
        assert visit.circle is owner.circle
