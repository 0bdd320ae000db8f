"""docs/security.md says what is so: each row with its tests, and what is open."""

import pytest

from tests.security.table import PAGE, NamedTest, Table, as_markdown, collect, faults, load, page_with_tables, rows_of


def test_the_page_is_up_to_date():
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with_tables(page), "docs/security.md is stale: run `make security`"


def test_names_and_rows_fit_each_other():
    assert faults(load(), collect()) == []


def test_every_list_is_whole():
    """As many rows as were agreed on: none drops out unseen."""
    counts = {table.title: len(table.rows) for table in load()}
    assert counts == {"Findings": 16, "Settings": 4, "Threats": 28, "ASVS": 84, "Bad input": 40, "Faults": 20}


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("test_t14_a_feed", ["T14"]),
        ("test_asvs_7_3_1_an_idle_session", ["ASVS 7.3.1"]),
        ("test_asvs_6_2_1_6_2_11_weak", ["ASVS 6.2.1", "ASVS 6.2.11"]),
        ("test_bad_input_07_08_nothing", ["Bad input 7", "Bad input 8"]),
        ("test_f1_t2_asvs_14_3_1_fault_14_back", ["F1", "T2", "ASVS 14.3.1", "Fault 14"]),
        ("test_s1_headers", ["S1"]),
        ("test_bad_input_is_said", []),
        ("test_the_t14_of_somebody", []),
    ],
)
def test_a_name_says_its_rows(name, rows):
    assert rows_of(name) == rows


ONE = [Table("Threats", "", "T", {"1": "Something", "2": "Else"}, {"2": "Not built."})]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test_t3_missing", "test_t3_missing: there is no T3"),
        ("test_t2_resting", "T2 does not apply (Not built.), but test_t2_resting tests it"),
        ("test_asvs_7_3_short", "test_asvs_7_3_short names no row"),
    ],
)
def test_a_wrong_name_is_found(name, words):
    assert faults(ONE, [NamedTest("test_x.py", name)]) == [words]


def test_a_row_without_a_test_stands_there_as_open():
    text = as_markdown(ONE, [])
    assert "| Threats | 2 | 0 | 1 | 1 |" in text
    assert "| T1 | Something | **open** |" in text
    assert "| T2 | Else | does not apply: Not built. |" in text
