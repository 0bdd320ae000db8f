"""Tasks: the templates with their steps, the moment of a due day, and how a day is put, on plain values."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.base import moments
from tracker.base.choices import LabelledEnum
from tracker.base.dates import date_format
from tracker.guidance.situations import Situation

DUE_HOUR = 12
# Today shows what is due within a week, and the week's summary looks back this far for what is still open.
SOON_DAYS = 7
LOOK_BACK_DAYS = 28


class Template(LabelledEnum):
    """What a task starts from. The labels are its titles too, so they name no one and tell no drug."""

    FREE = "free", _("My own words")
    MEDICAID = "medicaid", _("Sign up for Medicaid")
    RENEWAL = "renewal", _("Renew Medicaid")
    FIRST_VISIT = "first_visit", _("Plan the first clinic visit")
    RELEASE_FORM = "release_form", _("Release form, so the clinic may talk to me")
    NALOXONE = "naloxone", _("Naloxone for the house")
    LOCKBOX = "lockbox", _("A lockbox for medicine")
    TREATMENT_SEARCH = "treatment_search", _("Look for treatment")


# What an open task says is going on, with a reason that holds nothing private.
RAISES: dict[Template, tuple[Situation, str | Promise]] = {
    Template.MEDICAID: (Situation.MEDICAID, _("Medicaid sign-up is on the list of tasks.")),
    Template.RENEWAL: (Situation.BENEFITS_DUE, _("Medicaid renewal is on the list of tasks.")),
    Template.FIRST_VISIT: (Situation.FIRST_VISIT, _("A first clinic visit is on the list of tasks.")),
    Template.RELEASE_FORM: (Situation.RELEASE_FORM, _("A release form is on the list of tasks.")),
    Template.NALOXONE: (Situation.NALOXONE_TO_GET, _("Naloxone for the house is on the list of tasks.")),
    Template.LOCKBOX: (Situation.LOCKBOX_TO_GET, _("A lockbox is on the list of tasks.")),
    Template.TREATMENT_SEARCH: (Situation.TREATMENT_SEARCH, _("Looking for treatment is on the list of tasks.")),
}

# The steps of each template, one a line. Sources: Illinois HFS "Apply for benefits", Illinois DHS program manual
# (Medicaid); 42 CFR Part 2 (release form); FDA and IDHS Access Narcan (naloxone); IDHS MAR NOW (treatment).
STEPS: dict[Template, tuple[str | Promise, ...]] = {
    Template.MEDICAID: (
        _("Ask if they want help with the form. It is theirs to sign."),
        _("Get papers ready: photo ID, Social Security number, proof of address and income."),
        _("Find your state’s form at HealthCare.gov."),
        _("Sit side by side. Let them read each answer before it is sent."),
        _("Keep the tracking number and the case number on paper, not here."),
        _("Ask if old bills can be paid, too."),
        _("Open each letter the day it comes. Answer by its date."),
        _("Do not wait for the card to get care. Ask the clinic to start now."),
    ),
    Template.RENEWAL: (
        _("Find the renewal date. It is in a letter, or in the online account."),
        _("Check that the address on file is right."),
        _("Send the form and the papers before that date. Keep copies."),
        _("Ask for proof that it came in."),
        _("Did it end already? Call at once, and ask how to get it back."),
        _("When it is done, add a task for next time."),
    ),
    Template.FIRST_VISIT: (
        _("Call the clinic. Ask about the wait, the cost and what to bring."),
        _("Pack photo ID, the insurance card and a list of their medicines."),
        _("Write down three questions together."),
        _("Ask what to do if a dose or a visit is missed."),
        _("Plan the ride there and back, and a plan B."),
        _("Pack a snack. A first visit can be long."),
        _("Ask if they want you along. You can wait outside."),
    ),
    Template.RELEASE_FORM: (
        _("Ask them on a calm day. It is their choice."),
        _("Ask the clinic for its release form."),
        _("They put your name on it and sign it."),
        _("They choose what it covers. It can be visit times only."),
        _("Ask how long it lasts. They can cancel it sooner."),
        _("Until then, the clinic may not even say that they are a patient."),
        _("You can always tell the clinic what you see."),
    ),
    Template.NALOXONE: (
        _("Get the nose spray at a drug store. You need no prescription."),
        _("Ask for free kits, too. Groups and health departments give them out."),
        _("Keep two or more in each place: home, car and bag."),
        _("Tell all who live with you where it is. Do not lock it up."),
        _("Write down the date on the box. Replace it before then."),
        _("Keep it out of the sun and the cold."),
        _("Read the emergency steps now, while all is calm."),
    ),
    Template.LOCKBOX: (
        _("Say what it is for: it keeps everyone’s pills safe, yours too."),
        _("Pick a box with a lock or a code."),
        _("Their medicine stays theirs. They keep a key or the code."),
        _("Put it where children and pets cannot reach it."),
        _("Keep naloxone outside the box, in plain sight."),
        _("Bring leftover medicine to a take-back site at a drug store."),
        _("A child took some? Call 911 if hard to wake. Else poison control: 800-222-1222."),
    ),
    Template.TREATMENT_SEARCH: (
        _("Ask them what they would say yes to."),
        _("Call the national helpline, 800-662-4357, or look at FindTreatment.gov."),
        _("Ask each place: Do you give medicine? How long is the wait? What does it cost?"),
        _("Ask: Do you take Medicaid? What should we bring? Can you help with rides?"),
        _("Is there a wait? Get on the list. Ask when to call back."),
        _("Then call the next place the same day."),
        _("Write down each call on this page."),
        _("Keep naloxone close while you wait."),
    ),
}

# What goes first, or in place of a line of the whole country, where a state has something better.
STATE_STEPS: dict[tuple[Template, str], tuple[str | Promise, ...]] = {
    (Template.MEDICAID, "IL"): (
        _("In Illinois: go to ABE.illinois.gov, or call 800-843-6154. You can apply any day."),
        _("Online takes 30 to 45 minutes. Save often, as it logs you out."),
    ),
    (Template.RENEWAL, "IL"): (_("In Illinois: see ABE.illinois.gov, or call 800-843-6154."),),
    (Template.NALOXONE, "IL"): (_("In Illinois, each county has a group that gives it out free."),),
    (Template.TREATMENT_SEARCH, "IL"): (
        _("In Illinois: call 833-234-6343, day or night. Ask for MAR NOW. It needs no insurance."),
    ),
}


def steps_of(template: str, state: str = "") -> str:
    """The steps of a template for a state (two letters, "" if not known), one a line; "" for one's own words."""
    if template not in STEPS:
        return ""
    own = STATE_STEPS.get((Template(template), state), ())
    return "\n".join(str(line) for line in (*own, *STEPS[Template(template)]))


def is_template_text(steps: str, state: str) -> bool:
    """Whether the steps are empty or just as a template gives them: then another template may replace them."""
    plain = "\n".join(line.strip() for line in steps.splitlines())
    return not plain or any(plain == steps_of(template.value, state) for template in STEPS)


def due_moment(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Noon of a due day, in UTC."""
    return moments.to_utc(dt.datetime.combine(day, dt.time(DUE_HOUR)), zone)


def due_in_words(due_on: dt.date | None, today: dt.date) -> str:
    """When it is due, in one gentle sentence; "" for a task without a day."""
    if due_on is None:
        return ""
    day = {"day": date_format(due_on, "l, F j")}
    if due_on < today:
        return gettext("It was for %(day)s.") % day
    return _near(due_on, today) or gettext("Due %(day)s.") % day


def _near(due_on: dt.date, today: dt.date) -> str:
    match (due_on - today).days:
        case 0:
            return gettext("Due today.")
        case 1:
            return gettext("Due tomorrow.")
    return ""


def next_call_in_words(day: dt.date | None, today: dt.date) -> str:
    """When to call again, in one gentle sentence; "" when nothing is planned."""
    if day is None:
        return ""
    if day == today:
        return gettext("Call again today.")
    named = {"day": date_format(day, "l, F j")}
    if day < today:
        return gettext("You planned to call again on %(day)s. Today works, too.") % named
    return gettext("Call again on %(day)s.") % named


def in_words(due_on: dt.date | None, next_call_on: dt.date | None, today: dt.date) -> str:
    """When a task is due and when to call again, in one line; "" for neither."""
    return " ".join(part for part in (due_in_words(due_on, today), next_call_in_words(next_call_on, today)) if part)
