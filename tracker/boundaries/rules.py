"""The words of a boundary: its choices, and a review that refuses, asks or stays silent.

A boundary is about what its author does. Some things may never be its price: naloxone, prescribed
medicine, emergency care, papers, the way to treatment. `review` reads the sentence and says so.

How it reads: the text becomes clauses (`_clauses`); each clause has a subject, a sign (said or
denied) and maybe a link ("if", "until"). `TOPICS` lists what can be touched; the act tables list what
can be done to it. Withheld is "a taking act, said" or "a giving act, denied". In doubt it asks.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import zip_longest

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum

OFTEN_TESTED_COUNT = 3
OFTEN_TESTED_DAYS = 28
FIRST_REVIEW_WEEKS = 3


class BoundaryKind(LabelledEnum):
    DRUGS_IN_HOME = "drugs_in_home", _("Drugs in my home")
    MONEY = "money", _("Money")
    COVERING = "covering", _("Covering up or lying")
    VISITORS = "visitors", _("Visitors")
    TIME_AND_CONTACT = "time_and_contact", _("Calls and time together")
    ABUSIVE_TALK = "abusive_talk", _("Shouting and hurtful talk")
    SAFETY = "safety", _("My safety")
    CAR = "car", _("Car and driving")
    CHILDCARE = "childcare", _("Care of children")
    LIVING_HERE = "living_here", _("Living here")
    PROPERTY_AND_MEDICINES = "property_and_medicines", _("My things and my own medicines")
    MY_OWN_TIME = "my_own_time", _("My own time")
    OTHER = "other", _("Something else")


class State(LabelledEnum):
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    LET_GO = "let_go", _("Let go")


class Agreement(LabelledEnum):
    ONLY_MINE = "only_mine", _("Only mine")
    TALKED_ABOUT = "talked_about", _("We talked about it")
    AGREED = "agreed", _("We agreed on it")


class TestOutcome(LabelledEnum):
    __test__ = False

    KEPT = "kept", _("I kept it")
    BENT = "bent", _("I bent it")
    DROPPED = "dropped", _("I dropped it")


@dataclass(frozen=True, slots=True)
class Example:
    """Hints for the form: the words after "I will not" and after "If it happens I will"."""

    limit: Promise
    action: Promise


EXAMPLES: dict[BoundaryKind, Example] = {
    BoundaryKind.DRUGS_IN_HOME: Example(
        _("have drugs or gear in my home"), _("ask you to take it away, and keep the kids out of the room")
    ),
    BoundaryKind.MONEY: Example(_("hand out or lend cash"), _("say no once, and buy a meal if I want to")),
    BoundaryKind.COVERING: Example(_("make excuses to your boss for you"), _("say: please call them yourself")),
    BoundaryKind.VISITORS: Example(
        _("have guests who use drugs in my home"), _("tell the guests that the visit is over")
    ),
    BoundaryKind.TIME_AND_CONTACT: Example(
        _("pick up after 10 at night, unless it is an emergency"), _("call back in the morning")
    ),
    BoundaryKind.ABUSIVE_TALK: Example(_("stay on a call with shouting"), _("hang up, and try again tomorrow")),
    BoundaryKind.SAFETY: Example(
        _("stay in a room where I feel afraid"), _("go to a safe place, and call 911 if I am in danger")
    ),
    BoundaryKind.CAR: Example(
        _("lend my car after drug use or when someone is sleepy"), _("hold the car keys, and offer to drive")
    ),
    BoundaryKind.CHILDCARE: Example(
        _("leave the kids with someone who has used or is very sleepy"), _("ask my sister to watch them")
    ),
    BoundaryKind.LIVING_HERE: Example(
        _("share my home without a plan we both know"), _("set a date with you, and help you find a place")
    ),
    BoundaryKind.PROPERTY_AND_MEDICINES: Example(
        _("leave my wallet or my own pills lying around"), _("put my things in a lockbox")
    ),
    BoundaryKind.MY_OWN_TIME: Example(_("give up my Tuesday group"), _("go anyway, and call you when I am back")),
    BoundaryKind.OTHER: Example(_("argue late at night"), _("go to bed, and talk after breakfast")),
}


class Verdict(StrEnum):
    ALLOW = "allow"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell the author. `better` is wording to use instead, or the question to answer."""

    verdict: Verdict
    code: str
    reason: Promise
    better: Promise


MESSAGES: dict[tuple[Verdict, str], tuple[Promise, Promise]] = {
    (Verdict.REFUSE, "naloxone"): (
        _("Naloxone saves lives. It must be easy to reach, with no strings."),
        _("Naloxone stays where we both can find it."),
    ),
    (Verdict.REFUSE, "medicine"): (
        _("This medicine keeps people alive. It is not ours to take or to trade."),
        _("Your medicine stays yours. If I worry, I will say so, and we call the clinic."),
    ),
    (Verdict.REFUSE, "stop_medicine"): (
        _("Stopping this medicine can be deadly. A home should not depend on it."),
        _("You can stay on your medicine. In my home I ask for no drugs beyond it."),
    ),
    (Verdict.REFUSE, "emergency"): (
        _("Help in an emergency must always come. Minutes count."),
        _("I will always call 911 if you need help. The next day I will rest."),
    ),
    (Verdict.REFUSE, "papers"): (
        _("People need their ID and papers to get care. They belong to their owner."),
        _("Your papers stay with you. I can help you find a safe spot for them."),
    ),
    (Verdict.REFUSE, "treatment_access"): (
        _("Getting to treatment keeps your loved one alive. It should not be the price."),
        _("I will not drive you to places where people use. I will help you get to the clinic."),
    ),
    (Verdict.REFUSE, "forced_detox"): (
        _("Pushing someone into detox can be risky. Overdose is more likely right after it."),
        _("I would love for you to get care. When you are ready, I will help you call."),
    ),
    (Verdict.REFUSE, "spying"): (
        _("Secret checks break trust. A boundary is about what I do, not about watching you."),
        _("When I am worried, I will ask you. I will not check in secret."),
    ),
    (Verdict.ASK, "naloxone"): (
        _("This is about naloxone. Anyone in the home may need it fast."),
        _("Can all of you reach it at any time? If so, write that down."),
    ),
    (Verdict.ASK, "medicine"): (
        _("This is about prescribed medicine. Your loved one has to be able to get it each day."),
        _("Who holds the key? Try: we agreed on a lockbox, and you have a key."),
    ),
    (Verdict.ASK, "stop_medicine"): (
        _("This may sound like: stop your medicine. Stopping can be deadly."),
        _("Do you mean street drugs? If so, say that. Add: your medicine can stay."),
    ),
    (Verdict.ASK, "pills"): (
        _("Some pills may be prescribed. Those need to stay with their owner."),
        _("Which pills do you mean? Try: pills that no doctor gave you."),
    ),
    (Verdict.ASK, "emergency"): (
        _("This is about emergency care. Help must still come."),
        _("Will you still call 911? If so, add it to: I will still."),
    ),
    (Verdict.ASK, "papers"): (
        _("This is about ID or papers. Their owner must be able to get them at any time."),
        _("Did your loved one ask you to keep them safe? If so, say that."),
    ),
    (Verdict.ASK, "treatment_access"): (
        _("This is about getting to treatment. You do not have to do it all."),
        _("Who can step in when you can not? Add the other ride to: I will still."),
    ),
    (Verdict.ASK, "forced_detox"): (
        _("This may sound like an order to go to detox. Care works best when it is a choice."),
        _("What will you do, whatever they choose? Start with: I will."),
    ),
    (Verdict.ASK, "forced_treatment"): (
        _("This may sound like an order. A boundary says what you will do."),
        _("What will you do, whatever they choose? Start with: I will."),
    ),
    (Verdict.ASK, "spying"): (
        _("This may feel like being watched. It can break trust."),
        _("Does your loved one know and agree? What could you ask them instead?"),
    ),
    (Verdict.ASK, "cost"): (
        _("You do not have to pay. Care may still need a way."),
        _("What stays? Try: I can not pay, but I will help you find a plan that does."),
    ),
    (Verdict.ASK, "food"): (
        _("Food is a basic need. You may set a limit here."),
        _("What stays? Try: you can always have a meal, and I will not give cash."),
    ),
    (Verdict.ASK, "money"): (
        _("Rent and bills keep a person steady. You may set a limit here."),
        _("What stays? Give a date, and say what you will still help with."),
    ),
    (Verdict.ASK, "housing"): (
        _("Losing a home is a big change. It can raise the danger. You may set a limit here."),
        _("What stays? Give a date, help find a place, and keep warm shelter in bad weather."),
    ),
    (Verdict.ASK, "children"): (
        _("Time with children matters to them and to your loved one. Their safety comes first."),
        _("What stays? Try: you can see them here, with me."),
    ),
    (Verdict.ASK, "rides"): (
        _("No rides at all may mean no ride to treatment."),
        _("What stays? Try: I drive you to the clinic, but not to other places."),
    ),
    (Verdict.ASK, "unclear"): (
        _("We are not sure how you mean this. It touches care or medicine."),
        _("Can you say it in one short line? Start with what you will do."),
    ),
    (Verdict.ASK, "safety"): (
        _("You never have to stay where you feel unsafe. If you are in danger now, call 911."),
        _(
            "Is it safe to say this out loud? You can leave first and say nothing. "
            "The violence line is open day and night: 800-799-7233, or text START to 88788."
        ),
    ),
}


# --- Vocabulary: what can be touched -------------------------------------------------------------


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


NALOXONE = r"n[ao]l[aou]x[aeo]ne?|narc[ae]ne?"
MEDICINE = (
    r"m[ea]th[aeo]d[aeo]ne?|sub[aou]x[aeo]ne?|subutex|zubsolv|sublocade|brixadi|bupe|bup[re]+norphine?|"
    r"naltr[ae]xone?|vivitr[oa]l|medicines?|medications?|meds|mat|moud|doses?|dosing|take-?homes?|"
    r"prescriptions?|prescribed"
)
PILLS = r"pills?|tablets?"
EMERGENCY = (
    r"911|ambulances?|paramedics?|ems|emergency|er|hospitals?|wounds?|abscess(?:es)?|cpr|rescue breath\w*|"
    r"first aid|call for help|988|let you (?:die|overdose)|revive you|save your life"
)
PAPERS = (
    r"id|ids|id cards?|papers|documents|insurance cards?|medicaid cards?|medical cards?|birth certificates?|"
    r"passports?|social security cards?|drivers? licenses?|green cards?"
)
TREATMENT = (
    r"clinics?|treatment|rehab|detox|doctors?|counsel\w+|therap(?:y|ist)|appointments?|program|"
    r"prescriber|pharmacy|drugstore"
)
CHILDREN = r"kids?|child|children|sons?|daughters?|grand\w+|baby|babies|nieces?|nephews?"
WAYS_THERE = r"your phone(?! (?:calls?|bill|number))|bus (?:card|pass|fare|ticket)(?:es|s)?|transit (?:card|pass)"
DETOX = r"detox\w*|cold turkey|lock you in|withdrawal|committed"
OVERDOSE = _words(
    r"overdos\w*|od|ods|not breath\w*|stop breath\w*|pass(?:ed)? out|unconscious|blue|can not wake|not wake up"
)
OWN_THING = _words(
    rf"(?:my|our) (?:own )?(?:prescribed |prescription |pain |heart |sleeping )?"
    rf"(?:{MEDICINE}|{PILLS}|{PAPERS}|doctors?|therapist|therapy|counsel\w+|appointments?)"
)

# --- Vocabulary: what can be done to it ----------------------------------------------------------

PERSON = r"(?:you|my \w+|your \w+|\w+)"
PRESENT = r"in (?:my|the|this|our) (?:house|home|car|room|place)|under my roof|here"
WITHHOLD = (
    r"hid(?:e|es|ing|den)|withh[eo]ld\w*|tak(?:e|es|en|ing) (?:\w+ ){0,3}away|"
    r"tak(?:e|es|ing) (?:away |back )?(?:all )?(?:of )?(?:your|the|every|any)|confiscat\w+|"
    r"throw\w* (?:\w+ ){0,3}(?:out|away)|toss\w*|flush\w*|dump\w*|destroy\w*|g[eo]t\w* rid|"
    r"g[ai]v(?:e|es|ing) (?:\w+ ){0,3}away|burn\w*|smash\w*|break|cut up|trash|garbage|toilet|earn|"
    r"steal\w*|sell\w*|trade|"
    r"den(?:y|ies|ied|ying)|refuse|ban(?:s|ned)?|forbid\w*|block\w*|cancel\w*|cut\w* (?:\w+ ){0,3}off|"
    r"(?:shut|turn) (?:\w+ ){0,2}off|stop(?:s|ped)?|quit|lose|skip\w*|touch|mess with|interfere\w*|"
    r"(?:stand|get) in the way|keep\w* (?:\w+ ){1,3}(?:away|from|out)|away from you|"
    r"out of (?:my|the|our) (?:house|home)|ration|cut down|lower|reduce|taper\w*|wean\w*|give up|"
    r"(?:get|getting|come|coming|go|be|are|is|stay) off"
)
WITHHOLDING = _words(WITHHOLD)
STOPPING = _words(r"stop\w*|quit|off|taper\w*|wean\w*|you to use")
HOLD = r"hold\w*|keep\w*|store|hang on to|look after"
LOCK = r"lock\w*|safe"
KEY_IS_YOURS = _words(r"you (?:both )?(?:have|hold|keep|get) (?:the |a |your own )?key\w*|your own key|your key")
PAY = _words(r"pay\w*|buy\w*|money|cash|lend\w*|fund\w*|cost\w*|gas")
NEUTRAL = _words(
    r"talk\w*|argu\w+|nag\w*|ask\w*|remind\w*|fight\w*|lie|lying|lies|shout\w*|yell\w*|judg\w+|sham\w+|tell\w*|"
    r"joke\w*|visit\w*|worry|forc\w+|push\w*|pressur\w+|make you|blam\w+|count\w*|miss\w*|forget\w*|late"
)
FORCE = _words(
    r"must|make you|making you|forc\w+|order\w*|requir\w+|lock you in|drag you|commit you|committed|"
    r"send\w* you|put you in|whether you like|^it is (?:detox|rehab|treatment)$|^you (?:go|start|enter|check)"
)
MISUSE = _words(
    r"more than|more|extra|too much|someone|somebody|others?|street|sell\w*|shar\w+|trad\w+|inject\w*|snort\w*|"
    r"crush\w*|mix\w*|misus\w+|(?:girl|boy)?friend's|not yours"
)
REAL_LIMIT = _words(
    r"i can not|i am not able|every|each time|all the|alone|tonight|today|at night|this week|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|at \d+|weekends?"
)
SAFE_FROM_CHILDREN = _words(
    r"(?:keep\w*|lock\w*|store\w*|hid\w*|leav\w*|giv\w*|put) (?:\w+ ){0,6}(?:from|where|reach of|to) "
    rf"(?:the |our |my |your )?(?:{CHILDREN})"
)
IN_NEED = _words(
    r"wak\w+|breath\w*|need\w*|ask\w*|want\w*|overdos\w*|blue|sick|ill|hurt|pass\w*|nod\w*|asleep|miss\w*|"
    r"lost|late|run out"
)
IN_USE = _words(r"on|use|take|taking|using|have|start\w*|get|are prescribed")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a boundary can touch, and the verdict for each thing done to it.

    `given` are the acts that let the person have it; `withheld` the acts that take it.
    `kept` and `locked` judge holding it or locking it; `only_when` limits the row to a context.
    """

    code: str
    words: re.Pattern[str]
    given: re.Pattern[str]
    withheld: re.Pattern[str] = WITHHOLDING
    verdict: Verdict = Verdict.REFUSE
    kept: Verdict = Verdict.ASK
    locked: Verdict = Verdict.ASK
    only_when: re.Pattern[str] | None = None

    @property
    def none_of(self) -> re.Pattern[str]:
        return re.compile(rf"\bno (?:more |other |your |any )?{self.words.pattern}")

    @property
    def is_care(self) -> bool:
        return self.verdict is Verdict.REFUSE or self.code == "pills"


GIVE = r"giv(?:e|es|ing|en)|hand\w*|let|lets|letting|allow\w*|permit\w*|bring\w*|get|getting|us(?:e|es|ing)"
HAVE = rf"hav(?:e|ing)|want|accept\w*|leave|offer|share|{PRESENT}"
BAR_THE_WAY = (
    r"block\w*|cancel\w*|forbid\w*|ban|deny|refuse|lose|stop (?:you|your|the|all)|away from|keep you (?:\w+ )?from|"
    r"tak(?:e|ing) (?:\w+ ){0,3}away|cut\w* (?:\w+ ){0,3}off|(?:stand|get) in the way"
)
YOU_GO = r"you (?:\w+ ){0,3}(?:go|going|get|see|attend|be)"
CARRY = rf"driv(?:e|es|ing)|ride|rides|lift|lifts|tak(?:e|es|ing) {PERSON}(?: \w+)? to|bring\w*|pick\w* {PERSON} up"

TOPICS = [
    Topic(
        "naloxone",
        _words(NALOXONE),
        _words(rf"{GIVE}|{HAVE}|{HOLD}|carr(?:y|ies|ying)|spray|learn"),
        kept=Verdict.ALLOW,
    ),
    Topic(
        "medicine",
        _words(MEDICINE),
        _words(rf"{GIVE}|{HAVE}|be on|are on|start"),
        _words(rf"{WITHHOLD}|(?<!drop )(?<!drops )off (?:of )?(?:your |the |that |those |all )?(?:{MEDICINE})"),
    ),
    Topic("pills", _words(PILLS), _words(rf"{GIVE}|{HAVE}"), verdict=Verdict.ASK),
    Topic(
        "emergency",
        _words(EMERGENCY),
        _words(
            rf"{GIVE}|{CARRY}|call\w*|dial|ring|tak(?:e|ing) you|do|send|treat|clean|dress|bandage|want|revive|save|"
            rf"{YOU_GO}"
        ),
        _words(rf"{WITHHOLD}|let you (?:die|overdose)"),
    ),
    Topic(
        "emergency",
        _words(
            r"call (?:anyone|anybody|someone|help|a soul)|help you|get help|save you|revive|rescue|wake you|"
            r"do anything|stay with you|you are on your own|walk away|leav(?:e|ing) you"
        ),
        _words(r"call|help|save|revive|rescue|wake|do anything|stay"),
        _words(r"on your own|walk away|leav(?:e|ing) you"),
        only_when=OVERDOSE,
    ),
    Topic("papers", _words(PAPERS), _words(rf"{GIVE}|hav(?:e|ing)|return|show")),
    Topic("treatment_access", _words(TREATMENT), _words(rf"{CARRY}|{YOU_GO}|(?:let|allow) you"), _words(BAR_THE_WAY)),
    Topic("treatment_access", _words(WAYS_THERE), _words(rf"{GIVE}|hav(?:e|ing)|return")),
    Topic(
        "housing",
        _words(
            r"you (?:\w+ ){0,3}(?:live|living|sleep|move in|come home|come back)|living here|live here|"
            r"you (?:\w+ ){0,3}stay(?:ing)? (?:here|with me|in my|at my|over|the night)|out on the street|"
            r"(?:kick|throw|put|lock)\w* you out|evict\w*|you (?:\w+ ){0,3}move out|change the locks?|"
            r"you (?:are|get) out|you must get out|you (?:\w+ ){0,3}leave(?: my (?:house|home))?$|a roof|a bed|"
            r"you (?:\w+ ){0,3}(?:live|stay)$|you back in|you (?:\w+ ){0,2}welcome"
        ),
        _words(r"live|living|sleep\w*|move in|come home|come back|stay\w*|roof|bed|back in|welcome"),
        _words(r"out|evict\w*|locks?|leave|street"),
        verdict=Verdict.ASK,
    ),
    Topic(
        "food",
        _words(
            r"food|meals?|feed you|feeding you|cook\w* (?:for|you)|groceries|breakfast|lunch|dinner|"
            r"supper|fridge|you (?:\w+ ){0,2}eat"
        ),
        _words(rf"{GIVE}|hav(?:e|ing)|buy\w*|pay\w*|cook\w*|feed\w*|make|eat|share"),
        _words(rf"{WITHHOLD}|lock\w*"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
    ),
    Topic(
        "money",
        _words(r"rent|bills?|utilities|electric\w*|car payments?|cut\w* you off"),
        _words(rf"{GIVE}|pay\w*|cover\w*|help"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
        locked=Verdict.ALLOW,
    ),
    Topic(
        "children",
        _words(CHILDREN),
        _words(r"(?:you|your) (?:\w+ ){0,3}(?:see|seeing|visit|meet|talk|call|contact|hold|have)"),
        _words(rf"(?:{CHILDREN}) (?:away|from)|you (?:\w+ )?(?:away )?from (?:\w+ )?(?:{CHILDREN})|away from you"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
        locked=Verdict.ALLOW,
    ),
    Topic(
        "rides",
        _words(r"driv(?:e|ing) you(?! (?:\w+ )?(?:to|from))|(?:a ride|rides|lifts)(?! to)|pick\w* you up(?! from)"),
        _words(r"driv(?:e|ing)|rides?|lifts?|pick\w*"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
        locked=Verdict.ALLOW,
    ),
]
MEDICINE_TOPIC = next(topic for topic in TOPICS if topic.code == "medicine")

# Watching is harmful in itself, so these rows are acts: refused or asked about unless denied.
WATCHING = [
    (
        Verdict.REFUSE,
        _words(
            r"(?:track|trac|monitor|spy|bugg?|tapp?)(?:e|ing)? (?:on )?(?:your?|where|phone)\b|tracker|gps|air ?tags?|"
            r"hidden (?:camera|mic\w*)|(?:camera|mic\w*) in your|secret(?:ly)? record\w*|"
            r"record\w* (?:\w+ ){0,3}secret\w*|"
            r"record (?:your?|our|every|all)|wiretap|spyware|"
            r"(?:read|check|look\w*|go|going|search|get|log)\w* (?:\w+ ){0,3}your? "
            r"(?:\w+ )?(?:phone|messages?|texts?|emails?|mail|calls|accounts?|chats?|dms)|"
            r"drug tests?|urine tests?|home tests?|pee (?:in|test)\w*|test your? (?:\w+ ){0,2}(?:for|urine|pee|at home)"
        ),
    ),
    (
        Verdict.ASK,
        _words(
            r"shar\w+ (?:your?|our) location|your location|find my|life360|follow you|test you|"
            r"(?:search|go through|check) your? (?:room|bag|purse|car|things|pockets|arms?)"
        ),
    ),
]

# --- Grammar: clauses, links and signs -----------------------------------------------------------

SUBJECTS = {"i", "you", "we", "they", "it"}
OPENERS = SUBJECTS | {"my", "your", "our", "the", "this", "that", "there", "people", "anyone", "living", "please"}
DENIALS = {"not", "never", "no", "none", "nobody", "nothing", "nor", "neither", "without"}
FINITE = {"is", "are", "was", "stays", "will", "can", "must", "may", "should", "means"}
AUXILIARIES = FINITE | {"do", "am"}
AFTER_A_LINK = AUXILIARIES | {"get", "go", "lose", "leave", "stay"}
BARGAINS = {"onlyif", "unless", "until", "till", "aslongas", "once"}
LINKS = BARGAINS | {"if", "when", "whenever", "while", "after", "before", "because", "since", "so", "whether"}
JOINS = {",", "and", "or", "nor", "but", "then", "except"}
TURNS_AROUND = re.compile(r"\b(?:stop|quit|done|through with|finished) (?=\w+ing\b)|\b(?:refuse|decline) to\b")
AN_ORDER = re.compile(r"(?:get|come|be|stay|go) off |quit (?!\w+ing)|go to (?:detox|rehab|treatment)")
YOU_TAKE = re.compile(r"\b(you (?:\w+ ){0,3})(?:take|taking)\b(?! (?:me|it out))")

PLAIN_WORDS = [
    (re.compile(pattern), plain)
    for pattern, plain in [
        (r"[\u2018\u2019\u02bc`\u00b4]", "'"),
        (r"\b9[- .]1[- .]1\b|\bnine[- ]one[- ]one\b", "911"),
        (r"\b(?:he|she|him|her)\b(?!')", "you"),
        (r"\bhis\b|\byou (?=phone|messages|texts|id\b)", "your "),
        (r"\bwo(?:n't|nt)\b", "will not"),
        (r"\bain'?t\b", "not"),
        (r"\b(?:can't|cannot|cant)\b", "can not"),
        (r"\b(do|does|did|is|are|was|would|should|could|have|has)(?:n't|nt)\b", r"\1 not"),
        (r"n't\b", " not"),
        (r"\bu\b", "you"),
        (r"\bur\b", "your"),
        (r"'ll\b", " will"),
        (r"'d\b", " would"),
        (r"'ve\b", " have"),
        (r"\b(it|that|there|you)'s\b", r"\1 is"),
        (r"'re\b|(?<=you)re\b", " are"),
        (r"\bi'?m\b", "i am"),
        (r"\bgonna\b", "going to"),
        (r"\bno longer\b", "not"),
        (r"\b(?:not|never)((?: \w+){1,5}) without\b", r"always\1 with"),
        (r"\b(?:the )?next time\b", "when"),
        (r"\bsay(?:s|ing)? no\b", "decline"),
        (r"\bno one\b", "nobody"),
        (r"\b(?:do|will|can) nothing\b", "not do anything"),
        (r"\bdo(?:es)? not (?:have|need) to\b", "may"),
        (r"\b(?:have to|has to|got to|gotta|needs? to)\b", "must"),
        (r"\b(?:do|will|would) not mind\b", "accept"),
        (r"\bno matter (?:what|how|who|when|where)\b", "always"),
        (r"\bno (?:questions?|strings|conditions?|problem|doubt|exceptions?)(?: asked| attached)?\b", "always"),
        (r"\bwithout (?:question|fail|conditions?|exception|asking|delay)s?\b", "always"),
        (r"\bnot (?:only|just)\b|\bwhether or not\b|\bor not\b", "whether"),
        (r"\bas long as\b|\bso long as\b|\bprovided\b", "aslongas"),
        (r"\bonly (?:if|when|once|after)\b", "onlyif"),
        (r"\bother than\b|\bapart from\b|\bbesides\b|\bexcept(?: for)?\b", "except"),
        (r"\botherwise\b", "or"),
        (r"\bin case\b", "if"),
        (r"\b(?:give|hand|bring)s? (?:over to |over )?me\b|\bhands? over\b", "i hold"),
        (rf"\b(?:{MEDICINE}) (clinic|visits?|program)\b", r"\1"),
        (r"\bdose visits?\b", "clinic"),
    ]
]


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement. `link` is "" for a main clause; `denied` is None when the sign can not be told."""

    text: str
    subject: str = ""
    link: str = ""
    denied: bool | None = False
    doubtful: bool = False


def _plain(text: str) -> str:
    text = text.lower()
    for pattern, plain in PLAIN_WORDS:
        text = pattern.sub(plain, text)
    return text


def _pieces(sentence: str) -> list[tuple[str, list[str]]]:
    """Cut a sentence before each link, join and new subject: [(the word it starts with, its words)]."""
    pieces: list[tuple[str, list[str]]] = [("", [])]
    found = re.findall(r"[\w'-]+|,", sentence)
    for word, following in zip_longest(found, found[1:], fillvalue=""):
        opened_by, words = pieces[-1]
        verbs = AFTER_A_LINK if opened_by in LINKS else AUXILIARIES
        new_subject = len(words) > 1 and (word == "i" or (word in {"you", "we"} and following in verbs))
        if word in LINKS or word in JOINS:
            pieces.append((word, []))
        elif new_subject:
            pieces.append(("", [word]))
        else:
            words.append(word)
    return [(start, words) for start, words in pieces if words]


def _spelled_out(words: list[str]) -> list[str]:
    """An order is about the person: "go to detox" means "you go to detox"."""
    return ["you", *words] if AN_ORDER.match(" ".join(words)) else words


def _stands_alone(words: list[str]) -> bool:
    return words[0] in OPENERS or bool((DENIALS | FINITE).intersection(words))


def _denied(words: list[str], turns: int) -> bool | None:
    denials = sum(word in DENIALS for word in words)
    return None if denials > 1 else (denials + turns) % 2 == 1


def _clauses(sentence: str, frame: Clause) -> Iterator[Clause]:
    """Read one sentence; `frame` is what the form has already said before it ("I will not ...")."""
    before = frame
    for start, words in _pieces(sentence):
        words = _spelled_out(words)
        text, turns = TURNS_AROUND.subn("", " ".join(words))
        text = YOU_TAKE.sub(r"\1use", text)
        link = start if start in LINKS else before.link if start in {"and", "or", "nor"} else ""
        if start == "" and before is frame:
            link = frame.link
        subject = next((word for word in words[:3] if word in SUBJECTS), "")
        denied = _denied(words, turns)
        doubtful = False
        continues = start not in LINKS and start not in {"but", "then", "except"} and not _stands_alone(words)
        if continues:
            subject = subject if words[0] in SUBJECTS else before.subject
            if before.denied is not False and not before.link:
                denied = None if before.denied is None else not denied
                doubtful = before.doubtful or (before is not frame and start not in {"or", "nor"})
        before = Clause(text, subject, link, denied, doubtful)
        yield before


# --- Judging -------------------------------------------------------------------------------------

HOLDING = _words(HOLD)
LOCKING = _words(LOCK)
TREATMENT_WORDS = _words(TREATMENT)
DETOX_WORDS = _words(DETOX)
SEVERITY = {Verdict.ALLOW: 0, Verdict.ASK: 1, Verdict.REFUSE: 2}
Judgement = tuple[Verdict, str]


def _withheld(topic: Topic, clause: Clause) -> bool | None:
    """True: taken from the person. False: left or given. None: no act that we know."""
    if topic.withheld.search(clause.text):
        return bool(not clause.denied)
    if topic.given.search(clause.text) or topic.none_of.search(clause.text):
        return bool(clause.denied)
    return None


def _price(topic: Topic, clause: Clause, conditions: list[Clause]) -> Verdict:
    """How far the gift or the keeping depends on what the person does first."""
    theirs = [c for c in conditions if c.subject == "you" and not IN_NEED.search(c.text)]
    links = {condition.link for condition in theirs}
    if "onlyif" in links or (links and re.search(r"\bonly\b", clause.text)):
        return topic.verdict
    if links & BARGAINS or (links and topic.code in {"medicine", "papers"}):
        return Verdict.ASK
    return Verdict.ALLOW


def _judge_topic(topic: Topic, clause: Clause, conditions: list[Clause]) -> Judgement:
    text, care = clause.text, topic.is_care
    unclear = (Verdict.ASK, "unclear") if care else (Verdict.ALLOW, topic.code)
    if clause.denied is None:
        return unclear
    taking = topic.withheld.search(text) is not None
    if care and not taking and PAY.search(text):
        return (Verdict.ASK if clause.denied else Verdict.ALLOW), "cost"
    if (not taking and NEUTRAL.search(text)) or (topic.code == "medicine" and SAFE_FROM_CHILDREN.search(text)):
        return Verdict.ALLOW, topic.code

    price = _price(topic, clause, conditions)
    by_me = clause.subject != "you" and not KEY_IS_YOURS.search(text) and not clause.denied and not taking
    if care and not taking and LOCKING.search(text):
        if not by_me:
            return Verdict.ALLOW, topic.code
        return (topic.verdict if price is not Verdict.ALLOW else topic.locked), topic.code
    if by_me and HOLDING.search(text):
        return (topic.verdict if care and price is not Verdict.ALLOW else topic.kept), topic.code

    withheld = _withheld(topic, clause)
    if withheld:
        can_not_always = topic.code == "treatment_access" and REAL_LIMIT.search(text)
        misuse = topic.code == "medicine" and MISUSE.search(text)
        told_to_stop = topic.code == "medicine" and (clause.subject == "you" or STOPPING.search(text))
        code = "stop_medicine" if told_to_stop and not misuse else topic.code
        return (Verdict.ASK if can_not_always or misuse else topic.verdict), code
    if withheld is None:
        return unclear if clause.denied else (Verdict.ALLOW, topic.code)
    return (price if care and not clause.denied else Verdict.ALLOW), topic.code


def _judge_orders(clause: Clause) -> Judgement | None:
    """Orders to get care: "you must", or a thing that hangs on it ("until you go to detox")."""
    hangs_on_it = clause.link in BARGAINS and clause.subject == "you"
    ordered = hangs_on_it if clause.link else FORCE.search(clause.text)
    if not ordered or clause.denied or SAFE_FROM_CHILDREN.search(clause.text):
        return None
    if DETOX_WORDS.search(clause.text):
        return Verdict.REFUSE, "forced_detox"
    if TREATMENT_WORDS.search(clause.text) or MEDICINE_TOPIC.words.search(clause.text):
        return None if _withheld(MEDICINE_TOPIC, clause) else (Verdict.ASK, "forced_treatment")
    return None


def _judge_watching(clause: Clause) -> Judgement | None:
    for verdict, words in WATCHING:
        if words.search(clause.text):
            return {True: Verdict.ALLOW, None: Verdict.ASK, False: verdict}[clause.denied], "spying"
    return None


def _about_stopping_medicine(condition: Clause) -> bool | None:
    """For a condition: True if it asks to stop prescribed medicine, False if it names being on it."""
    if not MEDICINE_TOPIC.words.search(condition.text) or MISUSE.search(condition.text):
        return None
    if condition.link in BARGAINS and _withheld(MEDICINE_TOPIC, condition):
        return True
    if condition.link not in BARGAINS - {"aslongas"} and condition.denied is False and IN_USE.search(condition.text):
        return False
    return None


def _judge_sentence(clauses: list[Clause], context: list[Clause]) -> Iterator[Judgement]:
    """Judge the main clauses of one sentence; `context` is the field "When ..."."""
    own = [clause for clause in clauses if clause.link]
    conditions = own + context
    setting = " ".join(clause.text for clause in clauses + context)
    last_seen = [topic for topic in TOPICS if topic.is_care and any(topic.words.search(c.text) for c in conditions)]
    for clause in clauses:
        if order := _judge_orders(clause):
            yield order
        if clause.link:
            continue
        if watching := _judge_watching(clause):
            yield watching
            continue
        harmed = False
        touched = [t for t in TOPICS if t.words.search(OWN_THING.sub("mine", clause.text))]
        touched = [t for t in touched if t.only_when is None or t.only_when.search(setting)]
        pointed = not touched and re.search(r"\b(?:it|them)\b", clause.text)
        for topic in last_seen if pointed else touched:
            verdict, code = _judge_topic(topic, clause, own)
            harmed = harmed or verdict is not Verdict.ALLOW
            doubtful = pointed or clause.doubtful
            yield (Verdict.ASK if doubtful and verdict is Verdict.REFUSE else verdict), code
        last_seen = [topic for topic in touched if topic.is_care] or last_seen
        asks_to_stop = any(_about_stopping_medicine(c) for c in own)
        turns_on_being_on_it = any(_about_stopping_medicine(c) is False for c in conditions)
        if asks_to_stop or (harmed and turns_on_being_on_it):
            yield Verdict.REFUSE, "stop_medicine"


def _sentences(text: str, frame: Clause) -> Iterator[list[Clause]]:
    for sentence in re.split(r"[.!?;:\n]+", _plain(text)):
        clauses = list(_clauses(sentence, frame))
        if clauses:
            yield clauses


def _judge(when: str, limit: str, action: str, still: str) -> Iterator[Judgement]:
    when_sentences = list(_sentences(when, Clause("", "you", "when")))
    context = [clause for sentence in when_sentences for clause in sentence if clause.link]
    for sentence in when_sentences:
        yield from _judge_sentence(sentence, [])
    for text, frame in [
        (limit, Clause("", "i", denied=True)),
        (action, Clause("", "i")),
    ]:
        for sentence in _sentences(text, frame):
            yield from _judge_sentence(sentence, context)
    for sentence in _sentences(still, Clause("", "i")):
        for verdict, code in _judge_sentence(sentence, []):
            yield (Verdict.ASK if verdict is Verdict.REFUSE else verdict), code


def _finding(verdict: Verdict, code: str) -> Finding:
    reason, better = MESSAGES[verdict, code]
    return Finding(verdict, code, reason, better)


def review(kind: str, when: str = "", limit: str = "", action: str = "", still: str = "") -> list[Finding]:
    """What to say about this boundary before it is saved; refusals first, one per code, [] if fine.

    `limit` follows the words "I will not", `action` "If it happens I will", `still` "I will still".
    The text may repeat those words or leave them out. The kind safety is never judged.
    """
    if kind == BoundaryKind.SAFETY:
        return [_finding(Verdict.ASK, "safety")]
    worst: dict[str, Verdict] = {}
    for verdict, code in _judge(when, limit, action, still):
        if SEVERITY[verdict] > SEVERITY[worst.get(code, Verdict.ALLOW)]:
            worst[code] = verdict
    ordered = sorted(worst.items(), key=lambda item: -SEVERITY[item[1]])
    return [_finding(verdict, code) for code, verdict in ordered]


def overall(findings: list[Finding]) -> Verdict:
    """The strictest verdict of a review."""
    return max((finding.verdict for finding in findings), key=SEVERITY.get, default=Verdict.ALLOW)


# --- Dates ---------------------------------------------------------------------------------------


def often_tested(test_days: list[date], today: date) -> bool:
    """Three or more tests in the last 28 days, today included."""
    first = today - timedelta(days=OFTEN_TESTED_DAYS - 1)
    return sum(first <= day <= today for day in test_days) >= OFTEN_TESTED_COUNT


def review_due(look_again_on: date | None, today: date) -> bool:
    return look_again_on is not None and look_again_on <= today


def suggested_review(since: date) -> date:
    """Three weeks on: the middle of the two to four weeks in which new limits get tested."""
    return since + timedelta(weeks=FIRST_REVIEW_WEEKS)
