"""Each mutant still fits the code and names tests that exist. Whether they notice: `make mutants`."""

import pytest

from tests.mutants.mutants import Mutant, NoLongerApplies, load
from tests.security.table import load as tables

ROWS = {table.prefix + number for table in tables() for number in table.rows}


@pytest.mark.parametrize("mutant", load(), ids=lambda mutant: mutant.name)
def test_a_mutant_still_applies(mutant):
    assert mutant.text()
    assert mutant.node_ids()
    assert mutant.row in ROWS
    assert mutant.find != mutant.replace


def test_there_are_enough_of_them():
    mutants = load()
    assert len(mutants) >= 30
    assert len({mutant.name for mutant in mutants}) == len(mutants)


@pytest.mark.parametrize("find", ["this stands nowhere", "e"])
def test_a_text_that_is_gone_or_not_the_only_one_is_found(find):
    with pytest.raises(NoLongerApplies):
        Mutant("x", "T1", "manage.py", find, "", ()).text()


@pytest.mark.parametrize("named", ["mutants/test_mutants.py: nothing like it", "mutants/test_nothing.py: test"])
def test_a_test_that_is_gone_is_found(named):
    with pytest.raises(NoLongerApplies):
        Mutant("x", "T1", "manage.py", "", "", (named,)).node_ids()
