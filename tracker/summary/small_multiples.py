"""Columns for a few measures over the same weeks, drawn by the server, one row of columns for each measure.

Every row is named where it stands, every column carries its number, and what went well is solid where the rest
is open: nothing is said by color. Presentation attributes only, in the color of the page's text.
"""

import textwrap
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.base.clock import Week
from tracker.base.dates import date_format
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
    days = [date_format(week.monday, "F j") for week in weeks]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="img-fluid" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc" font-size="13">'
        '<title id="{name}-title">{title}</title><desc id="{name}-desc">{desc}</desc>{rows}{foot}</svg>',
        w=WIDTH,
        h=height,
        name=name,
        title=title,
        desc=" ".join(_in_words(one, days) for one in measures),
        rows=format_html_join("", "{}", rows),
        foot=_foot(weeks, height),
    )


def _in_words(row: Measure, days: Sequence[str]) -> str:
    words = _("week of %(day)s %(count)d")
    counts = [words % {"day": day, "count": count} for day, count in zip(days, row.values, strict=True) if count]
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
    columns = [(LEFT + step * number, value) for number, value in enumerate(row.values) if value]
    tops = [base - max(value / highest * TALLEST, 3) for _x, value in columns]
    return format_html(
        '{label}<path d="M{left} {base}H{right}" stroke="currentColor" stroke-opacity="0.5"/>'
        '<path d="{boxes}" fill="currentColor" fill-opacity="{opacity}" stroke="currentColor" stroke-width="1.5"/>'
        '<text text-anchor="middle" font-size="11" fill="currentColor">{numbers}</text>',
        label=label,
        left=LEFT,
        base=base,
        right=WIDTH,
        boxes="".join(_box(x + 4, top, step - 7, base - top) for (x, _v), top in zip(columns, tops, strict=True)),
        opacity="0.75" if row.is_solid else "0",
        numbers=format_html_join(
            "",
            '<tspan x="{}" y="{}">{}</tspan>',
            ((round(x + step / 2, 1), round(top - 4, 1), value) for (x, value), top in zip(columns, tops, strict=True)),
        ),
    )


def _box(x: float, y: float, width: float, height: float) -> str:
    """A rectangle as part of a path: all columns of a row are one element."""
    return f"M{x:.1f} {y:.1f}h{width:.1f}v{height:.1f}h-{width:.1f}z"


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
