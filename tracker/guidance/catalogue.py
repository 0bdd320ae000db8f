"""The catalogue of signs: 43 things a supporter may notice, and 9 good ones.

A sign is an observation, never a verdict: each says what else it can be, and nothing here is added up.
No checklist for relatives of adults with opioid use disorder has been validated. The list is put together
from the sources that `BASIS` names and from common clinical teaching.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

type Text = str | Promise


class Urgency(LabelledEnum):
    """When to act at the latest, least urgent first."""

    WATCH = "watch", _("Note it")
    WEEK = "week", _("This week")
    TODAY = "today", _("Today")
    EMERGENCY = "emergency", _("Now")

    @property
    def rank(self) -> int:
        """0 to 3, growing with urgency."""
        return list(type(self)).index(self)


class Category(LabelledEnum):
    """The groups of the catalogue, in the order in which they are shown."""

    GOOD = "good", _("What went well")
    TREATMENT = "treatment", _("Treatment")
    MOOD = "mood", _("Mood and stress")
    SOCIAL = "social", _("Time with others")
    ROUTINE = "routine", _("Daily life and self-care")
    MONEY = "money", _("Money and belongings")
    BODY = "body", _("Body and health")
    TALK = "talk", _("Thinking and talk")
    PLACES = "places", _("People and places")
    USE = "use", _("Signs of use")
    OVERDOSE = "overdose", _("Overdose danger")


# Where a sign comes from: code -> what a reader sees.
BASIS: dict[str, Text] = {
    "SRC": _("Named on the Illinois page for supporters"),
    "MEL": _("Described by Melemis (2015), an expert's account"),
    "AWR": _("A theme of the warning-sign questionnaires that people fill in themselves"),
    "DSM": _("A theme of the medical criteria for opioid use disorder"),
    "CLN": _("Medical and overdose guidance"),
    "CON": _("Common clinical teaching"),
    "PRO": _("Clinics ask about what protects a person, too"),
}

# Signs that are acted on before anything is written down.
EMERGENCY_ADDRESSES = {"OD2": "/emergency/", "OD3": "/emergency/", "MS6": "/emergency/#crisis"}
# The form first asks "Can you wake them? If not: 911".
WAKE_CHECK = frozenset({"PH2", "PH3", "DU3", "OD1"})
# The form first shows 988.
CRISIS_CHECK = frozenset({"MS3"})


@dataclass(frozen=True)
class Sign:
    """One thing a supporter may notice.

    `topic` is a slug of guidance; it is None where the emergency page itself is the answer. `also` says
    what else the sign can be; only good signs have none.
    """

    code: str
    category: Category
    label: Text
    notice: Text
    urgency: Urgency
    topic: str | None
    basis: tuple[str, ...]
    also: Text | None = None

    @property
    def is_emergency(self) -> bool:
        return self.urgency is Urgency.EMERGENCY

    @property
    def is_good(self) -> bool:
        return self.category is Category.GOOD

    @property
    def address(self) -> str:
        """Where the sign leads: its topic's page, or a part of the emergency page."""
        return EMERGENCY_ADDRESSES.get(self.code) or f"/guidance/{self.topic}/"


WATCH, WEEK, TODAY, EMERGENCY = Urgency
GOOD, TREATMENT, MOOD, SOCIAL, ROUTINE, MONEY, BODY, TALK, PLACES, USE, OVERDOSE = Category

# fmt: off
GOOD_SIGNS: tuple[Sign, ...] = (
    Sign("GS1", GOOD, _("Kept an appointment"),
         _("They went to a visit, a group or a dose, even if it was late."),
         WATCH, "encouragement", ("PRO",)),
    Sign("GS2", GOOD, _("Talked openly"),
         _("They told you something that was not easy to say."),
         WATCH, "communication", ("PRO",)),
    Sign("GS3", GOOD, _("Ate together"),
         _("You shared a meal, or they cooked something."),
         WATCH, "food-sleep-movement", ("PRO",)),
    Sign("GS4", GOOD, _("Asked for help"),
         _("They asked you, a friend, the clinic or a group for help."),
         WATCH, "be-supportive", ("PRO",)),
    Sign("GS5", GOOD, _("Slept well"),
         _("They had a calmer night, or got up at a steady time."),
         WATCH, "food-sleep-movement", ("PRO",)),
    Sign("GS6", GOOD, _("Did something they enjoy"),
         _("Music, a game, a craft, time with a pet: anything that is theirs."),
         WATCH, "daily-routine", ("PRO",)),
    Sign("GS7", GOOD, _("Moved their body"),
         _("A walk, a stretch, some sport, work in the yard."),
         WATCH, "food-sleep-movement", ("PRO",)),
    Sign("GS8", GOOD, _("Had a day out"),
         _("You or others went somewhere together, near or far."),
         WATCH, "daily-routine", ("PRO",)),
    Sign("GS9", GOOD, _("Took part in treatment"),
         _("They took their medicine, spoke in a group, or made the next plan."),
         WATCH, "encouragement", ("PRO",)),
)

SIGNS: tuple[Sign, ...] = (
    Sign("TE1", TREATMENT, _("Skipped a treatment session"),
         _("They did not go to counseling, a group or a clinic visit."),
         WEEK, "appointments", ("SRC", "MEL"),
         _("No ride, work, feeling ill, or hours that do not fit.")),
    Sign("TE2", TREATMENT, _("Missed one medication dose"),
         _("One daily dose was not picked up or not taken."),
         TODAY, "missed-dose", ("CLN",),
         _("The ride did not come, the pharmacy was out of stock, or the clinic was closed.")),
    Sign("TE3", TREATMENT, _("Missed doses two days or more in a row"),
         _("No dose for two days or longer. The danger grows with each day."),
         TODAY, "missed-dose", ("CLN",),
         _("Travel, a stay in the hospital or in jail, or lost take-home doses.")),
    Sign("TE4", TREATMENT, _("Late for or missed an injection of their medicine"),
         _("The date for the injection has passed."),
         TODAY, "missed-dose", ("CLN",),
         _("The insurance or the pharmacy is slow.")),
    Sign("TE5", TREATMENT, _("Talks of stopping medicine on their own"),
         _("They say “I’m done with it”, or take less without asking the clinic."),
         WEEK, "medication", ("CON",),
         _("Side effects, shame, or pressure from other people.")),
    Sign("TE6", TREATMENT, _("Stopped going to meetings or peer support"),
         _("A meeting, a sponsor or a coach they used to see has dropped away."),
         WATCH, "support-groups", ("MEL",),
         _("A new schedule, or something that fits them better.")),
    Sign("TE7", TREATMENT, _("Left detox, rehab, hospital or jail without a plan"),
         _("They came home with no medicine and no next visit."),
         TODAY, "overdose-risk", ("CLN",),
         _("Papers that got stuck between two places. One call can often fix it.")),

    Sign("MS1", MOOD, _("More irritable or quick to anger"),
         _("They snap at small things, most days."),
         WATCH, "communication", ("AWR",),
         _("Poor sleep, pain, withdrawal, or plain stress.")),
    Sign("MS2", MOOD, _("Very anxious or restless"),
         _("They cannot settle. They pace, or start things and stop."),
         WATCH, "stress-coping", ("AWR",),
         _("Withdrawal, an anxiety condition, or too much coffee.")),
    Sign("MS3", MOOD, _("Low mood, hopeless talk"),
         _("They seem flat or tearful, or say “What’s the point?”"),
         WEEK, "in-crisis", ("AWR",),
         _("Depression, which can be treated. You may ask about suicide in plain words. "
           "Asking does not put the idea there.")),
    Sign("MS4", MOOD, _("Keeps everything in"),
         _("They no longer talk about how they feel, and they used to."),
         WATCH, "communication", ("MEL",),
         _("A wish for privacy, being tired, or a bad day.")),
    Sign("MS5", MOOD, _("Big stress event just happened"),
         _("A death, a break-up, a lost job or home, a court date, or a hard anniversary."),
         WEEK, "stress-coping", ("CON",),
         _("Hard news that they carry well, with people around them.")),
    Sign("MS6", MOOD, _("Talks about wanting to die or not be here"),
         _("They say it or hint at it, say goodbye, or give away things they love."),
         EMERGENCY, "in-crisis", ("CLN",),
         _("A way to say that the pain is too much. Do not guess. Ask, and get help now.")),

    Sign("SW1", SOCIAL, _("Avoids friends and family"),
         _("They cancel, stay away, or leave when you come."),
         WATCH, "relapse-understanding", ("SRC", "MEL"),
         _("Shame, low mood, a quarrel, or new hours at work.")),
    Sign("SW2", SOCIAL, _("Stays shut in a room"),
         _("They spend long hours behind a closed door."),
         WATCH, "relapse-understanding", ("MEL",),
         _("Catching up on sleep, or wanting some quiet. No answer at a locked door is an emergency.")),
    Sign("SW3", SOCIAL, _("Gives up things they had started to enjoy"),
         _("They dropped a sport, a class, a hobby or a faith group."),
         WEEK, "daily-routine", ("DSM",),
         _("Money, the season, or an injury.")),
    Sign("SW4", SOCIAL, _("Stops answering calls and texts"),
         _("You cannot reach them, and that is not like them."),
         WEEK, "communication", ("CON",),
         _("A phone that is cut off or lost. If they just left detox or jail, act today.")),

    Sign("RS1", ROUTINE, _("Day and night have flipped"),
         _("They are up all night and asleep in the day."),
         WATCH, "food-sleep-movement", ("MEL",),
         _("Shift work. Poor sleep is also common on methadone, so tell the clinic.")),
    Sign("RS2", ROUTINE, _("Eating very little or losing weight"),
         _("They skip meals, or their clothes hang loose."),
         WATCH, "food-sleep-movement", ("MEL",),
         _("Feeling ill, a sore tooth, or too little money for food.")),
    Sign("RS3", ROUTINE, _("Not washing or caring for clothes or room"),
         _("It is a clear change from how they used to be."),
         WATCH, "daily-routine", ("MEL",),
         _("Low mood, or no strength left after a hard week.")),
    Sign("RS4", ROUTINE, _("Empty, unplanned days"),
         _("They have no work, class, chores or plans, and say they are bored."),
         WATCH, "daily-routine", ("CON",),
         _("A waiting list, no ride, or poor health.")),
    Sign("RS5", ROUTINE, _("Missing work, school or family duties"),
         _("They did not show up, more than once."),
         WEEK, "daily-routine", ("DSM",),
         _("Feeling ill, child care, or trouble with rides.")),

    Sign("MP1", MONEY, _("Unexplained need for cash"),
         _("They ask to borrow often, and the reasons are vague."),
         WEEK, "boundaries", ("CON",),
         _("Debt, late pay, or medical bills.")),
    Sign("MP2", MONEY, _("Things or money are missing"),
         _("Cash, cards, medicines or something of value is gone."),
         WEEK, "boundaries", ("CON",),
         _("Something misplaced, or another visitor. One time is no proof.")),
    Sign("MP3", MONEY, _("Selling belongings"),
         _("They sold a phone, tools or a game console."),
         WEEK, "boundaries", ("CON",),
         _("The same money trouble that many people have.")),

    Sign("PH1", BODY, _("Withdrawal-like signs"),
         _("Yawning, a runny nose, sweats, goose bumps, an upset stomach or wide pupils."),
         TODAY, "missed-dose", ("CLN",),
         _("The flu, a missed dose, or a dose that the clinic needs to look at.")),
    Sign("PH2", BODY, _("Very small pupils and drowsy"),
         _("Pupils like pinpoints, slow speech, slow to answer."),
         TODAY, "overdose-risk", ("CLN",),
         _("A new medicine or a change in it. Call the clinic. If they are hard to wake, call 911.")),
    Sign("PH3", BODY, _("Nodding off"),
         _("They fall asleep in the middle of a sentence, or their head drops."),
         TODAY, "overdose-risk", ("CLN",),
         _("Lost sleep, or a medicine that the clinic needs to look at. If you cannot wake them, call 911.")),
    Sign("PH4", BODY, _("New marks, wounds or infections"),
         _("Needle marks, sores, dark skin around a wound, swelling or fever."),
         TODAY, "after-return-to-use", ("CLN",),
         _("Some other injury. It needs care either way.")),

    Sign("TT1", TALK, _("Says treatment is not needed any more"),
         _("They say “I’ve got this” or “I’m cured”."),
         WATCH, "relapse-understanding", ("MEL", "AWR"),
         _("Real pride in how far they have come.")),
    Sign("TT2", TALK, _("Talks fondly about past use"),
         _("They play down the harm, or miss “the good times”."),
         WEEK, "relapse-understanding", ("MEL",),
         _("A story they tell to make sense of the past.")),
    Sign("TT3", TALK, _("Talks about cravings or dreams of using"),
         _("They tell you so in plain words."),
         WEEK, "communication", ("MEL",),
         _("A good sign: they trust you. Thank them first. Then ask what helps.")),
    Sign("TT4", TALK, _("Bargaining"),
         _("They say “only pills”, “just once” or “only on weekends”."),
         WEEK, "after-return-to-use", ("MEL",),
         _("A way to say that they are torn. It can be the start of a good talk.")),
    Sign("TT5", TALK, _("Stories do not add up; secretive"),
         _("They are vague about where they were, who with, or money."),
         WATCH, "communication", ("MEL",),
         _("An adult’s privacy, or fear of being judged.")),

    Sign("CP1", PLACES, _("Back in touch with people they used with"),
         _("Calls, visits or rides from people of that time."),
         WEEK, "boundaries", ("MEL",),
         _("Old friends may be in recovery too.")),
    Sign("CP2", PLACES, _("Back at places tied to past use"),
         _("You saw them there, or they said so."),
         WEEK, "relapse-understanding", ("MEL",),
         _("They live, work or catch the bus close by.")),
    Sign("CP3", PLACES, _("Visitors you do not know; short visits"),
         _("People come by for a few minutes and go."),
         WEEK, "home-environment", ("CON",),
         _("New friends, a neighbor, or something being bought or sold online.")),

    Sign("DU1", USE, _("Drugs or equipment found"),
         _("Foil, burnt spoons, syringes, straws, small bags, or pills that are not theirs."),
         TODAY, "after-return-to-use", ("CON",),
         _("Old things from before. Do not touch needles. Keep children away.")),
    Sign("DU2", USE, _("Told you they used"),
         _("Any opioid, or another drug that could hold fentanyl."),
         TODAY, "after-return-to-use", ("CLN",),
         _("A chance: they told you. Stay calm, and call the clinic together.")),
    Sign("DU3", USE, _("Mixing alcohol, benzos or sedatives with opioids or medicine"),
         _("You saw it, or they said so. Benzos are pills for anxiety or sleep."),
         TODAY, "overdose-risk", ("CLN",),
         _("A medicine that a doctor ordered. The clinic must know about it.")),

    Sign("OD1", OVERDOSE, _("Using again after a break"),
         _("Detox, rehab, jail, hospital or missed medicine, and then any use."),
         TODAY, "overdose-risk", ("CLN",),
         _("Talk about use that did not happen. Keep naloxone out, and do not leave them alone.")),
    Sign("OD2", OVERDOSE, _("Cannot be woken, slow or no breathing, blue or gray lips, gurgling or snoring"),
         _("Any one of these is enough."),
         EMERGENCY, None, ("CLN",),
         _("A very deep sleep. Treat it as an overdose even if you are not sure.")),
    Sign("OD3", OVERDOSE, _("Behind a locked door and not answering"),
         _("A bathroom, bedroom or car, and no answer to loud knocking."),
         EMERGENCY, None, ("CLN",),
         _("Asleep, or wearing headphones. Get in and check first. Minutes matter.")),
)
# fmt: on

_BY_CODE = {one.code: one for one in (*GOOD_SIGNS, *SIGNS)}


def sign(code: str) -> Sign:
    """The sign, good or worrying, of that code; KeyError if there is none."""
    return _BY_CODE[code]


def by_category() -> list[tuple[Category, list[Sign]]]:
    """Every sign under its category, what went well first."""
    return [(category, [s for s in _BY_CODE.values() if s.category is category]) for category in Category]
