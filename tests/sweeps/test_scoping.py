"""The third lock: views and forms have no unscoped way to rows. They start from `request.log`."""

import ast
from pathlib import Path

import pytest

TRACKER = Path(__file__).parents[2] / "tracker"
FILES = ["*views.py", "*forms.py", "agenda.py", "statistics.py", "queries.py", "export.py"]

# file -> why a manager may stand there.
ALLOWED = {
    "people/views.py": "Membership.objects: finds the circles of the signed-in user, before there is a circle",
    "people/invitations/views.py": "Invitation.objects: found by the link that was opened, before there is a circle",
    "guidance/views.py": "Resource.objects: public reference data that belongs to no circle",
}
# Rows that hang on the circle or the person without asking who reads.
FORBIDDEN_RELATIONS = {"entries", "contacts", "memberships", "shelf", "audit_events"}


def faults(source: str) -> list[str]:
    """Managers, relations of the circle, and shortcuts on a model class that stand in `source`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_base_manager", "_default_manager"}:
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
            if node.attr in FORBIDDEN_RELATIONS and ast.unparse(node.value).endswith("circle"):
                found.append(f"line {node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"get_object_or_404", "get_list_or_404"}:
            first = ast.unparse(node.args[0])
            if first[:1].isupper() and "(" not in first and "." not in first:
                found.append(f"line {node.lineno}: {ast.unparse(node.func)}({first})")
    return found


def swept() -> list[Path]:
    return sorted(path for name in FILES for path in TRACKER.rglob(name))


def test_views_and_forms_start_from_the_log():
    found = {}
    for path in swept():
        key = str(path.relative_to(TRACKER))
        if (rows := faults(path.read_text(encoding="utf-8"))) and key not in ALLOWED:
            found[key] = rows
    assert found == {}


def test_every_exception_is_still_needed():
    for key in ALLOWED:
        path = TRACKER / key
        if path.exists():
            assert faults(path.read_text(encoding="utf-8")), f"{key} needs no exception any more"


def test_exceptions_name_one_model_each():
    """An exception covers the model that its reason names, and no other."""
    for key, reason in ALLOWED.items():
        path = TRACKER / key
        if not path.exists():
            continue
        model = reason.split(".")[0]
        for fault in faults(path.read_text(encoding="utf-8")):
            assert model in fault, f"{key}: {fault}"


@pytest.mark.parametrize(
    "line",
    [
        "Appointment.objects.get(pk=1)",
        "get_object_or_404(Appointment, public_id=id)",
        "request.circle.entries.all()",
        "self.request.circle.contacts.first()",
        "Appointment._base_manager.all()",
    ],
)
def test_a_planted_unscoped_read_is_found(line):
    source = (TRACKER / "appointments" / "views.py").read_text(encoding="utf-8")
    assert faults(source) == []
    assert faults(f"{source}\n\ndef planted(request, id):\n    return {line}\n")
