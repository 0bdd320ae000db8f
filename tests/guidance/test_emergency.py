"""The emergency page: every step, in order, in words that a frightened person can follow, on one bar of signal."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.guidance.reading_level import grade
from tests.guidance.visible_text import visible_lines, visible_text
from tests.guidance.words_to_avoid import words_to_avoid_in

WIRE_LIMIT = 12_000
TEL = {"911", "988", "8002221222", "8007997233"}
SMS = {"911", "988", "88788?body=START"}

# The order of the steps (facts 5.3), each by words that must stand on the page.
IN_ORDER = [
    "Shout their name. Shake their shoulder.",
    "Rub your knuckles hard on the middle of the chest. Do it for 5 to 10 seconds.",
    "Call 911. Put the phone on speaker.",
    "They are not breathing well.",
    "Give naloxone",
    "into one side of the nose",
    "into the thigh or the upper arm. Clothes can stay on.",
    "Note the time.",
    "Give 2 breaths.",
    "1 breath every 5 seconds",
    "Push hard and fast on the middle of the chest.",
    "No better after 2 to 3 minutes? Give one more.",
    "in the other side of the nose",
    "The goal is breathing. They do not have to wake up.",
    "Roll them on their side.",
    "Stay with them",
    "Naloxone wears off. The overdose can come back.",
    "Tell the ambulance crew",
    "Do not put them in a cold bath.",
    "I have no naloxone",
    "They breathe but do not wake",
    "They woke up and want to leave",
    "They are pregnant",
]


@pytest.fixture
def html() -> str:
    return Client().get("/emergency/").content.decode()


def asset(kind: str) -> bytes:
    return Path(finders.find(f"tracker/emergency.{kind}")).read_bytes()


def section(html: str, name: str) -> str:
    return re.search(rf'<section id="{name}">(.*?)</section>', html, re.S)[1]


def test_steps_stand_in_order(html):
    text = " ".join(visible_lines(html))
    places = [text.find(words) for words in IN_ORDER]
    assert -1 not in places, [words for words, place in zip(IN_ORDER, places, strict=True) if place < 0]
    assert places == sorted(places)


def test_911_is_called_before_anything_else_on_the_page(html):
    addresses = re.findall(r'href="([^"]+)"', html.partition("<main>")[2])
    assert addresses[0] == "tel:911"
    assert "You have to call." in html.partition('href="tel:911"')[0]


def test_every_number_is_one_that_may_be_printed(html):
    assert set(re.findall(r'href="tel:([^"]+)"', html)) == TEL
    assert set(re.findall(r'href="sms:([^"]+)"', html)) == SMS
    numbers = re.findall(r"\b\d{3}-\d{3}-\d{4}\b", visible_text(html))
    assert set(numbers) == {"800-222-1222", "800-799-7233"}


def test_crisis_part_offers_988_by_call_and_text_and_asks_directly(html):
    crisis = section(html, "crisis")
    assert 'href="tel:988"' in crisis
    assert 'href="sms:988"' in crisis
    assert 'href="tel:911"' in crisis
    assert "killing yourself" in crisis
    assert "Stay with them" in crisis
    assert "out of reach" in crisis


def test_child_part_goes_to_911_first_and_else_to_poison_control(html):
    child = section(html, "child")
    assert child.index("Call 911 now") < child.index("Poison Control")
    assert 'href="tel:8002221222"' in child


def test_part_for_those_unsafe_at_home_has_the_violence_line(html):
    unsafe = section(html, "unsafe")
    assert 'href="tel:8007997233"' in unsafe
    assert "text START to 88788" in unsafe


def test_pregnancy_changes_nothing_about_911_and_naloxone(html):
    assert "Call 911 all the same. Give naloxone all the same." in section(html, "pregnant")


def test_law_is_told_nationally_first_and_is_not_advice(html):
    law = section(html, "law")
    assert law.index("Most states protect") < law.index("Illinois") < law.index("not legal advice")


def test_no_dose_of_a_prescribed_medicine_and_no_amount_stands_there(html):
    assert not re.search(r"\d\s*(mg|milligram|mL)\b", visible_text(html), re.I)


def test_text_is_at_fourth_grade_or_lower(html):
    assert grade(visible_text(html)) <= 4.0


def test_words_are_person_first(html):
    assert words_to_avoid_in(visible_text(html)) == []


def test_page_has_no_form_and_stores_nothing_in_the_browser(html):
    script = asset("js").decode()
    assert "<form" not in html
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b|fetch\(", script)


def test_page_does_not_listen_for_shift(html):
    assert "app.js" not in html
    assert "Shift" not in asset("js").decode()


def test_page_stands_on_its_own_stylesheet(html):
    assert len(re.findall(r"<link rel=\"stylesheet\"", html)) == 1
    assert "bootstrap" not in html
    assert not re.search(r"<style|\sstyle=|\son\w+=", html)


def test_whole_page_is_small_on_the_wire(html):
    parts = [html.encode(), asset("css"), asset("js")]
    assert sum(len(gzip.compress(part)) for part in parts) <= WIRE_LIMIT


def test_page_leads_back_and_to_the_log_and_away(html):
    for address in ("/go/log/", "/guidance/", "/guidance/naloxone/", "/leave/"):
        assert f'href="{address}"' in html


def test_steps_are_there_without_javascript(html):
    assert 'class="no-script">Look at a clock. Note the time.' in html
    assert re.search(r'<section class="timer"[^>]*\shidden', html)


def test_every_part_names_its_source(html):
    named = " ".join(visible_lines(html.partition("<footer>")[2]))
    assert {step for group in re.findall(r"\((\d(?:, \d)*)\)", named) for step in group.split(", ")} == set("12345678")
    for source in (
        "Shatterproof", "ANF", "American Heart Association", "petraschulz.com", "CDC", "Illinois Public Act",
        "Wyoming Department of Health", "US Department of Justice",
    ):  # fmt: skip
        assert source in named
