"""One walk over the forms of the site for each test."""

import pytest

from tests.inputs.site_forms import Walk, walk_as


@pytest.fixture
def walk(owner, resources) -> Walk:
    walk = walk_as(owner)
    assert len(walk.forms) > 50
    return walk
