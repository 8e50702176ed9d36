"""Weeks, lunches and red days: where a meeting may lie. Plain dates in, plain dates out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from heltom.lib import clock
from heltom.lib.holidays import is_like_sunday


@dataclass(frozen=True, slots=True)
class Lunch:
    """The unit's lunch, by the Oslo clock. Of no length where it has none."""

    starts: time
    ends: time

    def hits(self, day: date, starts: time, minutes: int) -> bool:
        """Whether a meeting that begins then lies in it, wholly or partly."""
        begins = clock.at(day, starts)
        ends = begins + timedelta(minutes=minutes)
        return begins < clock.at(day, self.ends) and ends > clock.at(day, self.starts)


def is_working_day(day: date) -> bool:
    """Whether the offices are open: Monday to Friday, no red day, no eve on which nobody is in."""
    return day.isoweekday() <= 5 and not is_like_sunday(day)


def working_day_before(day: date) -> date:
    """The last working day before the day: Friday before a Monday, Wednesday before Good Friday."""
    before = day - timedelta(days=1)
    while not is_working_day(before):
        before -= timedelta(days=1)
    return before


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def days_instead(day: date) -> list[date]:
    """The working days of the same week, the nearest first; of two as near the earlier, for what waits
    does not wait longer then.
    """
    week = [monday_of(day) + timedelta(days=number) for number in range(5)]
    open_days = [each for each in week if each != day and is_working_day(each)]
    return sorted(open_days, key=lambda each: (abs((each - day).days), each))


def overlap(starts: datetime, minutes: int, other: datetime, other_minutes: int) -> bool:
    """Whether two meetings lie over each other. One that begins when the other ends does not."""
    ends, other_ends = (
        starts + timedelta(minutes=minutes),
        other + timedelta(minutes=other_minutes),
    )
    return starts < other_ends and other < ends


def mondays(first: date, weeks: int) -> Iterable[date]:
    """The Monday of this week, and so many after it."""
    start = monday_of(first)
    return [start + timedelta(weeks=number) for number in range(weeks + 1)]
