"""A link of the guidance is dead, or the page behind it has changed: the number and the day still stand here."""

import re

import pytest

from tracker.guidance.directory import load_resources
from tracker.guidance.topics import TOPIC_SLUGS


@pytest.mark.django_db
def test_fault_20_without_its_website_a_resource_still_has_its_number_and_the_day_it_was_checked(client, resources):
    html = client.get("/resources/").content.decode()
    cards = dict(re.findall(r'<article class="card-soft resource" id="([\w-]+)">(.*?)</article>', html, re.S))
    linked = [one for one in load_resources() if one.url and not one.states]
    assert len(linked) > 5
    for one in linked:
        words = re.sub(r"<[^>]+>", " ", cards[one.slug])
        assert one.phone in words
        assert "Last checked" in words


@pytest.mark.django_db
@pytest.mark.parametrize("slug", TOPIC_SLUGS)
def test_fault_20_a_topic_says_when_it_was_checked_and_keeps_its_numbers_as_text(client, slug):
    html = client.get(f"/guidance/{slug}/").content.decode()
    assert "Checked against its sources on" in html
    footer = re.sub(r"<[^>]+>", " ", html[html.index("<footer") :])
    for number in ("911", "988", "800-662-4357", "833-234-6343"):
        assert number in footer
