"""Every field of every model says what happens to it: export, erase, or keep and why."""

import pytest
from django.apps import apps
from django.db import models

from tracker.base.fields import CodesField, EncryptedTextField
from tracker.entries.models import Entry

TRACKER_MODELS = list(apps.get_app_config("tracker").get_models())

# Text that is readable in the database on purpose.
PLAIN_TEXT = {
    ("User", "email"): "sign-in finds the account by it",
    ("User", "password"): "a hash",
    ("OutboxMail", "message_id"): "random, the same in every try",
}


def undeclared(model: type[models.Model]) -> list[str]:
    """What is wrong with a model's declaration."""
    declared = getattr(model, "PersonalData", None)
    if declared is None or "PersonalData" not in vars(model):
        return [f"{model.__name__} declares nothing"]
    export, erase = set(getattr(declared, "export", [])), set(getattr(declared, "erase", []))
    keep = dict(getattr(declared, "keep", {}))
    own = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
    found = [f"{model.__name__}.{name} is neither erased nor kept" for name in sorted(own - erase - set(keep))]
    found += [f"{model.__name__}.{name} is both erased and kept" for name in sorted(erase & set(keep))]
    found += [f"{model.__name__}.{name} does not exist" for name in sorted((export | erase | set(keep)) - own)]
    found += [f"{model.__name__}.{name}: no reason" for name, reason in keep.items() if len(reason) < 8]
    return found


@pytest.mark.parametrize("model", TRACKER_MODELS, ids=lambda model: model.__name__)
def test_every_field_is_declared(model):
    assert undeclared(model) == []


def test_an_undeclared_field_is_found(monkeypatch):
    monkeypatch.setattr(Entry.PersonalData, "erase", [name for name in Entry.PersonalData.erase if name != "note"])
    assert undeclared(Entry) == ["Entry.note is neither erased nor kept"]


def readable_text(model: type[models.Model]) -> list[str]:
    """Free text that stands readable in the database: text columns without encryption, codes or a reason."""
    found = []
    for field in model._meta.local_fields:
        if isinstance(field, EncryptedTextField) or (model.__name__, field.name) in PLAIN_TEXT:
            continue
        is_text = isinstance(field, models.TextField) or (
            isinstance(field, models.CharField) and (field.max_length or 0) > 64
        )
        is_public = "public reference data" in dict(getattr(model.PersonalData, "keep", {})).get(field.name, "")
        if is_text and not is_public and not isinstance(field, CodesField):
            found.append(f"{model.__name__}.{field.name}")
    return found


@pytest.mark.parametrize("model", TRACKER_MODELS, ids=lambda model: model.__name__)
def test_free_text_is_encrypted(model):
    assert readable_text(model) == []


def test_readable_free_text_is_found():
    class Planted(models.Model):  # noqa: DJ008
        words = models.TextField()

        class PersonalData:
            erase = ["words"]

        class Meta:
            app_label = "planted"

    assert readable_text(Planted) == ["Planted.words"]


def test_t10_no_model_holds_a_place_or_a_picture():
    """No location, photo or file: the app is not a tracker (safety T10)."""
    for model in TRACKER_MODELS:
        for field in model._meta.get_fields():
            assert not isinstance(field, models.FileField), field
            assert not any(word in field.name for word in ("latitude", "longitude", "gps", "photo")), field
