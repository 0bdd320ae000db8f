"""Small charts as SVG, drawn by the server: presentation attributes only, in the color of the page's text.

A chart never stands alone: the same counts stand beside it in a table.
"""

import datetime as dt
import textwrap
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.base.dates import date_format
from tracker.summary.statistics import SignRow

# Units of the drawing; on a phone one is about a pixel.
WIDTH, LEFT, TOP, HEIGHT_OF_ROW = 340, 137, 24, 34
COLUMN = (WIDTH - LEFT) / 7
LETTERS = 20  # of a label, on each of at most two lines
SMALLEST, LARGEST, STEP = 9, 14, 2.5  # radius of a dot with one, the largest, and what each further one adds


def sign_chart(rows: Sequence[SignRow], days: Sequence[dt.date]) -> SafeString:
    """A dot for each day and category with something noted; it carries the count and grows a little with it.

    What went well has an open dot and the rest a shaded one, so that the two differ without color.
    """
    height = TOP + HEIGHT_OF_ROW * len(rows)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="img-fluid" viewBox="0 0 {w} {h}" width="{w}" height="{h}"'
        ' role="img" aria-labelledby="sign-chart-title" aria-describedby="sign-chart-desc" font-size="13">'
        '<title id="sign-chart-title">{title}</title><desc id="sign-chart-desc">{desc}</desc>{head}{rows}</svg>',
        w=WIDTH,
        h=height,
        title=_("What was noted, by day"),
        desc=" ".join(_in_words(row, days) for row in rows),
        head=_head(days),
        rows=format_html_join("", "{}", ((_row(number, row),) for number, row in enumerate(rows))),
    )


def _in_words(row: SignRow, days: Sequence[dt.date]) -> str:
    noted = [
        _("%(day)s %(count)d") % {"day": date_format(day, "l"), "count": count}
        for day, count in zip(days, row.days, strict=True)
        if count
    ]
    return _("%(category)s: %(days)s.") % {"category": row.category.label, "days": ", ".join(noted)}


def _x(day: int) -> float:
    return round(LEFT + COLUMN * (day + 0.5), 1)


def _head(days: Sequence[dt.date]) -> SafeString:
    return format_html_join(
        "",
        '<text x="{}" y="15" text-anchor="middle" fill="currentColor">{}</text>',
        ((_x(number), date_format(day, "D")[:2]) for number, day in enumerate(days)),
    )


def _row(number: int, row: SignRow) -> SafeString:
    top = TOP + HEIGHT_OF_ROW * number
    middle = top + HEIGHT_OF_ROW / 2
    lines = textwrap.wrap(str(row.category.label), LETTERS, max_lines=2, placeholder="…")
    first = middle + 4.5 - 7 * (len(lines) - 1)
    return format_html(
        '<path d="M0 {}H{}" stroke="currentColor" stroke-opacity="0.3"/>{}{}',
        top,
        WIDTH,
        format_html_join(
            "",
            '<text x="0" y="{}" fill="currentColor">{}</text>',
            ((first + 14 * at, line) for at, line in enumerate(lines)),
        ),
        format_html_join("", "{}", ((_dot(_x(day), middle, n, row.is_good),) for day, n in enumerate(row.days) if n)),
    )


def _dot(x: float, y: float, count: int, is_open: bool) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" fill="currentColor" fill-opacity="{}" stroke="currentColor" stroke-width="2"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="12" fill="currentColor">{}</text>',
        x,
        y,
        min(LARGEST, SMALLEST + STEP * (count - 1)),
        "0" if is_open else "0.25",
        x,
        y + 4.5,
        count,
    )
