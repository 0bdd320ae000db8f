"""Words that may mean danger right now: an overdose, thoughts of suicide, violence.

A false alarm costs one extra box on a page; a missed one can cost a life. So in doubt these match. The one
exception is grief: "died of an overdose" is not a call for an ambulance, "not breathing" always is.
Text is compared as `normal` makes it: small letters, no accents, no apostrophes, single spaces.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from tracker.base.choices import LabelledEnum


class Danger(LabelledEnum):
    """What it may be, in the order in which it is shown."""

    OVERDOSE = "overdose", _("An overdose")
    CRISIS = "crisis", _("Thoughts of suicide")
    VIOLENCE = "violence", _("Violence")


SELF = r"(?:him|her|my|them|your|one)sel(?:f|ves)"
NOT = r"(?:not|no|isnt|arent|never|stopped|stops|barely|hardly|cant|cannot|couldnt|doesnt|didnt|dont|wont|wouldnt)"
BLUE = r"(?:blue|gray|grey|purple)"
SKIN = r"(?:lips?|mouth|face|skin|fingers?|nails?|fingernails?)"
ABOUT_MESSAGES = r"(?! (?:to )?(?:\w+ )?(?:texts?|calls?|phone|messages?|emails?)\b)"

# What somebody sees in an overdose.
SEEN = (
    rf"{NOT} (?:\w+ ){{0,2}}breath\w*",
    r"(?:trouble|slow|shallow|struggling|difficulty) (?:\w+ ){0,2}breath\w*",
    r"breath\w* (?:\w+ ){0,2}(?:stop\w*|slow\w*|shallow|funny|weird\w*|strange\w*)",
    rf"{BLUE} (?:\w+ )?{SKIN}",
    rf"{SKIN} (?:\w+ ){{0,3}}{BLUE}",
    rf"(?:turn\w*|going|goes|went|hes|shes|is|theyre|looks?) {BLUE}",
    rf"{NOT} (?:\w+ ){{0,2}}(?:wak\w+|woke\w*|awake|conscious)",
    rf"{NOT} (?:\w+ )?respon\w+{ABOUT_MESSAGES}",
    r"(?:not|isnt|stopped) moving(?! (?:out|on|in|forward))",
    r"(?:hard|unable|difficult|impossible|trying|how) to wake",
    r"unconscious\w*|unresponsive|pass(?:ed|es|ing)? out|gurgl\w+|death rattle|no pulse|collaps\w+|foaming|seizures?",
    r"locked (?:\w+ ){0,3}(?:door|bathroom|bedroom|room)|(?:door|bathroom) (?:\w+ ){0,2}locked",
    r"(?:think|looks?|is) (?:he |she |they |hes |shes |theyre )(?:is |are )?dead|looks? dead",
    r"(?:narcan|naloxone) (?:\w+ ){0,2}(?:not|isnt|didnt|doesnt|wont) (?:\w+ )?work\w*",
    r"over ?dosing|odd?ing|no respira\w*|no despierta",
)
# What somebody calls it.
CALLED = (
    r"over ?do(?:s|es)\w*",
    r"od|ods|oded|odd?ed",
    r"(?:took|taken) (?:way )?(?:too|to) (?:much|many)",
    r"sobredosis",
)
GRIEF = re.compile(
    r"\b(?:died|death|deceased|funeral|grief|griev\w+|passed away|buried|mourn\w*|lost (?:him|her|my (?:son|daughter|"
    r"child|boy|girl|husband|wife|partner|brother|sister|friend|mom|mother|dad|father)))\b"
)

CRISIS = (
    r"suicid\w*",
    rf"kill\w* {SELF}",
    rf"(?:hurt|harm|hang|hung|shoot|shot|cut|cuts)(?:ting|ing|ed|s)? {SELF}|self ?harm\w*",
    r"(?:want\w*|wanna|wish\w*|going|gonna|ready|rather|plan\w*|threat\w*) (?:\w+ ){0,2}(?:die|dead|end it)",
    r"(?:better off|wish\w* (?:\w+ )?(?:was|were|be)) dead|better off without",
    r"(?:dont|doesnt|didnt|not|no longer|never) (?:\w+ )?want\w* (?:\w+ )?to (?:live|be here|be alive|exist|wake up|go on)",
    r"(?:end|ends|ending|take|takes|taking) (?:(?:my|his|her|their|it|your) (?:own )?(?:life|lives|all)|it all)",
    r"no (?:reason|point|will) (?:to|in) (?:live|living|go|going)",
    r"cant (?:go on|take it any ?more)",
    r"988|suicidio|matarse|quitarse la vida|quiere morir",
)

VIOLENCE = (
    r"(?:gun|guns|knife|weapon|weapons)",
    r"(?:hit|hits|hitting|hurt|hurts|hurting|beat|beats|beating|chok\w+|punch\w*|kick\w*|slap\w*|push\w*|shov\w+|attack\w*|abus\w+|kill)"
    r" (?:up )?(?:me|us|the kids|my kids|the children)(?! out| away)",
    r"threat\w* (?:\w+ )?(?:me|us|to kill|to hurt)|strangl\w*",
    r"(?:afraid|scared|frightened) of (?:him|her|them|my)",
    r"domestic (?:violence|abuse)|not safe at home|unsafe at home",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


_SEEN, _CALLED, _CRISIS, _VIOLENCE = (_any_of(patterns) for patterns in (SEEN, CALLED, CRISIS, VIOLENCE))


def normal(text: str) -> str:
    """`text` as words of small letters and digits with single spaces: "He’s OD-ing" is "hes od ing"."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = re.sub(r"['’‘`´\u0300-\u036f\u200b-\u200f\u2060\ufeff]", "", letters)
    return " ".join(re.findall(r"[^\W_]+", letters))


def dangers_in(normal_text: str) -> list[Danger]:
    """What danger the words may mean, most pressing first; empty for most texts."""
    found = []
    if _SEEN.search(normal_text) or (_CALLED.search(normal_text) and not GRIEF.search(normal_text)):
        found.append(Danger.OVERDOSE)
    if _CRISIS.search(normal_text):
        found.append(Danger.CRISIS)
    if _VIOLENCE.search(normal_text):
        found.append(Danger.VIOLENCE)
    return found
