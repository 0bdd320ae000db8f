"""The topics as a reader meets them: complete, sourced, and with every link leading somewhere."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.guidance.reading_level import grade_of_topic
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance import topics
from tracker.guidance.catalogue import Urgency

SLUGS = (
    "oud-facts", "helping-approach", "be-supportive", "encouragement", "communication", "boundaries",
    "medication", "missed-dose", "appointments", "transport", "medicaid", "find-help",
    "talk-to-a-specialist", "home-environment", "daily-routine", "food-sleep-movement", "stress-coping",
    "relapse-understanding", "after-return-to-use", "overdose-risk", "naloxone", "look-after-yourself",
    "support-groups", "safe-at-home", "in-crisis", "grief", "privacy-and-consent",
)  # fmt: skip

PAGES = {
    "/", "/emergency/", "/emergency/#crisis", "/guidance/", "/guidance/how-we-match/", "/signs/",
    "/resources/", "/privacy/", "/about/", "/leave/",
}  # fmt: skip

TEL = {
    "911", "988", "8332346343", "8006624357", "8007997233", "8002221222", "8777250569", "8779128880",
    "8008436154",
}  # fmt: skip
SMS = {"911", "988", "833234", "833234?body=HELP", "88788", "88788?body=START"}

NUMBER = re.compile(r"(?<![\w/.-])(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b")


@pytest.fixture(scope="module")
def all_slugs_present() -> None:
    found = {path.stem for path in topics.CONTENT.glob("*.md")}
    assert found == set(SLUGS), f"missing {sorted(set(SLUGS) - found)}, unknown {sorted(found - set(SLUGS))}"


def body(slug: str) -> str:
    return (topics.CONTENT / f"{slug}.md").read_text(encoding="utf-8").split("+++\n", 2)[2]


def links(slug: str) -> list[str]:
    tokens = MarkdownIt("commonmark", {"html": False}).parse(body(slug))
    return [str(child.attrs["href"]) for token in tokens for child in token.children or [] if child.type == "link_open"]


@pytest.mark.usefixtures("all_slugs_present")
def test_index_shows_every_topic_once() -> None:
    shown = [one.slug for _label, group in topics.all_topics() for one in group]
    assert sorted(shown) == sorted(SLUGS)
    assert sorted(topics.TOPIC_SLUGS) == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_t25_front_matter_is_complete_with_its_sources_and_its_day(slug: str) -> None:
    one = topics.topic(slug)
    assert one.slug == slug
    assert one.title.strip()
    assert 20 <= len(one.summary) <= 140
    assert one.summary.rstrip().endswith((".", "?", "!"))
    assert isinstance(one.urgency, Urgency)
    assert one.reviewed.year >= 2026
    assert one.sources
    for source in one.sources:
        assert source.organisation.strip()
        assert source.title.strip()
        assert source.url.startswith("https://")
        assert source.year is None or 1990 <= source.year <= one.reviewed.year


@pytest.mark.parametrize("slug", SLUGS)
def test_headings_are_those_a_reader_relies_on(slug: str) -> None:
    headings = [section.title for section in topics.topic(slug).sections]
    assert headings[0] == "What to do now"
    assert {"What to say", "Good to know"} <= set(headings)
    assert set(headings) & {"What not to say", "What to leave out"}
    assert len(headings) == len(set(headings))
    assert "In Illinois" not in headings[:-1], "the law and services of one state come last"
    assert re.findall(r"^#(?!# \w).*$", body(slug), re.M) == [], "headings are of the second level only"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_leads_somewhere(slug: str) -> None:
    lost = [href for href in links(slug) if not leads_somewhere(slug, href)]
    assert lost == []


def leads_somewhere(slug: str, href: str) -> bool:
    if href.startswith("tel:"):
        return href.removeprefix("tel:") in TEL
    if href.startswith("sms:"):
        return href.removeprefix("sms:") in SMS
    if href.startswith("https://"):
        return True
    if href in PAGES:
        return True
    address, _hash, anchor = href.partition("#")
    wanted = address.removeprefix("/guidance/").removesuffix("/") if address else slug
    if wanted not in SLUGS or address not in ("", f"/guidance/{wanted}/"):
        return False
    return not anchor or anchor in {section.anchor for section in topics.topic(wanted).sections}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_number_may_be_printed(slug: str) -> None:
    printed = [re.sub(r"\D", "", number) for number in NUMBER.findall(body(slug))]
    assert [number for number in printed if number not in TEL] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_linked_number_is_the_one_that_is_shown(slug: str) -> None:
    for words, number in re.findall(r"\[([^\]]+)\]\(tel:(\d+)\)", body(slug)):
        shown = re.sub(r"\D", "", words)
        assert shown in ("", number), words


@pytest.mark.parametrize("slug", SLUGS)
def test_words_are_person_first(slug: str) -> None:
    one = topics.topic(slug)
    assert words_to_avoid_in(f"{one.title}\n{one.summary}\n{body(slug)}") == []


@pytest.mark.parametrize("slug", SLUGS)
def test_a_topic_reads_at_sixth_grade_or_lower(slug: str) -> None:
    assert grade_of_topic(topics.CONTENT / f"{slug}.md") <= 6.0


@pytest.mark.parametrize("slug", SLUGS)
def test_text_holds_no_html_image_or_table(slug: str) -> None:
    assert not re.search(r"</?[a-z]+[^>]*>|!\[|^\|", body(slug), re.M)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


FRONT = """+++
slug = "calm"
title = "Calm"
summary = "Sit down first."
urgency = "watch"
reviewed = 2026-11-24
[[sources]]
organisation = "Someone"
title = "Something"
url = "https://example.org/"
+++
"""


def test_html_in_a_text_stays_text(tmp_path: Path) -> None:
    one = topics.read_topic(write(tmp_path, "calm.md", FRONT + "## Say *this* & that\n\n<b>x</b>\n"))
    assert "<b>" not in one.html
    assert '<h2 id="say-this-that">' in one.html
    assert one.sections == (topics.Section("say-this-that", "Say this & that"),)
    assert one.sources[0].year is None


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("other.md", FRONT, "its slug is 'calm'"),
        ("calm.md", "Sit down.", "no front matter"),
        ("calm.md", FRONT.replace('"watch"', '"soon"'), "'soon' is not a valid Urgency"),
        ("calm.md", FRONT.replace('title = "Calm"\n', ""), "title"),
        ("calm.md", FRONT.replace("reviewed", "checked"), "checked"),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_named(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: .*{complaint}"):
        topics.read_topic(write(tmp_path, name, text))
