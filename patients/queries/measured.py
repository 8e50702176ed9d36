"""What was last measured of a patient, and which way it goes: a figure, a word and a small drawing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from patients.models import Observation, Patient

Kind = Observation.Kind

#: In the order in which a page tells them, with what stands behind the figure.
SHOWN: dict[str, object] = {
    Kind.NEWS2: "",
    Kind.WEIGHT: _lazy("kg"),
    Kind.KATZ: _lazy("av 6"),
    Kind.FRAILTY: _lazy("av 9"),
}
#: Which way is for the worse: 1 up, -1 down.
WORSE = {Kind.NEWS2: 1, Kind.WEIGHT: -1, Kind.KATZ: -1, Kind.FRAILTY: 1}

#: NEWS2: from here an urgent review, from there an emergency (Royal College of Physicians, 2017).
NEWS2_URGENT, NEWS2_EMERGENCY = 5, 7
#: So much of the weight lost within half a year is a reason to look at how she eats.
WEIGHT_LOSS = Decimal("0.05")

#: How far back a page looks; function is measured far more seldom than signs of illness.
BACK = timedelta(days=400)
RECENT = {Kind.NEWS2: timedelta(days=60), Kind.WEIGHT: timedelta(days=180)}
WIDTH, HEIGHT, EDGE = 96, 26, 3
MOST_POINTS = 8


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of measurement. `way` is "opp", "ned", "likt" or empty when there is nothing before."""

    kind: str
    label: str
    figure: str
    unit: str
    at: datetime
    way: str
    since: str
    is_worse: bool
    level: str
    """ "danger" or "warning" where the figure itself asks for somebody to act."""
    incomplete: bool
    """A newer measurement has no total, because not everything was measured."""
    points: str = ""
    """The drawing's line, in the units of its viewBox."""
    last: tuple[str, str] = ("", "")
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def arrow(self) -> str:
        return {"opp": "↑", "ned": "↓", "likt": "→"}.get(self.way, "")

    @property
    def days_old(self) -> int:
        return (clock.today() - self.at.astimezone(clock.OSLO).date()).days


def last_measured(patient: Patient) -> list[Series]:
    """NEWS2, weight, Katz and frailty with their trend, without what was written wrong. One query."""
    rows: dict[str, list[Observation]] = defaultdict(list)
    for row in (
        patient.observations.holding()
        .filter(kind__in=list(SHOWN), taken_at__gt=clock.now() - BACK, taken_at__lte=clock.now())
        .order_by("taken_at", "pk")
    ):
        rows[row.kind].append(row)
    return [found for kind in SHOWN if (found := _series(kind, rows[kind]))]


def _series(kind: str, rows: list[Observation]) -> Series | None:
    whole = [row for row in rows if row.value is not None]
    if not whole:
        return None
    last, before = whole[-1], _compared_with(kind, whole)
    change = (last.value or Decimal()) - (before.value or Decimal()) if before else None
    points = _points(whole[-MOST_POINTS:])
    return Series(
        kind=kind,
        label=str(Kind(kind).label),
        figure=_figure(last.value),
        unit=str(SHOWN[kind]),
        at=last.taken_at,
        way=_way(change),
        since=_since(change, before),
        is_worse=_is_worse(kind, change, before),
        level=_level(kind, last),
        incomplete=rows[-1] is not last,
        points=" ".join(f"{x},{y}" for x, y in points),
        last=points[-1] if points else ("", ""),
    )


def _compared_with(kind: str, whole: list[Observation]) -> Observation | None:
    """The one before; of weight the first of the half year, for it is lost slowly."""
    last = whole[-1]
    near = [row for row in whole[:-1] if last.taken_at - row.taken_at <= RECENT.get(kind, BACK)]  # type: ignore[call-overload]
    if not near:
        return None
    return near[0] if kind == Kind.WEIGHT else near[-1]


def _figure(value: Decimal | None) -> str:
    """ "3" and "62,4": decimals where there are any."""
    shown = (value or Decimal()).normalize()
    return number_format(shown, decimal_pos=0 if shown == shown.to_integral_value() else 1)


def _way(change: Decimal | None) -> str:
    if change is None:
        return ""
    return "likt" if not change else ("opp" if change > 0 else "ned")


def _since(change: Decimal | None, before: Observation | None) -> str:
    """ "opp 2 siden 3. nov": what has happened, in words for those who do not see an arrow."""
    if change is None or before is None:
        return ""
    day = before.taken_at.astimezone(clock.OSLO).date()
    told = {"day": date_format(day, "j. b"), "much": _figure(abs(change))}
    if not change:
        return _("likt siden %(day)s") % told
    return (
        _("opp %(much)s siden %(day)s") if change > 0 else _("ned %(much)s siden %(day)s")
    ) % told


def _is_worse(kind: str, change: Decimal | None, before: Observation | None) -> bool:
    if not change or before is None:
        return False
    if kind == Kind.WEIGHT:
        return -change >= WEIGHT_LOSS * (before.value or Decimal())
    return change * WORSE[Kind(kind)] > 0


def _level(kind: str, last: Observation) -> str:
    if kind != Kind.NEWS2 or last.value is None:
        return ""
    if last.value >= NEWS2_EMERGENCY:
        return "danger"
    return "warning" if last.value >= NEWS2_URGENT else ""


def _points(rows: list[Observation]) -> list[tuple[str, str]]:
    """Places in the drawing: time from left to right, the highest value on top."""
    if len(rows) < 2:
        return []
    first, last = rows[0].taken_at, rows[-1].taken_at
    values = [float(row.value or 0) for row in rows]
    low, high = min(values), max(values)
    span = (last - first).total_seconds() or 1.0
    rise = (high - low) or 1.0
    return [
        (
            f"{EDGE + (WIDTH - 2 * EDGE) * (row.taken_at - first).total_seconds() / span:.1f}",
            f"{_height(value, low, high, rise):.1f}",
        )
        for row, value in zip(rows, values, strict=True)
    ]


def _height(value: float, low: float, high: float, rise: float) -> float:
    if low == high:
        return HEIGHT / 2
    return HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / rise
