"""Whom the circle calls: at hand where it matters, and never gone without a word."""

import pytest

from tests.factories import at, make_appointment, make_contact, make_ride, make_task
from tracker.people.models import AuditEvent, Contact

pytestmark = pytest.mark.django_db


def page(person, path: str = "") -> str:
    response = person.client.get(person.url(path) if not path.startswith("/") else path)
    assert response.status_code == 200
    return response.content.decode()


def delete(person, contact, **data):
    return person.client.post(person.url(f"contacts/{contact.public_id}/delete/"), data)


def test_today_offers_the_clinic_the_ride_company_and_the_driver_in_this_order(owner):
    make_contact(owner.circle, role="driver", name="Tess", phone="312-555-0117")
    make_contact(owner.circle, role="family", name="Aunt May", phone="312-555-0100")
    make_contact(owner.circle, role="clinic", name="No number", phone="")
    make_contact(owner.circle, role="clinic", name="Oak Street", phone="312-555-0142")
    make_contact(owner.circle, role="clinic", name="Second clinic", phone="312-555-0143")
    make_contact(owner.circle, role="ride_company", name="Lakeside Rides", phone="312-555-0188 ext. 4")
    html = page(owner)
    row = html[html.index('id="call"') :]
    row = row[: row.index("</section>")]
    assert [row.index(name) for name in ("Oak Street", "Lakeside Rides", "Tess")] == sorted(
        row.index(name) for name in ("Oak Street", "Lakeside Rides", "Tess")
    )
    assert 'href="tel:3125550188,4"' in row
    assert row.count("href=") == 3


def test_without_contacts_today_has_no_such_row(owner):
    assert 'id="call"' not in page(owner)


def test_contacts_of_another_circle_never_show(owner, stranger):
    make_contact(stranger.circle, name="Foreign clinic")
    assert "Foreign clinic" not in page(owner)


@pytest.mark.parametrize(
    ("fields", "is_there"),
    [
        ({"what": "dose", "outcome": "missed"}, True),
        ({"what": "injection", "outcome": "missed"}, True),
        ({"what": "court", "outcome": "missed"}, False),
        ({"what": "dose", "outcome": "went"}, False),
        ({"what": "dose"}, False),
    ],
)
def test_a_missed_dose_visit_says_whom_to_call(owner, fields, is_there):
    make_contact(owner.circle, name="Oak Street", phone="312-555-0142")
    make_contact(owner.circle, role="prescriber", name="Dr. Lee", phone="312-555-0144")
    html = page(owner, make_appointment(owner.membership, **fields).get_absolute_url())
    assert ('id="call"' in html) is is_there
    assert ("Dr. Lee" in html) is is_there


def test_the_contact_of_the_visit_itself_comes_first_and_once(owner):
    own = make_contact(owner.circle, role="other", name="The nurse", phone="312-555-0199")
    make_contact(owner.circle, name="Oak Street")
    html = page(owner, make_appointment(owner.membership, outcome="missed", contact=own).get_absolute_url())
    section = html[html.index('id="call"') :].split("</section>")[0]
    assert section.index("The nurse") < section.index("Oak Street")
    assert section.count("tel:3125550199") == 1


def test_an_unused_contact_goes_with_one_question(owner):
    contact = make_contact(owner.circle)
    html = page(owner, f"contacts/{contact.public_id}/delete/")
    assert "It is in use" not in html
    assert 'name="sure"' not in html
    assert delete(owner, contact).status_code == 302
    assert not Contact.objects.exists()


def test_a_contact_in_use_says_where_and_asks_for_a_tick(owner):
    contact = make_contact(owner.circle)
    visit = make_appointment(owner.membership, contact=contact)
    make_appointment(owner.membership, contact=contact, at=at(3))
    ride = make_ride(owner.membership, contact=contact, plan_b_contact=contact)
    task = make_task(owner.membership, contact=contact)
    html = page(owner, f"contacts/{contact.public_id}/delete/")
    for words in ("2 visits", "1 ride<", "1 task<", 'name="sure"'):
        assert words in html
    response = delete(owner, contact)
    assert response.status_code == 422
    assert "Set the tick first. It is in use." in response.content.decode()
    assert Contact.objects.exists()
    assert delete(owner, contact, sure="on").status_code == 302
    for entry in (visit, ride, task):
        entry.refresh_from_db()
        assert entry.contact is None
    assert AuditEvent.objects.filter(action="contact_deleted").count() == 1


def test_the_count_holds_only_what_the_reader_may_see(owner, helper):
    contact = make_contact(owner.circle)
    make_appointment(helper.membership, contact=contact, visibility="only_me")
    html = page(owner, f"contacts/{contact.public_id}/delete/")
    assert "It is in use" not in html
    assert "also those that only others see" in html
    assert "1 visit<" in page(helper, f"contacts/{contact.public_id}/delete/")


def test_a_viewer_cannot_delete_and_a_stranger_finds_nothing(viewer, stranger, owner):
    contact = make_contact(owner.circle)
    assert delete(viewer, contact, sure="on").status_code == 403
    address = owner.url(f"contacts/{contact.public_id}/delete/")
    assert stranger.client.post(address, {"sure": "on"}).status_code == 404
    assert Contact.objects.exists()
