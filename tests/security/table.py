"""The rows of rows.toml, the tests that carry their numbers, and the table that docs/security.md prints."""

import ast
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- made by `make security`: do not edit by hand -->", "<!-- end -->"

_LETTER = r"[fst]\d+"
_ASVS = r"asvs(?:_\d+_\d+_\d+)+"
_LISTED = r"(?:bad_input|fault)(?:_\d+)+"
NUMBERS = re.compile(rf"test_((?:(?:{_LETTER}|{_ASVS}|{_LISTED})_)+)")
GROUP = re.compile(rf"{_LETTER}|{_ASVS}|{_LISTED}")


@dataclass(frozen=True)
class Table:
    """One list of rows; `rows` and `not_applying` are keyed by the number as printed."""

    title: str
    about: str
    prefix: str
    rows: dict[str, str]
    not_applying: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NamedTest:
    """A test, and where it stands, from tests/ on."""

    path: str
    name: str


def load() -> list[Table]:
    """The tables as they stand in rows.toml."""
    text = Path(__file__).with_name("rows.toml").read_text(encoding="utf-8")
    return [Table(**table) for table in tomllib.loads(text)["table"]]


def rows_of(name: str) -> list[str]:
    """The rows whose numbers a test's name carries: "test_f1_asvs_7_3_1_..." -> ["F1", "ASVS 7.3.1"]."""
    match = NUMBERS.match(name)
    rows = []
    for group in GROUP.findall(match.group(1)) if match else []:
        kind, numbers = group.rstrip("_0123456789"), re.findall(r"\d+", group)
        if kind == "asvs":
            rows += [f"ASVS {'.'.join(numbers[i : i + 3])}" for i in range(0, len(numbers), 3)]
        elif len(kind) == 1:
            rows.append(f"{kind.upper()}{int(numbers[0])}")
        else:
            rows += [f"{kind.replace('_', ' ').capitalize()} {int(number)}" for number in numbers]
    return rows


def collect() -> list[NamedTest]:
    """Every test function of the suite, read from the source without importing it."""
    folder, found = ROOT / "tests", []
    for path in sorted(folder.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                found.append(NamedTest(str(path.relative_to(folder)), node.name))
    return found


def shown_by(tests: list[NamedTest]) -> dict[str, list[NamedTest]]:
    """Row -> the tests that carry its number."""
    found = defaultdict(list)
    for test in tests:
        for row in rows_of(test.name):
            found[row].append(test)
    return found


def faults(tables: list[Table], tests: list[NamedTest]) -> list[str]:
    """What is wrong with names and rows, in words; empty when they fit each other."""
    known = {table.prefix + number for table in tables for number in table.rows}
    shown = shown_by(tests)
    wrong = [
        f"{test.name} names no row" for test in tests if test.name.startswith("test_asvs") and not rows_of(test.name)
    ]
    wrong += [f"{test.name}: there is no {row}" for row in shown.keys() - known for test in shown[row]]
    for table in tables:
        for number, reason in table.not_applying.items():
            row = table.prefix + number
            if number not in table.rows:
                wrong.append(f"{row} does not apply, and does not exist")
            if row in shown:
                wrong.append(f"{row} does not apply ({reason}), but {shown[row][0].name} tests it")
    return sorted(wrong)


def as_markdown(tables: list[Table], tests: list[NamedTest]) -> str:
    """The counts, then every row with the tests that show it, the reason why it does not apply, or "open"."""
    shown = shown_by(tests)
    lines = ["| | rows | shown by a test | not applying | open |", "|---|---|---|---|---|"]
    for table in tables:
        rows, resting = len(table.rows), len(table.not_applying)
        covered = sum(table.prefix + number in shown for number in table.rows)
        lines.append(f"| {table.title} | {rows} | {covered} | {resting} | {rows - covered - resting} |")
    for table in tables:
        lines += [
            "",
            f"### {table.title}",
            "",
            table.about,
            "",
            "| row | what it is about | shown by |",
            "|---|---|---|",
        ]
        for number, words in table.rows.items():
            row = table.prefix + number
            lines.append(f"| {row} | {words} | {_cell(shown.get(row, []), table.not_applying.get(number))} |")
    return "\n".join(lines)


def _cell(tests: list[NamedTest], reason: str | None) -> str:
    if reason:
        return f"does not apply: {reason}"
    if not tests:
        return "**open**"
    by_file = defaultdict(list)
    for test in tests:
        by_file[test.path].append(f"`{test.name}`")
    return "; ".join(f"{path}: {', '.join(sorted(set(names)))}" for path, names in sorted(by_file.items()))


def page_with_tables(page: str) -> str:
    """The page with the tables as they are now between its marks; ValueError when a mark is missing."""
    before, rest = page.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{as_markdown(load(), collect())}\n\n{END}{after}"
