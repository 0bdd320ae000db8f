"""Deleting one's account: what becomes of each circle, and that nothing of the person is left anywhere."""

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client

from tests.database_files import bytes_of
from tests.factories import (
    PASSWORD,
    confirm_it_is_me,
    join,
    make_appointment,
    make_checkin,
    make_circle,
    make_task,
)
from tests.my_data import raw
from tests.my_data.faults import Killed, killed_at
from tracker.entries import actions as entries
from tracker.entries.models import Entry, Shelf
from tracker.mail.models import OutboxMail
from tracker.mail.send import send_due
from tracker.my_data import erase_actions as actions
from tracker.people.models import AuditEvent, Circle, Membership, User
from tracker.people.permissions import Role

pytestmark = pytest.mark.django_db
SURE = {"sure": "on"}


def delete(person, **more):
    confirm_it_is_me(person)
    return person.client.post("/me/delete/", SURE | more)


def also_in(person, role: Role = Role.OWNER, nickname: str = "Ana"):
    """Another circle of the person."""
    circle = make_circle(nickname=nickname)
    Membership.objects.create(circle=circle, user=person.user, role=role)
    return circle


# Asking ---------------------------------------------------------------------------------------------------
def test_asvs_7_5_1_it_asks_first_whether_it_is_still_you(owner, client):
    for answer in (owner.client.get("/me/delete/"), owner.client.post("/me/delete/", SURE)):
        assert answer.url == "/accounts/reauthenticate/?next=%2Fme%2Fdelete%2F"
    assert client.post("/me/delete/", SURE).url.startswith("/accounts/login/")
    assert User.objects.exists()


def test_without_the_tick_nothing_happens(owner):
    confirm_it_is_me(owner)
    answer = owner.client.post("/me/delete/")
    assert answer.status_code == 422
    assert "Set the tick first." in answer.content.decode()
    assert User.objects.exists()


def test_the_page_says_for_each_circle_what_becomes_of_it(owner, helper):
    also_in(owner, nickname="Ana")
    stays = also_in(owner, Role.VIEWER, nickname="Bo")
    join(stays, Role.OWNER, "Lee")
    page = confirm_it_is_me(owner).client.get("/me/delete/").content.decode()
    jay, ana, bo = (page.index(f"<bdi>{name}</bdi>") for name in ("Jay", "Ana", "Bo"))
    assert jay < page.index("You are its only owner.") < ana < page.index("Nobody else is in it.") < bo
    assert bo < page.index("It stays. You leave it.")
    assert "Who will be the owner of “Jay”?" in page
    assert "Who will be the owner of “Ana”?" not in page


# What becomes of the circles ------------------------------------------------------------------------------
def test_a_circle_that_nobody_else_is_in_goes_too(owner, stranger):
    make_checkin(owner.membership)
    assert delete(owner).status_code == 200
    assert list(Circle.objects.all()) == [stranger.circle]
    assert not Entry.objects.exists()


def test_the_only_owner_has_to_say_who_takes_over(owner, helper):
    answer = delete(owner)
    assert answer.status_code == 422
    assert "Choose one." in answer.content.decode()
    assert User.objects.filter(pk=owner.user.pk).exists()


def test_the_chosen_member_becomes_the_owner(owner, helper, viewer):
    visit = make_appointment(owner.membership)
    make_checkin(owner.membership)
    answer = delete(owner, **{f"owner-{owner.circle.public_id}": viewer.membership.public_id})
    assert answer.status_code == 200
    roles = dict(Membership.objects.filter(circle=owner.circle).values_list("user__email", "role"))
    assert roles == {helper.user.email: "helper", viewer.user.email: "owner"}
    assert Entry.objects.get().pk == visit.pk
    assert Entry.objects.get().author is None
    assert viewer.client.get(viewer.url("settings/")).status_code == 200
    assert AuditEvent.objects.get(action="ownership_handed_over").about == viewer.membership.public_id


def test_the_only_owner_may_delete_the_circle_instead(owner, helper):
    assert delete(owner, **{f"owner-{owner.circle.public_id}": "nobody"}).status_code == 200
    assert Circle.objects.get().is_closing
    assert "will be deleted on" in helper.client.get(helper.url()).content.decode()
    assert OutboxMail.objects.to(helper.user.email).count() == 1


def test_a_member_of_another_circle_does_not_become_owner(owner, helper, stranger):
    answer = delete(owner, **{f"owner-{owner.circle.public_id}": stranger.membership.public_id})
    assert answer.status_code == 422
    assert "They are no longer in this circle." in answer.content.decode()


def test_when_the_chosen_one_leaves_in_between_nothing_is_deleted(owner, helper, viewer):
    chosen = Membership.objects.get(pk=helper.membership.pk)
    actions.leave(membership=helper.membership)
    with pytest.raises(actions.NeedsOwner):
        actions.delete_account(person=owner.user, heirs={owner.circle.public_id: chosen})
    with pytest.raises(actions.NeedsOwner):
        actions.delete_account(person=User.objects.get(pk=owner.user.pk), heirs={})


# Nothing is left ------------------------------------------------------------------------------------------
def everywhere(owner, helper):
    """Two devices, mail that waits, a second address, entries, a shelf, and the circle of somebody else."""
    other = Client()
    other.post("/accounts/login/", {"login": helper.user.email, "password": PASSWORD})
    helper.user.emailaddress_set.create(email="second-tess@example.org", verified=True)
    for address in (helper.user.email, "second-tess@example.org"):
        EmailMessage("A note", "Hello", to=[address]).send()
    make_checkin(helper.membership)
    make_appointment(helper.membership)
    make_task(owner.membership, who=helper.user)
    entries.delete(entry=make_appointment(helper.membership), by=helper.user)
    entries.rest_advice(membership=helper.membership, situation="x", topic="y", answer="not_helpful")
    AuditEvent.objects.create(circle=owner.circle, actor=helper.user, action="circle_changed")
    return other


def test_t9_nothing_of_the_person_is_left_in_any_table(owner, helper, inbox, use_transport):
    use_transport(inbox.port)
    everywhere(owner, helper)
    email, key = helper.user.email, helper.user.pk
    assert raw.tables_with(email) >= {"tracker_user", "account_emailaddress"}
    delete(helper)
    send_due()
    assert [mail["Subject"] for mail in inbox.mails] == ["Your account"]
    assert inbox.mails[0].recipients == [email]
    assert "Your account was deleted" in inbox.mails[0].get_content()
    assert not OutboxMail.objects.exists()
    assert raw.tables_with(email) == set()
    assert raw.tables_with("second-tess") == set()
    for column in (
        "user_id",
        "author_id",
        "by_id",
        "actor_id",
        "who_id",
        "done_by_id",
        "written_by_id",
        "worded_by_id",
    ):
        assert raw.tables_of(column, key) == set(), column
    assert not any(f'"author_id": {key}' in shelf.snapshot for shelf in Shelf.objects.all())


@pytest.mark.django_db(transaction=True)
def test_t9_the_file_of_the_database_does_not_hold_the_address_any_more(owner, helper):
    """SQLite would leave what it deletes in free pages of its file; it is told to overwrite it."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite's file; PostgreSQL clears dead rows by itself (autovacuum)")
    everywhere(owner, helper)
    email = helper.user.email.encode()
    assert email in bytes_on_disk()
    delete(helper)
    OutboxMail.objects.all().delete()
    assert email not in bytes_on_disk()


def bytes_on_disk() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return bytes_of(connection.settings_dict["NAME"])


def test_asvs_7_4_2_every_session_ends_and_the_sign_in_is_unknown(owner, helper):
    other = everywhere(owner, helper)
    bystander = Session.objects.filter(pk=owner.client.session.session_key)
    answer = delete(helper)
    assert "Your account was deleted" in answer.content.decode()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    for client in (helper.client, other):
        assert client.get("/me/").url.startswith("/accounts/login/")
    assert bystander.exists()
    assert Session.objects.count() == 1
    again = Client()
    again.post("/accounts/login/", {"login": helper.user.email, "password": PASSWORD})
    assert again.get("/me/").url.startswith("/accounts/login/")


def test_t12_the_page_and_the_mail_tell_nothing_private(owner, helper):
    answer = delete(helper)
    for word in ("Jay", "Maria", "Tess", owner.circle.public_id):
        assert word not in answer.content.decode()
        assert word not in OutboxMail.objects.get().body
    assert "<title>Account · Alongside</title>" in answer.content.decode()


def test_a_mail_that_can_never_be_sent_leaves_no_row_either(owner, helper, inbox, use_transport):
    use_transport(inbox.port)
    inbox.rcpt_answer = "550 no such user"
    delete(helper)
    send_due()
    assert not OutboxMail.objects.exists()


def test_someone_without_a_circle_deletes_their_account(owner):
    actions.delete_now(membership=owner.membership)
    assert delete(owner).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("count", [1, 6])
def test_deleting_asks_the_database_a_bounded_number_of_times_for_each_circle(
    owner, count, django_assert_max_num_queries
):
    for number in range(count - 1):
        join(also_in(owner, Role.VIEWER, nickname=f"C{number}"), Role.OWNER, "Lee")
    for _ in range(10):
        make_checkin(owner.membership)
    with django_assert_max_num_queries(100 + 80 * count):
        actions.delete_account(person=owner.user, heirs={})


# All or nothing -------------------------------------------------------------------------------------------
def everything() -> list:
    return sorted(repr(row) for row in raw.rows() if row[0] not in {"django_session", "cache"})


def tries(act) -> int:
    """Let `act` fail at each of its writes in turn; nothing may be saved. The number of writes it takes."""
    before = everything()
    for number in range(1, 200):
        try:
            with killed_at(number):
                act()
        except Killed:
            assert everything() == before, f"something was saved before write {number}"
        else:
            return number - 1
    raise AssertionError("it never ended")


@pytest.mark.django_db(transaction=True)
def test_asvs_2_3_3_a_fault_in_the_middle_of_deleting_an_account_saves_nothing(owner, helper):
    everywhere(owner, helper)
    also_in(helper, nickname="Ana")
    assert tries(lambda: actions.delete_account(person=User.objects.get(pk=helper.user.pk), heirs={})) > 20


@pytest.mark.django_db(transaction=True)
def test_asvs_2_3_3_a_fault_in_the_middle_of_leaving_saves_nothing(owner, helper):
    everywhere(owner, helper)
    assert tries(lambda: actions.leave(membership=Membership.objects.get(pk=helper.membership.pk))) > 10


@pytest.mark.django_db(transaction=True)
def test_asvs_2_3_3_a_fault_in_the_middle_of_the_page_saves_nothing(owner, helper):
    """The whole way through the view: the circle is closed, the mail is queued, or neither."""
    confirm_it_is_me(owner)
    owner.client.raise_request_exception = False
    before = everything()
    with killed_at(2):
        assert owner.client.post(owner.url("settings/delete/"), SURE).status_code == 500
    assert everything() == before
    assert not OutboxMail.objects.exists()
    assert not Circle.objects.get().is_closing
