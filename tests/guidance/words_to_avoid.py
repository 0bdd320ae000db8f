"""Words that the product does not use about people (facts 11.1; NIDA, Words Matter).

A page *about* wording may quote one inside “curly quotes”; everything in curly quotes is skipped. The names of
two institutes hold such a word, and names stay as they are.
"""

import re

WORDS_TO_AVOID = [
    r"addicts?", r"junk(?:ie|y|ies)", r"(?:drug|substance|opioid) abus(?:e|er|ers|ing)", r"abusers?", r"users?",
    r"clean", r"former addict", r"drug habit", r"fell off the wagon", r"dirty", r"substitution",
    r"replacement (?:drug|medicine|medication|therapy)", r"on the methadone", r"strung out", r"get(?:ting)? high",
    r"tweaking", r"OD['’]d", r"overdosed (?:himself|herself|themselves)", r"enabl(?:er|ers|ing)",
    r"codependen(?:t|ts|cy)", r"addicted bab(?:y|ies)", r"tough love", r"rock bottom", r"relapser", r"relapsed",
    r"alcoholics?", r"commit(?:s|ted|ting)? suicide", r"non-?complian(?:t|ce)", r"HIPAA[ -]complian(?:t|ce)",
]  # fmt: skip
NAMES = ["National Institute on Drug Abuse", "Substance Abuse and Mental Health Services Administration"]

PATTERN = re.compile(r"\b(?:" + "|".join(WORDS_TO_AVOID) + r")\b", re.I)


def words_to_avoid_in(text: str) -> list[str]:
    """The words to avoid that stand in `text`, outside curly quotes, link targets and the names above."""
    text = re.sub(r"“[^”]*”", " ", text)
    text = re.sub(r"https?://\S+", " ", text)
    for name in NAMES:
        text = text.replace(name, " ")
    return [m.group(0) for m in PATTERN.finditer(text)]
