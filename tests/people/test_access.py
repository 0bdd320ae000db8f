"""Who may do what: docs/access.md row by row, ids and links that cross circles, and what is only one's own."""

import ast
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import access_matrix
from tests.factories import (
    confirm_it_is_me,
    join,
    make_appointment,
    make_boundary,
    make_checkin,
    make_circle,
    make_contact,
    make_good_thing,
    make_observation,
    make_ride,
    make_task,
    make_treatment,
)
from tests.sweeps.test_urls import address, examples_of
from tracker.entries.models import Entry, Shelf
from tracker.entries.rules import ALWAYS_ONLY_ME, Visibility
from tracker.people.models import Membership, User
from tracker.people.permissions import Permission, Role

pytestmark = pytest.mark.django_db

TRACKER = Path(__file__).parents[2] / "tracker"
METHODS = ("GET", "POST")


def printed() -> list[access_matrix.Row]:
    return access_matrix.read(access_matrix.PAGE.read_text(encoding="utf-8"))


def paths(circle, examples) -> dict[str, str]:
    """Name of an address -> where it is, with the ids of `examples`."""
    return {
        pattern.name: address(pattern.name, route, circle, examples)
        for route, pattern in access_matrix.circle_patterns()
    }


def tried(client, method: str, path: str, data=None):
    """What the client is answered; whatever that did is taken back."""
    with transaction.atomic():
        answer = getattr(client, method.lower())(path, data)
        transaction.set_rollback(True)
    return answer


def faults(rows, client, where: dict[str, str], expected) -> list[tuple]:
    """Rows that answer something else than `expected(row, method)`, which gives the statuses that are right."""
    answers = ((row, method, tried(client, method, where[row.name]).status_code) for row in rows for method in METHODS)
    return [(row.name, method, got) for row, method, got in answers if got not in expected(row, method)]


def by_role(role: Role):
    """What a row says about a role, as the statuses that are right."""

    def expected(row, method) -> set[int]:
        if getattr(row, role.value) == "no":
            return {403, 404} if "<id>" in row.address else {403}
        if method not in row.methods:
            return {405}
        if row.name == "task-call-delete":  # asks for the id of a call, which is not in the address
            return {404}
        if row.name == "share-link-withdraw":  # one's own links only
            return {302, 404}
        return {200, 302} if method == "GET" else {200, 302, 422}

    return expected


def shared_by(person) -> dict:
    """Examples of the person, with everything that can be shared shared."""
    examples = examples_of(person)
    Entry.objects.exclude(kind__in=ALWAYS_ONLY_ME).update(visibility=Visibility.CIRCLE)
    Shelf.objects.exclude(kind__in=ALWAYS_ONLY_ME).update(visibility=Visibility.CIRCLE)
    return examples


def member_faults(role: Role, circle, owner) -> list[tuple]:
    person = confirm_it_is_me(owner if role == Role.OWNER else join(circle, role))
    examples = examples_of(person) if role != Role.VIEWER else shared_by(owner)
    return faults(printed(), person.client, paths(circle, examples), by_role(role))


# The table --------------------------------------------------------------------------------------------------
def test_asvs_8_1_1_2_1_3_the_page_prints_what_the_views_state():
    """Permissions and limits on docs/access.md are those of the code."""
    assert access_matrix.PAGE.read_text(encoding="utf-8") == access_matrix.page(), "write the page anew"
    assert len(printed()) == len(access_matrix.circle_patterns()) > 60


@pytest.mark.parametrize("role", list(Role))
def test_t7_asvs_8_1_1_8_2_2_each_row_holds_for_each_role(role, circle, owner):
    assert member_faults(role, circle, owner) == []


def test_t7_asvs_8_1_1_own_rows_of_others_are_404_for_a_helper(circle, owner, helper):
    own = [row for row in printed() if row.helper == "own"]
    assert len(own) > 8
    assert faults(own, helper.client, paths(circle, shared_by(owner)), lambda row, method: {404}) == []


def test_t7_t8_asvs_8_1_1_8_2_2_strangers_and_removed_members_get_404_and_visitors_the_sign_in_page(
    circle, owner, helper, stranger, client
):
    where = paths(circle, examples_of(owner))
    helper.membership.delete()
    for outsider in (stranger, helper):
        confirm_it_is_me(outsider)
        assert faults(printed(), outsider.client, where, lambda row, method: {404}) == []
    for row in printed():
        for method in METHODS:
            answer = tried(client, method, where[row.name])
            assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True), row.name


def test_t7_a_role_holds_in_its_own_circle_only(circle, owner, stranger):
    """The owner of another circle who is a viewer here is a viewer here."""
    Membership.objects.create(circle=circle, user=stranger.user, role=Role.VIEWER)
    where = paths(circle, shared_by(owner))
    confirm_it_is_me(stranger)
    assert faults(printed(), stranger.client, where, by_role(Role.VIEWER)) == []


def test_t8_asvs_8_2_2_ids_of_another_circle_are_unknown_in_mine(circle, owner, stranger):
    confirm_it_is_me(stranger)
    with_ids = [row for row in printed() if re.search("<(id|boundary)>", row.address)]
    assert len(with_ids) > 40
    where = paths(stranger.circle, examples_of(owner))
    assert faults(with_ids, stranger.client, where, lambda row, method: {404, 405}) == []


def test_asvs_7_5_1_rows_that_ask_again_show_and_do_nothing_without_it(circle, owner):
    where, again = paths(circle, examples_of(owner)), [row for row in printed() if row.again]
    assert {row.name for row in again} >= {"invitation-add", "member-role", "handover"}
    for row in again:
        for method in METHODS:
            answer = tried(owner.client, method, where[row.name])
            assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")


def test_a_permission_that_changes_without_the_page_is_found(monkeypatch, circle, owner):
    from tracker.people.views import StageView

    monkeypatch.setattr(StageView, "permission", Permission.READ)
    assert access_matrix.PAGE.read_text(encoding="utf-8") != access_matrix.page()
    assert [name for name, _method, _got in member_faults(Role.VIEWER, circle, owner)] == ["circle-stage"] * 2


def test_a_role_counts_from_the_next_click(circle, owner, helper):
    assert helper.client.get(helper.url("log/")).status_code == 200
    Membership.objects.filter(pk=helper.membership.pk).update(role=Role.VIEWER)
    assert helper.client.get(helper.url("log/")).status_code == 403


def test_the_membership_is_read_in_one_query(owner):
    owner.client.get(owner.url("people/"))
    with CaptureQueriesContext(connection) as captured:
        owner.client.get(owner.url("contacts/"))
    asked = [one["sql"] for one in captured if '"tracker_membership"' in one["sql"]]
    assert len(asked) == 1


# Ids ----------------------------------------------------------------------------------------------------------
def lookups(source: str) -> list[str]:
    """The first arguments of `get_object_or_404` and its like."""
    return [
        ast.unparse(node.args[0])
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("get_object_or_404", "get_list_or_404"))
    ]


def unscoped(source: str) -> list[str]:
    """Those that start from a model, and not from what the reader may see."""
    return [one for one in lookups(source) if re.match(r"[A-Z]\w*$|.*\.objects\b|.*_manager\b", one)]


def test_t8_nothing_is_looked_up_by_its_model_alone():
    sources = {path: path.read_text(encoding="utf-8") for path in TRACKER.rglob("*.py")}
    assert sum(len(lookups(source)) for source in sources.values()) > 10
    assert {str(path): found for path, source in sources.items() if (found := unscoped(source))} == {}


@pytest.mark.parametrize("line", ["Membership, pk=1", "Contact.objects, pk=1", "Entry._base_manager.all(), pk=1"])
def test_a_planted_lookup_is_found(line):
    assert unscoped(f"get_object_or_404({line})")


def test_t8_no_account_is_there_from_the_start():
    assert not User.objects.exists()


def test_ids_of_users_stand_on_no_page(circle, owner, helper):
    """Pages about people name the membership by its random id."""
    user = User.objects.create_user("known@example.org", id=987654321, name="Known")
    member = Membership.objects.create(circle=circle, user=user, role=Role.HELPER)
    make_task(owner.membership, who=user)
    confirm_it_is_me(owner)
    there = f"people/{member.public_id}/"
    for path in (
        "people/",
        there,
        f"{there}role/",
        f"{there}handover/",
        "activity/",
        "timeline/",
        "tasks/",
        "tasks/add/",
    ):
        assert "987654321" not in owner.client.get(owner.url(path)).content.decode(), path


# Only me, and links across circles ----------------------------------------------------------------------------
def test_asvs_8_2_3_only_me_words_stand_on_no_page_of_anybody_else(circle, owner, helper, viewer):
    me = {"visibility": "only_me", "note": "Quokkas at dawn"}
    contact = make_contact(circle)
    visit = make_appointment(helper.membership, name="Quokka visit", **me)
    make_ride(helper.membership, visit=visit, contact=contact, driver="Quokka", **me)
    make_boundary(helper.membership, visibility="only_me", limit="feed quokkas")
    for make in (make_observation, make_good_thing, make_task, make_treatment):
        make(helper.membership, **me)
    make_checkin(helper.membership, note="Quokkas at dawn")
    assert "uokka" in helper.client.get(helper.url("timeline/")).content.decode()
    where = paths(circle, examples_of(confirm_it_is_me(owner)))
    for reader in (owner, viewer):
        for name, path in where.items():
            assert "uokka" not in tried(reader.client, "GET", path).content.decode(), (name, reader.user.name)
        found = reader.client.post(reader.url("timeline/"), {"q": "quokka"}).content.decode()
        assert "Nothing fits that" in found


@pytest.mark.parametrize(
    ("path", "field", "make"),
    [
        ("rides/add/", "visit", lambda circle, person: make_appointment(person.membership).public_id),
        ("rides/add/", "contact", lambda circle, person: make_contact(circle).pk),
        ("appointments/add/", "contact", lambda circle, person: make_contact(circle).pk),
        ("rides/add/", "plan_b_contact", lambda circle, person: make_contact(circle).pk),
        ("tasks/add/", "contact", lambda circle, person: make_contact(circle).pk),
        ("tasks/add/", "who", lambda circle, person: person.membership.public_id),
        ("signs/add/", "about", lambda circle, person: make_appointment(person.membership).public_id),
    ],
)
def test_asvs_8_4_1_a_link_to_another_circle_is_refused(path, field, make, owner, stranger):
    theirs = make(stranger.circle, stranger)
    answer = owner.client.post(owner.url(path), {"what": "dose", "how": "taxi", field: theirs})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Entry.objects.filter(circle=owner.circle).exists()


def test_asvs_8_4_1_a_member_of_two_circles_links_nothing_across(owner, stranger):
    """Someone who may see both still cannot tie an entry of one to a row of the other."""
    other = make_circle()
    Membership.objects.create(circle=other, user=owner.user, role=Role.OWNER)
    contact = make_contact(other)
    answer = owner.client.post(owner.url("appointments/add/"), {"what": "dose", "contact": contact.pk})
    assert answer.context["form"].errors["contact"]


def test_fault_15_every_open_page_of_a_removed_member_ends_in_the_same_404(circle, owner, helper):
    """The page stays on their screen; whatever they tap there next finds nothing, and saves nothing."""
    entry = make_appointment(owner.membership)
    opened = [helper.url(), helper.url("people/"), entry.url(), entry.url("change"), helper.url("appointments/add/")]
    assert {helper.client.get(path).status_code for path in opened} == {200}
    Membership.objects.filter(pk=helper.membership.pk).delete()
    missing = Client().get("/nothing-here/").content
    for path in opened:
        for method in METHODS:
            answer = tried(helper.client, method, path)
            assert (answer.status_code, answer.content) == (404, missing), path
    assert Entry.objects.count() == 1
    assert helper.client.get("/me/").status_code == 200
