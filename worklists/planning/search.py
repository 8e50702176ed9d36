"""Simulated annealing over the lists: bounded by tries (the same plan on any machine) or by a clock.

Temperatures are rounded and the logarithm comes from a table of whole numbers, so that the same
seed walks the same way everywhere.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from worklists.planning.compiled import anneal, columns, tables
from worklists.planning.schedule import Schedule

HOT, COLD = 3.0, 0.06
"""The first and the last temperature, in usual steps."""
QUENCH, FROZEN = 0.95, 0.3
"""The last part of the search is at a fraction of the last temperature."""
STAGES = 200
FEW, MANY = 200, 50_000
FINE = 256
TOLERANCE = np.array([round(-math.log((i + 0.5) / 1024) * FINE) for i in range(1024)])
SHARES = {
    "renew": 0, "bring in": 30, "shift break": 30, "leave out": 5, "anywhere": 35,
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


def improve(schedule: Schedule, budget: Budget, *, seed: int, heat: float = 1.0) -> None:
    """Place what is left, make the lists cheaper, and leave the best lawful ones that were seen.

    A ``heat`` below one stays nearer to the lists as they were.
    """
    day = tables.table_of(schedule, seed=seed)
    anneal.start(day)
    _anneal(day, budget, heat)
    _take(schedule, day)
    day = tables.table_of(schedule, seed=seed)
    anneal.polish(day)
    _take(schedule, day)


def _take(schedule: Schedule, day: tables.Day) -> None:
    """Make the best lists the schedule's own, which works all times and prices out by itself."""
    if not schedule.load(tables.routes_of(day)) or schedule.total != day[columns.BEST_TOTAL]:
        raise RuntimeError("the search and the schedule disagree about a list")


def _anneal(day: tables.Day, budget: Budget, heat: float) -> None:
    shares = np.cumsum(list((SHARES if day[columns.CHOICES] else PLAIN_SHARES).values()))
    step = int(day[columns.STEP]) / FINE
    walk = _by_tries(budget) if budget.until is None else _by_the_clock(budget, budget.until)
    for tries, done, whole in walk:
        degree = _degree(done / whole, heat)
        anneal.anneal(day, shares, TOLERANCE, tries, step * degree)
        if budget.progress:
            budget.progress(done, whole, int(day[columns.BEST_TOTAL]))
        if budget.stop is not None and budget.stop():
            return


def _degree(fraction: float, heat: float) -> float:
    """The temperature when so much of the search is done, in usual steps."""
    if fraction > QUENCH:
        return COLD * FROZEN
    hot = max(COLD, HOT * heat)
    return round(hot * (COLD / hot) ** (fraction / QUENCH), 6)


def _by_tries(budget: Budget) -> Iterator[tuple[int, int, int]]:
    """(tries to make now, tries that are then made, tries in all)."""
    done = 0
    for stage in range(1, STAGES + 1):
        until = budget.tries * stage // STAGES
        yield until - done, until, budget.tries
        done = until


def _by_the_clock(budget: Budget, until: float) -> Iterator[tuple[int, int, int]]:
    """The same with milliseconds; as many tries at a time as take a two-hundredth of it all."""
    began = budget.clock()
    whole = max(1, round(1000 * (until - began)))
    tries, done = FEW, 0
    while done < whole:
        yield tries, done, whole
        now = round(1000 * (budget.clock() - began))
        if (now - done) * STAGES < whole:
            tries = min(2 * tries, MANY)
        elif (now - done) * STAGES > 3 * whole:
            tries = max(tries // 2, FEW)
        done = now
