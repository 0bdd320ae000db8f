"""Twelve weeks in pictures, and their numbers as a file."""

import csv
import itertools

from django.http import HttpResponse
from django.utils.translation import gettext as _

from tracker.base import clock
from tracker.base.clock import Week
from tracker.base.dates import date_format
from tracker.people.circle_view import CircleView
from tracker.people.permissions import Permission
from tracker.summary import twelve_weeks
from tracker.summary.pictures import TOPICS, in_words, pictures
from tracker.summary.together import worth_a_look


class PatternsView(CircleView):
    """The twelve weeks that end with this one."""

    permission = Permission.READ
    template_name = "summary/patterns.html"

    def get_context_data(self, **kwargs):
        log, zone = self.request.log, self.request.circle.tzinfo
        weeks = twelve_weeks.weeks_until(Week.this(zone))
        rows = twelve_weeks.load(log, weeks)
        found = [] if self.request.circle.is_quiet else worth_a_look(rows, zone, clock.now())
        months = itertools.groupby(week.monday.replace(day=1) for week in weeks)
        return super().get_context_data(
            weeks=weeks,
            months=[(date_format(month, "M"), len(list(days))) for month, days in months],
            days=[(week.monday.day, date_format(week.monday, "F j")) for week in weeks],
            pictures=pictures(twelve_weeks.count(rows, weeks, zone)),
            together=[(in_words(one), TOPICS[one.pattern]) for one in found],
            may_add=self.request.membership.may(Permission.ADD),
            printed_on=clock.now(),
            **kwargs,
        )


class NumbersView(CircleView):
    """The numbers of the same weeks as a table for a spreadsheet: one row a week, no words that anybody typed.

    Without the reader's own weeks, as on paper: a file is handed on.
    """

    permission = Permission.READ

    def get(self, request):
        weeks = twelve_weeks.weeks_until(Week.this(request.circle.tzinfo))
        counts = twelve_weeks.count(twelve_weeks.load(request.log, weeks), weeks, request.circle.tzinfo)
        shown = [(one.heading, row) for one in pictures(counts) if not one.only_mine for row in one.measures]
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="numbers.csv"'
        response.write("\ufeff")  # spreadsheets then read it as UTF-8
        file = csv.writer(response)
        file.writerow([_("Week from"), *(f"{heading}: {row.label}" for heading, row in shown)])
        for number, week in enumerate(weeks):
            file.writerow([week.monday.isoformat(), *(row.values[number] for _heading, row in shown)])
        return response
