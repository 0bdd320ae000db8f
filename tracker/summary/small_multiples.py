"""Columns for a few measures over the same weeks, drawn by the server, one row of columns for each measure.

Every row is named where it stands, every column carries its number, and what went well is solid where the rest
is open: nothing is said by color. Presentation attributes only, in the color of the page's text.
"""

import textwrap
from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.base.clock import Week
from tracker.summary.twelve_weeks import Measure

# Units of the drawing; on a phone one is about a pixel.
WIDTH, LEFT, ROW, COLUMNS_TOP, FOOT = 340, 108, 54, 18, 20
TALLEST = ROW - COLUMNS_TOP - 4
LETTERS = 13  # of a label, on each of at most three lines


def draw(name: str, title: str, measures: Sequence[Measure], weeks: Sequence[Week]) -> SafeString:
    """The picture; `name` makes its ids. The rows share one scale, so that they can be compared."""
    step = (WIDTH - LEFT) / len(weeks)
    highest = max((max(one.values) for one in measures), default=0) or 1
    height = ROW * len(measures) + FOOT
    rows = ((_row(one, ROW * number, step, highest),) for number, one in enumerate(measures))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="img-fluid" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc" font-size="13">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>{rows}{foot}</svg>',
        w=WIDTH,
        h=height,
        name=name,
        title=title,
        desc=" ".join(_in_words(one, weeks) for one in measures),
        rows=format_html_join("", "{}", rows),
        foot=_foot(weeks, height),
    )


def _in_words(row: Measure, weeks: Sequence[Week]) -> str:
    counts = [
        _("week of %(day)s %(count)d") % {"day": date_format(week.monday, "F j"), "count": count}
        for week, count in zip(weeks, row.values, strict=True)
        if count
    ]
    return _("%(label)s: %(weeks)s.") % {"label": row.label, "weeks": ", ".join(counts) or _("none")}


def _row(row: Measure, top: int, step: float, highest: int) -> SafeString:
    base = top + ROW - 4
    lines = textwrap.wrap(row.label, LETTERS, max_lines=3, placeholder="…")
    first = base - 14 * (len(lines) - 1)
    label = format_html_join(
        "",
        '<text x="0" y="{}" fill="currentColor">{}</text>',
        ((first + 14 * number, line) for number, line in enumerate(lines)),
    )
    columns = (
        (_column(LEFT + step * number, base, step, value, value / highest * TALLEST, row.is_solid),)
        for number, value in enumerate(row.values)
        if value
    )
    return format_html(
        '{}<path d="M{} {}H{}" stroke="currentColor" stroke-opacity="0.5"/>{}',
        label,
        LEFT,
        base,
        WIDTH,
        format_html_join("", "{}", columns),
    )


def _column(x: float, base: int, step: float, value: int, tall: float, is_solid: bool) -> SafeString:
    top = base - max(tall, 3)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="currentColor" fill-opacity="{}" stroke="currentColor"'
        ' stroke-width="1.5"/><text x="{}" y="{}" text-anchor="middle" font-size="11" fill="currentColor">{}</text>',
        round(x + 4, 1),
        round(top, 1),
        round(step - 7, 1),
        round(base - top, 1),
        "0.75" if is_solid else "0",
        round(x + step / 2, 1),
        round(top - 4, 1),
        value,
    )


def _foot(weeks: Sequence[Week], height: int) -> SafeString:
    """The first week by its Monday, and where this week stands."""
    return format_html(
        '<text x="{}" y="{}" fill="currentColor" font-size="12">{}</text>'
        '<text x="{}" y="{}" text-anchor="end" fill="currentColor" font-size="12">{}</text>',
        LEFT,
        height - 4,
        date_format(weeks[0].monday, "M j"),
        WIDTH,
        height - 4,
        _("this week, so far"),
    )
