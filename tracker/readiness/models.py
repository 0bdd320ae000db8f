"""What is at hand if there is an overdose: naloxone, people who know how, and the plan of the house.

None of it is an entry: it belongs to the circle, and every member may read it.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.base.fields import EncryptedTextField, PublicIdField, day_within_range, one_of
from tracker.base.models import Stamped
from tracker.people.models import Circle
from tracker.readiness import rules
from tracker.readiness.rules import KitForm


class NaloxoneKit(Stamped):
    """Naloxone in one place."""

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="kits")
    where = EncryptedTextField(_("Where it is"))
    form = models.CharField(_("What it is"), max_length=10, default=KitForm.SPRAY.value)
    doses = models.PositiveSmallIntegerField(_("Doses"), default=2)
    expires_on = models.DateField(_("Date on the box"), null=True, blank=True)
    who_knows = EncryptedTextField(_("Who knows where it is"))

    class Meta:
        ordering = ["expires_on", "id"]
        constraints = [
            one_of("form", KitForm, "kit_form_known"),
            day_within_range("expires_on", "kit_date_in_range"),
            models.CheckConstraint(condition=models.Q(doses__gte=1, doses__lte=rules.MOST_DOSES), name="kit_doses"),
        ]

    class PersonalData:
        export = ["where", "form", "doses", "expires_on", "who_knows", "created_at"]
        erase = ["id", "public_id", "circle", "updated_at", *export]

    def __str__(self) -> str:
        return f"kit {self.public_id}"

    @property
    def form_label(self) -> str:
        return KitForm.label_of(self.form)

    def expiry_line(self, today: dt.date) -> str:
        """One line when its date comes near or has passed; "" otherwise."""
        return rules.expiry_line(self.where, self.expires_on, today) if self.expires_on else ""


class TrainedPerson(Stamped):
    """Someone who has learned to use naloxone."""

    public_id = PublicIdField()
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="trained_people")
    name = EncryptedTextField(_("Name"))
    last_practice = models.DateField(_("Last practice"), null=True, blank=True)

    class Meta:
        constraints = [day_within_range("last_practice", "trained_practice_in_range")]

    class PersonalData:
        export = ["name", "last_practice", "created_at"]
        erase = ["id", "public_id", "circle", "updated_at", *export]

    def __str__(self) -> str:
        return f"trained person {self.public_id}"


class HousePlan(Stamped):
    """Who does what if someone cannot be woken: one for each circle."""

    circle = models.OneToOneField(Circle, on_delete=models.CASCADE, related_name="house_plan")
    naloxone_where = EncryptedTextField(_("Where the naloxone is"))
    who_calls = EncryptedTextField(_("Who calls 911"))
    address = EncryptedTextField(_("The address to say"))
    who_opens = EncryptedTextField(_("Who opens the door"))

    class PersonalData:
        export = ["naloxone_where", "who_calls", "address", "who_opens", "updated_at"]
        erase = ["id", "circle", "created_at", *export]

    def __str__(self) -> str:
        return f"house plan {self.pk}"
