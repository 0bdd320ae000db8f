"""The rows of the matching table for signs: one each, with the topic and urgency of the catalogue."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.base.stages import Stage
from tracker.guidance.catalogue import EMERGENCY_ADDRESSES, sign
from tracker.guidance.matching_rows import (
    CLINIC_TODAY,
    FAMILY,
    HIGHER_RISK,
    TODAY,
    Row,
    lower_tolerance,
)
from tracker.guidance.situations import sign_situation

# A row for these stages stands before the general one of the same sign, and so replaces it.
NOT_IN_TREATMENT = (Stage.NOT_IN_TREATMENT,)

CRISIS = ("lifeline-988", "illinois-helpline", "samhsa-helpline")
USED = ("own-clinic", "illinois-mar-now", "find-treatment", "pharmacy-naloxone")
SLEEPY = ("emergency-911", "own-clinic", "illinois-free-naloxone", "pharmacy-naloxone")
NALOXONE_NEAR = ("live4lali", "illinois-free-naloxone", "pharmacy-naloxone", "next-distro")
START = ("illinois-mar-now", "find-treatment", "samhsa-helpline")
FAMILY_LINE = ("illinois-helpline", "partnership-to-end-addiction", "samhsa-helpline")
TALK = ("partnership-to-end-addiction", "smart-family-friends")
CHEER = ("rethink-recovery", "smart-family-friends")


def _row(
    code: str,
    text: str | Promise,
    resources: tuple[str, ...],
    *also: str,
    stages: tuple[Stage, ...] = (),
) -> Row:
    one = sign(code)
    page = EMERGENCY_ADDRESSES.get(code, "")
    return Row(sign_situation(code), one.topic, text, resources, one.urgency, stages, also, page)


def _naloxone_ready(code: str) -> Row:
    """A further piece of advice on signs whose first answer is the page on overdose risk."""
    text = _("Put naloxone where everyone can see it, and have two doses. Do not leave them alone.")
    return Row(sign_situation(code), "naloxone", text, NALOXONE_NEAR, TODAY, stages=HIGHER_RISK)


# fmt: off
TREATMENT_ROWS = (
    _row("TE1", _("Ask what got in the way, without blame. Offer a ride, or help to get a new time."),
         ("own-clinic", "illinois-helpline", "samhsa-helpline"), "communication", "transport"),
    lower_tolerance(sign_situation("TE1")),
    _row("TE2", _("Call the clinic today and say which day was missed. Ask about the ride before you guess."),
         CLINIC_TODAY, "transport", "medication"),
    lower_tolerance(sign_situation("TE2")),
    _row("TE3", _("Call the clinic today and say which days were missed. Only they can say what is safe now."),
         CLINIC_TODAY, "overdose-risk", "naloxone"),
    lower_tolerance(sign_situation("TE3")),
    _row("TE4", _("Call the clinic today for the next open time. Ask what to watch for until then."),
         CLINIC_TODAY, "medication", "overdose-risk"),
    lower_tolerance(sign_situation("TE4")),
    _row("TE5", _("Ask what is hard about it, and listen. Then offer to call the clinic together this week."),
         ("own-clinic", "illinois-mar-now", "samhsa-helpline"), "communication", "overdose-risk"),
    _row("TE6", _("Ask what the group gave them, and if another one would fit better."),
         ("illinois-helpline", "samhsa-helpline"), "communication", "appointments"),
    _row("TE7", _("Call today about medicine and a first visit. Keep naloxone close, and stay near."),
         START, "naloxone", "find-help"),
    _naloxone_ready("TE7"),
)

MOOD_ROWS = (
    _row("MS1", _("Pick a calm time. Say: “You seem worn out lately. How are you doing?”"),
         TALK, "stress-coping", "boundaries"),
    _row("MS2", _("Breathe slowly together, or take a short walk. If it does not ease, tell the clinic."),
         ("own-clinic", "lifeline-988"), "medication", "food-sleep-movement"),
    _row("MS3", _("Ask in plain words: “Are you thinking of suicide?” You can call or text 988 together."),
         CRISIS, "communication", "look-after-yourself"),
    _row("MS4", _("Do not push. Sit near, do something together, and say that you are there."),
         ("smart-family-friends", "partnership-to-end-addiction"), "be-supportive"),
    _row("MS5", _("Be there, and keep the next days simple. If someone died, grief needs room."),
         ("lifeline-988", "illinois-helpline", "grasp", "samhsa-helpline"), "grief", "be-supportive"),
    _row("MS6", _("Call or text 988 now. If they could act on it soon, call 911. Stay with them."),
         ("lifeline-988", "emergency-911"), "in-crisis"),
)

SOCIAL_ROWS = (
    _row("SW1", _("Send a short, warm message with no question in it. Leave the door open."),
         ("rethink-recovery", "partnership-to-end-addiction"), "communication", "be-supportive"),
    _row("SW2", _("Knock and offer food or company. If they do not answer at all, treat it as an emergency."),
         ("rethink-recovery", "partnership-to-end-addiction", "emergency-911"), "be-supportive", "naloxone"),
    _row("SW3", _("Ask what made it hard. Offer to go with them once, or find a smaller step."),
         ("rethink-recovery", "smart-family-friends"), "communication"),
    _row("SW4", _("Ask someone they trust to try. If they just left detox or jail, check on them today."),
         ("partnership-to-end-addiction", "samhsa-helpline"), "overdose-risk", "relapse-understanding"),
)

ROUTINE_ROWS = (
    _row("RS1", _("Morning light and a steady time to get up can help. Tell the clinic about bad sleep."),
         ("own-clinic", "rethink-recovery", "samhsa-helpline"), "medication", "daily-routine"),
    _row("RS2", _("Offer a meal and eat it together. If the weight keeps falling, tell the clinic."),
         ("own-clinic", "illinois-dhs-help-line", "healthcare-gov"), "medicaid", "home-environment"),
    _row("RS3", _("Do one small thing together, such as the laundry. Low mood can be behind it, so ask."),
         ("rethink-recovery", "samhsa-helpline"), "in-crisis", "be-supportive"),
    _row("RS4", _("Plan one thing for tomorrow morning, and one they like. Small is fine."),
         ("rethink-recovery", "smart-family-friends"), "encouragement", "home-environment"),
    _row("RS5", _("Ask what happened. Let work or school hear it from them, and offer help with one step."),
         ("smart-family-friends", "partnership-to-end-addiction"), "boundaries", "communication"),
)

MONEY_ROWS = (
    _row("MP1", _("You may say no to cash. You can pay for food or a fare, if you choose to."),
         ("families-anonymous", "smart-family-friends"), "communication"),
    _row("MP2", _("Lock up cash, cards and medicines. Say what is gone, and do not accuse."),
         ("families-anonymous", "nar-anon"), "home-environment", "safe-at-home"),
    _row("MP3", _("Ask about money worries first. Do not buy things back if that is more than you can do."),
         ("families-anonymous", "smart-family-friends"), "communication"),
)

BODY_ROWS = (
    _row("PH1", _("Withdrawal can be treated, and today is a good day to ask. Very ill or confused: call 911."),
         START, "medication", "find-help", stages=NOT_IN_TREATMENT),
    _row("PH1", _("Ask if a dose was missed, and call the clinic today. Very ill or confused: call 911."),
         CLINIC_TODAY, "medication", "after-return-to-use"),
    _row("PH2", _("Can you wake them? If not, call 911. If so, stay, and call the clinic or a doctor today."),
         SLEEPY, "naloxone", "medication"),
    _row("PH3", _("Can you wake them? If not, call 911. If so, stay, keep naloxone close, and call the clinic."),
         SLEEPY, "naloxone", "medication"),
    _row("PH4", _("Wounds need care today. Go to a clinic or an emergency room, and do not scold."),
         ("own-clinic", "illinois-helpline", "samhsa-helpline"), "naloxone"),
)

TALK_ROWS = (
    _row("TT1", _("Be glad with them. Then ask what keeps them well, and what the clinic thinks."),
         CHEER, "medication", "encouragement"),
    _row("TT2", _("Listen. You can say: “I also remember how hard it was.” Do not argue."),
         ("partnership-to-end-addiction", "smart-family-friends"), "communication", "stress-coping"),
    _row("TT3", _("Thank them for telling you. Ask: “What would help right now?”"),
         ("own-clinic", "illinois-helpline", "samhsa-helpline"), "stress-coping", "encouragement"),
    _row("TT4", _("Stay calm and say that you worry. Keep naloxone at home. Offer to call for help together."),
         ("illinois-helpline", "partnership-to-end-addiction"), "overdose-risk", "naloxone"),
    _row("TT5", _("Ask one open question, and leave it there. Do not check their phone."),
         TALK, "privacy-and-consent", "boundaries"),
)

PLACE_ROWS = (
    _row("CP1", _("Say what you will do at your own door. Do not choose their friends for them."),
         ("smart-family-friends", "families-anonymous"), "communication", "home-environment"),
    _row("CP2", _("Ask how it was to be there. Offer another way home, or company."),
         FAMILY_LINE, "communication", "stress-coping"),
    _row("CP3", _("You may say who comes into your home. If you feel afraid, leave and call 911."),
         ("smart-family-friends", "families-anonymous"), "boundaries", "safe-at-home"),
)

USE_ROWS = (
    _row("DU1", _("Do not touch needles, and keep children away. Keep naloxone close. Talk at a calm time today."),
         ("illinois-helpline", "poison-control", "pharmacy-naloxone"), "home-environment", "boundaries"),
    _row("DU2", _("Say: “I am glad you told me.” Keep naloxone close. Ask if they want to call about treatment."),
         START, "find-help", "overdose-risk", "naloxone", stages=NOT_IN_TREATMENT),
    _row("DU2", _("Say: “I am glad you told me.” Keep naloxone close, and call the clinic together today."),
         USED, "overdose-risk", "naloxone", "look-after-yourself"),
    lower_tolerance(sign_situation("DU2")),
    _row("DU3", _("Can you wake them? If not, call 911. If so, stay with them, and tell the clinic today."),
         ("emergency-911", "own-clinic", "poison-control"), "naloxone", "medication"),
)

OVERDOSE_ROWS = (
    _row("OD1", _("Do not leave them alone. Keep naloxone close, and call today about treatment."),
         ("illinois-mar-now", "find-treatment", "pharmacy-naloxone"), "naloxone", "after-return-to-use"),
    _naloxone_ready("OD1"),
    _row("OD2", _("Call 911 now. Give naloxone, give breaths, and stay."),
         ("emergency-911",), "naloxone"),
    _row("OD3", _("Get in now. If they do not wake up, call 911 and give naloxone."),
         ("emergency-911",), "naloxone"),
)

GOOD_ROWS = (
    _row("GS1", _("Tell them what you saw: “You went, even on a hard day.”"), CHEER, "appointments"),
    _row("GS2", _("Thank them for telling you. You do not need to fix it."), TALK, "encouragement"),
    _row("GS3", _("Say that you liked it. Plan the next meal together."), CHEER, "daily-routine"),
    _row("GS4", _("Say yes to one thing you can do. Asking takes courage, so say that, too."),
         FAMILY_LINE, "encouragement", "find-help"),
    _row("GS5", _("Say that they look rested. Keep the evenings calm."), CHEER, "daily-routine"),
    _row("GS6", _("Ask about it, and let them teach you. Joy is part of getting well."),
         FAMILY, "encouragement"),
    _row("GS7", _("Go along next time, if they like. A short walk counts."), CHEER, "encouragement"),
    _row("GS8", _("Say what you enjoyed most. Pick a day for the next one."), CHEER, "encouragement"),
    _row("GS9", _("Say what you saw, and thank them. Offer a ride to the next visit."),
         CHEER, "transport", "medication"),
)
# fmt: on

SIGN_ROWS = (
    *TREATMENT_ROWS, *MOOD_ROWS, *SOCIAL_ROWS, *ROUTINE_ROWS, *MONEY_ROWS, *BODY_ROWS, *TALK_ROWS,
    *PLACE_ROWS, *USE_ROWS, *OVERDOSE_ROWS, *GOOD_ROWS,
)  # fmt: skip
