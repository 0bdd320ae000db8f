"""The emergency page in a bad moment: without JavaScript, magnified, reloaded, with trembling hands."""

import io
import re

import pytest
from pypdf import PdfReader

STEPS = ["Check them", "Put the phone on speaker", "Give naloxone", "Breathe for them"]
# A desktop of 1280 by 1024 at 400 %.
MAGNIFIED = {"width": 320, "height": 256}


def words(page) -> str:
    return page.locator("main").inner_text()


@pytest.mark.parametrize("javascript", [True, False])
def test_every_step_is_there_with_and_without_javascript(phone, javascript):
    page = phone(javascript=javascript)
    page.goto("/emergency/")
    text = words(page)
    places = [text.index(step) for step in STEPS]
    assert places == sorted(places)
    assert page.locator('a[href="tel:911"]').first.is_visible()
    assert page.locator('a[href="tel:988"]').first.is_visible()


def test_magnified_to_400_percent_nothing_is_cut_off(phone):
    page = phone(size=MAGNIFIED)
    page.goto("/emergency/")
    assert page.evaluate("document.documentElement.scrollWidth") <= MAGNIFIED["width"]
    assert page.locator('a[href="tel:911"]').first.is_visible()


def test_the_timer_counts_and_survives_a_reload(phone):
    page = phone()
    page.clock.install()
    page.goto("/emergency/")
    assert page.locator("#timer").is_hidden()
    page.get_by_role("button", name=re.compile("Naloxone given")).click()
    page.clock.run_for(65_000)
    assert page.locator("#clock").inner_text() == "1:05"
    page.reload()
    page.clock.run_for(1_000)
    assert re.fullmatch(r"1:0[5-7]", page.locator("#clock").inner_text())
    page.clock.run_for(60_000)
    assert "due" in page.locator("#timer").get_attribute("class")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_three_times_shift_does_not_leave(phone):
    page = phone()
    page.goto("/emergency/")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)
    assert page.url.endswith("/emergency/")


def test_it_prints_as_one_sheet_for_the_fridge(phone):
    page = phone()
    page.goto("/emergency/")
    sheet = PdfReader(io.BytesIO(page.pdf(format="Letter")))
    assert len(sheet.pages) == 1
    text = " ".join(sheet.pages[0].extract_text().split())
    for step in STEPS:
        assert step in text
    assert "911" in text
