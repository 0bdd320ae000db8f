"""An overdose that is over is answered with what to do afterwards."""

import pytest

from tests.factories import make_observation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["OD2", "OD3"])
def test_an_overdose_that_is_over_asks_for_care_and_new_naloxone(owner, code):
    sign = make_observation(owner.membership, signs=(code,), over=True)
    html = owner.client.get(sign.get_absolute_url()).content.decode()
    assert "Naloxone wears off" in html
    assert 'href="/guidance/overdose-risk/"' in html
    assert "Get in now" not in html


def test_danger_to_life_that_is_over_still_shows_988(owner):
    sign = make_observation(owner.membership, signs=("MS6",), over=True)
    assert "988" in owner.client.get(sign.get_absolute_url()).content.decode()
