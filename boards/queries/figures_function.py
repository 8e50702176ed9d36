"""Function as an indicator: chosen by the report and never put to work (HeltOm 3.0, 3.1 and 10.4.6).

How many of the team's patients have been tested lately, and which way it goes for those tested twice.
Counts of patients: nothing here is about whoever did the test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from boards.queries.active import active
from boards.queries.settings import settings_of
from heltom.lib import clock
from patients.models import Observation
from teams.models import Team

Kind = Observation.Kind
#: A second test is held against the one before it, when that is no older than this.
COMPARED_WITHIN = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One test in one team on one day. `weeks` is how often the unit wants it."""

    kind: str
    label: str
    weeks: int
    patients: int
    tested: int
    compared: int
    better: int
    same: int
    worse: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.tested / self.patients) if self.patients else None

    @property
    def rows(self) -> list[tuple[str, int]]:
        return [("bedre", self.better), ("likt", self.same), ("verre", self.worse)]


@dataclass(frozen=True, slots=True)
class FunctionFigures:
    indicators: list[Indicator]


def function_figures(team: Team, on: date) -> FunctionFigures:
    """Katz ADL and frailty among the team's active patients. A few queries."""
    chosen = settings_of(team.unit)
    patients = set(active(team, on).values_list("pk", flat=True))
    series = _series(patients, on)
    weeks = {Kind.KATZ: chosen.katz_weeks, Kind.FRAILTY: chosen.frailty_weeks}
    return FunctionFigures([_indicator(kind, patients, series, on, weeks[kind]) for kind in weeks])


def _series(patients: set[int], on: date) -> dict[tuple[str, int], list[tuple[date, Decimal]]]:
    """Oldest first, by kind and patient. One query."""
    rows = (
        Observation.objects.holding()
        .filter(
            patient__in=patients,
            kind__in=[Kind.KATZ, Kind.FRAILTY],
            value__isnull=False,
            taken_at__gte=clock.midnight(on - 2 * COMPARED_WITHIN),
            taken_at__lt=clock.midnight(on + timedelta(days=1)),
        )
        .order_by("taken_at", "pk")
    )
    found: dict[tuple[str, int], list[tuple[date, Decimal]]] = {}
    for kind, patient, at, value in rows.values_list("kind", "patient", "taken_at", "value"):
        day = at.astimezone(clock.OSLO).date()
        found.setdefault((kind, patient), []).append((day, value or Decimal()))
    return found


def _indicator(
    kind: Observation.Kind,
    patients: set[int],
    series: dict[tuple[str, int], list[tuple[date, Decimal]]],
    on: date,
    weeks: int,
) -> Indicator:
    mine = [series[kind, pk] for pk in patients if (kind, pk) in series]
    changes = [change for rows in mine if (change := _change(kind, rows)) is not None]
    return Indicator(
        kind=kind,
        label=str(kind.label),
        weeks=weeks,
        patients=len(patients),
        tested=sum(on - rows[-1][0] <= timedelta(weeks=weeks) for rows in mine),
        compared=len(changes),
        better=sum(change > 0 for change in changes),
        same=sum(change == 0 for change in changes),
        worse=sum(change < 0 for change in changes),
    )


def _change(kind: str, rows: list[tuple[date, Decimal]]) -> Decimal | None:
    """Above nought for the better. Katz falls and frailty rises when it gets worse."""
    if len(rows) < 2 or rows[-1][0] - rows[-2][0] > COMPARED_WITHIN:
        return None
    change = rows[-1][1] - rows[-2][1]
    return change if kind == Kind.KATZ else -change
