"""The words a boundary may touch, and what can be done to them: data for the review."""

import re
from dataclasses import dataclass

from tracker.boundaries.wording.messages import Verdict

# --- Vocabulary: what can be touched -------------------------------------------------------------


def pattern_of(pattern: str) -> re.Pattern[str]:
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
OVERDOSE = pattern_of(
    r"overdos\w*|od|ods|not breath\w*|stop breath\w*|pass(?:ed)? out|unconscious|blue|can not wake|not wake up"
)
OWN_THING = pattern_of(
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
WITHHOLDING = pattern_of(WITHHOLD)
STOPPING = pattern_of(r"stop\w*|quit|off|taper\w*|wean\w*|you to use")
HOLD = r"hold\w*|keep\w*|store|hang on to|look after"
LOCK = r"lock\w*|safe"
KEY_IS_YOURS = pattern_of(r"you (?:both )?(?:have|hold|keep|get) (?:the |a |your own )?key\w*|your own key|your key")
PAY = pattern_of(r"pay\w*|buy\w*|money|cash|lend\w*|fund\w*|cost\w*|gas")
NEUTRAL = pattern_of(
    r"talk\w*|argu\w+|nag\w*|ask\w*|remind\w*|fight\w*|lie|lying|lies|shout\w*|yell\w*|judg\w+|sham\w+|tell\w*|"
    r"joke\w*|visit\w*|worry|forc\w+|push\w*|pressur\w+|make you|blam\w+|count\w*|miss\w*|forget\w*|late"
)
FORCE = pattern_of(
    r"must|make you|making you|forc\w+|order\w*|requir\w+|lock you in|drag you|commit you|committed|"
    r"send\w* you|put you in|whether you like|^it is (?:detox|rehab|treatment)$|^you (?:go|start|enter|check)"
)
MISUSE = pattern_of(
    r"more than|more|extra|too much|someone|somebody|others?|street|sell\w*|shar\w+|trad\w+|inject\w*|snort\w*|"
    r"crush\w*|mix\w*|misus\w+|(?:girl|boy)?friend's|not yours"
)
REAL_LIMIT = pattern_of(
    r"i can not|i am not able|every|each time|all the|alone|tonight|today|at night|this week|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|at \d+|weekends?"
)
SAFE_FROM_CHILDREN = pattern_of(
    r"(?:keep\w*|lock\w*|store\w*|hid\w*|leav\w*|giv\w*|put) (?:\w+ ){0,6}(?:from|where|reach of|to) "
    rf"(?:the |our |my |your )?(?:{CHILDREN})"
)
IN_NEED = pattern_of(
    r"wak\w+|breath\w*|need\w*|ask\w*|want\w*|overdos\w*|blue|sick|ill|hurt|pass\w*|nod\w*|asleep|miss\w*|"
    r"lost|late|run out"
)
IN_USE = pattern_of(r"on|use|take|taking|using|have|start\w*|get|are prescribed")


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
        pattern_of(NALOXONE),
        pattern_of(rf"{GIVE}|{HAVE}|{HOLD}|carr(?:y|ies|ying)|spray|learn"),
        kept=Verdict.ALLOW,
    ),
    Topic(
        "medicine",
        pattern_of(MEDICINE),
        pattern_of(rf"{GIVE}|{HAVE}|be on|are on|start"),
        pattern_of(rf"{WITHHOLD}|(?<!drop )(?<!drops )off (?:of )?(?:your |the |that |those |all )?(?:{MEDICINE})"),
    ),
    Topic("pills", pattern_of(PILLS), pattern_of(rf"{GIVE}|{HAVE}"), verdict=Verdict.ASK),
    Topic(
        "emergency",
        pattern_of(EMERGENCY),
        pattern_of(
            rf"{GIVE}|{CARRY}|call\w*|dial|ring|tak(?:e|ing) you|do|send|treat|clean|dress|bandage|want|revive|save|"
            rf"{YOU_GO}"
        ),
        pattern_of(rf"{WITHHOLD}|let you (?:die|overdose)"),
    ),
    Topic(
        "emergency",
        pattern_of(
            r"call (?:anyone|anybody|someone|help|a soul)|help you|get help|save you|revive|rescue|wake you|"
            r"do anything|stay with you|you are on your own|walk away|leav(?:e|ing) you"
        ),
        pattern_of(r"call|help|save|revive|rescue|wake|do anything|stay"),
        pattern_of(r"on your own|walk away|leav(?:e|ing) you"),
        only_when=OVERDOSE,
    ),
    Topic("papers", pattern_of(PAPERS), pattern_of(rf"{GIVE}|hav(?:e|ing)|return|show")),
    Topic(
        "treatment_access",
        pattern_of(TREATMENT),
        pattern_of(rf"{CARRY}|{YOU_GO}|(?:let|allow) you"),
        pattern_of(BAR_THE_WAY),
    ),
    Topic("treatment_access", pattern_of(WAYS_THERE), pattern_of(rf"{GIVE}|hav(?:e|ing)|return")),
    Topic(
        "housing",
        pattern_of(
            r"you (?:\w+ ){0,3}(?:live|living|sleep|move in|come home|come back)|living here|live here|"
            r"you (?:\w+ ){0,3}stay(?:ing)? (?:here|with me|in my|at my|over|the night)|out on the street|"
            r"(?:kick|throw|put|lock)\w* you out|evict\w*|you (?:\w+ ){0,3}move out|change the locks?|"
            r"you (?:are|get) out|you must get out|you (?:\w+ ){0,3}leave(?: my (?:house|home))?$|a roof|a bed|"
            r"you (?:\w+ ){0,3}(?:live|stay)$|you back in|you (?:\w+ ){0,2}welcome"
        ),
        pattern_of(r"live|living|sleep\w*|move in|come home|come back|stay\w*|roof|bed|back in|welcome"),
        pattern_of(r"out|evict\w*|locks?|leave|street"),
        verdict=Verdict.ASK,
    ),
    Topic(
        "food",
        pattern_of(
            r"food|meals?|feed you|feeding you|cook\w* (?:for|you)|groceries|breakfast|lunch|dinner|"
            r"supper|fridge|you (?:\w+ ){0,2}eat"
        ),
        pattern_of(rf"{GIVE}|hav(?:e|ing)|buy\w*|pay\w*|cook\w*|feed\w*|make|eat|share"),
        pattern_of(rf"{WITHHOLD}|lock\w*"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
    ),
    Topic(
        "money",
        pattern_of(r"rent|bills?|utilities|electric\w*|car payments?|cut\w* you off"),
        pattern_of(rf"{GIVE}|pay\w*|cover\w*|help"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
        locked=Verdict.ALLOW,
    ),
    Topic(
        "children",
        pattern_of(CHILDREN),
        pattern_of(r"(?:you|your) (?:\w+ ){0,3}(?:see|seeing|visit|meet|talk|call|contact|hold|have)"),
        pattern_of(rf"(?:{CHILDREN}) (?:away|from)|you (?:\w+ )?(?:away )?from (?:\w+ )?(?:{CHILDREN})|away from you"),
        verdict=Verdict.ASK,
        kept=Verdict.ALLOW,
        locked=Verdict.ALLOW,
    ),
    Topic(
        "rides",
        pattern_of(r"driv(?:e|ing) you(?! (?:\w+ )?(?:to|from))|(?:a ride|rides|lifts)(?! to)|pick\w* you up(?! from)"),
        pattern_of(r"driv(?:e|ing)|rides?|lifts?|pick\w*"),
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
        pattern_of(
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
        pattern_of(
            r"shar\w+ (?:your?|our) location|your location|find my|life360|follow you|test you|"
            r"(?:search|go through|check) your? (?:room|bag|purse|car|things|pockets|arms?)"
        ),
    ),
]
