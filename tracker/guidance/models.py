"""The directory of help as this host shows it: the shipped resources, and what the host has changed."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from tracker.base.fields import CodesField, one_of
from tracker.guidance.directory import Kind, ResourceData

SEARCHED = ("name", "organisation", "for_whom", "who_answers", "hours", "spoken", "topics")


class ResourceQuerySet(models.QuerySet):
    def in_order(self, slugs: Iterable[str]) -> list["Resource"]:
        """The resources of those slugs in that order, in one query; a slug that is gone is left out."""
        wanted = list(slugs)
        found = {one.slug: one for one in self.filter(slug__in=wanted)} if wanted else {}
        return [found[slug] for slug in wanted if slug in found]

    def for_state(self, state: str) -> Self:
        """What helps people of that state (a postal code); "" has the whole country's resources only."""
        return self.filter(Q(states="") | Q(states__contains=f" {state} ")) if state else self.filter(states="")

    def about(self, topic: str) -> Self:
        """What helps with a topic (a slug)."""
        return self.filter(topics__contains=f" {topic} ")

    def search(self, text: str) -> Self:
        """Resources that hold every word of `text` somewhere."""
        found = self
        for word in text.split():
            anywhere = Q()
            for field in SEARCHED:
                anywhere |= Q((f"{field}__icontains", word))
            found = found.filter(anywhere)
        return found

    def regional_first(self) -> Self:
        """One state's resources before the whole country's, each in the order of the directory."""
        whole_country = Case(When(states="", then=Value(1)), default=Value(0))
        return self.order_by(whole_country, "position", "name")


class Resource(models.Model):
    """Someone to call, write to or visit.

    `load_guidance` fills the table from the shipped file and leaves rows alone that the host has edited.
    """

    slug = models.SlugField(unique=True)
    # Place in the shipped file; what the host adds comes last.
    position = models.PositiveSmallIntegerField(default=1000)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    for_whom = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    phone = models.CharField(max_length=20, blank=True, validators=[RegexValidator(r"^[0-9]+(-[0-9]+)*$")])
    text_number = models.CharField(max_length=20, blank=True, validators=[RegexValidator(r"^[0-9]+$")])
    text_keyword = models.CharField(max_length=20, blank=True, validators=[RegexValidator(r"^[A-Za-z0-9]+$")])
    url = models.URLField(max_length=300, blank=True)
    hours = models.CharField(max_length=300, blank=True)
    cost = models.CharField(max_length=200, blank=True)
    # Languages as they are read out: "English, Spanish".
    spoken = models.CharField(max_length=300, blank=True)
    # Postal codes; none means the whole country.
    states = CodesField(blank=True)
    # Slugs of topics.
    topics = CodesField(blank=True)
    who_answers = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    edited_by_host = models.BooleanField(default=False, editable=False)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        constraints = [one_of("kind", Kind, "resource_kind_known")]

    class PersonalData:
        export = []
        erase = []
        keep = dict.fromkeys(
            [
                "id", "slug", "position", "name", "organisation", "for_whom", "kind", "phone", "text_number",
                "text_keyword", "url", "hours", "cost", "spoken", "states", "topics", "who_answers", "source",
                "source_year", "last_checked", "edited_by_host",
            ],
            "public reference data",
        )  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.spoken.split(", ")) if self.spoken else ()

    def as_data(self) -> ResourceData:
        """The row as a value that can be compared and kept."""
        values = {field.name: getattr(self, field.name) for field in fields(ResourceData)}
        return ResourceData(**values | {"kind": Kind(self.kind)})
