"""What people do with kits, trained people and the house plan. Each leaves a line in the audit trail."""

from django.db import transaction

from tracker.people import audit
from tracker.people.models import User
from tracker.readiness.models import HousePlan, NaloxoneKit, TrainedPerson


@transaction.atomic
def save_kit(*, by: User, kit: NaloxoneKit) -> None:
    """Add or change a kit."""
    action = "kit_changed" if kit.pk else "kit_added"
    kit.save()
    audit.record(circle=kit.circle, by=by, action=action, about=kit.public_id)


@transaction.atomic
def delete_kit(*, by: User, kit: NaloxoneKit) -> None:
    """Delete a kit for good."""
    audit.record(circle=kit.circle, by=by, action="kit_deleted", about=kit.public_id)
    kit.delete()


@transaction.atomic
def save_trained_person(*, by: User, person: TrainedPerson) -> None:
    """Add or change someone who knows how to use naloxone."""
    action = "trained_person_changed" if person.pk else "trained_person_added"
    person.save()
    audit.record(circle=person.circle, by=by, action=action, about=person.public_id)


@transaction.atomic
def delete_trained_person(*, by: User, person: TrainedPerson) -> None:
    """Delete such a person for good."""
    audit.record(circle=person.circle, by=by, action="trained_person_deleted", about=person.public_id)
    person.delete()


@transaction.atomic
def save_house_plan(*, by: User, plan: HousePlan) -> None:
    """Save the one plan of the circle; of two people who write the first one, the later one's words stay."""
    words = {name: getattr(plan, name) for name in ("naloxone_where", "who_calls", "address", "who_opens")}
    HousePlan.objects.update_or_create(circle=plan.circle, defaults=words)
    audit.record(circle=plan.circle, by=by, action="house_plan_changed")
