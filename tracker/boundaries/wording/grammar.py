"""From a sentence to its clauses: who does it, whether it is denied, and what it depends on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from tracker.boundaries.wording.vocabulary import MEDICINE

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


def clauses_of(sentence: str, frame: Clause) -> Iterator[Clause]:
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
