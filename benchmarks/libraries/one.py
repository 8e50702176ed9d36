"""One team day by one solver in one way, in a process of its own: prints the plan as JSON.

The seconds are the whole budget by the clock, as for our own commands: loading the library and
building its model count.
"""

import argparse
import importlib
import json
import time
from pathlib import Path

from benchmarks import BEGAN
from benchmarks.files import Json, load
from benchmarks.process import peak_memory_mib


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.libraries.one")
    parser.add_argument("day", type=Path)
    parser.add_argument("--solver", required=True)
    parser.add_argument("--way", type=int, default=0)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    plan, curve = _solved(asked)
    told = {
        "seconds": round(time.perf_counter() - BEGAN, 3),
        "cpu_seconds": round(time.process_time(), 3),  # far below: other work had the core
        "peak_memory_mib": peak_memory_mib(),
        "curve": curve,
    }
    print(json.dumps(told | plan))


def _solved(asked: argparse.Namespace) -> tuple[Json, list[tuple[float, float]]]:
    module = importlib.import_module(f"benchmarks.libraries.with_{asked.solver}")
    if asked.solver == "heltom":
        return module.solve(asked.day, asked.seconds, asked.seed)
    from benchmarks.libraries.tasks import lay_out, plan_of

    day, way = load(asked.day), module.WAYS[asked.way]
    tasks = lay_out(day, way)
    left = max(asked.seconds - (time.perf_counter() - BEGAN), 0.05)
    return plan_of(day, tasks, module.solve(tasks, way, left, asked.seed)), []


if __name__ == "__main__":
    main()
