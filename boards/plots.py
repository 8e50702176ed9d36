"""Small drawings for the page that is read before the meeting: time to the right, figures upwards.

Everything that a drawing says stands in words and in a table beside it: nobody has to see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BOTTOM = 42, 10, 10, 26


@dataclass(frozen=True, slots=True)
class Point:
    """What was seen on a day; `by` is who saw it, empty where many did."""

    on: date
    value: float
    by: str = ""

    @property
    def figure(self) -> str:
        return figure(self.value)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on one of the axes, or a thing that happened, with its words."""

    at: str
    words: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """From which day to which, and between which figures, a drawing goes."""

    first: date
    last: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = max((self.last - self.first).days, 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / days

    def y(self, value: float) -> float:
        rise = (self.high - self.low) or 1
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / rise

    def place(self, point: Point) -> str:
        return f"{self.x(point.on):.1f},{self.y(point.value):.1f}"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing with its words. `line` is what was seen; `plan` what was meant, where that is known."""

    code: str
    title: str
    unit: str
    says: str
    points: tuple[Point, ...]
    line: str = ""
    dots: tuple[tuple[str, str], ...] = ()
    plan: str = ""
    planned: tuple[Point, ...] = ()
    days: tuple[Mark, ...] = ()
    heights: tuple[Mark, ...] = ()
    limits: tuple[Mark, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    bottom: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT

    @property
    def rows(self) -> list[tuple[Point, str]]:
        """For the table, newest first: each point with what was planned then."""
        meant = {point.on: point.figure for point in self.planned}
        return [(point, meant.get(point.on, "")) for point in reversed(self.points)]


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of figure is drawn: the least and greatest that the axis must reach, and its limits."""

    title: str
    unit: str
    low: float | None = None
    high: float | None = None
    least_span: float = 0
    limits: tuple[float, ...] = field(default=())


def draw(
    code: str, style: Style, seen: Sequence[Point], first: date, last: date,
    planned: Sequence[Point] = (),
) -> Plot | None:  # fmt: skip
    """None where nothing was seen. One point is a figure without a line."""
    if not seen:
        return None
    low, high = _reach(style, [point.value for point in (*seen, *planned)])
    frame = Frame(min(first, seen[0].on), last, low, high)
    return Plot(
        code=code, title=style.title, unit=style.unit, says=in_words(style, seen, planned),
        points=tuple(seen), planned=tuple(planned),
        line=_line(frame, seen), plan=_line(frame, planned),
        dots=tuple((f"{frame.x(p.on):.1f}", f"{frame.y(p.value):.1f}") for p in seen),
        days=_days(frame),
        heights=tuple(Mark(f"{frame.y(value):.1f}", figure(value)) for value in (low, high)),
        limits=tuple(
            Mark(f"{frame.y(value):.1f}", figure(value))
            for value in style.limits if low < value < high
        ),
    )  # fmt: skip


def _line(frame: Frame, points: Sequence[Point]) -> str:
    return " ".join(frame.place(point) for point in points) if len(points) > 1 else ""


def _reach(style: Style, values: list[float]) -> tuple[float, float]:
    """Whole figures around what was seen, never so narrow that a trifle looks like a fall."""
    low = min(values) if style.low is None else min(style.low, *values)
    high = max(values) if style.high is None else max(style.high, *values)
    short = max(style.least_span - (high - low), 0)
    low, high = low - (short / 2 if style.low is None else 0), high + short / 2
    return float(int(low // 1)), float(-int(-high // 1))


def _days(frame: Frame) -> tuple[Mark, ...]:
    """The first day, the middle and the last."""
    middle = frame.first + timedelta(days=(frame.last - frame.first).days // 2)
    return tuple(
        Mark(f"{frame.x(day):.1f}", date_format(day, "j.n.y"), kind)
        for day, kind in ((frame.first, "start"), (middle, "middle"), (frame.last, "end"))
    )


def in_words(style: Style, seen: Sequence[Point], planned: Sequence[Point] = ()) -> str:
    """ "Sist 58 kg, 12. nov. Ned 4,1 siden 3. mai 2026." and, where a plan is known, what it says."""
    first, last = seen[0], seen[-1]
    told = {
        "figure": f"{last.figure} {style.unit}".strip(),
        "day": date_format(last.on, "j. b"),
        "much": figure(abs(last.value - first.value)),
        "since": date_format(first.on, "j. b Y"),
    }
    meant = _(" Planlagt %s.") % f"{planned[-1].figure} {style.unit}".strip() if planned else ""
    if len(seen) == 1:
        return _("%(figure)s, %(day)s. Bare én gang.") % told + meant
    if last.value == first.value:
        return _("Sist %(figure)s, %(day)s. Likt som %(since)s.") % told + meant
    words = (
        _("Sist %(figure)s, %(day)s. Opp %(much)s siden %(since)s.")
        if last.value > first.value
        else _("Sist %(figure)s, %(day)s. Ned %(much)s siden %(since)s.")
    )
    return words % told + meant


def figure(value: float) -> str:
    """ "3" and "62,4": one decimal where there is any."""
    rounded = round(value, 1)
    return number_format(rounded, decimal_pos=0 if rounded == int(rounded) else 1)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something on the line of what has happened. `until` where it lasted."""

    on: date
    kind: str
    words: str
    until: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Falls, alarms and stays on a line of time; `rows` are the same in words, newest first."""

    marks: tuple[Mark, ...]
    stays: tuple[tuple[str, str], ...]
    days: tuple[Mark, ...]
    rows: tuple[Happening, ...]
    width: int = WIDTH
    height: int = 54
    left: int = LEFT
    right: int = WIDTH - RIGHT


def story(happened: Sequence[Happening], first: date, last: date) -> Story | None:
    """None where nothing has happened. A stay that lasts goes on to the last day."""
    if not happened:
        return None
    frame = Frame(first, last, 0, 1)
    rows = sorted(happened, key=lambda one: one.on, reverse=True)
    return Story(
        marks=tuple(
            Mark(f"{frame.x(one.on):.1f}", one.words, one.kind)
            for one in reversed(rows) if one.kind != "opphold"
        ),
        stays=tuple(_bar(frame, one) for one in reversed(rows) if one.kind == "opphold"),
        days=_days(frame),
        rows=tuple(rows),
    )  # fmt: skip


def _bar(frame: Frame, stay: Happening) -> tuple[str, str]:
    """Where it begins and how wide it is; a day is at least to be seen."""
    start = frame.x(max(stay.on, frame.first))
    end = frame.x(min(stay.until or frame.last, frame.last))
    return f"{start:.1f}", f"{max(end - start, 2):.1f}"
