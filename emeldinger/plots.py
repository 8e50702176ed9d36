"""Where things stand in the drawings of the figures page. Whole numbers: a decimal would be written
with a comma, which no drawing can be read by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: Room for the labels below the ground, and for the figures above the highest bar.
BELOW, ABOVE = 22, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """`said` is the figure as it is written over the bar; empty where it would be one of too many."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    label: str
    said: str


@dataclass(frozen=True, slots=True)
class Bars:
    """`missing` are the middles and labels of those that have no figure."""

    bars: tuple[Bar, ...]
    missing: tuple[Bar, ...]
    width: int
    height: int

    @property
    def ground(self) -> int:
        return self.height - BELOW

    @property
    def foot(self) -> int:
        return self.height - 5


def bars(
    values: Sequence[float | None],
    labels: Sequence[str],
    said: Sequence[str],
    *,
    top: float,
    width: int = 720,
    height: int = 170,
) -> Bars:
    """One bar for each value, `top` being as high as they go. None is a gap and not a nought."""
    step = width / max(len(values), 1)
    ground, room = height - BELOW, height - BELOW - ABOVE
    drawn = [
        _bar(number * step, step, ground, room * (value or 0) / (top or 1), label, words)
        for number, (value, label, words) in enumerate(zip(values, labels, said, strict=True))
    ]
    gaps = [value is None for value in values]
    return Bars(
        bars=tuple(bar for bar, gap in zip(drawn, gaps, strict=True) if not gap),
        missing=tuple(bar for bar, gap in zip(drawn, gaps, strict=True) if gap),
        width=width,
        height=height,
    )


def _bar(x: float, step: float, ground: int, high: float, label: str, said: str) -> Bar:
    wide = step * 0.72
    return Bar(
        x=round(x + (step - wide) / 2),
        y=ground - round(high),
        width=round(wide),
        height=round(high),
        middle=round(x + step / 2),
        label=label,
        said=said,
    )
