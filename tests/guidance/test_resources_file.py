"""The shipped resources: every number is pinned by hand to its organization and its source."""

import re
import tomllib
from datetime import date

import pytest

from tests.guidance.reading_level import grade, plain_text
from tests.guidance.words_to_avoid import words_to_avoid_in
from tracker.guidance.directory import RESOURCES_FILE, Kind, ResourceData, load_resources, resource
from tracker.guidance.topics import TOPIC_SLUGS

IDHS = "Illinois Department of Human Services"

# slug: (phone, text number, text keyword, organization, source). Typed by hand from the facts, not copied
# from the file: a wrong number here sends a person in danger to the wrong place.
NUMBERS = {
    "emergency-911": ("911", "911", "", "Your local emergency service", "General knowledge"),
    "lifeline-988": ("988", "988", "", "988 Suicide & Crisis Lifeline", "health.wyo.gov"),
    "violence-hotline": ("800-799-7233", "88788", "START", "National Domestic Violence Hotline", "ovc.ojp.gov"),
    "poison-control": ("800-222-1222", "", "", "Poison Control", "other organizations’ pages only"),
    "illinois-helpline": ("833-234-6343", "833234", "HELP", IDHS, "dhs.state.il.us/?item=145809"),
    "illinois-mar-now": ("833-234-6343", "", "", IDHS, "e.helplineil.org/mar-now-now-available"),
    "samhsa-helpline": (
        "800-662-4357", "", "", "Substance Abuse and Mental Health Services Administration", "samhsa.gov",
    ),
    "illinois-medicaid-rides": (
        "877-725-0569", "", "", "Transdev for the Illinois Department of Healthcare and Family Services",
        "transdevhealthsolutions.com/netspap/participants",
    ),
    "illinois-client-enrollment": (
        "877-912-8880", "", "", "Illinois Department of Healthcare and Family Services",
        "dhs.state.il.us/page.aspx?item=72152",
    ),
    "illinois-dhs-help-line": (
        "800-843-6154", "", "", IDHS, "hfs.illinois.gov/medicalclients/medicaidguide/applying",
    ),
}  # fmt: skip

# Compared with a stored copy of the organization's own page; everyone else carries no date.
CHECKED = {
    "violence-hotline", "tech-safety", "illinois-helpline", "illinois-mar-now", "samhsa-helpline",
    "smart-family-friends", "nar-anon", "families-anonymous", "rethink-recovery", "illinois-medicaid-rides",
    "state-medicaid-rides", "illinois-client-enrollment", "illinois-dhs-help-line", "illinois-legal-aid",
    "chicago-recovery-alliance", "live4lali", "illinois-free-naloxone", "cook-county-opioids",
    "shatterproof-overdose-steps",
}  # fmt: skip

EVERYONE = load_resources()
each = pytest.mark.parametrize("one", EVERYONE, ids=lambda one: one.slug)


def test_each_number_belongs_to_its_organization_and_source() -> None:
    found = {
        one.slug: (one.phone, one.text_number, one.text_keyword, one.organisation)
        for one in EVERYONE
        if one.phone or one.text_number or one.text_keyword
    }
    assert found == {slug: row[:4] for slug, row in NUMBERS.items()}
    for slug, row in NUMBERS.items():
        assert row[4] in resource(slug).source, slug


def test_no_other_number_stands_anywhere_in_the_file() -> None:
    allowed = {number for row in NUMBERS.values() for number in row[:2] if number} | {"12"}
    for row in tomllib.loads(RESOURCES_FILE.read_text(encoding="utf-8"))["resource"]:
        for key, value in row.items():
            if key in ("slug", "url", "source", "source_year", "last_checked"):
                continue
            texts = value if isinstance(value, list) else [value]
            numbers = {
                number for text in texts for number in re.findall(r"\d(?:[\d-]*\d)?", text.replace("Live4Lali", ""))
            }
            assert numbers <= allowed, (row["slug"], key, numbers - allowed)


def test_sources_and_comments_hold_no_number_to_call() -> None:
    text = RESOURCES_FILE.read_text(encoding="utf-8")
    printed = set(re.findall(r"(?<!\d)\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)", text))
    assert printed <= {row[0] for row in NUMBERS.values()}
    assert not re.search(r"(?<!\d)\d{10,11}(?!\d)", text)


def test_there_are_resources_of_every_kind_here_and_everywhere() -> None:
    assert 28 <= len(EVERYONE) <= 36
    assert {one.kind for one in EVERYONE} == set(Kind)
    kinds_everywhere = {one.kind for one in EVERYONE if not one.states}
    assert kinds_everywhere == set(Kind)
    assert {state for one in EVERYONE for state in one.states} == {"IL"}


def test_every_topic_names_someone_everywhere() -> None:
    assert {topic for one in EVERYONE if not one.states for topic in one.topics} == set(TOPIC_SLUGS)


@each
def test_a_resource_is_complete(one: ResourceData) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.slug)
    for text in (one.name, one.organisation, one.for_whom, one.hours, one.cost, one.who_answers, one.source):
        assert text == text.strip() != ""
    assert one.languages
    assert one.topics
    assert set(one.topics) <= set(TOPIC_SLUGS)
    assert len(set(one.topics)) == len(one.topics)
    assert one.url == "" or re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+(/\S*)?", one.url)
    reached = one.phone or one.url or "number" in one.who_answers or "pharmacist" in one.who_answers
    assert reached, "nobody can be reached"


@each
def test_a_resource_says_when_it_was_compared_only_if_it_was(one: ResourceData) -> None:
    assert one.last_checked == (date(2026, 11, 24) if one.slug in CHECKED else None)
    assert one.source_year is None or 2000 <= one.source_year <= 2026


@each
def test_words_are_plain_and_person_first(one: ResourceData) -> None:
    text = "\n\n".join((one.name, one.for_whom, one.hours, one.cost, one.who_answers))
    assert words_to_avoid_in(text) == []
    assert grade(plain_text(f"{one.for_whom}\n\n{one.who_answers}")) <= 9


def test_the_directory_reads_at_sixth_grade_or_lower() -> None:
    assert grade(plain_text("\n\n".join(f"{one.for_whom}\n\n{one.who_answers}" for one in EVERYONE))) <= 6


def test_a_states_resources_stay_in_it() -> None:
    assert resource("illinois-helpline").serves("IL")
    assert not resource("illinois-helpline").serves("WI")
    assert not resource("illinois-helpline").serves("")
    assert resource("samhsa-helpline").serves("")
    assert resource("samhsa-helpline").serves("TX")


def test_an_unknown_resource_is_refused() -> None:
    with pytest.raises(KeyError):
        resource("ohio-mar-now")
