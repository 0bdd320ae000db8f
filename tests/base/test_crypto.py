"""Text at rest: encrypted, authenticated, and closed when the key is wrong (safety T19, fault 17)."""

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.db import connection, transaction

from tests.factories import make_appointment, make_circle, make_contact
from tracker.appointments.models import Appointment
from tracker.base import crypto
from tracker.people.models import Circle

CANARY = "canary-words-7f3a"


def test_text_comes_back_and_never_looks_the_same_twice():
    first, second = crypto.encrypt(CANARY), crypto.encrypt(CANARY)
    assert crypto.decrypt(first) == crypto.decrypt(second) == CANARY
    assert first != second
    assert CANARY not in first


def test_nothing_stays_nothing():
    assert crypto.encrypt("") == crypto.decrypt("") == ""


def test_asvs_11_3_3_a_changed_byte_is_an_error_and_not_a_text():
    token = crypto.encrypt(CANARY)
    middle = len(token) // 2
    flipped = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    with pytest.raises(crypto.CannotDecrypt):
        crypto.decrypt(flipped)


def test_an_older_key_still_opens_and_the_newest_encrypts(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    token = crypto.encrypt(CANARY)
    settings.FIELD_KEYS = [new, old]
    assert crypto.decrypt(token) == CANARY
    fresh = crypto.encrypt(CANARY)
    settings.FIELD_KEYS = [new]
    assert crypto.decrypt(fresh) == CANARY


@pytest.mark.django_db
def test_fault_17_t19_asvs_16_5_3_a_wrong_key_fails_closed_and_overwrites_nothing(owner, settings, client):
    visit = make_appointment(owner.membership, name=CANARY, note=CANARY)
    key = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    closed = Appointment.objects.get(pk=visit.pk)
    for use in (lambda: closed.note, closed.save, lambda: str(closed.title)):
        with pytest.raises(crypto.CannotDecrypt), transaction.atomic():
            use()
    owner.client.raise_request_exception = False
    response = owner.client.get(visit.get_absolute_url())
    assert response.status_code == 500
    assert b"gAAAA" not in response.content
    assert owner.client.post(visit.url("change"), {"note": "new"}).status_code == 500
    settings.FIELD_KEYS = key
    assert Appointment.objects.get(pk=visit.pk).note == CANARY


@pytest.mark.django_db
def test_t19_the_raw_database_holds_no_text(owner):
    make_appointment(owner.membership, name=CANARY, place=CANARY, note=CANARY, goes_along=CANARY, bring=CANARY)
    make_contact(owner.circle, name=CANARY, phone=CANARY, note=CANARY)
    make_circle(nickname=CANARY)
    owner.user.name = CANARY
    owner.user.save()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (names from the database itself)
            for row in cursor.fetchall():
                assert CANARY not in repr(row), table


@pytest.mark.django_db
def test_encrypted_text_cannot_be_searched_by_accident():
    with pytest.raises(FieldError):
        Circle.objects.filter(nickname="Jay").exists()
    with pytest.raises(FieldError):
        Circle.objects.filter(nickname__icontains="Ja").exists()
