"""Solve public planning instances, and set the costs beside the best known ones.

    python -m benchmarks.planning FOLDER --evaluator EVALUATE.py [--match _25_] [--tries 280]

FOLDER holds instance files, and best_published.csv where there is one. The evaluator is the
instances' own script; a plan that it does not accept ends the run with status 1. ``--out`` keeps
the solution files.
"""

import argparse
import csv
import importlib.util
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from benchmarks.planning_instances import FORMATS, format_of
from worklists.planning import solve


class Row(NamedTuple):
    """One line of the table. ``gap`` is in percent of the best known, if one is known."""

    name: str
    visits: int
    carers: int
    cost: float
    best: float | None
    seconds: float
    accepted: bool

    @property
    def gap(self) -> float | None:
        return None if self.best is None else 100 * (self.cost / self.best - 1)


def main() -> None:
    asked = _arguments()
    evaluator = _load(asked.evaluator)
    best = best_known(asked.folder)
    print(f"{'instance':44} visits carers      cost      best  gap %  seconds  accepted")
    rows = []
    for path in sorted(asked.folder.glob("*.json")):
        if asked.match in path.name:
            rows.append(_solved(path, evaluator, best, asked))
            print(_line(rows[-1]), flush=True)
    gaps = [row.gap for row in rows if row.gap is not None]
    if gaps:
        print(f"mean gap {sum(gaps) / len(gaps):.2f} % over {len(gaps)} instances")
    sys.exit(0 if rows and all(row.accepted for row in rows) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with instance files")
    parser.add_argument("--evaluator", type=Path, required=True, help="the instances' own script")
    parser.add_argument("--match", default="", help="only files with this in their name")
    parser.add_argument("--tries", type=int, default=280, help="tries of the search per visit")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder to keep the solutions in")
    return parser.parse_args()


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluator", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is not a Python script")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def best_known(folder: Path) -> dict[str, float]:
    """Instance name to the best published cost; empty where the folder has no such file."""
    path = folder / "best_published.csv"
    if not path.exists():
        return {}
    with path.open() as lines:
        return {row["instance"]: float(row["cost"]) for row in csv.DictReader(lines)}


def _solved(
    path: Path, evaluator: ModuleType, best: dict[str, float], asked: argparse.Namespace
) -> Row:
    read, write = FORMATS[format_of(path)]
    problem = read(path, asked.seed)
    began = time.process_time()
    plan = solve(problem, effort=asked.tries * len(problem.visits))
    seconds = time.process_time() - began
    solution = write(path, plan)
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / path.name).write_text(json.dumps(solution))
    told = evaluator.evaluate(json.loads(path.read_text()), solution)
    whole = format_of(path) == "team-day" or not plan.unassigned
    return Row(
        path.stem,
        len(problem.visits),
        len(problem.carers),
        float(told.get("objective", told.get("cost"))),
        best.get(path.stem),
        seconds,
        bool(told["feasible"]) and whole,
    )


def _line(row: Row) -> str:
    best = "        -" if row.best is None else f"{row.best:9.1f}"
    gap = "     -" if row.gap is None else f"{row.gap:6.2f}"
    return (
        f"{row.name:44} {row.visits:6} {row.carers:6} {row.cost:9.1f} {best} {gap}"
        f" {row.seconds:8.1f}  {'yes' if row.accepted else 'NO'}"
    )


if __name__ == "__main__":
    main()
