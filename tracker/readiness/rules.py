"""Naloxone kits: their forms, and when their date asks for a word, on plain values."""

import datetime as dt

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tracker.base.choices import LabelledEnum
from tracker.base.dates import date_format


class KitForm(LabelledEnum):
    SPRAY = "spray", gettext_lazy("Nose spray")
    INJECTION = "injection", gettext_lazy("Shot (injection)")
    OTHER = "other", gettext_lazy("Something else")


# Days before the date on the box from which a new word is said.
WARN_DAYS = (60, 30, 7)
MOST_DOSES = 50
WHERE_LETTERS = 40


def warning_step(expires_on: dt.date | None, today: dt.date) -> int | None:
    """Which of the warnings holds: 60, 30 or 7 days ahead, 0 when the date has passed; None while it is far off."""
    if expires_on is None:
        return None
    left = (expires_on - today).days
    if left < 0:
        return 0
    return min((days for days in WARN_DAYS if left <= days), default=None)


def expiry_line(where: str, expires_on: dt.date, today: dt.date) -> str:
    """One line about the date of a kit; "" while it is far off."""
    step = warning_step(expires_on, today)
    if step is None:
        return ""
    values = {
        "where": Truncator(" ".join(where.split())).chars(WHERE_LETTERS),
        "day": date_format(expires_on, "F j, Y"),
    }
    if step == 0:
        return _("Naloxone (%(where)s): past its date. Get a new one. Use it if it is all you have.") % values
    values["n"] = (expires_on - today).days
    if values["n"] == 0:
        return _("Naloxone (%(where)s): the date on it ends today. Get a new one.") % values
    soon = {
        60: ngettext("%(n)d day left", "%(n)d days left", values["n"]),
        30: ngettext("%(n)d day left. Plan to get a new one", "%(n)d days left. Plan to get a new one", values["n"]),
        7: ngettext("%(n)d day left. Get a new one now", "%(n)d days left. Get a new one now", values["n"]),
    }
    values["soon"] = soon[step] % values
    return _("Naloxone (%(where)s) is good until %(day)s: %(soon)s.") % values
