"""The form of a ride."""

import datetime as dt

from crispy_forms.layout import Field
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.appointments.models import Appointment
from tracker.appointments.rules import Outcome
from tracker.base import clock
from tracker.base.dates import date_format
from tracker.base.forms import DayField, LineField, MomentField, More, NumberField, RowField, choice, helper
from tracker.entries.forms import EntryForm
from tracker.entries.rules import Visibility
from tracker.people.models import Contact
from tracker.people.permissions import Role
from tracker.rides import rules
from tracker.rides.models import Ride
from tracker.rides.rules import How, Leg, Status

DAYS_BACK, DAYS_AHEAD = 2, 60


class AppointmentChoiceField(RowField):
    """The visits to choose from, by their time and title."""

    def label_from_instance(self, appointment) -> str:
        return f"{date_format(timezone.localtime(appointment.at), 'D, M j, g:i A')}: {appointment.title}"


class MemberChoiceField(RowField):
    """Members to choose from, by the name that the circle sees."""

    def label_from_instance(self, membership) -> str:
        return membership.user.display_name


class RideForm(EntryForm):
    """Which visit, which way, how and when first; the rest is folded."""

    visit = AppointmentChoiceField(
        label=gettext_lazy("For which visit"), queryset=None, required=False, empty_label=gettext_lazy("None of these"),
        to_field_name="public_id",
    )  # fmt: skip
    leg = choice(Leg, label=gettext_lazy("There or back"), required=True, initial=Leg.THERE)
    how = choice(How, label=gettext_lazy("How"), required=True, initial=How.DRIVE)
    at = MomentField(label=gettext_lazy("Pick-up time"))
    pickup_place = LineField(label=gettext_lazy("Pick-up place"), required=False, max_length=200)
    travel_minutes = NumberField(
        label=gettext_lazy("Minutes on the way"), required=False, min_value=1, max_value=1440,
        help_text=gettext_lazy("We tell you if the ride gets there too late."),
    )  # fmt: skip
    contact = RowField(
        label=gettext_lazy("Company or driver to call"), queryset=None, required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    asked = MemberChoiceField(
        label=gettext_lazy("Ask someone in the circle to drive"), queryset=None, required=False,
        empty_label=gettext_lazy("Nobody"),
        help_text=gettext_lazy("They get a mail that says only that a question waits, and answer yes or no."),
    )  # fmt: skip
    driver = LineField(label=gettext_lazy("Who drives"), required=False)
    confirmation = LineField(
        label=gettext_lazy("Confirmation or trip number"), required=False,
        help_text=gettext_lazy("Not the number on the member card."),
    )  # fmt: skip
    book_by = DayField(
        label=gettext_lazy("Book by"), required=False,
        help_text=gettext_lazy("For a Medicaid ride, leave this empty. We count back the business days."),
    )  # fmt: skip
    status = choice(Status, label=gettext_lazy("Where it stands"), blank=gettext_lazy("Fill it in for me"))
    plan_b = LineField(
        label=gettext_lazy("Plan B"), required=False, max_length=200,
        help_text=gettext_lazy("Who or what, if the ride does not come."),
    )  # fmt: skip
    plan_b_contact = RowField(
        label=gettext_lazy("Whom to call for plan B"), queryset=None, required=False,
        empty_label=gettext_lazy("Nobody yet"),
    )  # fmt: skip
    minutes_late = NumberField(
        label=gettext_lazy("If it came late: how many minutes"), required=False, min_value=1, max_value=1440
    )

    way_back = forms.BooleanField(label=gettext_lazy("The way back, too"), required=False)
    follows = forms.BooleanField(label=gettext_lazy("For all visits that follow"), required=False)

    last_used_first = ("how",)

    class Meta:
        model = Ride
        fields = ["visit", "leg", "how", "at", "pickup_place", "travel_minutes", "contact", "asked", "driver",
                  "confirmation", "book_by", "status", "plan_b", "plan_b_contact", "minutes_late", "note",
                  "visibility"]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_contacts("contact")
        self.offer_contacts("plan_b_contact")
        self._offer_members()
        if not self.is_new:
            self.fields["status"] = choice(Status, label=gettext_lazy("Where it stands"), required=True)
            del self.fields["way_back"]
        if self.instance.standing_id and self.instance.is_open:
            self.fields["follows"].label = _("Change the rides that follow, too, where nobody has booked yet")
        elif not self.is_new:
            del self.fields["follows"]
        visits = self._visits()
        if self.instance.visit_id and not visits.filter(pk=self.instance.visit_id).exists():
            del self.fields["visit"]  # a visit that this reader may not see stays linked and unnamed
        else:
            self.fields["visit"].queryset = visits
            if not self.is_new:
                self.initial["visit"] = self.instance.visit

    def _offer_members(self) -> None:
        """Those who may answer: members other than oneself who can change entries."""
        others = self.log.members().exclude(user=self.log.reader.pk).exclude(role=Role.VIEWER.value)
        self.fields["asked"].queryset = others
        if self.instance.asked_id:
            self.initial["asked"] = others.filter(user=self.instance.asked_id).first()
        if not others:
            del self.fields["asked"]

    def clean_asked(self):
        """The user; the form shows memberships, whose ids tell nothing about other circles."""
        chosen = self.cleaned_data["asked"]
        return chosen.user if chosen else None

    def _visits(self):
        """Planned visits from two days ago to sixty days ahead, and the one that is chosen already."""
        now, chosen = clock.now(), self.instance.visit_id or getattr(self.initial.get("visit"), "pk", None)
        near = Q(
            outcome=Outcome.PLANNED.value,
            at__gte=now - dt.timedelta(days=DAYS_BACK),
            at__lt=now + dt.timedelta(days=DAYS_AHEAD),
        )
        return self.log.of(Appointment).filter(near | Q(pk=chosen)).soonest_first()

    def _usual_visibility(self) -> str:
        visit = self.initial.get("visit")
        return Visibility.ONLY_ME.value if visit and visit.is_private else super()._usual_visibility()

    @property
    def helper(self):
        first = ["leg", "how", "at"]
        if "visit" in self.fields:
            first.insert(0, "visit")
        more = ["plan_b", "plan_b_contact", "pickup_place", "travel_minutes"]
        more += [name for name in ("asked",) if name in self.fields]
        more += ["contact", "driver", "confirmation", "book_by"]
        (more if self.is_new else first).extend(["status", "minutes_late"])
        more.append("note")
        if self.may_choose_visibility:
            more.append("visibility")
        first += [name for name in ("way_back", "follows") if name in self.fields]
        folded = More(*more, summary=_("Plan B, whom to call and more"))
        return helper(*first, folded, Field("client_key"), Field("version"))

    # Filling in ---------------------------------------------------------------------------------------
    def clean(self):
        cleaned = super().clean()
        how = cleaned.get("how", "")
        if "status" in cleaned:
            cleaned["status"] = cleaned["status"] or rules.first_status(how).value
        if cleaned.get("status") != Status.CAME_LATE and "minutes_late" in cleaned:
            cleaned["minutes_late"] = None  # the question no longer applies
        if cleaned.get("at") and "book_by" in cleaned and self._counts_book_by():
            day = clock.local_day(cleaned["at"], self.log.circle.tzinfo)
            cleaned["book_by"] = rules.book_by(day, how, self._business_days(cleaned.get("contact")))
        self._clean_more_rides(cleaned)
        self.chosen_start = visit.at if (visit := cleaned.get("visit")) else None
        for field, sentence in self._doubts(cleaned):
            self.warn(field, sentence)
        return cleaned

    def _counts_book_by(self) -> bool:
        """Whether the day to book is ours to count: none is given, or the one we counted before was left alone."""
        if not self.cleaned_data["book_by"]:
            return True
        if self.is_new or "book_by" in self.changed_data:
            return False
        days = self._business_days(self.instance.contact)
        return self.instance.book_by == rules.book_by(self.instance.day, self.instance.how, days)

    def _business_days(self, company: Contact | None) -> int:
        return rules.business_days_ahead(company.book_days if company else None, self.log.circle.book_days)

    def _clean_more_rides(self, cleaned) -> None:
        """What can only be asked for with a visit: the way back, and the same ride for the visits that follow."""
        visit, pickup = cleaned.get("visit") or self.instance.visit, cleaned.get("at")
        if cleaned.get("asked") and cleaned.get("how") not in rules.BY_A_MEMBER:
            self.add_error("asked", _("Choose “Family or friend” as the way to ask someone."))
        if cleaned.get("asked") and cleaned.get("visibility", self.instance.visibility) == Visibility.ONLY_ME:
            self.add_error("asked", _("They cannot see this ride. Share it with the circle first."))
        if cleaned.get("way_back") and (visit is None or cleaned.get("leg") != Leg.THERE):
            self.add_error("way_back", _("Choose a visit, and “There”, to add the way back."))
        if not cleaned.get("follows") or not pickup:
            return
        if visit is None or visit.series_id is None:
            self.add_error("follows", _("Choose a visit that comes again."))
        elif abs(pickup - visit.at) > dt.timedelta(days=1):
            self.add_error("follows", _("The visit is on another day: %(when)s.") % {"when": self._local(visit.at)})

    def _post_clean(self):
        super()._post_clean()
        if "visit" in self.fields and not self.errors:
            self.instance.booked_for_start = self.chosen_start
        if not self.is_new and self.changed_data and not self.cleaned_data.get("follows"):
            self.instance.is_alone = True

    # Doubts that need a tick --------------------------------------------------------------------------
    @cached_property
    def _changed(self) -> set[str]:
        return set(self.fields if self.is_new else self.changed_data)

    def _doubts(self, cleaned) -> list[tuple[str, str]]:
        """(field, sentence) pairs about what this save changes; what was accepted before is not asked again."""
        pickup, visit, changed = cleaned.get("at"), cleaned.get("visit"), self._changed
        found = []
        is_past = pickup and pickup < clock.now()
        if is_past and cleaned.get("status") == Status.TO_BOOK and changed & {"at", "status"}:
            found.append(("status", _("The pick-up time is past. Did the ride come?")))
        if not visit:
            return found
        if pickup:
            found += self._doubts_about_times(cleaned, pickup, visit)
        shows_all = cleaned.get("visibility") == Visibility.CIRCLE
        if visit.is_private and shows_all and changed & {"visibility", "visit"}:
            found.append(("visibility", _("Only you see this visit. Should everyone see the ride?")))
        return found

    def _doubts_about_times(self, cleaned, pickup: dt.datetime, visit: Appointment) -> list[tuple[str, str]]:
        found = []
        same_visit = not self.is_new and visit.pk == self.instance.visit_id
        has_moved = same_visit and rules.needs_check(self.instance.booked_for_start, visit.at)
        if has_moved and "at" not in self._changed and rules.is_open(cleaned.get("status", "")):
            when = self._local(visit.at)
            found.append(("at", _("The visit is now on %(when)s. Does this pick-up still fit?") % {"when": when}))
        if has_moved or self._changed & {"at", "travel_minutes", "visit", "leg"}:
            misfit = self._misfit(cleaned, pickup, visit)
            found += [("at", misfit)] if misfit else []
        return found

    def _misfit(self, cleaned, pickup: dt.datetime, visit: Appointment) -> str:
        days = {clock.local_day(moment, self.log.circle.tzinfo) for moment in (visit.at, visit.ends_at)}
        if clock.local_day(pickup, self.log.circle.tzinfo) not in days:
            return _("The visit is on another day: %(when)s.") % {"when": self._local(visit.at)}
        if not rules.is_open(cleaned.get("status", "")):
            return ""
        return rules.timing_problem(
            leg=cleaned.get("leg", ""),
            pickup=pickup,
            travel_minutes=cleaned.get("travel_minutes"),
            start=visit.at,
            end=visit.ends_at,
        )

    def _local(self, moment: dt.datetime) -> str:
        return date_format(moment.astimezone(self.log.circle.tzinfo), "l, M j, g:i A")
