"""How little a repair moves, how good it is beside a fresh build, and how long it takes.

    python -m benchmarks.repair --generator TEAM_DAY.py [--seeds 31 32 33] [--visits 180 --carers 12]

Days come from the generator (the team days' own script) and have the usual prices. Each is planned
and published, and then disturbed six times at a minute drawn from the first half of the day: an
absence, a new visit, an alarm, a longer visit, a cancelled one, a lent carer. Every disturbance is
repaired (published lists given), and planned afresh (not given). Cost is without the price of change.
"""

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory

from benchmarks.planning_instances import team_day
from benchmarks.table import load_script
from worklists.planning import (
    Absence,
    CancelledVisit,
    LentCarer,
    LongerVisit,
    NewVisit,
    Plan,
    Problem,
    VisitNeed,
    Weights,
    as_it_stands,
    repair,
    solve,
)
from worklists.planning.repair import Disturbance, changes

KINDS = ("absence", "new", "alarm", "longer", "cancelled", "lent")
CHANGE = ("changed_carer", "changed_time")
MORNING = (470, 700)


def main() -> int:
    asked = _arguments()
    generate = load_script(asked.generator).generate
    rows = []
    for seed in asked.seeds:
        problem = _day(generate(seed, asked.visits, asked.carers), seed)
        published = solve(problem, effort="thorough")
        rows += [_row(problem, published, kind, seed) for kind in KINDS]
        for row in rows[-len(KINDS) :]:
            print(json.dumps(row), flush=True)
    print(json.dumps(summary(rows)))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.repair", description=__doc__.split("\n")[0])
    parser.add_argument("--generator", type=Path, required=True, help="the team days' own script")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(31, 41)))
    parser.add_argument("--visits", type=int, default=180)
    parser.add_argument("--carers", type=int, default=12)
    return parser.parse_args()


def _day(day: object, seed: int) -> Problem:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "day.json"
        path.write_text(json.dumps(day))
        return replace(team_day(path, seed), weights=Weights())


def _row(problem: Problem, published: Plan, kind: str, seed: int) -> dict[str, float | str]:
    chance = random.Random(f"{seed} {kind}")  # noqa: S311
    now = chance.randrange(*MORNING)
    stands = as_it_stands(problem, published, now)
    asked = disturbance(stands, kind, chance, now).on(stands)
    began = time.perf_counter()
    mended = repair(asked, published)
    seconds = time.perf_counter() - began
    fresh = solve(asked)
    rebuilt = sum(change.new_carer for change in changes(asked, published, fresh))
    return {
        "seed": seed,
        "kind": kind,
        "seconds": round(seconds, 3),
        "moved": mended.new_carers,
        "moved_by_fresh_build": rebuilt,
        "cost": _cost(mended.plan),
        "cost_of_fresh_build": _cost(fresh),
    }


def disturbance(problem: Problem, kind: str, chance: random.Random, now: int) -> Disturbance:
    """Something that happens to a shift that runs."""
    visit = chance.choice([visit for visit in problem.visits if not visit.started])
    carer = chance.choice(problem.carers)
    if kind == "absence":
        return Absence(carer.key)
    if kind == "longer":
        return LongerVisit(visit.key, 30)
    if kind == "cancelled":
        return CancelledVisit(visit.key)
    if kind == "lent":
        return LentCarer(replace(carer, key="lent", breaks=(), start=max(now, carer.start)))
    return NewVisit(_extra(visit, kind, now))


def _extra(visit: VisitNeed, kind: str, now: int) -> VisitNeed:
    if kind == "new":
        return replace(visit, key=kind, earliest=now + 30, latest=now + 120)
    return replace(
        visit, key=kind, earliest=now, latest=now + 20, priority=1, late_weight=5, minutes=30,
        needs=visit.needs[:1],
    )  # fmt: skip


def _cost(plan: Plan) -> int:
    return sum(term.points for term in plan.terms if term.code not in CHANGE)


def summary(rows: list[dict[str, float | str]]) -> dict[str, float]:
    """The three figures over all rows."""
    moved, rebuilt = (sum(float(row[k]) for row in rows) for k in ("moved", "moved_by_fresh_build"))
    cost, fresh = (sum(float(row[k]) for row in rows) for k in ("cost", "cost_of_fresh_build"))
    return {
        "repairs": len(rows),
        "seconds_95th": round(quantiles([float(row["seconds"]) for row in rows], n=20)[-1], 3),
        "moved_mean": round(moved / len(rows), 1),
        "moved_share_of_fresh_build": round(moved / rebuilt, 3),
        "cost_over_fresh_build_percent": round(100 * (cost / fresh - 1), 2),
        "mean_of_ratios_percent": round(
            100 * mean(float(row["cost"]) / float(row["cost_of_fresh_build"]) - 1 for row in rows),
            2,
        ),
    }


if __name__ == "__main__":
    sys.exit(main())
