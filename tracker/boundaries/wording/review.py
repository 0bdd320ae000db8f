"""Reading a boundary: what it does to naloxone, medicine, care, papers and the way to treatment."""

import re
from collections.abc import Iterator

from tracker.boundaries.rules import BoundaryKind
from tracker.boundaries.wording.grammar import BARGAINS, Clause, _plain, clauses_of
from tracker.boundaries.wording.messages import MESSAGES, Finding, Verdict
from tracker.boundaries.wording.vocabulary import (
    DETOX,
    FORCE,
    HOLD,
    IN_NEED,
    IN_USE,
    KEY_IS_YOURS,
    LOCK,
    MEDICINE_TOPIC,
    MISUSE,
    NEUTRAL,
    OWN_THING,
    PAY,
    REAL_LIMIT,
    SAFE_FROM_CHILDREN,
    STOPPING,
    TOPICS,
    TREATMENT,
    WATCHING,
    Topic,
    pattern_of,
)

# --- Judging -------------------------------------------------------------------------------------

HOLDING = pattern_of(HOLD)
LOCKING = pattern_of(LOCK)
TREATMENT_WORDS = pattern_of(TREATMENT)
DETOX_WORDS = pattern_of(DETOX)
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
        clauses = list(clauses_of(sentence, frame))
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
