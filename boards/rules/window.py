"""Pieces of a past that is sorted by day. Every rule looks no later than the day it judges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Protocol

ON = attrgetter("on")


class Dated(Protocol):
    @property
    def on(self) -> date: ...


def back(on: date, days: float) -> date:
    """The first day of the `days` days that end with `on`."""
    return on - timedelta(days=int(days) - 1)


def between[Row: Dated](rows: Sequence[Row], first: date, last: date) -> Sequence[Row]:
    """The rows of these days, both ends with them."""
    return rows[bisect_left(rows, first, key=ON) : bisect_right(rows, last, key=ON)]


def latest[Row: Dated](rows: Sequence[Row], on: date, days: float) -> Sequence[Row]:
    """The rows of the `days` days that end with `on`."""
    return between(rows, back(on, days), on)


def median(values: Sequence[float]) -> float:
    """The middle one; the mean of the two in the middle. `values` is not empty."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
