"""Rows of results into one table: each solver's cost by day, its best way counted."""

from collections import defaultdict
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

Row = dict[str, Any]


def best_costs(rows: Iterable[Row]) -> dict[tuple[str, float], dict[str, float]]:
    """(solver, budget) to the cost of each day: median over seeds, then the best of the ways."""
    seeds: dict[tuple[str, float, str, str], list[float]] = defaultdict(list)
    for row in rows:
        seeds[row["solver"], row["budget"], row["instance"], row["way"]].append(row["cost"])
    best: dict[tuple[str, float], dict[str, float]] = defaultdict(dict)
    for (solver, budget, day, _), costs in seeds.items():
        known = best[solver, budget].get(day, float("inf"))
        best[solver, budget][day] = min(known, median(costs))
    return best


def summary(rows: Iterable[Row]) -> str:
    """One line for each solver and budget, as Markdown."""
    rows = list(rows)
    best, shares = best_costs(rows), _core_shares(rows)
    days = sorted({day for costs in best.values() for day in costs})
    heads = ["solver", "seconds", *days, "mean", "least share of a core"]
    lines = [f"| {' | '.join(heads)} |", "| --- " * len(heads) + "|"]
    for (solver, budget), costs in sorted(best.items()):
        told = [f"{costs[day]:,.0f}" if day in costs else "–" for day in days]
        cells = [
            solver,
            f"{budget:g}",
            *told,
            f"{mean(costs.values()):,.0f}",
            f"{shares[solver, budget]:.2f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _core_shares(rows: Iterable[Row]) -> dict[tuple[str, float], float]:
    """The least part of a core that a run had; far below 1 it says nothing about the solver."""
    shares: dict[tuple[str, float], float] = {}
    for row in rows:
        share, key = row["cpu_seconds"] / row["seconds"], (row["solver"], row["budget"])
        shares[key] = min(share, shares.get(key, share))
    return shares
