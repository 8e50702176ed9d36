"""Simulated annealing over the lists: bounded by a number of tries, never by the clock.

Temperatures are made by multiplication and the logarithm comes from a table of whole numbers,
so that the same seed walks the same way on every machine.
"""

import math
from collections.abc import Callable
from random import Random

from worklists.planning.moves import Moves
from worklists.planning.neighbours import usual_step
from worklists.planning.schedule import Schedule

STAGES = 60
COOLING = 0.94
"""Each stage is so much cooler; the last one is at a fortieth of the first."""
HOT = 4.0
"""The first temperature, in usual steps between two neighbours."""
PRECISION = 256
SLICES = 1024
TOLERANCE = [round(-math.log((i + 0.5) / SLICES) * PRECISION) for i in range(SLICES)]
Progress = Callable[[int, int, int], None]
"""Called with (tries made, tries in all, points of the best plan so far)."""


def improve(
    schedule: Schedule,
    *,
    tries: int,
    seed: int,
    heat: float = 1.0,
    progress: Progress | None = None,
) -> None:
    """Make the lists cheaper within so many tries, and leave the best that was seen.

    A ``heat`` below one stays nearer to the lists as they were.
    """
    random = Random(seed)  # noqa: S311
    moves = Moves(schedule, random)
    if not moves.movable or tries <= 0:
        return
    best, best_routes = schedule.total, schedule.copy_routes()
    temperature = HOT * heat * round(usual_step(schedule.layout, moves.near), 3) / PRECISION
    for stage in range(STAGES):
        done, until = tries * stage // STAGES, tries * (stage + 1) // STAGES
        for _ in range(done, until):
            tolerance = int(TOLERANCE[int(random.random() * SLICES)] * temperature)
            if moves.step(tolerance) and schedule.total < best:
                best, best_routes = schedule.total, schedule.copy_routes()
        temperature *= COOLING
        if progress:
            progress(until, tries, best)
    schedule.load(best_routes)
