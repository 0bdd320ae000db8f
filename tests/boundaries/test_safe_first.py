"""Before the first boundary: is it safe? (threat T10)"""

import pytest

from tests.factories import make_boundary
from tests.guidance.reading_level import grade, plain_text
from tests.guidance.visible_text import visible_text
from tracker.entries.models import Entry
from tracker.guidance.directory import resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(owner):
    owner.user.has_read = ()
    owner.user.save()
    return owner


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_t10_the_first_time_a_page_asks_whether_it_is_safe(newcomer):
    html = main(newcomer.client.get(newcomer.url("boundaries/add/?kind=money")).content.decode())
    hotline = resource("violence-hotline")
    assert "Is it safe to set this boundary?" in html
    assert f"Call {hotline.phone}" in html
    assert "Text START to 88788" in html
    assert 'href="tel:911"' in html
    assert 'href="/guidance/safe-at-home/"' in html
    assert 'name="limit"' not in html
    assert grade(plain_text(visible_text(html))) <= 6


def test_go_on_leads_to_the_same_form_and_is_asked_once(newcomer):
    address = newcomer.url("boundaries/add/?kind=money")
    answer = newcomer.client.post(address, {"go_on": "1"})
    assert (answer.status_code, answer.url) == (302, address)
    assert not Entry.objects.exists()
    newcomer.user.refresh_from_db()
    assert newcomer.user.has_read == ("boundaries",)
    html = newcomer.client.get(address).content.decode()
    assert 'name="limit"' in html
    assert "hand out or lend cash" in html


def test_t10_every_page_about_boundaries_leads_to_safety(owner):
    boundary = make_boundary(owner.membership)
    for path in ("boundaries/add/", f"boundaries/{boundary.public_id}/", f"boundaries/{boundary.public_id}/change/",
                 f"boundaries/{boundary.public_id}/tests/add/"):  # fmt: skip
        assert 'href="/guidance/safe-at-home/"' in main(owner.client.get(owner.url(path)).content.decode()), path


def test_t10_the_list_leads_to_safety_with_and_without_boundaries(owner):
    empty = main(owner.client.get(owner.url("boundaries/")).content.decode())
    make_boundary(owner.membership)
    full = main(owner.client.get(owner.url("boundaries/")).content.decode())
    assert 'href="/guidance/safe-at-home/"' in empty
    assert 'href="/guidance/safe-at-home/"' in full
