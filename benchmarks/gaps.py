"""Rows of results into tables: the gap to the best published value, for each family.

The gap of an instance is the median over its seeds; that of a family the mean over its instances.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from statistics import mean, median
from typing import Any

Row = dict[str, Any]
FAMILIES = {10: "A (10)", 25: "B (25)", 50: "C (50)", 75: "D (75)", 100: "E (100)",
            200: "F (200)", 300: "G (300)"}  # fmt: skip
ROUNDED = 1e-5
"""Published costs have six figures; less than this share below one is the same plan."""


def family(instance: str) -> str:
    """The family by the number of patients in a Mankowska name; else a common one."""
    found = re.search(r"HCSRP_(\d+)_", instance)
    if found:
        return FAMILIES.get(int(found[1]), found[1])
    return "Italian" if instance.startswith("instance_") else "team days"


def gap(row: Row) -> float:
    """Percent above the best published value."""
    return 100 * (row["evaluated"] / row["best"] - 1)


def is_below(row: Row) -> bool:
    """Whether an accepted solution is better than any published one."""
    return row["accepted"] and bool(row["best"]) and row["evaluated"] < row["best"] * (1 - ROUNDED)


def table(rows: Iterable[Row]) -> str:
    """One line for each family and budget, as Markdown."""
    groups: dict[tuple[str, float], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["family"], row["budget"]].append(row)
    lines = [
        "| family | seconds | instances | runs | mean cost | mean gap % | median gap % "
        "| worst gap % | below published | longest, s | memory, MiB | refused |",
        "| --- " * 12 + "|",
    ]
    return "\n".join(lines + [_line(key, groups[key]) for key in sorted(groups)])


def _line(key: tuple[str, float], rows: list[Row]) -> str:
    of = _by_instance(rows)
    costs = [median(row["evaluated"] for row in seeds) for seeds in of.values()]
    known = [seeds for seeds in of.values() if seeds[0]["best"]]
    medians = [median(map(gap, seeds)) for seeds in known]
    told = [mean(medians), median(medians), max(medians)] if medians else []
    cells = [
        key[0],
        f"{key[1]:g}",
        len(of),
        len(rows),
        f"{mean(costs):,.1f}",
        *([f"{value:z.2f}" for value in told] or ["–"] * 3),
        f"{sum(any(map(is_below, seeds)) for seeds in known)} of {len(known)}",
        f"{max(row['seconds'] for row in rows):.1f}",
        f"{max(row['peak_memory_mib'] for row in rows):.0f}",
        sum(not row["accepted"] for row in rows),
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _by_instance(rows: Iterable[Row]) -> dict[str, list[Row]]:
    of: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of[row["instance"]].append(row)
    return of


def new_best(rows: Iterable[Row]) -> str:
    """The best accepted solution of every instance where it beats the published one."""
    lines = []
    for instance, seeds in sorted(_by_instance(filter(is_below, rows)).items()):
        row = min(seeds, key=lambda row: row["evaluated"])
        lines.append(
            f"| {instance} | {row['best']:g} | {row['evaluated']:.3f} | {gap(row):.3f} "
            f"| {row['budget']:g} | {row['seed']} | {row['solution']} |"
        )
    if not lines:
        return "\nNo new best values."
    heads = "| instance | published | new | gap % | seconds | seed | solution |"
    return "\n".join([f"\n{len(lines)} new best values\n", heads, "| --- " * 7 + "|", *lines])
