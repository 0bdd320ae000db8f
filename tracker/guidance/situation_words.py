"""Each situation in words, for the page that shows how entries and guidance are matched."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.guidance.catalogue import SIGNS
from tracker.guidance.situations import Situation, sign_situation

S = Situation

# The headings of the page, each with its situations as they stand in the log.
SITUATION_WORDS: tuple[tuple[str | Promise, dict[str, str | Promise]], ...] = (
    (
        _("Visits"),
        {
            S.VISIT_COMING: _("A visit is coming up"),
            S.FIRST_VISIT: _("A first visit is coming up"),
            S.DOSE_VISIT: _("A visit for a dose is coming up"),
            S.VISIT_MISSED: _("A visit was missed"),
            S.VISIT_MISSED_NO_RIDE: _("A visit was missed because there was no ride"),
            S.DOSE_VISIT_MISSED: _("A visit for a dose was missed"),
            S.VISIT_KEPT: _("A visit was kept"),
            S.BENEFITS_DUE: _("A date for Medicaid or other benefits is near"),
            S.OWN_SUPPORT: _("A group or a visit of your own is coming up"),
        },
    ),
    (
        _("Rides"),
        {
            S.RIDE_NEEDED: _("A visit has no ride yet"),
            S.RIDE_BOOK_BY: _("The last day to book a ride is near"),
            S.RIDE_NO_PLAN_B: _("A ride has no plan B"),
            S.RIDE_FAILED: _("A ride did not come, or came late"),
            S.RIDE_MEDICAID: _("You plan a Medicaid ride"),
        },
    ),
    (
        _("Boundaries"),
        {
            S.BOUNDARY_NEW: _("You wrote down a boundary"),
            S.BOUNDARY_REVIEW: _("It is time to look at a boundary again"),
            S.BOUNDARY_KEPT: _("A boundary was tested, and you kept it"),
            S.BOUNDARY_BENT: _("A boundary was tested, and you bent it"),
            S.BOUNDARY_DROPPED: _("A boundary was tested, and you let it drop"),
            S.BOUNDARY_OFTEN_TESTED: _("A boundary is tested often"),
            S.UNSAFE_AT_HOME: _("You may not be safe at home"),
        },
    ),
    (
        _("Treatment, and breaks in it"),
        {
            S.BREAK_IN_TREATMENT: _("Treatment or medicine stopped, or they left detox, rehab, a hospital or jail"),
            S.MISSED_DOSE: _("A dose was missed"),
            S.LATE_INJECTION: _("An injection is late"),
            S.NALTREXONE_MONTH_END: _("Naltrexone is about to wear off"),
            S.METHADONE_START: _("Methadone was started, or started again"),
            S.RETURN_TO_USE: _("A return to use was written down"),
            S.BACK_IN_TREATMENT: _("They are back in treatment"),
            S.KIT_EXPIRING: _("A naloxone kit is near its date"),
            S.NO_KIT: _("No naloxone kit is written down in the weeks after a break"),
        },
    ),
    (
        _("Tasks"),
        {
            S.MEDICAID: _("Medicaid sign-up is on the list of tasks"),
            S.RELEASE_FORM: _("A release form is on the list of tasks"),
            S.TREATMENT_SEARCH: _("Looking for treatment is on the list of tasks"),
            S.NALOXONE_TO_GET: _("Naloxone for the house is on the list of tasks"),
            S.LOCKBOX_TO_GET: _("A lockbox is on the list of tasks"),
        },
    ),
    (
        _("Where things stand"),
        {
            S.BEREAVED: _("Your loved one died"),
            S.STAGE_NOT_IN_TREATMENT: _("Your loved one is not in treatment"),
            S.STAGE_STARTING: _("Your loved one is starting treatment"),
            S.STAGE_SETTLED: _("Your loved one is settled in treatment"),
            S.STAGE_AFTER_DISCHARGE: _("Your loved one just left detox, rehab, a hospital or jail"),
            S.STAGE_RETURNED_TO_USE: _("Your loved one returned to use"),
            S.STAGE_NOT_SURE: _("You are not sure where things stand"),
        },
    ),
    (
        _("Good things"),
        {
            S.ENCOURAGE: _("Something went well"),
            S.ROUTINE: _("The day had a plan, or something nice in it"),
            S.FOOD: _("You ate together"),
            S.SLEEP: _("They slept well"),
            S.COPING: _("Stress was met in a good way"),
        },
    ),
    (_("How you are"), {S.STRAIN: _("You wrote down that it is a lot to carry")}),
    (
        _("Signs"),
        {
            S.OVERDOSE_SURVIVED: _("There was an overdose, and it is over"),
            S.SIGNS_MANY: _("Three or more signs of different kinds in one week"),
            **{sign_situation(one.code): one.label for one in SIGNS},
        },
    ),
)
