"""The arrows of the house: who may import whom. docs/architecture.md prints the same table (checked below).

Every way in is walked: imports at any depth, relative ones, get_model, string foreign keys, dotted paths in
settings, and the template tags that templates load.
"""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
TRACKER = ROOT / "tracker"

# package -> the packages right below it. Arrows are transitive: it may import theirs too.
ARROWS = {
    "base": [],
    "mail": ["base"],
    "people": ["mail"],
    "signing_in": ["people"],
    "guidance": ["mail"],
    "entries": ["people", "guidance"],
    "appointments": ["entries"],
    "boundaries": ["entries"],
    "signs": ["entries"],
    "tasks": ["entries"],
    "good_things": ["entries"],
    "checkins": ["entries"],
    "treatment": ["entries"],
    "rides": ["appointments"],
    "readiness": ["treatment"],
    "timeline": ["appointments", "rides", "boundaries", "signs", "tasks", "good_things", "checkins", "readiness"],
    "summary": ["timeline"],
    "reminders": ["summary"],
    "today": ["reminders"],
    "my_data": ["today"],
    "demo": ["today"],
}
# Inside a package: a file may import the ones before it. Other files stand where the list says.
LAYERS = ["rules", "models", "actions", "forms", "views"]
INDEXES = {"urls", "models", "admin"}
MAY_USE_GET_MODELS = {
    "entries/snapshots.py",
    "management/commands/after_restore.py",
    "management/commands/rotate_keys.py",
    "my_data/sections.py",
}


def reachable(package: str) -> set[str]:
    """The package and everything below it."""
    found = {package}
    for below in ARROWS[package]:
        found |= reachable(below)
    return found


def imported_names(tree: ast.AST, module: str) -> list[str]:
    """Every dotted name that a module imports, at any depth, plus dotted strings that start with tracker."""
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(module.split(".")[: -node.level] + ([base] if base else []))
            names += [f"{base}.{alias.name}" for alias in node.names]
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"tracker(\.\w+)+", node.value)
        ):
            names.append(node.value)
    return names


def faults(root: Path) -> list[str]:
    """Every import below `root`/tracker that no arrow allows."""
    found = []
    tracker = root / "tracker"
    for path in sorted(tracker.rglob("*.py")):
        parts = path.relative_to(tracker).with_suffix("").parts
        if parts[0] == "migrations":
            continue
        module = ".".join(("tracker", *parts))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{module}: {fault}" for fault in _string_links(tree, "/".join(path.relative_to(tracker).parts))]
        for name in imported_names(tree, module):
            if fault := _fault(parts, name):
                found.append(f"{module} imports {name}: {fault}")
    return found


def _fault(parts: tuple[str, ...], name: str) -> str:
    target = name.split(".")
    if target[0] != "tracker" or len(target) < 2:
        return ""
    package, other = parts[0], target[1]
    if len(parts) == 1 and package in INDEXES:
        return ""
    if other in INDEXES:
        return "an index that nobody imports"
    if package in ("management", "templatetags"):
        return (
            "" if package == "management" else ("" if other == "base" else "template tags format, they know base only")
        )
    if package not in ARROWS:
        return "" if package in {"apps", "__init__"} else "a package without arrows"
    if other not in ARROWS:
        return "no such package"
    if other not in reachable(package):
        return "against the arrows"
    inside = package == other and len(parts) > 1 and len(target) > 2 and parts[1] in LAYERS and target[2] in LAYERS
    if inside and LAYERS.index(target[2]) > LAYERS.index(parts[1]):
        return "against the layers inside a package"
    return ""


def _string_links(tree: ast.AST, path: str) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"ForeignKey", "OneToOneField", "ManyToManyField"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and first.value != "self":
                found.append(f"a foreign key by string: {first.value}")
        if name in {"get_model", "get_models"} and path not in MAY_USE_GET_MODELS:
            found.append(f"{name}() hides an arrow")
        if name == "import_string":
            found.append("import_string() hides an arrow")
    return found


def test_every_import_follows_an_arrow():
    assert faults(ROOT) == []


def test_every_package_has_its_arrows():
    packages = {path.parent.name for path in TRACKER.glob("*/__init__.py")} - {
        "migrations",
        "management",
        "templatetags",
    }
    with_code = {name for name in packages if any(p.name != "__init__.py" for p in (TRACKER / name).glob("*.py"))}
    assert with_code == set(ARROWS)


def test_dotted_paths_in_settings_exist():
    """Settings may name any package (they stand above all), but a path has to lead somewhere."""
    from django.utils.module_loading import import_string

    text = (ROOT / "supporter_site" / "settings.py").read_text(encoding="utf-8")
    for dotted in set(re.findall(r'"(tracker\.[\w.]+\.\w+)"', text)):
        if dotted not in settings.TEMPLATES[0]["OPTIONS"]["builtins"]:
            import_string(dotted)


def test_architecture_prints_the_same_arrows():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    printed = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, flags=re.M))
    assert {name: re.findall(r"`(\w+)`", cell) for name, cell in printed.items()} == ARROWS


@pytest.mark.parametrize(
    ("path", "line", "words"),
    [
        ("base/clock.py", "from tracker.entries.models import Entry", "against the arrows"),
        ("guidance/matching.py", "def late():\n    from tracker.people import models", "against the arrows"),
        ("signs/rules.py", "from ..appointments import rules", "against the arrows"),
        ("appointments/rules.py", "from tracker.appointments.models import Appointment", "against the layers"),
        ("people/actions.py", "from tracker.models import Circle", "an index"),
        ("people/models.py", "x = models.ForeignKey('tracker.Entry', on_delete=1)", "by string"),
        ("summary/views.py", "apps.get_model('tracker', 'Entry')", "hides an arrow"),
        ("base/forms.py", "path = 'tracker.summary.views.x'", "against the arrows"),
        ("templatetags/alongside.py", "from tracker.entries.models import Entry", "template tags"),
    ],
)
def test_a_planted_import_is_found(tmp_path, path, line, words):
    """The sweep sees a fault: one is planted in a copy of the file."""
    copy = tmp_path / "tracker" / path
    copy.parent.mkdir(parents=True)
    original = TRACKER / path
    copy.write_text(original.read_text(encoding="utf-8") + "\n" + line + "\n", encoding="utf-8")
    assert any(words in fault for fault in faults(tmp_path)), faults(tmp_path)
