"""Mutants: one control broken in a copy of the tree, and the tests that have to notice."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What the first test that fails has to say: an assertion, or an error that did not come.
BY_ASSERTION = ("AssertionError", "assert ", "Failed: DID NOT RAISE")
# Far more than any needs on an idle machine.
SECONDS = 300


class NoLongerApplies(Exception):
    """The text of a mutant, or one of its tests, is not there (any more)."""


@dataclass(frozen=True)
class Mutant:
    """A row of mutants.toml."""

    name: str
    row: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]

    def text(self, root: Path = ROOT) -> str:
        """The file with the control broken; raises NoLongerApplies unless `find` stands in it exactly once."""
        before = (root / self.file).read_text(encoding="utf-8")
        if before.count(self.find) != 1:
            raise NoLongerApplies(f"{self.name}: its text stands {before.count(self.find)} times in {self.file}")
        return before.replace(self.find, self.replace)

    def node_ids(self) -> list[str]:
        """The named tests as pytest calls them; raises NoLongerApplies when one does not exist."""
        return [node for named in self.tests for node in self._found(*named.split(": "))]

    def _found(self, path: str, part: str) -> list[str]:
        file = ROOT / "tests" / path
        tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([])
        names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and part in node.name]
        found = [f"tests/{path}::{name}" for name in names if name.startswith("test_")]
        if not found:
            raise NoLongerApplies(f"{self.name}: no test {part!r} in tests/{path}")
        return found


def load() -> list[Mutant]:
    """The mutants as they stand in the file."""
    text = Path(__file__).with_name("mutants.toml").read_text(encoding="utf-8")
    return [Mutant(**row | {"tests": tuple(row["tests"])}) for row in tomllib.loads(text)["mutant"]]


def copy_tree(to: Path) -> Path:
    """The files that git knows or would know, with the libraries linked and the collected static files copied."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    (to / ".venv").unlink(missing_ok=True)
    (to / ".venv").symlink_to((ROOT / ".venv").resolve())
    shutil.copytree(ROOT / "static", to / "static")
    # Compiled once, and told apart by content: a mutant may be as long and as old as the original.
    compile_all = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]
    subprocess.run([*compile_all, "tracker", "supporter_site"], cwd=to, check=True)
    return to


def run(tree: Path, node_ids: list[str]) -> tuple[int, str]:
    """Run tests in a copy: pytest's exit code, and what the first that failed said ("" without any)."""
    report = tree / "var" / "report.xml"
    report.unlink(missing_ok=True)
    command = ["scripts/with_test_settings.sh", sys.executable, "-m", "pytest", "-q", "-x", "-n0", "--nomigrations",
               f"--junitxml={report}", *node_ids]  # fmt: skip
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    finished = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, timeout=SECONDS, check=False)
    if not report.exists():
        return finished.returncode, finished.stdout[-2000:] + finished.stderr[-2000:]
    failed = next(iter(ET.parse(report).getroot().iter("failure")), None)  # noqa: S314 (our own pytest wrote it)
    return finished.returncode, "" if failed is None else failed.get("message", "")


def fate(mutant: Mutant, tree: Path) -> str:
    """ "" when the tests noticed the mutant; otherwise why they did not."""
    path = tree / mutant.file
    original = path.read_text(encoding="utf-8")
    try:
        _write(tree, path, mutant.text(tree))
        code, said = run(tree, mutant.node_ids())
    except subprocess.TimeoutExpired:
        return "its tests did not end"
    finally:
        _write(tree, path, original)
    if code == 0:
        return "SURVIVED"
    if code != 1 or not said.startswith(BY_ASSERTION):
        return f"failed otherwise than by an assertion (exit {code}): {said.strip().splitlines()[0] if said.strip() else ''}"
    return ""


def _write(tree: Path, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    if "static" in path.parts:  # collected anew by the next run of tests
        (tree / "static" / "staticfiles.json").unlink(missing_ok=True)
