"""Fail when a test report holds fewer tests than it should, or any that was skipped without a good reason.

    python scripts/ci_counts.py report.xml --at-least 400 --browser 40

A suite that silently stops collecting, or whose browser never starts, is green too; this is not. The one good
reason is that a fault belongs to the other database: it names SQLite or PostgreSQL.
"""

# ruff: noqa: T201, S314 (it prints, and the report is written by our own pytest a moment before)
import argparse
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter


def count(path: str) -> Counter:
    """Tests in a JUnit report: all, those of the browser, and those skipped without a good reason."""
    counts = Counter()
    for case in ET.parse(path).getroot().iter("testcase"):
        counts["all"] += 1
        counts["browser"] += case.get("classname", "").startswith("tests.browser")
        if (skipped := case.find("skipped")) is not None:
            reason = skipped.get("message", "")
            counts["skipped"] += not re.search("SQLite|PostgreSQL", reason)
            print(f"skipped: {case.get('classname')}.{case.get('name')}: {reason}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    parser.add_argument("--at-least", type=int, default=1, help="tests in all")
    parser.add_argument("--browser", type=int, default=0, help="browser tests")
    wanted = parser.parse_args()
    counts = count(wanted.report)
    print(
        f"{counts['all']} tests, {counts['browser']} in the browser, {counts['skipped']} skipped without a good reason"
    )
    too_few = counts["all"] < wanted.at_least or counts["browser"] < wanted.browser
    if too_few:
        print(f"expected at least {wanted.at_least} tests, {wanted.browser} of them in the browser")
    return 1 if too_few or counts["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main())
