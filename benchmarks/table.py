"""Solve many instances within many budgets and seeds, check every solution, print the tables.

    python -m benchmarks.table FOLDER --evaluator SCRIPT.py --seconds 5 20 --seeds 1 2 3 4 5

Each run is a process of its own. Each is appended to OUT/results.jsonl when it is done, so that an
interrupted table goes on where it was, and a finished one is only printed again. FOLDER may have a
best_published.csv to measure the gap to. Ends with status 1 if the evaluator refuses a solution,
or counts another cost than the run itself.
"""

import argparse
import csv
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from math import isclose
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks import gaps

ROOT = Path(__file__).resolve().parent.parent
Json = dict[str, Any]


class Run(NamedTuple):
    """One instance, one budget, one seed."""

    instance: Path
    seconds: float
    seed: int

    @property
    def key(self) -> tuple[str, float, int]:
        """What the line of results is found by."""
        return self.instance.stem, self.seconds, self.seed


class Results:
    """The lines of one folder of results, in memory and in its file.

    ``fields`` are the names in a row that tell which run it is.
    """

    def __init__(
        self, folder: Path, fields: Sequence[str] = ("instance", "budget", "seed")
    ) -> None:
        """Read what an earlier call has left there."""
        self.fields = fields
        (folder / "solutions").mkdir(parents=True, exist_ok=True)
        self.folder, self.path, self.lock = folder, folder / "results.jsonl", threading.Lock()
        text = self.path.read_text() if self.path.exists() else ""
        self.rows = [row for row in map(_whole, text.splitlines()) if row]
        if text and not text.endswith("\n"):
            self.path.write_text(text + "\n")  # the next row must not join a line cut off

    def key(self, row: Json) -> tuple[Any, ...]:
        """Which run a row is of."""
        return tuple(row[name] for name in self.fields)

    def done(self) -> set[tuple[Any, ...]]:
        """The runs that ended with a solution."""
        return {self.key(row) for row in self.rows if "error" not in row}

    def add(self, row: Json) -> None:
        """Keep one more."""
        with self.lock, self.path.open("a") as lines:
            lines.write(json.dumps(row) + "\n")
            self.rows.append(row)


def _whole(line: str) -> Json | None:
    """The row, unless the line was cut off when the machine stopped."""
    try:
        return json.loads(line)
    except ValueError:
        return None


def main() -> int:
    asked = _arguments()
    results = Results(asked.out or ROOT / "var" / "benchmarks" / asked.folder.resolve().name)
    evaluator, best = load_script(asked.evaluator), best_known(asked.folder)
    runs = list(_runs(asked))
    waiting = [run for run in runs if run.key not in results.done()]
    with ThreadPoolExecutor(asked.jobs) as pool:
        for row in pool.map(lambda run: _row(run, results.folder, evaluator, best), waiting):
            results.add(row)
            print(_progress(row), file=sys.stderr, flush=True)
    wanted = {run.key for run in runs}
    rows = [row for row in results.rows if results.key(row) in wanted]
    good = [row for row in rows if "error" not in row]
    print(gaps.table(good))
    print(gaps.new_best(good))
    return 0 if len(good) == len(runs) and all(row["accepted"] for row in good) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.table", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="folder with instance files")
    parser.add_argument("--evaluator", type=Path, required=True, help="the instances' own script")
    parser.add_argument("--seconds", type=float, nargs="+", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--match", nargs="+", default=[""], help="only files with this in the name")
    parser.add_argument("--out", type=Path, help="folder for results and solutions")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, one core each")
    return parser.parse_args()


def _runs(asked: argparse.Namespace) -> Iterable[Run]:
    """Every instance with the first seed comes before any with the second."""
    files = [
        path
        for path in sorted(asked.folder.glob("*.json"))
        if any(part in path.name for part in asked.match)
    ]
    for seconds, seed, path in product(asked.seconds, asked.seeds, files):
        yield Run(path, seconds, seed)


def load_script(path: Path) -> ModuleType:
    """The evaluator as a module. Ends the run where it is none."""
    spec = importlib.util.spec_from_file_location("evaluator", path)
    if spec is None or spec.loader is None or not path.exists():
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


def _row(run: Run, folder: Path, evaluator: ModuleType, best: dict[str, float]) -> Json:
    name = f"{run.instance.stem}-{run.seconds:g}s-seed{run.seed}.json"
    row = {
        "instance": run.instance.stem,
        "family": gaps.family(run.instance.stem),
        "budget": run.seconds,
        "seed": run.seed,
    }
    told = solve_apart(run.instance, run.seconds, run.seed, folder / "solutions" / name)
    if "error" in told:
        return row | told
    judged = judge(evaluator, run.instance, folder / "solutions" / name)
    judged["accepted"] &= isclose(judged["evaluated"], told["objective"], rel_tol=1e-6)
    known = {"best": best.get(run.instance.stem), "solution": f"solutions/{name}"}
    return row | told | judged | known


def solve_apart(instance: Path, seconds: float, seed: int, out: Path) -> Json:
    """What the command of the file's format printed, or its complaint under ``error``."""
    team = json.loads(instance.read_text()).get("kind") == "team-day"
    command = [
        sys.executable, "-m", f"benchmarks.{'team_day' if team else 'hhcrsp'}", str(instance.resolve()),
        "--seconds", f"{seconds:g}", "--seed", str(seed), "--out", str(out.resolve()),
    ]  # fmt: skip
    return run_apart(command)


def run_apart(command: list[str]) -> Json:
    """The one line of JSON that a process on one core prints, or its last words as ``error``."""
    one_core = dict.fromkeys(("NUMBA_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env=os.environ | one_core
    )
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]}
    return json.loads(done.stdout)


def judge(evaluator: ModuleType, instance: Path, solution: Path) -> Json:
    """Whether the evaluator accepts the file, and what it says that it costs."""
    told = evaluator.evaluate(json.loads(instance.read_text()), json.loads(solution.read_text()))
    cost = float(told["objective"] if "objective" in told else told["cost"])
    return {"accepted": bool(told["feasible"]), "evaluated": cost, "errors": told["errors"][:3]}


def _progress(row: Json) -> str:
    start = f"{row['instance']:50} {row['budget']:5g} s  seed {row['seed']:<3}"
    if "error" in row:
        return f"{start} {row['error']}"
    gap = "" if row["best"] is None else f" {gaps.gap(row):z7.2f} %"
    return f"{start} {row['evaluated']:10.2f}{gap} {'' if row['accepted'] else 'NOT ACCEPTED'}"


if __name__ == "__main__":
    sys.exit(main())
