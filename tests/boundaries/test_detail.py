"""The tests on a boundary's page: counted in words, and all of them within reach."""

import re

import pytest

from tests.factories import at, make_boundary, make_boundary_test

pytestmark = pytest.mark.django_db


def test_detail_counts_the_last_28_days_in_words(owner):
    boundary = make_boundary(owner.membership, at=at(-60))
    assert "Not tested in the last 28 days." in owner.client.get(boundary.url()).content.decode()
    for outcome, days in [("kept", 0), ("kept", -1), ("kept", -20), ("bent", -2), ("dropped", -40)]:
        make_boundary_test(boundary, owner.membership, outcome=outcome, at=at(days))

    page = owner.client.get(boundary.url()).content.decode()
    assert "Tested 4 times in 28 days: kept 3, bent 1." in page
    assert "This boundary was tested 4 times in 28 days." in page


def test_detail_shows_ten_tests_at_a_time_newest_first(owner, helper):
    boundary = make_boundary(owner.membership, at=at(-60), visibility="circle")
    tests = [make_boundary_test(boundary, owner.membership, at=at(-days)) for days in range(10)]
    page = owner.client.get(boundary.url()).content.decode()
    assert shown(page) == [test.url() for test in tests]
    assert "Earlier tests" not in page

    tests += [make_boundary_test(boundary, owner.membership, at=at(-days)) for days in range(20, 32)]
    make_boundary_test(boundary, helper.membership, at=at(-25), visibility="only_me")
    make_boundary_test(make_boundary(owner.membership), owner.membership, at=at(-26))
    seen, address = [], boundary.url()
    while address:
        page = owner.client.get(address).content.decode()
        seen.append(shown(page))
        assert ("Back to the newest" in page) == (len(seen) > 1)
        older = re.search(r'rel="next" href="(\?before=[\w-]{12})#tests"', page)
        address = older and boundary.url() + older[1]
    assert seen == [[test.url() for test in tests[start : start + 10]] for start in (0, 10, 20)]


@pytest.mark.parametrize("before", ["nothing-here", "%00", "x" * 300])
def test_an_unknown_place_in_the_tests_shows_the_newest(owner, before):
    boundary = make_boundary(owner.membership)
    test = make_boundary_test(boundary, owner.membership)
    assert shown(owner.client.get(f"{boundary.url()}?before={before}").content.decode()) == [test.url()]


def shown(page: str) -> list[str]:
    """The addresses of the tests that a boundary's page lists."""
    return re.findall(r'class="row-link" href="([^"]+/tests/[^"]+)"', page)
