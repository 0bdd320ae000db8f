"""What a reader sees of an HTML page: its words, each block a sentence of its own."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "a", "button", "dd", "div", "dt", "footer", "h1", "h2", "h3", "header", "label", "li", "nav", "ol", "option",
    "p", "section", "summary", "ul",
}  # fmt: skip
UNSEEN = {"head", "script", "style"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in UNSEEN
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag):
        self.unseen -= tag in UNSEEN
        if tag in BLOCKS:
            self.words.append("\n")

    def handle_data(self, data):
        if not self.unseen:
            self.words.append(data)


def visible_lines(html: str) -> list[str]:
    """The blocks of text in the order of the page."""
    reader = _Reader()
    reader.feed(re.sub(r"\n\s*", " ", html))
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return [line for line in lines if line]


def visible_text(html: str) -> str:
    """The same as one text in which every block ends a sentence, fit for `reading_level.grade`."""
    return " ".join(line if line[-1] in ".!?:" else line + "." for line in visible_lines(html)).replace(":", ".")
