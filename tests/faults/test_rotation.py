"""A new key for old text: all of it, at any time, and nothing lost when it is cut short (fault 17)."""

import itertools
import threading
import time

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from tests.browser.full_circle import CANARY, fill
from tests.factories import make_appointment, make_contact
from tracker.appointments.models import Appointment
from tracker.base import crypto, rotation
from tracker.base.fields import EncryptedTextField, Sealed
from tracker.entries import actions
from tracker.entries.models import Entry
from tracker.people.models import Contact

pytestmark = pytest.mark.django_db
DONE = "Every text uses the first key. The others may be taken out of FIELD_KEYS.\n"


@pytest.fixture
def keys(settings):
    """(old, new): what stands in the database was written with the old key, and the new one comes first from now on."""
    return settings.FIELD_KEYS[0], Fernet.generate_key().decode()


def tokens() -> dict[tuple, str]:
    """(model, column, key of the row) -> what stands in the database, of every encrypted column there is."""
    found = {}
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                for pk, value in model._base_manager.values_list("pk", field.name):
                    if value:
                        found[model._meta.label, field.name, pk] = value
    return found


def opened() -> dict[tuple, str]:
    return {place: crypto.decrypt(token) for place, token in tokens().items()}


def rotate(capsys, *options: str) -> str:
    call_command("rotate_keys", *options)
    return capsys.readouterr().out


def test_every_text_of_every_model_uses_the_new_key_and_reads_as_before(owner, keys, settings, capsys):
    fill(owner)
    old, new = keys
    before = opened()
    settings.FIELD_KEYS = [new, old]
    assert rotate(capsys).endswith(DONE)
    settings.FIELD_KEYS = [new]
    assert opened() == before
    assert len({model for model, _column, _pk in before}) > 12
    assert any(CANARY in text.lower() for text in before.values())
    assert owner.client.get(owner.url("timeline/")).status_code == 200


def test_a_second_run_changes_nothing(owner, keys, settings, capsys):
    make_contact(owner.circle, note="words")
    settings.FIELD_KEYS = [keys[1], keys[0]]
    rotate(capsys)
    before = tokens()
    assert " 0 texts encrypted anew" in rotate(capsys)
    assert tokens() == before


def test_the_check_says_what_is_left_and_changes_nothing(owner, keys, settings, capsys):
    make_contact(owner.circle, name="Oak", phone="312-555-0142", note="words")
    settings.FIELD_KEYS = [keys[1], keys[0]]
    before = tokens()
    with pytest.raises(CommandError, match="texts use an older key"):
        call_command("rotate_keys", "--check")
    assert "tracker.Contact: 1 rows, 3 texts under an older key" in capsys.readouterr().out
    assert tokens() == before
    rotate(capsys)
    assert rotate(capsys, "--check").endswith(DONE)


def test_it_goes_in_batches_and_prints_counts_alone(owner, keys, settings):
    for number in range(5):
        make_contact(owner.circle, name=f"{CANARY} {number}", phone="", note="")
    settings.FIELD_KEYS = [keys[1], keys[0]]
    said = list(rotation.rotate(Contact, batch=2))
    assert said == [rotation.Progress(2, 2), rotation.Progress(4, 4), rotation.Progress(5, 5)]
    assert CANARY not in repr(said)


def test_fault_17_a_missing_old_key_stops_it_and_nothing_is_lost(owner, keys, settings, capsys):
    visit = make_appointment(owner.membership, note="kept words")
    settings.FIELD_KEYS = [keys[1], Fernet.generate_key().decode()]
    before = tokens()
    with pytest.raises(CommandError, match=r"tracker\.\w+: a text opens with none of FIELD_KEYS") as stopped:
        call_command("rotate_keys")
    assert tokens() == before
    assert "gAAAA" not in str(stopped.value) + capsys.readouterr().out
    settings.FIELD_KEYS = [keys[1], keys[0]]
    rotate(capsys)
    settings.FIELD_KEYS = [keys[1]]
    assert Appointment.objects.get(pk=visit.pk).note == "kept words"


def test_one_text_that_does_not_open_leaves_its_whole_batch_as_it_was(owner, keys, settings):
    contacts = [make_contact(owner.circle, note=f"words {number}") for number in range(3)]
    stray = Fernet(Fernet.generate_key()).encrypt(b"lost").decode()
    Contact.objects.filter(pk=contacts[1].pk).update(note=Sealed(stray))
    settings.FIELD_KEYS = [keys[1], keys[0]]
    before = tokens()
    with pytest.raises(rotation.CannotRotate):
        list(rotation.rotate(Contact))
    assert tokens() == before


def test_encrypted_texts_inside_a_json_column_are_found(keys, settings):
    old, new = keys
    sealed = crypto.encrypt("seed")
    settings.FIELD_KEYS = [new, old]
    value = rotation._anew({"secret": sealed, "used_mask": 3, "codes": [sealed, "plain"], "name": None})
    settings.FIELD_KEYS = [new]
    assert crypto.decrypt(value["secret"]) == crypto.decrypt(value["codes"][0]) == "seed"
    assert (value["used_mask"], value["codes"][1], value["name"]) == (3, "plain", None)


def test_every_encrypted_column_is_walked():
    for model in apps.get_models():
        own = {f.name for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField)}
        assert own <= set(rotation.encrypted_columns(model)), model
        for name in set(rotation.encrypted_columns(model)) - own:
            assert isinstance(model._meta.get_field(name), models.JSONField)


@pytest.mark.django_db(transaction=True)
def test_what_people_save_meanwhile_is_never_overwritten(owner, settings):
    """One thread saves all the time while another encrypts anew, with a newer key each time.

    The newest key comes in while somebody saves: each text ends under it by one hand or the other, and how often
    each hand was first depends on the machine. So it goes on until both had their share, and at the end the newest
    key alone opens every text.
    """
    pks = [make_appointment(owner.membership, note="start").pk for _ in range(60)]
    saved, faults, stop = dict.fromkeys(pks, "start"), [], threading.Event()

    def write():
        try:
            for number in itertools.count():
                if stop.is_set():
                    break
                visit = Appointment.objects.select_related("circle").get(pk=pks[number % 60])
                visit.note = f"change {number}"
                actions.change(entry=visit, version=visit.version, membership=owner.membership)
                saved[visit.pk] = visit.note
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    anew = rounds = 0
    while (rounds < 25 or anew <= 20 * 60 or "start" in saved.values()) and rounds < 500 and not faults:
        settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]
        anew += sum([progress.old for progress in rotation.rotate(Entry)])
        rounds += 1
        time.sleep(0.05)  # as the command does
    stop.set()
    writer.join()
    assert faults == []
    assert {visit.pk: visit.note for visit in Appointment.objects.all()} == saved
    assert "start" not in saved.values()
    assert anew > 20 * 60
    for model in (Entry, Appointment):
        list(rotation.rotate(model))
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert {visit.pk: visit.note for visit in Appointment.objects.all()} == saved


def test_a_rotation_that_is_killed_loses_nothing_and_the_next_one_ends_it(host, owner, keys, settings):
    old, new = keys
    for number in range(1200):
        Contact(circle=owner.circle, role="clinic", name=f"Name {number}", phone="312-555-0142", note="words").save()
    before = opened()
    kills = 0
    for _ in range(3):
        process = host.start("rotate_keys", FIELD_KEYS=f"{new},{old}")
        for line in process.stdout:
            if line.startswith("tracker.Contact:") and int(line.split()[3]) > 0:
                process.kill()
                kills += 1
                break
        process.communicate()
        settings.FIELD_KEYS = [new, old]
        assert opened() == before
    under_new = sum(crypto.uses_first_key(token) for token in tokens().values())
    assert kills >= 2
    assert 0 < under_new < len(before)
    check = host.manage("rotate_keys", "--check", FIELD_KEYS=f"{new},{old}")
    assert check.returncode == 1
    last = host.manage("rotate_keys", FIELD_KEYS=f"{new},{old}")
    assert (last.returncode, last.stdout.endswith(DONE)) == (0, True)
    settings.FIELD_KEYS = [new]
    assert opened() == before
