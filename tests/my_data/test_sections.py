"""Nothing that a model declares for export can be forgotten; the document says what there is."""

import datetime as dt

import pytest
from django.apps import apps

from tests.browser.full_circle import fill
from tests.my_data.files import content, texts, written
from tracker.base import clock
from tracker.boundaries.actions import change_boundary
from tracker.entries.models import AdviceFeedback, Entry
from tracker.my_data.schema import DOCUMENT, document
from tracker.my_data.sections import ARRIVING, SECTIONS, of_the_account
from tracker.my_data.values import FORM_FIELDS
from tracker.people import audit
from tracker.people.models import User
from tracker.readiness.models import HousePlan
from tracker.reminders.models import Delivery
from tracker.timeline.kinds import KINDS

# Models whose declared fields stand somewhere else.
ELSEWHERE = {User: "account.json", Entry: "with every kind"}
TRACKER_MODELS = [model for model in apps.get_app_config("tracker").get_models() if model.PersonalData.export]


def missing(models, sections) -> set[str]:
    """Models with something to export that no section holds."""
    held = {section.model for section in sections} | ELSEWHERE.keys() | set(of_the_account())
    return {model.__name__ for model in models if model not in held}


def test_t18_every_model_with_something_to_export_has_a_section():
    assert missing(TRACKER_MODELS, SECTIONS) == set(), "add it to tracker/my_data/sections.py"


def test_a_model_without_a_section_is_found():
    assert missing(TRACKER_MODELS, SECTIONS[:-1]) == {SECTIONS[-1].model.__name__}


def fill_the_rest(owner):
    """What a full circle still lacks: an earlier wording, a house plan, advice that rests, a line of the trail."""
    full = fill(owner)
    boundary = full.entries["boundary"]
    boundary.refresh_from_db()
    boundary.limit = "lend money"
    change_boundary(entry=boundary, version=boundary.version, membership=owner.membership)
    HousePlan.objects.create(circle=owner.circle, who_calls="Maria")
    AdviceFeedback.objects.create(
        circle=owner.circle, user=owner.user, situation="x", topic="y", answer="doing_it",
        rests_until=clock.now() + dt.timedelta(days=1),
    )  # fmt: skip
    Delivery.objects.create(
        user=owner.user, circle=owner.circle, kind="kit", about="x", due_at=clock.now(), left_at=clock.now()
    )
    audit.record(circle=owner.circle, by=owner.user, action="circle_changed")
    return full


@pytest.mark.django_db
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.name)
def test_t18_every_declared_field_is_in_the_file(section, owner):
    fill_the_rest(owner)
    data = written(owner)
    rows = content(data)[section.name]
    assert rows, "a full circle has one of these"
    declared = {*section.model.PersonalData.export, *(Entry.PersonalData.export if section.is_kind else [])}
    for row in rows:
        assert declared <= row.keys()
    assert declared <= set(
        texts(data)[f"{section.name}.csv"].decode("utf-8-sig").splitlines()[0].replace('"', "").split(",")
    )


def test_every_kind_can_be_brought_back():
    arriving = {section.model for section in ARRIVING}
    assert {kind.model for kind in KINDS} <= arriving
    assert arriving <= FORM_FIELDS.keys()


def test_what_arrives_comes_after_what_it_points_at():
    seen = set()
    for section in ARRIVING:
        for field in section.fields:
            target = field.related_model
            if target and target not in (User, Entry):
                assert target in seen, (section.name, field.name)
        seen.add(section.model)


def test_the_document_is_up_to_date():
    """After a change of what is exported: manage.py describe_export."""
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document(text) == text
