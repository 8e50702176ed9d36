"""How the planner's time grows with the day: seconds until it is near to what a minute gives.

    python -m benchmarks.growth --generator TEAM_DAY.py [--visits 50 100 200 400] [--seeds 1 2 3]

The generator is the team days' own script. For each size, days with these seeds are planned with
the whole time first, and then with ever longer budgets until their mean cost is within the share of
that. The exponent is that of the line through the logarithms of visits and seconds. Search alone:
everything runs in this one process, after a first short plan, and seconds are those of the core.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from benchmarks.planning_instances import team_day
from benchmarks.table import load_script
from worklists.planning import Problem, solve

FIRST, STEP = 0.25, math.sqrt(2)
"""Seconds of the shortest budget, and how much longer each next one is."""
VISITS_PER_CARER = 15


def main() -> int:
    asked = _arguments()
    generate, times = load_script(asked.generator).generate, []
    for visits in asked.visits:
        days = [_day(generate, seed, visits) for seed in asked.seeds]
        _cost(days[:1], FIRST)  # the first plan of a process also loads the compiled code
        aim = _cost(days, asked.seconds)
        seconds = _time_to(lambda budget, days=days: _cost(days, budget), aim, asked)
        times.append(seconds)
        told = {"visits": visits, "cost": aim, "seconds": round(seconds, 2)}
        print(json.dumps(told), flush=True)
    print(json.dumps({"exponent": round(exponent(asked.visits, times), 2)}))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.growth", description=__doc__.split("\n")[0])
    parser.add_argument("--generator", type=Path, required=True, help="the team days' own script")
    parser.add_argument("--visits", type=int, nargs="+", default=[50, 100, 200, 400])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3], help="of the days")
    parser.add_argument("--seconds", type=float, default=60, help="of the plan to come near to")
    parser.add_argument("--within", type=float, default=0.02, help="share that counts as near")
    return parser.parse_args()


def _day(generate: Callable[..., object], seed: int, visits: int) -> Problem:
    carers = max(2, round(visits / VISITS_PER_CARER))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "day.json"
        path.write_text(json.dumps(generate(seed=seed, visits=visits, carers=carers)))
        return team_day(path, seed)


def _cost(days: Sequence[Problem], seconds: float) -> float:
    return mean(solve(day, seconds=seconds, clock=time.process_time).cost for day in days)


def _time_to(cost: Callable[[float], float], aim: float, asked: argparse.Namespace) -> float:
    """The shortest budget that is near enough, between two that were tried on a straight line."""
    before, budget, near = None, FIRST, aim * (1 + asked.within)
    while budget < asked.seconds:
        found = cost(budget)
        if found <= near:
            return budget if before is None else _between(before, (budget, found), near)
        before, budget = (budget, found), budget * STEP
    return asked.seconds


def _between(above: tuple[float, float], below: tuple[float, float], near: float) -> float:
    share = (above[1] - near) / (above[1] - below[1])
    return above[0] * (below[0] / above[0]) ** share


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of least squares through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(time) for time in times]
    over = sum((a - mean(x)) * (b - mean(y)) for a, b in zip(x, y, strict=True))
    under = sum((a - mean(x)) ** 2 for a in x)
    return over / under if under else math.nan


if __name__ == "__main__":
    sys.exit(main())
