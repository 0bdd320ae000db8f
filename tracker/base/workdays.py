"""Business days in the United States: Monday to Friday and no federal holiday."""

import datetime as dt
from functools import cache

import holidays


@cache
def _federal_holidays(year: int) -> frozenset[dt.date]:
    """US federal holidays of a year, the days off for those on a weekend included."""
    return frozenset(holidays.country_holidays("US", years=year))


def is_holiday(day: dt.date) -> bool:
    """Whether the day is a US federal holiday, or the day off that stands in for one."""
    return day in _federal_holidays(day.year)


def is_business_day(day: dt.date) -> bool:
    """Monday to Friday and no US federal holiday."""
    return day.weekday() < 5 and not is_holiday(day)


def business_days_before(day: dt.date, count: int) -> dt.date:
    """The business day that lies `count` business days before `day`."""
    while count:
        day -= dt.timedelta(days=1)
        count -= is_business_day(day)
    return day
