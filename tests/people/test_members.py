"""Members: their page, their role, handing over; and the circle always keeps an owner."""

import pytest
from django.test import Client

from tests.at_once import statuses_at_once
from tests.factories import Person, confirm_it_is_me, join, make_observation
from tests.mail.conftest import use_transport  # noqa: F401 (mail goes to the real outbox)
from tracker.mail.models import OutboxMail
from tracker.people.actions import LastOwner, keep_an_owner
from tracker.people.models import AuditEvent, Membership
from tracker.people.permissions import Role
from tracker.people.rules import is_last_owner

pytestmark = pytest.mark.django_db


def role_of(person: Person) -> str:
    return Membership.objects.get(pk=person.membership.pk).role


def change_role(by: Person, whom: Person, role: str):
    confirm_it_is_me(by)
    return by.client.post(by.url(f"people/{whom.membership.public_id}/role/"), {"role": role})


def hand_over(by: Person, to: Person):
    confirm_it_is_me(by)
    return by.client.post(by.url(f"people/{to.membership.public_id}/handover/"))


def test_the_page_of_a_member_says_role_and_since_when(owner, viewer):
    path = viewer.url(f"people/{owner.membership.public_id}/")
    html = viewer.client.get(path).content.decode()
    assert "Maria" in html
    assert "Can do everything" in html
    assert "Here since" in html
    assert "Change the role" not in html
    assert owner.user.email not in html
    assert "Hand this circle over" not in owner.client.get(path).content.decode()


@pytest.mark.parametrize(("role", "owners", "last"), [
    ("owner", 1, True), ("owner", 2, False), ("owner", 0, True), ("helper", 1, False), ("viewer", 1, False),
])  # fmt: skip
def test_who_is_the_last_owner(role, owners, last):
    assert is_last_owner(role, owners) is last


def test_t7_a_lowered_member_may_less_at_the_next_click(owner, helper):
    assert helper.client.get(helper.url("log/")).status_code == 200
    assert change_role(owner, helper, "viewer")["Location"] == owner.url(f"people/{helper.membership.public_id}/")
    assert helper.client.get(helper.url("log/")).status_code == 403
    assert AuditEvent.objects.get(action="role_changed").about == helper.membership.public_id
    change_role(owner, helper, "owner")
    assert helper.client.get(helper.url("settings/")).status_code == 200


def test_the_same_role_again_leaves_no_line(owner, helper):
    change_role(owner, helper, "helper")
    assert not AuditEvent.objects.filter(action="role_changed").exists()


@pytest.mark.parametrize("role", ["helper", "viewer"])
def test_t7_the_last_owner_stays_one(owner, helper, role):
    answer = change_role(owner, owner, role)
    assert answer.status_code == 422
    assert "A circle needs an owner. Make someone else an owner first." in answer.content.decode()
    assert role_of(owner) == Role.OWNER
    with pytest.raises(LastOwner):
        keep_an_owner(owner.membership)


def test_one_of_two_owners_may_step_back(owner, helper):
    change_role(owner, helper, "owner")
    assert change_role(owner, owner, "viewer").status_code == 302
    assert (role_of(owner), role_of(helper)) == (Role.VIEWER, Role.OWNER)


@pytest.mark.parametrize("role", ["", "admin", "\x00"])
def test_a_role_that_is_none_is_refused(owner, helper, role):
    answer = change_role(owner, helper, role)
    assert answer.status_code == 422
    assert role_of(helper) == Role.HELPER


def test_handing_over_is_one_step_and_both_get_a_neutral_mail(owner, helper):
    owner.circle.nickname = "Quokka"
    owner.circle.save()
    private = make_observation(owner.membership, visibility="only_me")
    assert hand_over(owner, helper)["Location"] == owner.url("people/")
    assert (role_of(owner), role_of(helper)) == (Role.HELPER, Role.OWNER)
    assert AuditEvent.objects.get(action="ownership_handed_over").about == helper.membership.public_id
    assert owner.client.get(owner.url("settings/")).status_code == 403
    assert helper.client.get(helper.url("settings/")).status_code == 200
    assert helper.client.get(private.url()).status_code == 404
    for person in (owner, helper):
        mail = OutboxMail.objects.to(person.user.email).get()
        assert mail.subject == "A change to your notes"
        for word in ("Quokka", "Maria", "Tess", "owner", "circle"):
            assert word not in mail.body.replace("/c/", "")


def test_nobody_hands_over_to_themselves_or_to_someone_who_is_gone(owner, helper):
    assert hand_over(owner, owner).status_code == 404
    helper.membership.delete()
    assert hand_over(owner, helper).status_code == 404
    assert role_of(owner) == Role.OWNER


@pytest.mark.parametrize("page", ["role/", "handover/"])
def test_asvs_2_3_1_without_a_fresh_sign_in_nothing_changes(owner, helper, page):
    path = owner.url(f"people/{helper.membership.public_id}/{page}")
    for method in ("get", "post"):
        answer = getattr(owner.client, method)(path, {"role": "owner"})
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert role_of(helper) == Role.HELPER


@pytest.mark.django_db(transaction=True)
def test_t7_two_owners_who_lower_each_other_at_once_leave_an_owner(circle, owner):
    """Real threads on a real database, several times: never a circle without an owner."""
    second = join(circle, Role.OWNER, "Second")
    for person in (owner, second):
        confirm_it_is_me(person)
    for _round in range(5):
        Membership.objects.filter(circle=circle).update(role=Role.OWNER)
        statuses = statuses_at_once(
            lambda: owner.client.post(owner.url(f"people/{second.membership.public_id}/role/"), {"role": "viewer"}),
            lambda: second.client.post(second.url(f"people/{owner.membership.public_id}/role/"), {"role": "viewer"}),
        )
        assert Membership.objects.filter(circle=circle, role=Role.OWNER).count() == 1
        assert statuses[0] == 302
        assert statuses[1] in (403, 422)


@pytest.mark.django_db(transaction=True)
def test_t7_handing_over_twice_at_once_makes_one_new_owner(circle, owner, helper, viewer):
    confirm_it_is_me(owner)

    def to(person):
        client = Client()
        client.cookies.update(owner.client.cookies)
        return lambda: client.post(owner.url(f"people/{person.membership.public_id}/handover/"))

    statuses = statuses_at_once(to(helper), to(viewer))
    assert Membership.objects.filter(circle=circle, role=Role.OWNER).count() == 1
    assert role_of(owner) == Role.HELPER
    assert statuses[0] == 302
    assert statuses[1] in (403, 404)
