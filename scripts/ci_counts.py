"""Fail when a test report holds fewer tests than it should, or any that was skipped.

    python scripts/ci_counts.py report.xml --at-least 400 --browser 40

A suite that silently stops collecting, or whose browser never starts, is green too; this is not.
"""

# ruff: noqa: T201, S314 (it prints, and the report is written by our own pytest a moment before)
import argparse
import sys
import xml.etree.ElementTree as ET
from collections import Counter


def count(path: str) -> Counter:
    """Tests in a JUnit report: all, those of the browser, and the skipped."""
    counts = Counter()
    for case in ET.parse(path).getroot().iter("testcase"):
        counts["all"] += 1
        counts["browser"] += case.get("classname", "").startswith("tests.browser")
        if case.find("skipped") is not None:
            counts["skipped"] += 1
            print(f"skipped: {case.get('classname')}.{case.get('name')}")
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("report")
    parser.add_argument("--at-least", type=int, default=1, help="tests in all")
    parser.add_argument("--browser", type=int, default=0, help="browser tests")
    wanted = parser.parse_args()
    counts = count(wanted.report)
    print(f"{counts['all']} tests, {counts['browser']} in the browser, {counts['skipped']} skipped")
    too_few = counts["all"] < wanted.at_least or counts["browser"] < wanted.browser
    if too_few:
        print(f"expected at least {wanted.at_least} tests, {wanted.browser} of them in the browser")
    return 1 if too_few or counts["skipped"] else 0


if __name__ == "__main__":
    sys.exit(main())
