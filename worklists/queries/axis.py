"""The time axis of a shift: instants as shares of its width, written as SVG wants them.

Shares are strings with a point in them: the Norwegian decimal comma would be a fault in SVG.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from heltom.lib import clock
from heltom.lib.words import hhmm

#: The axis on an ordinary screen, and a figure on it, in pixels: enough to know what there is room for.
TYPICAL_WIDTH, FIGURE, SMALL_FIGURE, MARGIN = 1150, 7.9, 6.8, 3

HOUR, QUARTER, SECOND = timedelta(hours=1), timedelta(minutes=15), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Tick:
    label: str
    x: str


@dataclass(frozen=True, slots=True)
class Axis:
    """From the quarter before the first thing on it to the quarter after the last."""

    start: datetime
    end: datetime

    @classmethod
    def around(cls, instants: Iterable[datetime]) -> Axis:
        known = [instant.astimezone(UTC) for instant in instants]
        first, last = min(known), max(known)
        start = _quarter_of(first)
        return cls(start, max(_quarter_of(last + QUARTER - SECOND), start + QUARTER))

    @property
    def minutes(self) -> int:
        return round((self.end - self.start) / timedelta(minutes=1))

    @property
    def start_minute(self) -> int:
        """Minutes since 1970, for the script that moves the line of the present."""
        return round(self.start.timestamp() / 60)

    def x(self, instant: datetime) -> str:
        return f"{self._share(instant - self.start):.2f}"

    def width(self, start: datetime, end: datetime) -> str:
        return f"{self._share(end - start):.2f}"

    def room(self, start: datetime, end: datetime, figure: float = FIGURE) -> int:
        """How many figures there is room for between two instants."""
        return int((self._share(end - start) / 100 * TYPICAL_WIDTH - MARGIN) // figure)

    def _share(self, length: timedelta) -> float:
        return 100 * (length / (self.end - self.start))

    @property
    def ticks(self) -> list[Tick]:
        """Each full hour. On a night when the clock changes the label may come twice, or be missing."""
        first = (self.start + HOUR - SECOND).replace(minute=0, second=0)
        hours = max(0, -(-(self.end - first) // HOUR))
        instants = [first + HOUR * number for number in range(hours)]
        return [Tick(hhmm(instant)[:2], self.x(instant)) for instant in instants]

    @property
    def now_x(self) -> str:
        """Where the present is; outside 0-100 when the shift is not going on."""
        return self.x(clock.now().replace(second=0, microsecond=0))


def _quarter_of(instant: datetime) -> datetime:
    """The last quarter of an hour before, or at, the instant."""
    return instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)
