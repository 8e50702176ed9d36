"""Our own planner, as the others are called; it also tells how its best plan got cheaper."""

import time
from pathlib import Path

from benchmarks import BEGAN
from benchmarks.command import WRITING, WRITING_PER_VISIT
from benchmarks.files import Json
from benchmarks.planning_instances import team_day, team_plan
from worklists.planning import solve as plan_it

POINTS = 10
"""Points of the planner in one unit of a team day's cost."""


def solve(path: Path, seconds: float, seed: int) -> tuple[Json, list[tuple[float, float]]]:
    """The plan file, and (seconds since the start, cost of the best plan) as they came."""
    problem, curve = team_day(path, seed), []

    def note(done: int, whole: int, points: int) -> None:
        curve.append((round(time.perf_counter() - BEGAN, 3), points / POINTS))

    kept_back = WRITING + WRITING_PER_VISIT * len(problem.visits)
    left = max(seconds - (time.perf_counter() - BEGAN) - kept_back, 0.01)
    plan = plan_it(problem, seconds=left, progress=note)
    return team_plan(path, plan), curve
