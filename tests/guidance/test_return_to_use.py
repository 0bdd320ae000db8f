"""Pages about a return to use and about overdose lead to 911 and to naloxone, whatever else they say (threat T25)."""

import pytest

from tests.factories import make_observation, make_treatment

pytestmark = pytest.mark.django_db

TOPICS = ("after-return-to-use", "relapse-understanding", "overdose-risk", "naloxone", "missed-dose")
EVENTS = ("returned_to_use", "overdose", "naloxone_used", "left_treatment", "left_care", "stopped", "released")
SIGNS = ("OD1", "PH2", "PH3", "DU3")


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize("slug", TOPICS)
def test_t25_a_topic_about_return_to_use_leads_to_the_emergency_steps(client, slug):
    html = main(client.get(f"/guidance/{slug}/").content.decode())
    assert "911" in html
    assert 'href="/emergency/"' in html
    assert "naloxone" in html.lower()


@pytest.mark.parametrize("what", EVENTS)
def test_t25_an_event_of_higher_risk_leads_to_the_emergency_steps(owner, resources, what):
    entry = make_treatment(owner.membership, what=what)
    html = main(owner.client.get(entry.get_absolute_url()).content.decode())
    assert "911" in html
    assert 'href="/emergency/"' in html
    assert "naloxone" in html.lower()


@pytest.mark.parametrize("code", SIGNS)
def test_t25_a_sign_of_use_leads_to_the_emergency_steps(owner, resources, code):
    entry = make_observation(owner.membership, signs=(code,))
    html = main(owner.client.get(entry.get_absolute_url()).content.decode())
    assert 'href="tel:911"' in html
    assert 'href="/emergency/"' in html
