"""What the code itself may not do, whatever somebody types: no SQL from strings, no shell, no evaluation."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for folder in ("tracker", "supporter_site") for path in (ROOT / folder).rglob("*.py"))
RULES = {
    "raw SQL": {"raw", "extra", "RawSQL"},
    "a shell": {"system", "popen", "Popen", "check_output", "check_call", "spawn", "execv"},
    "evaluation": {"eval", "exec", "compile", "__import__"},
    "a template from text": {"from_string"},
    "text taken for HTML": {"mark_safe"},
}
IMPORTS = {
    "a shell": {"subprocess", "pty", "commands"},
    "objects from bytes": {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle"},
    "a template from text": {"django.template.Template", "django.template.Engine", "django.template.engines"},
}
# (file, rule) -> why it may stand there.
ALLOWED = {
    ("guidance/topics.py", "text taken for HTML"): "our own Markdown, rendered with HTML switched off",
}


def faults(source: str) -> set[str]:
    """The rules that a piece of code breaks."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            found |= {rule for rule, names in RULES.items() if name in names and owner != "re"}
            if name in {"execute", "executemany"} and not isinstance(node.args[0], ast.Constant):
                found.add("raw SQL")
            if name == "SafeString" and not isinstance(node.args[0], ast.Constant):
                found.add("text taken for HTML")
            if any(word.arg == "shell" for word in node.keywords):
                found.add("a shell")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            base = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names = {base + alias.name for alias in node.names}
            names |= {name.split(".")[0] for name in names}
            found |= {rule for rule, forbidden in IMPORTS.items() if names & forbidden}
    return found


def test_t17_asvs_1_2_4_1_2_5_1_3_2_1_3_7_1_5_2_the_code_keeps_the_rules():
    found = {}
    for path in CODE:
        name = str(path.relative_to(ROOT / path.relative_to(ROOT).parts[0]))
        broken = {rule for rule in faults(path.read_text(encoding="utf-8")) if (name, rule) not in ALLOWED}
        if broken:
            found[name] = broken
    assert found == {}


def test_every_exception_is_still_needed():
    for (name, rule), _why in ALLOWED.items():
        assert rule in faults((ROOT / "tracker" / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Entry.objects.raw(f'SELECT {q}')", "raw SQL"),
        ("cursor.execute('SELECT ' + q)", "raw SQL"),
        ("cursor.execute(f'SELECT {q}')", "raw SQL"),
        ("Entry.objects.extra(where=[q])", "raw SQL"),
        ("os.system(q)", "a shell"),
        ("subprocess.run(q, shell=True)", "a shell"),
        ("import subprocess", "a shell"),
        ("eval(q)", "evaluation"),
        ("from pickle import loads", "objects from bytes"),
        ("from django.template import Template", "a template from text"),
        ("mark_safe(entry.note)", "text taken for HTML"),
        ("SafeString(entry.note)", "text taken for HTML"),
    ],
)
def test_a_planted_fault_is_found(line, rule):
    assert faults(line) == {rule}


def test_asvs_1_2_5_1_3_2_the_linter_looks_for_shells_and_evaluation():
    """Ruff's S rules are on, and switched off for tests alone."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in ruff["select"]
    assert not [rule for rule in ruff["ignore"] if rule.startswith("S")]
    assert {path for path, rules in ruff["per-file-ignores"].items() if any(one.startswith("S") for one in rules)} == {
        "tests/**"
    }
    for path in CODE:
        for rule in re.findall(r"noqa:[^#\n]*\b(S\d{3})", path.read_text(encoding="utf-8")):
            assert rule not in {"S102", "S307", "S602", "S604", "S605", "S608", "S301"}, path


def test_asvs_1_5_2_sessions_and_snapshots_are_json(settings):
    assert settings.SESSION_SERIALIZER == "tracker.base.sessions.SealedJSONSerializer"
    assert "import json" in (ROOT / "tracker" / "entries" / "snapshots.py").read_text(encoding="utf-8")


# The libraries ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_t27_asvs_15_1_2_every_library_is_pinned_with_its_hash(name):
    text = re.sub(r"^\s*#.*\n", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M)
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert len(blocks) > 10
    for block in blocks:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ ", block, re.I), block[:60]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block[:60]
        assert "://" not in block


def test_asvs_15_1_2_the_list_of_libraries_is_up_to_date():
    """`scripts/lock.sh` writes docs/sbom.json anew; it names what requirements.txt pins, and nothing else."""
    from scripts.sbom import bill

    kept = json.loads((ROOT / "docs" / "sbom.json").read_text(encoding="utf-8"))
    assert kept == bill(), "run scripts/sbom.py"
    pinned = re.findall(r"^([\w.-]+)(?:\[.*?\])?==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M)
    assert [(one["name"], one["version"]) for one in kept["components"]] == [(name.lower(), at) for name, at in pinned]
    assert all(one["externalReferences"][0]["hashes"] for one in kept["components"])
