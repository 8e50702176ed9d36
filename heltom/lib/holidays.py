"""The public holidays of Norway (lov 24. februar 1995 nr. 12, lov 26. april 1947 nr. 1)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

#: Days from Easter Sunday: Maundy Thursday, Good Friday, Easter, Ascension, Pentecost.
AROUND_EASTER = (-3, -2, 0, 1, 39, 49, 50)
FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
#: No holidays by law, but the offices are as good as empty.
EVES = ((12, 24), (12, 31))


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - _drift(century) + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    correction = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def _drift(century: int) -> int:
    return (century - (century + 8) // 25 + 1) // 3


@cache
def holidays(year: int) -> frozenset[date]:
    """The red days of the year, Sundays that are only Sundays left out."""
    sunday = easter(year)
    moving = {sunday + timedelta(days=days) for days in AROUND_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


def is_holiday(day: date) -> bool:
    return day in holidays(day.year)


def is_slow(day: date) -> bool:
    """Half of the country is away: the first days of Easter week, the days after Christmas, July."""
    to_easter = (easter(day.year) - day).days
    return 4 <= to_easter <= 6 or (day.month == 12 and 27 <= day.day <= 30) or day.month == 7


def is_like_sunday(day: date) -> bool:
    """A Sunday, a holiday, or an eve on which nobody sends anything."""
    return day.isoweekday() == 7 or is_holiday(day) or (day.month, day.day) in EVES
