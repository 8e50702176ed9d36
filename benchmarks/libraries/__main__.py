"""Team days by VROOM, PyVRP, OR-Tools and our planner side by side, judged by the same evaluator.

    python -m benchmarks.libraries DAY.json … --evaluator SCRIPT.py --seconds 1 5 20 60

Needs benchmarks/requirements.txt in a virtual environment of its own. Every library is tried in
several ways (``benchmarks/libraries/with_*.py``), and the best way of each day counts. Each run is
a process on one core, and a JSON line in OUT/results.jsonl; when stopped, the rest is run later.
"""

import argparse
import importlib
import sys
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from benchmarks.files import Json, load
from benchmarks.libraries.summary import summary
from benchmarks.table import ROOT, Results, load_script, run_apart

SOLVERS = ("heltom", "vroom", "ortools", "pyvrp")
FIELDS = ("instance", "budget", "seed", "solver", "way")


class Run(NamedTuple):
    """One day, one budget, one seed, one solver, and the number of its way."""

    day: Path
    seconds: float
    seed: int
    solver: str
    number: int
    way: str

    @property
    def row(self) -> Json:
        """What the line of results begins with."""
        values = (self.day.stem, self.seconds, self.seed, self.solver, self.way)
        return dict(zip(FIELDS, values, strict=True))


def main() -> int:
    asked = _arguments()
    results = Results(asked.out or ROOT / "var" / "benchmarks" / "libraries", FIELDS)
    evaluator, runs = load_script(asked.evaluator), _runs(asked)
    for run in runs:
        if results.key(run.row) not in results.done():
            row = run.row | _result(run, evaluator)
            results.add(row)
            print({k: v for k, v in row.items() if k not in ("curve", "routes")}, file=sys.stderr)
    wanted = {results.key(run.row) for run in runs}
    rows = [row for row in results.rows if results.key(row) in wanted and "error" not in row]
    print(summary(rows))
    return 0 if len(rows) == len(runs) and all(row["accepted"] for row in rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.libraries", description=__doc__)
    parser.add_argument("days", type=Path, nargs="+", metavar="DAY")
    parser.add_argument("--evaluator", type=Path, required=True, help="the team days' own script")
    parser.add_argument("--seconds", type=float, nargs="+", default=[1, 5, 20, 60])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--solvers", nargs="+", choices=SOLVERS, default=SOLVERS)
    parser.add_argument("--out", type=Path, help="folder for the results")
    return parser.parse_args()


def _runs(asked: argparse.Namespace) -> list[Run]:
    return [
        Run(day, seconds, seed, solver, number, way)
        for seed, seconds, solver in product(asked.seeds, asked.seconds, asked.solvers)
        for number, way in enumerate(_ways(solver))
        for day in asked.days
    ]


def _ways(solver: str) -> list[str]:
    if solver == "heltom":
        return ["as it is"]
    return [way.name for way in importlib.import_module(f"benchmarks.libraries.with_{solver}").WAYS]


def _result(run: Run, evaluator: ModuleType) -> Json:
    told = run_apart(
        [
            sys.executable, "-m", "benchmarks.libraries.one", str(run.day.resolve()),
            "--solver", run.solver, "--way", str(run.number),
            "--seconds", f"{run.seconds:g}", "--seed", str(run.seed),
        ]
    )  # fmt: skip
    if "error" in told:
        return told
    judged = evaluator.evaluate(load(run.day), {"routes": told["routes"]})
    terms = ("travel", "late", "unserved", "overtime", "continuity", "over_level")
    parts = {name: judged[name] for name in ("cost", "visits_served", *terms)}
    return told | parts | {"accepted": judged["feasible"], "errors": judged["errors"][:3]}


if __name__ == "__main__":
    sys.exit(main())
