"""Draw cost against time from the results of ``benchmarks.libraries``.

    python -m benchmarks.plot RESULTS.jsonl --out docs/images/planner-cost-time.svg

A point is a run with that budget: the mean over the days, each library in its best way for the
day. The thin line is one long run of ours as it went on, from its own progress reports.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.libraries.summary import best_costs

Row = dict[str, Any]
Points = list[tuple[float, float]]
INK = "#7d8590"
"""Text and axes that can be read on white and on black."""
LOOKS = {
    "heltom": ("HeltOm", "#2f81f7", "o"),
    "ortools": ("OR-Tools", "#d29922", "s"),
    "vroom": ("VROOM", "#3fb950", "^"),
    "pyvrp": ("PyVRP", "#f778ba", "D"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.plot", description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the SVG file to write")
    asked = parser.parse_args()
    rows = [json.loads(line) for line in asked.results.read_text().splitlines()]
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    settings = {"svg.fonttype": "none", "svg.hashsalt": "heltom", "font.family": "sans-serif"}
    with mpl.rc_context(settings):
        drawn = draw([row for row in rows if "error" not in row])
        drawn.savefig(asked.out, transparent=True, metadata={"Date": None, "Creator": None})


def draw(rows: list[Row]) -> Figure:
    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.add_subplot()
    points: dict[str, Points] = defaultdict(list)
    for (solver, budget), costs in sorted(best_costs(rows).items()):
        points[solver].append((budget, mean(costs.values())))
    for solver, (name, colour, mark) in LOOKS.items():
        if solver in points:
            axes.plot(*zip(*points[solver], strict=True), color=colour, marker=mark, label=name)
    curve = anytime(rows)
    if curve:
        label = "HeltOm, one long run"
        axes.plot(*zip(*curve, strict=True), color=LOOKS["heltom"][1], lw=1, ls=":", label=label)
    _dress(axes, points)
    return figure


def _dress(axes: Axes, points: dict[str, Points]) -> None:
    budgets = sorted({budget for those in points.values() for budget, _ in those})
    costs = [cost for those in points.values() for _, cost in those]
    axes.set(xscale="log", xlabel="seconds, one core", ylabel="mean cost of the team days, minutes")
    axes.set_xticks(budgets, [f"{budget:g}" for budget in budgets])
    axes.set_xticks([], minor=True)
    axes.set_ylim(0, 1.05 * max(costs))
    axes.grid(color=INK, alpha=0.25)
    axes.tick_params(colors=INK)
    for text in (axes.xaxis.label, axes.yaxis.label):
        text.set_color(INK)
    for edge in axes.spines.values():
        edge.set_color(INK)
    axes.legend(frameon=False, labelcolor=INK)


def anytime(rows: Iterable[Row]) -> Points:
    """Our longest runs as they went on: the mean over the days, from when each has a plan."""
    ours = [row for row in rows if row.get("curve")]
    longest = max((row["budget"] for row in ours), default=0)
    curves = [row["curve"] for row in ours if row["budget"] == longest]
    if not curves:
        return []
    moments = sorted({moment for curve in curves for moment, _ in curve})
    begun = max(curve[0][0] for curve in curves)
    return [(t, mean(_at(curve, t) for curve in curves)) for t in moments if t >= begun]


def _at(curve: Points, moment: float) -> float:
    return min(cost for when, cost in curve if when <= moment)


if __name__ == "__main__":
    main()
