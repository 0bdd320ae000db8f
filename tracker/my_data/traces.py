"""Where the database names a person: found by walking the links to User, so that no new table is forgotten.

The link itself says what becomes of a row when the person goes. CASCADE: the row is theirs and goes with
them. SET_NULL: it belongs to the circle and stays, without the name.
"""

from collections.abc import Iterator

from django.db import models
from django.db.models import Model

from tracker.people.models import Circle, User


def links_to_people() -> Iterator[models.ForeignKey]:
    """Every foreign key to User, those without a way back (related_name="+") included."""
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.field


def way_to_circle(model: type[Model]) -> str:
    """The lookup from a row to the circle that it belongs to ("circle", "task__circle"); "" when it has none."""
    links = [field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one]
    for link in links:
        if link.related_model is Circle:
            return link.name
    for link in links:
        if not link.null and link.related_model is not model and (way := way_to_circle(link.related_model)):
            return f"{link.name}__{way}"
    return ""


def forget(person: User, circle: Circle) -> None:
    """Take a person out of every row of a circle: their own rows go, the others lose the name."""
    for link in links_to_people():
        way = way_to_circle(link.model)
        if not way:
            continue
        rows = link.model._base_manager.filter(**{way: circle.pk, link.name: person.pk})
        if link.remote_field.on_delete is models.SET_NULL:
            rows.update(**{link.attname: None})
        else:
            rows.delete()
