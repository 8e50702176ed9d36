"""Random questions with every feature that the planner knows, each plan put before the checker.

    python -m benchmarks.rules --days 10000 [--from 0] [--processes 2]

Days of up to 40 visits and 8 carers on all three shifts; every third one with a plan published for the
same shift hours before, every third with one of another day. Prints a table of how many plans had which
feature and a JSON line; each plan that breaks a rule is named by its number, which draws it again:
`tests.worklists.planning.cases.case(NUMBER)`.
"""

import argparse
import json
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.worklists.planning.cases import case
from tests.worklists.planning.features import features
from worklists.planning import PlanRejected, check, solve

CHUNK = 50


def main() -> int:
    asked = _arguments()
    began = time.monotonic()
    counts: Counter[str] = Counter()
    faults: list[str] = []
    last = asked.first + asked.days
    starts = range(asked.first, last, CHUNK)
    with ProcessPoolExecutor(asked.processes, mp_context=get_context("spawn")) as pool:
        spans = ((start, min(start + CHUNK, last)) for start in starts)
        for found, broken in pool.map(look_at, spans):
            counts += found
            faults += broken
            for line in broken:
                print(line, file=sys.stderr, flush=True)
    for name, count in counts.most_common():
        print(f"{count:7} {name}")
    told = {"plans": asked.days, "from": asked.first, "faults": len(faults)}
    print(json.dumps(told | {"seconds": round(time.monotonic() - began, 1)}))
    return 1 if faults else 0


def look_at(span: tuple[int, int]) -> tuple[Counter[str], list[str]]:
    """The features of some questions, and one line for each plan with a fault."""
    counts: Counter[str] = Counter()
    faults = []
    for number in range(*span):
        told = _broken(number, counts)
        if told:
            faults.append(f"{number}: {told}")
    return counts, faults


def _broken(number: int, counts: Counter[str]) -> str:
    """What is wrong with the plan for one question, or nothing."""
    try:
        problem, previous, how = case(number)
        counts.update(features(problem, previous, how))
        plan = solve(problem, previous=previous, **how)
    except PlanRejected as rejected:
        return str(rejected)
    except Exception as error:  # one that falls over must not hide the rest
        return f"{type(error).__name__}: {error}"
    counts["visits placed"] += sum(1 for _ in plan.placed())
    counts["visits left"] += len(plan.unassigned)
    return "; ".join(fault.sentence for fault in check(problem, plan))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=10_000)
    parser.add_argument("--from", type=int, default=0, dest="first", help="the first number drawn")
    parser.add_argument("--processes", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
