"""Simulated annealing over the lists: bounded by tries (the same plan on any machine) or by a clock.

Temperatures are rounded and the logarithm comes from a table of whole numbers, so that the same
seed walks the same way everywhere.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from worklists.planning.compiled import anneal, columns, tables
from worklists.planning.schedule import Schedule

HOT, COLD = 4.0, 0.12
"""The first and the last temperature, in usual steps."""
PLAIN_HOT, PLAIN_COLD = 3.0, 0.05
"""The same where no break has to be taken and no visit may be left out."""
QUENCH, FROZEN = 0.95, 0.3
"""The last part of the search is at a fraction of the last temperature."""
ENOUGH, PLAIN_ENOUGH = 300_000, 60_000
"""Tries for each part of a visit that one cooling makes good use of."""
TRIES_A_SECOND = 2_500_000
"""What a usual core makes; only tells how many coolings a clock has room for."""
STAGES, MOST_COOLINGS = 200, 10
ROUNDS = 3
"""How often at most every visit is given its best place once the search is over."""
AT_A_TIME = 10
"""Visits placed between two looks at the clock."""
FEW, MANY = 200, 50_000
FINE = 256
TOLERANCE = np.array([round(-math.log((i + 0.5) / 1024) * FINE) for i in range(1024)])
SHARES = {
    "bring in": 30, "shift break": 30, "leave out": 5, "anywhere": 35,
    "relocate": 350, "relocate run": 50, "swap": 200, "swap runs": 50, "swap tails": 250,
}  # fmt: skip
"""How many of a thousand draws go to each kind of change. Found by trying (benchmarks/README.md)."""
PLAIN_SHARES = SHARES | {
    "bring in": 0, "shift break": 0, "leave out": 0, "anywhere": 50, "relocate": 450, "swap": 300,
    "swap tails": 100,
}  # fmt: skip
"""The same where no break has to be taken and no visit may be left out."""

Progress = Callable[[int, int, int], None]
"""Called with (made, in all, points of the best plan so far): tries, or milliseconds of a clock."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to search: so many tries, or until ``clock`` shows ``until`` (seconds)."""

    tries: int = 0
    until: float | None = None
    clock: Callable[[], float] = time.monotonic
    stop: Callable[[], bool] | None = None
    progress: Progress | None = None

    def tell(self, made: int, whole: int, day: tables.Day) -> None:
        """Report how far it is, to whoever wants to know."""
        if self.progress is not None:
            self.progress(made, whole, int(day[columns.BEST_TOTAL]))

    def stopped(self) -> bool:
        """Whether somebody wants the best plan so far now."""
        return self.stop is not None and self.stop()

    def over(self) -> bool:
        """Whether to leave off finishing: stopped, or the clock has run out."""
        return self.stopped() or (self.until is not None and self.clock() > self.until)

    def less(self, seconds: float) -> "Budget":
        """The same without so many seconds, which are kept for finishing."""
        return self if self.until is None else replace(self, until=self.until - seconds)


def improve(schedule: Schedule, budget: Budget, *, seed: int, heat: float = 1.0) -> None:
    """Place what is left, make the lists cheaper, and leave the best lawful ones that were seen.

    A ``heat`` below one stays nearer to the lists as they were.
    """
    day = tables.table_of(schedule, seed=seed)
    began = budget.clock()
    anneal.start(day)
    to_the_end = _anneal(day, budget.less(budget.clock() - began), heat)
    _take(schedule, day)
    if to_the_end:
        _polish(schedule, budget, seed)


def _polish(schedule: Schedule, budget: Budget, seed: int) -> None:
    """Give each visit its best place as the rest stands, until nothing gets cheaper that way."""
    day = tables.table_of(schedule, seed=seed)
    for _ in range(ROUNDS if budget.until is None else 1):
        before = int(day[columns.BEST_TOTAL])
        for first in range(0, int(day[columns.ORDERED]), AT_A_TIME):
            if budget.over():
                break
            anneal.polish(day, first, AT_A_TIME)
        if day[columns.BEST_TOTAL] >= before:
            break
    if day[columns.BEST_TOTAL] < schedule.total:
        _take(schedule, day)


def _take(schedule: Schedule, day: tables.Day) -> None:
    """Make the best lists the schedule's own, which works all times and prices out by itself.

    Where two carers come with a gap between them, it may find them a few minutes earlier.
    """
    if day[columns.BEST_TOTAL] == tables.NOTHING_FOUND:
        raise RuntimeError("the search has found no lawful lists")
    if not schedule.load(tables.routes_of(day)):
        raise RuntimeError("the search has made lists that break a rule")


def _anneal(day: tables.Day, budget: Budget, heat: float) -> bool:
    """Search; whether it went on to the end, or was stopped."""
    shares = np.cumsum(list((SHARES if day[columns.CHOICES] else PLAIN_SHARES).values()))
    step = int(day[columns.STEP]) / FINE
    if budget.until is None:
        whole, walk, expected = max(1, budget.tries), _by_tries(budget), float(budget.tries)
    else:
        left = max(0.0, budget.until - budget.clock())
        whole, expected = max(1, round(1000 * left)), TRIES_A_SECOND * left
        walk = _by_the_clock(budget, whole)
    coolings = _coolings(day, expected)
    for tries, done in walk:
        degree = _degree(day, done * coolings % whole / whole, heat)
        budget.tell(done, whole, day)
        anneal.anneal(day, shares, TOLERANCE, tries, step * degree)
        if budget.stopped():
            return False
    budget.tell(whole, whole, day)
    return True


def _degree(day: tables.Day, fraction: float, heat: float) -> float:
    """The temperature when so much of one cooling is done, in usual steps."""
    hot, cold = (HOT, COLD) if day[columns.CHOICES] else (PLAIN_HOT, PLAIN_COLD)
    if fraction > QUENCH:
        return cold * FROZEN
    hot = max(cold, hot * heat)
    return round(hot * (cold / hot) ** (fraction / QUENCH), 6)


def _coolings(day: tables.Day, tries: float) -> int:
    """How often to cool down: from so many tries on, once more does better than slower."""
    enough = ENOUGH if day[columns.CHOICES] else PLAIN_ENOUGH
    coolings = round(tries / (enough * max(1, int(day[columns.MOVABLES]))))
    return min(MOST_COOLINGS, max(1, coolings))


def _by_tries(budget: Budget) -> Iterator[tuple[int, int]]:
    """(tries to make now, tries made before them)."""
    for stage in range(STAGES):
        done = budget.tries * stage // STAGES
        yield budget.tries * (stage + 1) // STAGES - done, done


def _by_the_clock(budget: Budget, whole: int) -> Iterator[tuple[int, int]]:
    """(tries to make now, milliseconds gone); as many at a time as take about a stage's time."""
    began = budget.clock()
    tries, done = FEW, 0
    while done < whole:
        yield tries, done
        now = round(1000 * (budget.clock() - began))
        if (now - done) * STAGES < whole:
            tries = min(2 * tries, MANY)
        elif (now - done) * STAGES > 3 * whole:
            tries = max(tries // 2, FEW)
        done = now
