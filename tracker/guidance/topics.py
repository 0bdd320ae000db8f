"""The topics of guidance: Markdown files with TOML front matter, read and rendered once per process."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tracker.guidance.catalogue import Urgency

CONTENT = Path(__file__).parent / "content" / "en"

# The index page, group by group.
TOPIC_ORDER: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        _("When it is urgent"),
        ("overdose-risk", "naloxone", "after-return-to-use", "missed-dose", "in-crisis", "safe-at-home"),
    ),
    (_("Understand it"), ("oud-facts", "medication", "relapse-understanding")),
    (
        _("How you can help"),
        ("helping-approach", "be-supportive", "encouragement", "communication", "boundaries"),
    ),
    (
        _("Get to treatment"),
        ("find-help", "talk-to-a-specialist", "appointments", "transport", "medicaid", "privacy-and-consent"),
    ),
    (_("Daily life"), ("home-environment", "daily-routine", "food-sleep-movement", "stress-coping")),
    (_("For you"), ("look-after-yourself", "support-groups", "grief")),
)
TOPIC_SLUGS: tuple[str, ...] = tuple(slug for _label, slugs in TOPIC_ORDER for slug in slugs)


@dataclass(frozen=True)
class Source:
    """Where a topic's facts come from; `year` is None when the page has none."""

    organisation: str
    title: str
    url: str
    year: int | None = None


@dataclass(frozen=True)
class Section:
    """A heading inside a topic, for a list of contents: its anchor and its words."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Topic:
    """One page of guidance. `urgency` is when the reader should act at the latest."""

    slug: str
    title: str
    summary: str
    urgency: Urgency
    reviewed: date
    sources: tuple[Source, ...]
    html: SafeString
    sections: tuple[Section, ...]

    @property
    def address(self) -> str:
        return f"/guidance/{self.slug}/"


def topic(slug: str) -> Topic:
    """The topic of that slug; KeyError if there is none."""
    return _load()[slug]


def all_topics() -> list[tuple[str | Promise, list[Topic]]]:
    """Every topic under the label of its group, in the order of the index page."""
    return [(label, [topic(slug) for slug in slugs]) for label, slugs in TOPIC_ORDER]


@cache
def _load() -> dict[str, Topic]:
    return {path.stem: read_topic(path) for path in sorted(CONTENT.glob("*.md"))}


def read_topic(path: Path) -> Topic:
    """Parse one file; ValueError names it when its front matter is not as it must be."""
    opening, front, body = _split(path)
    if opening.strip():
        raise ValueError(f"{path.name}: must begin with +++")
    html, sections = render(body)
    try:
        values = tomllib.loads(front)
        values["urgency"] = Urgency(values["urgency"])
        values["sources"] = tuple(Source(**source) for source in values["sources"])
        found = Topic(**values, html=html, sections=sections)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    if found.slug != path.stem:
        raise ValueError(f"{path.name}: its slug is {found.slug!r}")
    return found


def _split(path: Path) -> list[str]:
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) < 3:
        raise ValueError(f"{path.name}: no front matter between two lines +++")
    return parts


def render(markdown: str) -> tuple[SafeString, tuple[Section, ...]]:
    """HTML and sections of a Markdown text. Every h2 gets an id; HTML inside the text stays text."""
    parser = MarkdownIt("commonmark", {"html": False})
    tokens = parser.parse(markdown)
    sections = []
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open" and heading.tag == "h2":
            section = Section(slugify(_plain(words)), _plain(words))
            heading.attrSet("id", section.anchor)
            sections.append(section)
    return SafeString(parser.renderer.render(tokens, parser.options, {})), tuple(sections)


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])
