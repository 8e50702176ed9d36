"""Twenty disturbances on each of fifty shifts: what each repair moves, beside a rebuild from nothing.

    scripts/with-services .venv/bin/python -m benchmarks.disturbances --shifts 50 --each 20 --seed 1

Run with a municipality loaded. Shifts are drawn among those of tomorrow that have lists; each is played
from a third of the way on, one disturbance after the other on the lists as they then are: somebody
ill, a visit more, an alarm that somebody is sent to, a visit called off, one wanted after all, a lent
carer, one let off a visit, one moved by hand, a patient admitted. After each repair the published lists
are read back: every hard rule is checked by the checker that shares no code with the search, and the
day balance is counted anew. The same question is put to the planner without the lists that people have
seen. Nothing is kept: each shift's play is rolled back.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, defaultdict
from random import Random

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")


def main() -> int:
    asked = _arguments()
    import django

    django.setup()
    from benchmarks.disturbance_steps import shifts_to_play

    rng = Random(asked.seed)  # noqa: S311 - a game, not a secret
    rows: list[dict[str, object]] = []
    for number, shift in enumerate(shifts_to_play(asked.shifts, rng)):
        found = _play(shift, Random(f"{asked.seed} {number}"), asked.each)  # noqa: S311
        rows += found
        if asked.lines:
            print("\n".join(map(json.dumps, found)), flush=True)
        print(json.dumps(summary(rows)), file=sys.stderr, flush=True)
    print(json.dumps(summary(rows), indent=1, ensure_ascii=False))
    return 0 if not any(row["faults"] for row in rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.disturbances", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--shifts", type=int, default=50)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", action="store_true", help="one line for each disturbance too")
    return parser.parse_args()


def _play(shift: object, rng: Random, each: int) -> list[dict[str, object]]:
    from django.db import transaction

    from benchmarks.disturbance_steps import Play

    rows = []
    with transaction.atomic():
        play = Play(shift, rng)
        rows = [play.step() for _ in range(each)]
        transaction.set_rollback(True)
    return rows


FIGURES = ("moved", "moved_from_nothing", "late", "late_from_nothing", "left", "left_from_nothing")


def summary(rows: list[dict[str, object]]) -> dict[str, object]:
    """Means for each repair, and the same by what happened."""
    by_kind: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        by_kind[str(row["kind"])].append(row)
    told = [sentence for row in rows for sentence in row["faults"]]  # type: ignore[attr-defined]
    return {
        "repairs": len(rows),
        "faults": len(told),
        "told": told[:5],
        **_means(rows),
        "refused": sum(bool(row["refused"]) for row in rows),
        "kinds": dict(Counter(str(row["kind"]) for row in rows)),
        "by_kind": {kind: _means(found) for kind, found in sorted(by_kind.items())},
    }


def _means(rows: list[dict[str, object]]) -> dict[str, float]:
    done = [row for row in rows if not row["refused"]]
    return {
        name: round(sum(float(row[name]) for row in done) / max(len(done), 1), 2)  # type: ignore[arg-type]
        for name in FIGURES
    }


if __name__ == "__main__":
    sys.exit(main())
