"""Advice on an entry: with the reason, the topic, the resources, and the circle's own clinic."""

import pytest

from tests.factories import at, make_appointment, make_contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("resources")]


@pytest.fixture
def missed(owner):
    return make_appointment(owner.membership, at=at(days=-1), outcome="missed")


def page(person, entry) -> str:
    return person.client.get(entry.get_absolute_url()).content.decode()


def test_a_missed_dose_names_the_saved_clinic_and_its_number(owner, missed):
    make_contact(owner.circle, role="clinic", name="Oak Street clinic", phone="312-555-0142 x12")
    html = page(owner, missed)
    assert "Oak Street clinic" in html
    assert 'href="tel:3125550142,12"' in html


def test_without_a_saved_number_it_says_where_to_find_one(owner, missed):
    make_contact(owner.circle, role="clinic", name="No number yet", phone="")
    html = page(owner, missed)
    assert "appointment card" in html
    assert "No number yet" not in html


def test_the_clinic_of_another_circle_is_never_shown(owner, stranger, missed):
    make_contact(stranger.circle, role="clinic", name="Far away clinic", phone="999-555-0100")
    assert "Far away clinic" not in page(owner, missed)


def test_every_piece_of_advice_says_why(owner, missed):
    html = page(owner, missed)
    assert "Why am I seeing this?" in html
    assert "was missed." in html
    assert 'href="/guidance/missed-dose/"' in html


def test_advice_never_says_anything_about_an_amount(owner, missed):
    import re

    assert not re.search(
        r"\b\d+\s?(?:mg|ml|milligrams?)\b|double (?:dose|up)|half (?:a |the )?dose", page(owner, missed), re.I
    )


def test_regional_lines_show_in_their_state_only(owner, missed):
    assert "Illinois Helpline" in page(owner, missed) or "MAR NOW" in page(owner, missed)
    owner.circle.state = "TX"
    owner.circle.save()
    advice = page(owner, missed).split("What can help now")[1].split("</section>")[0]
    assert "Illinois" not in advice
    assert "800-662-4357" in advice
