"""More work than hands: a bound that is surely true, since it leaves all travel out.

Take some visits that only some carers can do, and an interval that each of them must begin and
end in. If they last longer together than those carers are free in the interval, some of them
cannot be done there, whatever the plan.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from worklists.planning.possibilities import Seat
from worklists.planning.problem import Break, Matrix


@dataclass(frozen=True, slots=True)
class Piece:
    """One carer's part of a visit: it begins from ``release`` on and is over by ``deadline``."""

    visit: str
    release: int
    deadline: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Overload:
    """Between two minutes: what must be done there, what the carers can give, and who is too many.

    ``too_many`` visits at least do not fit in, whichever they are.
    """

    begins: int
    ends: int
    due: int
    free: int
    visits: tuple[str, ...]
    too_many: int


def overload(
    pieces: Sequence[Piece], seats: Sequence[Seat], pauses: Sequence[Piece]
) -> Overload | None:
    """The interval where the pieces exceed the free minutes of these carers most, or None.

    ``pauses`` are the breaks that the carers must have (see ``owed_breaks``). Time grows with
    the pieces times their different releases: some hundredths of a second for 400.
    """
    if not pieces:
        return None
    free = FreeTime(seats)
    work = sorted([*pieces, *pauses], key=lambda piece: piece.deadline)
    jobs = [(piece.release, piece.minutes, free.before(piece.deadline)) for piece in work]
    found = None
    for begins in sorted({piece.release for piece in pieces}):
        excess, index = _worst_end(jobs, begins, free.before(begins))
        if excess > 0 and (found is None or excess > found[0]):
            found = (excess, begins, work[index].deadline)
    return None if found is None else _overload(found[1], found[2], free, pieces, pauses)


def _worst_end(jobs: list[tuple[int, int, int]], begins: int, base: int) -> tuple[int, int]:
    """The largest excess of what begins at or after a minute, and at which job it is reached."""
    due, worst, at = base, 0, 0
    for index, (release, minutes, there) in enumerate(jobs):
        if release >= begins:
            due += minutes
            if due - there > worst:
                worst, at = due - there, index
    return worst, at


def _overload(
    begins: int, ends: int, free: "FreeTime", pieces: Sequence[Piece], pauses: Sequence[Piece]
) -> Overload | None:
    inside = [p for p in pieces if p.release >= begins and p.deadline <= ends]
    resting = sum(p.minutes for p in pauses if p.release >= begins and p.deadline <= ends)
    there = free.before(ends) - free.before(begins) - resting
    by_visit: dict[str, int] = defaultdict(int)
    for piece in inside:
        by_visit[piece.visit] += piece.minutes
    due = sum(by_visit.values())
    taken_out = accumulate(sorted(by_visit.values(), reverse=True))
    too_many = 1 + sum(out < due - there for out in taken_out)
    return Overload(begins, ends, due, max(0, there), tuple(by_visit), min(too_many, len(by_visit)))


class FreeTime:
    """How many minutes some carers are free together, added up along the day."""

    def __init__(self, seats: Iterable[Seat]) -> None:
        """Walk along the minutes where somebody begins, ends, or is bound to something."""
        change: dict[int, int] = defaultdict(int)
        for seat in seats:
            for begins, ends in _free_spans(seat):
                change[begins] += 1
                change[ends] -= 1
        self._minutes = sorted(change)
        self._hands = list(accumulate(change[minute] for minute in self._minutes))
        spans = zip(self._minutes, self._minutes[1:], self._hands, strict=False)
        self._sums = [0, *accumulate((end - begin) * hands for begin, end, hands in spans)]

    def before(self, minute: int) -> int:
        """Minutes that they are free before this one."""
        index = bisect_right(self._minutes, minute) - 1
        if index < 0:
            return 0
        return self._sums[index] + (minute - self._minutes[index]) * self._hands[index]


def _free_spans(seat: Seat) -> list[tuple[int, int]]:
    spans, begins = [], seat.ready
    for start, end in seat.given:
        spans.append((begins, min(start, seat.wall)))
        begins = max(begins, end)
    spans.append((begins, seat.wall))
    return [(begin, end) for begin, end in spans if begin < end]


def owed_breaks(seat: Seat, matrix: Matrix) -> list[Piece]:
    """The breaks that she surely has, each in the time where it must be taken.

    None for a carer who is bound to something: her breaks may then have to move, so nothing is
    said of them. One that the shift has no room for is not owed.
    """
    carer, clock, at = seat.carer, seat.ready, seat.carer.start_place
    owed = []
    for pause in [] if seat.given else sorted(carer.breaks, key=lambda pause: pause.earliest):
        there = at if pause.place is None else pause.place
        start = max(clock + matrix[at][there], pause.earliest)
        end = start + pause.minutes
        home = 0 if carer.end_place is None else matrix[there][carer.end_place]
        if end + home <= seat.wall:
            last = max(pause.latest, start) + pause.minutes
            owed.append(Piece("", pause.earliest, min(last, seat.wall), pause.minutes))
            clock, at = end, there
    return owed


def untakeable(seat: Seat, pause: Break) -> bool:
    """Whether a break surely cannot begin in the time where it should."""
    if pause.taken_at is not None:
        return False
    first, last = max(pause.earliest, seat.ready), min(pause.latest, seat.wall - pause.minutes)
    for begins, ends in seat.given:
        if begins - pause.minutes < first < ends:
            first = ends
    return first > last
