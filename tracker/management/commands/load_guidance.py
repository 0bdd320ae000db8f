"""Puts the shipped resources into the database. Safe to run at every start."""

from dataclasses import asdict

from django.core.management.base import BaseCommand
from django.db import transaction

from tracker.guidance.directory import ResourceData, load_resources
from tracker.guidance.models import Resource


class Command(BaseCommand):
    help = "Load the shipped resources. Rows that the host has edited stay as they are."

    def handle(self, *args, **options):
        counts = load(load_resources())
        self.stdout.write(
            "Resources: {added} added, {changed} changed, {same} unchanged, {removed} removed, "
            "{kept} kept as edited by the host.".format(**counts)
        )


@transaction.atomic
def load(shipped: tuple[ResourceData, ...]) -> dict[str, int]:
    """Make the table equal to what is shipped, but for imports and the host's own rows; counts of what was done."""
    counts = dict.fromkeys(("added", "changed", "same", "removed", "kept"), 0)
    rows = {one.slug: one for one in Resource.objects.curated().select_for_update()}
    for position, data in enumerate(shipped):
        row = rows.pop(data.slug, None)
        if row and row.edited_by_host:
            counts["kept"] += 1
            continue
        counts[_put(row, values_of(data, position))] += 1
    gone = [row.pk for row in rows.values() if not row.edited_by_host]
    counts["kept"] += len(rows) - len(gone)
    counts["removed"], _by_model = Resource.objects.filter(pk__in=gone).delete()
    return counts


def values_of(data: ResourceData, position: int) -> dict[str, object]:
    """The columns of a row for a shipped resource."""
    values = asdict(data)
    return values | {"position": position, "kind": data.kind.value, "spoken": ", ".join(values.pop("languages"))}


def _put(row: Resource | None, values: dict[str, object]) -> str:
    if row is None:
        Resource(**values).save(force_insert=True)
        return "added"
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if not changed:
        return "same"
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    return "changed"
