"""Two years of a municipality with planted declines: who is proposed for the board, how soon, how wrongly.

    python -m benchmarks.decline_years --seeds 1 2 3 [--teams 37] [--misses]
    python -m benchmarks.decline_years --seeds 11 12 13
    python -m benchmarks.decline_years --seeds 1 --folder FOLDER

Teams of Bergen's sizes (imports/demo/bergen.py) with half a year of past before the two years that are
judged. Week by week the rules of the board judge every patient with what was known then, and the agenda
is laid into thirty minutes (decline_boards.py). Everything is invented (imports/demo/decline*.py).

Thresholds are chosen on seeds below 10; what is reported comes from others. Single misses are therefore
shown of the former only: who could see which were missed, could choose by them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from datetime import date
from math import ceil
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


#: What is known begins, anything is planted from, and the last day.
SPAN = date(2024, 3, 4), date(2024, 9, 2), date(2026, 9, 6)
#: Seeds below this may be looked at one by one.
TRAINING = 10


def main() -> int:
    asked = _arguments()
    if asked.misses and any(seed >= TRAINING for seed in asked.seeds):
        print("--misses is for training seeds only (below 10).", file=sys.stderr)
        return 2
    django.setup()
    return _write(asked) if asked.folder else _run(asked)


def _write(asked: argparse.Namespace) -> int:
    """A team of a hundred over two years and a half: read it in with `manage.py import_municipality`."""
    from imports.demo.decline_rows import rows_of
    from imports.demo.decline_town import Span, town
    from imports.format import TABLES
    from imports.writer import write_table

    asked.folder.mkdir(parents=True, exist_ok=True)
    made = town("prove-ot1", 100, Span(*SPAN), asked.seeds[0])
    rows = rows_of(made)
    for table in TABLES:
        if table.name in rows:
            print(table.name, write_table(asked.folder, table, rows[table.name]))
    return 0


def _run(asked: argparse.Namespace) -> int:
    from benchmarks.decline_boards import Boards
    from benchmarks.decline_figures import Sums, add, summary, tables
    from boards.rules.registry import Chosen
    from imports.demo.bergen import municipality
    from imports.demo.decline_town import Span, town

    span = Span(*SPAN)
    shapes = [team for unit in municipality("bergen") for team in unit.teams]
    shapes = shapes[:: ceil(len(shapes) / asked.teams)]
    chosen = Chosen(thresholds=json.loads(asked.thresholds), off=frozenset(asked.off))
    sums, began = Sums(), time.monotonic()
    for seed in asked.seeds:
        for shape in shapes:
            made = town(shape.code, shape.patients, span, seed, temps=shape.temps / 0.45)
            add(sums, Boards(made, chosen).run(seed))
    seconds = round(time.monotonic() - began)
    told = summary(sums) | {"seeds": asked.seeds, "seconds": seconds, "MiB": _mebibytes()}
    print(json.dumps(told, ensure_ascii=False))
    print("\n".join(tables(sums)))
    if asked.misses:
        print("\n".join(sorted(sums.misses)))
    return 0


def _mebibytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--teams", type=int, default=37, help="at most so many teams, spread out")
    parser.add_argument(
        "--misses", action="store_true", help="name the missed, training seeds only"
    )
    parser.add_argument("--folder", type=Path, help="write one team as import files, and stop")
    parser.add_argument("--thresholds", default="{}", help='{"vekt": {"percent": 4}}')
    parser.add_argument("--off", nargs="*", default=[], help="rules that are turned off")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
