"""Who did what: words for every code, only-me entries for their author alone, pages of fifty."""

import ast
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import confirm_it_is_me, join, make_appointment, make_call, make_observation, make_task
from tracker.entries import actions
from tracker.entries.rules import Visibility
from tracker.people import audit
from tracker.people.activity import WORDS
from tracker.people.models import AuditEvent
from tracker.people.permissions import Role
from tracker.tasks.actions import delete_call

pytestmark = pytest.mark.django_db

TRACKER = Path(__file__).parents[2] / "tracker"
# Written by actions that come with this page, some of them in other packages.
PROMISED = {
    "invitation_made", "invitation_withdrawn", "invitation_accepted", "role_changed", "ownership_handed_over",
    "export_made", "import_made", "member_left", "member_removed", "circle_deletion_asked", "circle_deletion_undone",
    "retention_changed", "entries_purged",
}  # fmt: skip


def codes(source: str) -> set[str]:
    """The codes that calls of `record` and `_note` write as their `action`; "?" for one that cannot be read off."""
    tree, found = ast.parse(source), set()
    constants = {one.targets[0].id: one.value for one in tree.body if _names_one(one)}
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        named = constants | {
            target.id: node.value
            for node in ast.walk(scope)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call)):
            if ast.unparse(call.func).split(".")[-1] in {"record", "_note"}:
                value = next((one.value for one in call.keywords if one.arg == "action"), None)
                passed_on = {one.arg for one in (*scope.args.args, *scope.args.kwonlyargs)}
                found |= _values(value, named, passed_on)
    return found


def _names_one(statement) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)


def _values(value, named: dict, passed_on: set[str]) -> set[str]:
    match value:
        case ast.Constant():
            return {value.value}
        case ast.IfExp():
            return _values(value.body, named, passed_on) | _values(value.orelse, named, passed_on)
        case ast.Name() if value.id in named:
            return _values(named[value.id], named, passed_on)
        case ast.Name() if value.id in passed_on or value.id in {"EXPORTED", "IMPORTED"}:  # those two are promised
            return set()
    return {"?"}


def activity(person, query: str = "") -> str:
    html = person.client.get(person.url(f"activity/{query}")).content.decode()
    return re.sub(r"<[^>]+>", "", html[html.index("<h1>") : html.index("</main>")])


def test_every_code_of_the_trail_has_words():
    found = set().union(*(codes(path.read_text(encoding="utf-8")) for path in TRACKER.rglob("*.py")))
    assert len(found) > 20
    assert found | PROMISED <= set(WORDS)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('audit.record(circle=c, by=b, action="party")', "party"),
        ('audit.record(circle=c, by=b, action="a" if x else "party")', "party"),
        ("audit.record(circle=c, by=b, action=made_somewhere())", "?"),
        ("audit.record(circle=c, by=b)", "?"),
    ],
)
def test_a_planted_code_is_found(line, code):
    assert code in codes(f"def act():\n    {line}\n")
    assert code not in WORDS


def test_t7_members_read_who_did_what(owner, helper, viewer):
    entry = make_appointment(helper.membership, name="Quokka")
    actions.delete(entry=entry, by=helper.user)
    confirm_it_is_me(owner)
    owner.client.post(owner.url(f"people/{helper.membership.public_id}/role/"), {"role": "viewer"})
    audit.record(circle=owner.circle, by=viewer.user, action="export_made")
    text = activity(viewer)
    assert "Tess deleted an entry" in text
    assert "Maria changed the role of Tess" in text
    assert "You took a copy of the entries" in text
    assert "Quokka" not in text
    assert "Omar took a copy of the entries" in activity(owner)


def test_reading_leaves_no_line(owner):
    before = AuditEvent.objects.count()
    for path in ("", "people/", "timeline/", "activity/", "week/"):
        owner.client.get(owner.url(path))
    assert AuditEvent.objects.count() == before


def test_t7_what_happens_to_an_only_me_entry_shows_to_its_author_alone(owner, helper, viewer):
    note = make_observation(helper.membership, visibility="only_me")
    task = make_task(helper.membership, template="treatment_search", visibility="only_me")
    helper.client.post(
        task.url("detail") + "calls/add/", {"whom": "Quokka", "called_on": "2026-11-20", "outcome": "open"}
    )
    delete_call(call=make_call(task), membership=helper.membership)
    note.note = "More"
    undo = actions.change(entry=note, version=1, membership=helper.membership)
    note = actions.undo(shelf=undo, by=helper.user)
    note = actions.put_back(shelf=actions.delete(entry=note, by=helper.user), by=helper.user)
    actions.delete_for_good(shelf=actions.delete(entry=note, by=helper.user), by=helper.user)
    mine = activity(helper)
    for words in (
        "changed an entry",
        "undid a change",
        "put an entry back",
        "deleted an entry for good",
        "deleted a call",
    ):
        assert f"You {words}" in mine
    for reader in (owner, viewer):
        assert "Nothing yet." in activity(reader)


def test_t7_a_shared_entry_that_becomes_only_me_shows_its_change_to_nobody_else(owner, helper):
    entry = make_appointment(helper.membership)
    entry.visibility = Visibility.ONLY_ME
    actions.change(entry=entry, version=1, membership=helper.membership)
    assert "You changed an entry" in activity(helper)
    assert "Nothing yet." in activity(owner)


def test_who_is_gone_is_a_former_member(owner, helper):
    audit.record(circle=owner.circle, by=helper.user, action="export_made")
    confirm_it_is_me(owner)
    owner.client.post(owner.url(f"people/{helper.membership.public_id}/role/"), {"role": "viewer"})
    helper.membership.delete()
    text = activity(owner)
    assert "A former member took a copy of the entries" in text
    assert "You changed the role of a former member" in text
    helper.user.delete()
    assert "A former member took a copy of the entries" in activity(owner)


def test_what_the_app_did_and_an_old_code_have_words_too(owner):
    AuditEvent.objects.create(circle=owner.circle, actor=None, action="entries_purged")
    AuditEvent.objects.create(circle=owner.circle, actor=owner.user, action="from_long_ago")
    text = activity(owner)
    assert "Alongside deleted old entries" in text
    assert "You changed something" in text


def test_days_are_those_of_the_circle(owner):
    import datetime as dt

    event = audit.record(circle=owner.circle, by=owner.user, action="export_made")
    AuditEvent.objects.filter(pk=event.pk).update(at=dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC))
    assert "Thursday, November 19, 2026" in activity(owner)


def test_fifty_lines_a_page_and_none_is_lost_or_doubled(owner, helper):
    """Also when many lines have the same moment, and some are another member's alone."""
    for number in range(120):
        audit.record(circle=owner.circle, by=helper.user, action="export_made", only_me=number % 10 == 0)
    AuditEvent.objects.update(at=AuditEvent.objects.first().at)
    counts, query = [], ""
    while query is not None:
        html = owner.client.get(owner.url(f"activity/{query}")).content.decode()
        counts.append(html.count("took a copy of the entries"))
        older = re.search(r'rel="next" href="(\?before=\d+)"', html)
        query = older and older.group(1)
    assert counts == [50, 50, 8]


def test_bad_input_32_a_place_in_the_list_that_is_none_shows_the_first_page(owner, stranger):
    audit.record(circle=owner.circle, by=owner.user, action="export_made")
    theirs = audit.record(circle=stranger.circle, by=stranger.user, action="import_made")
    for before in ("abc", "-1", "0", "1" * 23, "%00", "٣", str(theirs.pk)):
        assert "You took a copy of the entries" in activity(owner, f"?before={before}")


def test_the_page_asks_the_same_number_of_questions_with_one_line_or_fifty(owner):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            owner.client.get(owner.url("activity/"))
        return len(captured)

    audit.record(circle=owner.circle, by=owner.user, action="export_made")
    asked()
    before = asked()
    for number in range(49):
        other = join(owner.circle, Role.VIEWER, f"Member {number}") if number < 15 else owner
        audit.record(circle=owner.circle, by=other.user, action="export_made")
    assert asked() == before
