"""What fields take and how much there may be: written down, and true."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import make_circle, make_contact
from tracker.people import forms as people_forms
from tracker.people.models import Circle, Contact, Membership
from tracker.people.permissions import Role

FIELDS = Path(__file__).parents[2] / "docs" / "fields.md"
CONTACT = {"role": "clinic", "name": "Oak Street"}


def test_asvs_2_1_1_2_1_3_the_rules_of_every_field_are_written_down_as_they_are():
    printed = io.StringIO()
    call_command("list_fields", stdout=printed)
    assert FIELDS.read_text(encoding="utf-8") == printed.getvalue(), "run manage.py list_fields > docs/fields.md"
    assert printed.getvalue().count("## ") > 15
    assert "| text |" not in printed.getvalue(), "a text without an end"


@pytest.mark.django_db
def test_asvs_2_1_3_a_circle_has_so_many_contacts_and_no_more(owner, monkeypatch):
    monkeypatch.setattr(people_forms, "MOST_CONTACTS", 2)
    first = make_contact(owner.circle)
    assert owner.client.post(owner.url("contacts/add/"), CONTACT).status_code == 302
    refused = owner.client.post(owner.url("contacts/add/"), CONTACT | {"note": "Kept as typed"})
    assert refused.status_code == 422
    assert "This circle has 2 contacts." in refused.content.decode()
    assert "Kept as typed" in refused.content.decode()
    assert Contact.objects.count() == 2
    assert owner.client.post(owner.url(f"contacts/{first.public_id}/change/"), CONTACT).status_code == 302


@pytest.mark.django_db
def test_asvs_2_1_3_a_person_has_so_many_circles_and_no_more(owner, monkeypatch):
    monkeypatch.setattr(people_forms, "MOST_CIRCLES", 2)
    Membership.objects.create(circle=make_circle(), user=owner.user, role=Role.VIEWER)
    refused = owner.client.post("/start/", {"nickname": "Sam", "stage": "not_sure"})
    assert refused.status_code == 422
    assert "You are in 2 circles." in refused.content.decode()
    assert "Sam" in refused.content.decode()
    assert Circle.objects.count() == 2
