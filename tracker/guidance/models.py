"""The directory of help as this host shows it: shipped resources, imported places, and the host's own changes."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tracker.base.fields import CodesField, one_of
from tracker.guidance.directory import Kind, ResourceData

SEARCHED = (
    "name", "organisation", "for_whom", "who_answers", "hours", "spoken", "topics",
    "city", "zip_code", "category", "services", "payment",
)  # fmt: skip
# What a card inside another card prints, and "your clinic" changes (entries.advice).
ON_A_CARD = ("slug", "name", "organisation", "hours", "phone", "text_number", "text_keyword", "url")
# A search looks at this many words; the rest would only make it slow.
WORDS_SEARCHED = 6
# Digits in groups, and an extension as in "312-555-0100 x12".
PHONE = r"^[0-9]+(-[0-9]+)*( x[0-9]{1,6})?$"


class ResourceQuerySet(models.QuerySet):
    def in_order(self, slugs: Iterable[str]) -> list["Resource"]:
        """The resources of those slugs in that order, in one query and with what a short card prints.

        A slug that is gone is left out.
        """
        wanted = list(slugs)
        rows = self.shown().filter(slug__in=wanted).order_by().only(*ON_A_CARD) if wanted else ()
        found = {one.slug: one for one in rows}
        return [found[slug] for slug in wanted if slug in found]

    def shown(self) -> Self:
        """Everything but what the host has hidden."""
        return self.filter(hidden=False)

    def curated(self) -> Self:
        """What ships with the app and what the host has added by hand."""
        return self.filter(imported_from="")

    def imported(self) -> Self:
        """Places from public lists, which `import_resources` has read."""
        return self.exclude(imported_from="")

    def for_state(self, state: str) -> Self:
        """What helps people of that state (a postal code); "" has the whole country's resources only."""
        return self.filter(Q(states="") | Q(states__contains=f" {state} ")) if state else self.filter(states="")

    def for_need(self, need: str) -> Self:
        """What is of that kind or helps with that topic: several words are the name of both."""
        return self.filter(Q(kind=need) | Q(topics__contains=f" {need} "))

    def search(self, text: str) -> Self:
        """Resources that hold every word of `text` somewhere; words beyond WORDS_SEARCHED do not count."""
        found = self
        for word in dict.fromkeys(text.lower().split()[:WORDS_SEARCHED]):
            anywhere = Q()
            for field in SEARCHED:
                anywhere |= Q((f"{field}__icontains", word))
            found = found.filter(anywhere)
        return found

    def regional_first(self) -> list["Resource"]:
        """One state's resources before the whole country's, each in the order of the directory."""
        return sorted(self.order_by(), key=lambda one: (not one.states, one.position, one.name))

    def by_place(self) -> Self:
        """In the order of towns and cities, as a list of places is read."""
        return self.order_by("city", "name", "id")


class Resource(models.Model):
    """Someone to call, write to or visit.

    `load_guidance` fills the table from the shipped file and `import_resources` adds places from a public list.
    Both leave rows alone that the host has edited.
    """

    slug = models.SlugField(unique=True)
    # The list that an imported place comes from; empty for what is shipped or added by hand.
    imported_from = models.CharField(max_length=100, blank=True, editable=False, db_index=True)
    # Place in the shipped file; what the host adds comes last.
    position = models.PositiveSmallIntegerField(default=1000)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    for_whom = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in Kind])
    phone = models.CharField(max_length=20, blank=True, validators=[RegexValidator(PHONE)])
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
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100, blank=True)
    zip_code = models.CharField(max_length=10, blank=True)
    # What a place is, does and takes as payment, in the words of its list.
    category = models.CharField(max_length=200, blank=True)
    services = models.TextField(blank=True, max_length=2000)
    payment = models.TextField(blank=True, max_length=2000)
    source = models.CharField(max_length=300, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    # The day on which the list was fetched; a place on it was not looked at one by one.
    retrieved_on = models.DateField(null=True, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    # Instead of deleting: the next update would bring a deleted row back.
    hidden = models.BooleanField(default=False)
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
                "id", "slug", "imported_from", "position", "name", "organisation", "for_whom", "kind", "phone",
                "text_number", "text_keyword", "url", "hours", "cost", "spoken", "states", "topics", "who_answers",
                "street", "city", "zip_code", "category", "services", "payment", "source", "source_url",
                "source_year", "licence", "retrieved_on", "last_checked", "hidden", "edited_by_host",
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
