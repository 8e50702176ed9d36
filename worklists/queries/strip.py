"""The drawing of what visits took: a dot a visit in columns of five minutes, and no order in time.

Which visit a dot is cannot be told: there are no dates in it, minutes are rounded to the nearest five,
and there are always at least five carers behind. Places are in the units of the drawing's viewBox, as
text: a Norwegian decimal comma is no number to a drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from worklists.estimates import STEP
from worklists.models import MinutesProposal

WIDTH, HEIGHT = 240, 64
#: Left of the first and right of the last column; under the dots for the axis.
MARGIN, FOOT = 12, 16
#: Dots stand so far from each other, or closer where a column is high.
DOT = 5.0

type Scale = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of minutes, and where it stands."""

    x: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Strip:
    """`marks` are written under the axis. The middle half lies from `half_from`, `half_width` wide."""

    dots: list[tuple[str, str]]
    marks: list[Mark]
    half_from: str
    half_width: str
    planned: str
    proposed: str
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def strip_of(proposal: MinutesProposal) -> Strip:
    """The drawing, and `said`: the same for those who hear it."""
    columns = {int(minutes): visits for minutes, visits in proposal.spread.items()}
    inside = [*columns, proposal.planned, proposal.minutes, proposal.low, proposal.high]
    low, high = min(inside) // STEP * STEP, -(-max(inside) // STEP) * STEP

    def place(minutes: float) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (minutes - low) / (high - low)

    return Strip(
        dots=_dots(columns, lambda minutes: f"{place(minutes):.1f}"),
        marks=[Mark(f"{place(each):.1f}", each) for each in _marked(low, high, proposal)],
        half_from=f"{place(proposal.low):.1f}",
        half_width=f"{max(2.0, place(proposal.high) - place(proposal.low)):.1f}",
        planned=f"{place(proposal.planned):.1f}",
        proposed=f"{place(proposal.minutes):.1f}",
        said=_said(proposal, columns),
    )


def _dots(columns: dict[int, int], x: Scale) -> list[tuple[str, str]]:
    room = HEIGHT - FOOT - 2 * DOT
    apart = min(DOT, room / max(columns.values(), default=1))
    base = HEIGHT - FOOT - 3
    return [
        (x(minutes), f"{base - apart * number:.1f}")
        for minutes, visits in columns.items()
        for number in range(visits)
    ]


def _marked(low: int, high: int, proposal: MinutesProposal) -> list[int]:
    """The minutes written under the axis: planned and proposed, and the ends where there is room."""
    written = [proposal.planned, proposal.minutes]
    for end in (low, high):
        if min(abs(end - each) for each in written) * 8 >= high - low:
            written.append(end)
    return sorted(written)


def _said(proposal: MinutesProposal, columns: dict[int, int]) -> str:
    by_length = ", ".join(f"{visits} × {minutes} min" for minutes, visits in columns.items())
    return _(
        "Planlagt %(planned)s min, foreslått %(minutes)s. Oppdrag etter lengde: %(columns)s."
    ) % {"planned": proposal.planned, "minutes": proposal.minutes, "columns": by_length}
