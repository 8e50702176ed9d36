"""Who has a place in the minutes of the meeting. Plain figures in, plain figures out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the board: how many minutes it is given, and whether a person has put it there."""

    key: int
    minutes: int
    is_on: bool


def within(lines: Iterable[Line], minutes: int) -> set[int]:
    """Those who have a place, given in the order of the board. What people have put on the board has its
    place before what is only proposed; a short one may have a place after a long one that has none.
    """
    found: set[int] = set()
    left = minutes
    for line in sorted(lines, key=lambda one: not one.is_on):
        if line.minutes <= left:
            found.add(line.key)
            left -= line.minutes
    return found
