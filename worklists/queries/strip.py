"""The drawing of what visits took: a dot a visit in columns of five minutes, and no order in time.

Which visit a dot is cannot be told: there are no dates in it, minutes are rounded to the nearest five,
and there are always at least five carers behind. Places are in the units of the drawing's viewBox.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from worklists.estimates import STEP
from worklists.models import MinutesProposal

WIDTH, HEIGHT = 240, 64
#: Left of the first and right of the last column; under the dots for the axis.
MARGIN, FOOT = 12, 16
#: Dots stand so far from each other, or closer where a column is high.
DOT = 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Strip:
    """`dots`: (x, y). `half` is where the middle half lies: (x, width). `said` is for those who hear it."""

    dots: list[tuple[float, float]]
    half: tuple[float, float]
    planned: Mark
    proposed: Mark
    ends: tuple[Mark, Mark]
    said: str
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - FOOT


def strip_of(proposal: MinutesProposal) -> Strip:
    columns = {int(minutes): visits for minutes, visits in proposal.spread.items()}
    inside = [*columns, proposal.planned, proposal.minutes]
    low, high = min(inside) // STEP * STEP, max(*inside, min(inside) + 2 * STEP)

    def x(minutes: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (minutes - low) / (high - low), 1)

    room = HEIGHT - FOOT - DOT
    apart = min(DOT, room / max(1, max(columns.values(), default=1)))
    dots = [
        (x(minutes), round(HEIGHT - FOOT - 3 - apart * number, 1))
        for minutes, visits in columns.items()
        for number in range(visits)
    ]
    return Strip(
        dots=dots,
        half=(x(max(low, proposal.low)), round(max(2.0, x(proposal.high) - x(proposal.low)), 1)),
        planned=Mark(x(proposal.planned), proposal.planned),
        proposed=Mark(x(proposal.minutes), proposal.minutes),
        ends=(Mark(x(low), low), Mark(x(high), high)),
        said=_(
            "Planlagt %(planned)s min, foreslått %(minutes)s. Oppdrag etter lengde: %(columns)s."
        )
        % {
            "planned": proposal.planned,
            "minutes": proposal.minutes,
            "columns": ", ".join(f"{n} × {minutes} min" for minutes, n in columns.items()),
        },
    )
