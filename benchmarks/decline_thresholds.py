"""Other thresholds of single rules, side by side, on training seeds: how the defaults were chosen.

    python -m benchmarks.decline_thresholds --seeds 1 2 3 --teams 4 '{"vekt": [{}, {"percent": 4}]}'

Each rule is judged by itself, week by week, as if no board had spoken of anybody: so it speaks more often
than it would. One line a choice: how often it began to speak of somebody who was not getting worse, a team
and week; how often rightly; and how many of those it is there for it found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from boards.rules.history import History
    from imports.demo.decline import Plant
    from imports.demo.decline_life import Life
    from imports.demo.decline_town import Span

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heltom.settings")
TRAINING = 10
Choice = tuple[str, str]


@dataclass(slots=True)
class Counts:
    right: int = 0
    wrong: int = 0
    there: int = 0
    found: int = 0
    days: list[int] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("choices", help="rule → list of thresholds that differ, as JSON")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--teams", type=int, default=4)
    asked = parser.parse_args()
    if max(asked.seeds) >= TRAINING:
        print("Thresholds are chosen on training seeds (below 10).", file=sys.stderr)
        return 2
    django.setup()
    choices = {rule: list(some) for rule, some in json.loads(asked.choices).items()}
    for line in _compare(choices, asked.seeds, asked.teams):
        print(line)
    return 0


def _compare(
    choices: Mapping[str, list[dict[str, float]]], seeds: list[int], teams: int
) -> Iterator[str]:
    from imports.demo.bergen import municipality
    from imports.demo.decline_town import Span, town

    span = Span(date(2024, 3, 4), date(2024, 9, 2), date(2026, 9, 6))
    shapes = [team for unit in municipality("bergen") for team in unit.teams]
    shapes = shapes[:: ceil(len(shapes) / teams)]
    counts: dict[Choice, Counts] = defaultdict(Counts)
    for seed in seeds:
        for shape in shapes:
            made = town(shape.code, shape.patients, span, seed, temps=shape.temps / 0.45)
            for number, life in enumerate(made.lives):
                _patient(life, number, span, choices, counts)
    weeks = len(seeds) * len(shapes) * 105
    for (rule, choice), count in sorted(counts.items()):
        middle = sorted(count.days)[len(count.days) // 2] if count.days else "–"
        yield (
            f"{rule:13} {choice:45} wrong {count.wrong / weeks:.3f} a team and week, right {count.right}, "
            f"precision {count.right / max(1, count.right + count.wrong):.0%}, "
            f"found {count.found} of {count.there}, days {middle}"
        )


def _patient(
    life: Life,
    number: int,
    span: Span,
    choices: Mapping[str, list[dict[str, float]]],
    counts: dict[Choice, Counts],
) -> None:
    from benchmarks.decline_figures import TELLS_OF
    from benchmarks.decline_past import Past

    past, worse = Past(life, number), life.person.plant
    on, last = span.begins, life.person.ended or span.last
    pasts = []
    while on <= last:
        if on >= life.person.started:
            pasts.append((on, past.until(on, date.max)))
        on += timedelta(days=7)
    for code, some in choices.items():
        for one in some:
            count = counts[code, json.dumps(one)]
            days = _speaks(code, one, pasts, worse, count)
            if worse and code in TELLS_OF[worse.kind]:
                count.there += 1
                count.found += bool(days)
                count.days += days[:1]


def _speaks(
    code: str,
    one: Mapping[str, float],
    pasts: list[tuple[date, History]],
    worse: Plant | None,
    count: Counts,
) -> list[int]:
    """Days after the onset on which the rule began to speak of it."""
    from benchmarks.decline_figures import is_worse
    from boards.rules.found import Found
    from boards.rules.registry import BY_CODE

    rule, spoke, days = BY_CODE[code], False, []
    chosen = rule.with_defaults(one)
    for on, history in pasts:
        now = isinstance(rule.judge(history, on, chosen), Found)
        if now and not spoke:
            rightly = is_worse(worse, on)
            count.right += rightly
            count.wrong += not rightly
            days += [(on - worse.onset).days] if worse and rightly else []
        spoke = now
    return days


if __name__ == "__main__":
    raise SystemExit(main())
