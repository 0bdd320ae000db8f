"""The app helps nobody to watch, to reach or to score the person it is about (threats T9 and T10)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tracker.entries.models import Entry
from tracker.people.models import Circle, ContactRole, Membership
from tracker.people.permissions import Role

TRACKER = Path(__file__).parents[2] / "tracker"
MODELS = list(apps.get_app_config("tracker").get_models())
# What tells where somebody is, which device is theirs, or what they look like.
TRACKING = re.compile(r"latitude|longitude|\bgps|geo|coordinate|photo|picture|image|device|imei|battery|last_location")
REACHING = re.compile(r"email|phone|mobile|address|handle|telegram|whatsapp")
SCORING = re.compile(r"score|rating|streak|points|risk_level|probability|prediction|grade")


def names(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if not (field.auto_created and not field.concrete)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_t10_no_field_says_where_somebody_is_or_what_they_look_like(model):
    assert [name for name in names(model) if TRACKING.search(name)] == []
    kinds = {type(field).__name__ for field in model._meta.local_fields}
    assert not kinds & {"FileField", "ImageField", "FilePathField", "PointField", "GeometryField", "BinaryField"}


@pytest.mark.parametrize(
    "model", [Circle, *(model for model in MODELS if issubclass(model, Entry))], ids=lambda model: model.__name__
)
def test_t10_nothing_of_the_loved_one_is_stored_by_which_they_could_be_written_to(model):
    """No alert, mail or message goes to them: the app does not know where to."""
    assert [name for name in names(model) if REACHING.search(name)] == []
    assert not {code for code in ContactRole if "loved" in code}


def members_made(tree: ast.AST) -> list[str]:
    """Whom each `Membership.objects.create(user=...)` makes a member, as it is written."""
    found = []
    for node in ast.walk(tree):
        is_create = isinstance(node, ast.Call) and re.fullmatch(
            r"Membership\.objects\.(\w*create\w*)", ast.unparse(node.func)
        )
        if is_create:
            found += [ast.unparse(word.value) for word in node.keywords if word.arg == "user"] or ["nobody named"]
    return found


def test_t10_nobody_becomes_a_member_but_by_their_own_doing():
    """No covert invite: every new member is the one who acts."""
    made = {
        str(path.relative_to(TRACKER)): found
        for path in sorted(TRACKER.rglob("*.py"))
        if (found := members_made(ast.parse(path.read_text(encoding="utf-8")))) and path.parent.name != "demo"
    }
    assert "people/actions.py" in made
    assert {whom for found in made.values() for whom in found} == {"by"}


def test_a_member_who_is_put_in_by_another_is_found():
    tree = ast.parse("def add(by, person):\n    Membership.objects.get_or_create(circle=circle, user=person)")
    assert members_made(tree) == ["person"]


@pytest.mark.django_db
def test_t10_every_member_sees_who_is_in_the_circle(owner, helper, viewer):
    for person in (owner, helper, viewer):
        html = person.client.get(person.url("people/")).content.decode()
        for other in (owner, helper, viewer):
            assert other.user.name in html
    assert {Role(role) for role in Membership.objects.values_list("role", flat=True)} == set(Role)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_t9_nobody_is_scored(model):
    assert [name for name in names(model) if SCORING.search(name)] == []
