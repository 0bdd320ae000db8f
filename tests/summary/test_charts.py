"""The chart: well-formed, allowed by the content security policy, and never alone."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from tracker.base.clock import Week
from tracker.guidance.catalogue import Category
from tracker.summary.charts import HEIGHT_OF_ROW, WIDTH, sign_chart
from tracker.summary.statistics import SignRow

WEEK = Week.parse("2026-W47")
SVG = "{http://www.w3.org/2000/svg}"
days = st.tuples(*[st.integers(min_value=0, max_value=99)] * 7)
rows_of_a_week = st.lists(
    st.builds(SignRow, category=st.sampled_from(Category), days=days, labels=st.just(())), max_size=11
)


def texts(root) -> list[str]:
    return [one.text for one in root.iter(f"{SVG}text")]


@given(rows_of_a_week)
def test_a_chart_is_well_formed_and_has_neither_style_nor_script(rows):
    root = ET.fromstring(sign_chart(rows, WEEK.days))  # noqa: S314 (our own text)
    for one in root.iter():
        assert one.tag.removeprefix(SVG) in {"svg", "title", "desc", "text", "path", "circle"}
        assert not [name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name]
        assert one.attrib.get("fill", "currentColor") == "currentColor"
    assert root.attrib["role"] == "img"


@given(rows_of_a_week)
def test_a_chart_shows_each_count_as_text_and_stays_inside(rows):
    root = ET.fromstring(sign_chart(rows, WEEK.days))  # noqa: S314
    counts = [str(count) for row in rows for count in row.days if count]
    assert [text for text in texts(root) if text.isdigit()] == counts
    for dot in root.iter(f"{SVG}circle"):
        x, radius = float(dot.attrib["cx"]), float(dot.attrib["r"])
        assert x + radius <= WIDTH
        assert radius <= HEIGHT_OF_ROW / 2


def test_a_chart_says_in_words_what_it_shows():
    row = SignRow(category=Category.MOOD, days=(1, 0, 2, 0, 0, 0, 0), labels=())
    root = ET.fromstring(sign_chart([row], WEEK.days))  # noqa: S314
    assert root.find(f"{SVG}title").text == "What was noted, by day"
    assert root.find(f"{SVG}desc").text == "Mood and stress: Monday 1, Wednesday 2."


def test_good_things_have_open_dots():
    rows = [SignRow(category=one, days=(1, 0, 0, 0, 0, 0, 0), labels=()) for one in (Category.GOOD, Category.MOOD)]
    root = ET.fromstring(sign_chart(rows, WEEK.days))  # noqa: S314
    assert [dot.attrib["fill-opacity"] for dot in root.iter(f"{SVG}circle")] == ["0", "0.25"]
