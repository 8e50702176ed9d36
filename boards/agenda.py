"""Lays those who wait into the minutes of one meeting. Plain data in, plain data out.

Whom people have put on the board have their place first. Then whole reviews that are over their time,
the most overdue first, until they fill their share of the minutes. Candidates have the rest, by the
queue: whoever has waited longest comes first, and an urgent one, or one that somebody has reported,
stands as if she had waited some weeks more. So nobody waits for ever: a newcomer goes before somebody
only if she came within `HEAD_START` of her. What one side does not use the other gets, and then reviews
that fall due before the next meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
#: What an urgency more is worth, and that somebody has reported her, in waiting.
URGENT = 3 * WEEK
REPORTED = 2 * WEEK
#: The most by which a newcomer goes before somebody who has waited: urgency 3, and reported.
HEAD_START = 3 * URGENT + REPORTED


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a meeting. `is_review`: only because the whole of her must be gone through.
    `due_on` is when the review must be done. `placed` is a place that a person gave her, from 1; `is_on`
    that a person has put her on the board.
    """

    patient: int
    since: date
    minutes: int
    is_review: bool
    due_on: date | None = None
    urgency: int = 0
    is_reported: bool = False
    placed: int | None = None
    is_on: bool = False

    def is_overdue(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on

    @property
    def queued_since(self) -> date:
        """The day from which she stands in the queue: earlier than she came to it where it is urgent."""
        return self.since - self.urgency * URGENT - self.is_reported * REPORTED


@dataclass(frozen=True, slots=True)
class Carried:
    """She waits for the next meeting. `weeks` is how long she has waited by now."""

    waiting: Waiting
    weeks: int


@dataclass(frozen=True, slots=True)
class Agenda:
    """Those who have a place, in the order in which they are taken up; those who must wait; the minutes."""

    on: tuple[Waiting, ...]
    carried: tuple[Carried, ...]
    minutes: int

    @property
    def used(self) -> int:
        return sum(each.minutes for each in self.on)


def lay(
    waiting: Iterable[Waiting],
    on: date,
    minutes: int,
    review_percent: int,
    next_on: date | None = None,
) -> Agenda:
    """The agenda of the meeting on the day. `next_on` is the day of the meeting after it, a week later
    where none is known: reviews that are due before it are taken now if there is room, and else are not
    carried, for they are in time.
    """
    next_on = next_on or on + WEEK
    rows = sorted(waiting, key=lambda one: one.patient)
    held, rest = _split(rows, lambda one: one.is_on or one.placed is not None)
    table = _Table(minutes)
    table.seat(
        sorted(held, key=lambda one: (not one.is_on, one.placed or 99, *_first_in_queue(one)))
    )
    late = sorted((one for one in rest if one.is_overdue(on)), key=_most_overdue)
    reviews, found = _split(rest, lambda one: one.is_review)
    candidates = sorted(found, key=_first_in_queue)
    share = minutes * review_percent / 100
    # Who asks for more than the reviews leave would else stand first in the queue for ever.
    table.seat([one for one in candidates[:1] if one.minutes > minutes - share])
    table.seat(late, share=share)
    table.seat(candidates)
    table.seat(late)
    in_time = [one for one in reviews if one.due_on is not None and on <= one.due_on < next_on]
    table.seat(sorted(in_time, key=_most_overdue))
    must = {one.patient: one for one in (*held, *late, *candidates)}
    left = [one for one in must.values() if one.patient not in table.taken]
    return Agenda(
        on=_in_order(list(table.taken.values()), on),
        carried=tuple(_carried(_in_order(left, on), on)),
        minutes=minutes,
    )


def _split(
    rows: Iterable[Waiting], belongs: Callable[[Waiting], bool]
) -> tuple[list[Waiting], list[Waiting]]:
    yes: list[Waiting] = []
    no: list[Waiting] = []
    for row in rows:
        (yes if belongs(row) else no).append(row)
    return yes, no


def _most_overdue(one: Waiting) -> tuple[date, date, int]:
    return (one.due_on or date.max, one.since, one.patient)


def _first_in_queue(one: Waiting) -> tuple[date, date, int]:
    return (one.queued_since, one.since, one.patient)


class _Table:
    """The minutes of a meeting, given away one by one."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        self.left = minutes
        self.taken: dict[int, Waiting] = {}

    def seat(self, rows: Sequence[Waiting], share: float | None = None) -> None:
        """In this order, each who has room; the first of them also where she alone fills the share. One
        who asks for more than the whole meeting gets the whole.
        """
        used = 0
        for one in rows:
            need = min(one.minutes, self.minutes)
            beyond = share is not None and used > 0 and used + need > share
            if one.patient in self.taken or need > self.left or beyond:
                continue
            self.taken[one.patient] = one
            self.left -= need
            used += need


def _in_order(rows: Iterable[Waiting], on: date) -> tuple[Waiting, ...]:
    """The overdue first, then by the queue. Whoever has a place from a person stands in it."""
    placed, free = _split(rows, lambda one: one.placed is not None)
    line = sorted(free, key=lambda one: _turn(one, on))
    for one in sorted(placed, key=lambda one: (one.placed or 0, one.patient)):
        line.insert((one.placed or 1) - 1, one)
    return tuple(line)


def _turn(one: Waiting, on: date) -> tuple[int, date, date, int]:
    if one.is_overdue(on):
        return (0, *_most_overdue(one))
    return (2 if one.is_review else 1, *_first_in_queue(one))


def _carried(rows: Iterable[Waiting], on: date) -> Iterable[Carried]:
    for one in rows:
        yield Carried(one, max(on - one.since, timedelta()) // WEEK)
