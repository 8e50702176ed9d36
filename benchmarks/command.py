"""One instance solved within so many seconds: what the commands of the two formats share."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import NoReturn

from benchmarks import BEGAN
from benchmarks.files import BadInstance, format_of, load
from benchmarks.planning_instances import FORMATS, Format
from benchmarks.process import peak_memory_mib
from worklists.planning import Plan, Problem, solve

BUDGET = """The seconds are the budget by the clock for reading, the search on one core, checking and
writing, as in a worker that runs. On top come the start of the interpreter and loading the compiled
code, half a second. Prints one JSON line: objective (as the instance's evaluator counts it), seconds
(all of it, loading too), and peak_memory_mib."""
LOADED = time.perf_counter()
WRITING = 0.02
WRITING_PER_VISIT = 0.00005
"""Seconds kept back for timing the plan anew and writing it out; ``solve`` keeps its own."""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of repeating how it is called."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"{self.prog}: {message}\n")


def run(kind: str, arguments: Sequence[str] | None = None) -> int:
    """Solve the file, write the solution, print the one line. The exit status."""
    asked = _asked(kind, arguments)
    name, form = f"benchmarks.{kind.replace('-', '_')}", FORMATS[kind]
    try:
        problem = read(asked.instance, form, asked.seed)
    except BadInstance as fault:
        return _refuse(name, str(fault))
    plan = _solved(problem, asked)
    if plan.unassigned and form.whole:
        left = ", ".join(unassigned.visit for unassigned in plan.unassigned[:5])
        return _refuse(name, f"{asked.instance}: no carer was found for {left}")
    solution = form.write(asked.instance, plan)
    try:
        asked.out.write_text(json.dumps(solution), encoding="utf-8")
    except OSError as fault:
        return _refuse(name, f"{asked.out}: {fault.strerror}")
    print(json.dumps(_measured(form.objective(load(asked.instance), solution))))
    return 0


def read(path: Path, form: Format, seed: int) -> Problem:
    """The file as a problem. Raises BadInstance for whatever the file lacks."""
    if format_of(path) != form.kind:
        raise BadInstance(f"{path}: a {format_of(path)} file, expected {form.kind}")
    try:
        return form.read(path, seed)
    except KeyError as fault:
        raise BadInstance(f"{path}: not a {form.kind} file, {fault} is missing") from fault
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError) as fault:
        raise BadInstance(f"{path}: not a {form.kind} file, {fault}") from fault


def _asked(kind: str, arguments: Sequence[str] | None) -> argparse.Namespace:
    prog = f"benchmarks.{kind.replace('-', '_')}"
    parser = OneLineParser(prog=prog, description=f"Solve one {kind} file. {BUDGET}")
    parser.add_argument("instance", type=Path, metavar="FILE")
    limit = parser.add_mutually_exclusive_group(required=True)
    limit.add_argument("--seconds", type=_positive, help="the whole budget, by the clock")
    limit.add_argument("--tries", type=int, help="tries of the search, the same on any machine")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=_writable, required=True, help="the solution file to write")
    return parser.parse_args(arguments)


def _positive(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not (isfinite(seconds) and seconds > 0):
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds above 0")
    return seconds


def _writable(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"cannot write to {text}")
    return path


def _solved(problem: Problem, asked: argparse.Namespace) -> Plan:
    if asked.tries is not None:
        return solve(problem, effort=asked.tries)
    kept_back = WRITING + WRITING_PER_VISIT * len(problem.visits)
    left = asked.seconds - (time.perf_counter() - LOADED) - kept_back
    return solve(problem, seconds=max(left, 0.01))


def _measured(objective: float) -> dict[str, float]:
    return {
        "objective": round(objective, 6),
        "seconds": round(time.perf_counter() - BEGAN, 3),
        "peak_memory_mib": peak_memory_mib(),
    }


def _refuse(name: str, sentence: str) -> int:
    print(f"{name}: {' '.join(sentence.split())}", file=sys.stderr)
    return 1
