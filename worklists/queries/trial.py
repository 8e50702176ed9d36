"""What other prices would have meant: a coming shift planned twice, and nothing published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from heltom.lib import clock
from teams.models import Shift, ShiftKind, Team, Unit
from worklists.models import TeamShift
from worklists.planning import PlanRejected, solve
from worklists.planning.figures import Figures, figures, who_comes
from worklists.planning.plan import Plan
from worklists.planning.weights import Chosen
from worklists.queries import problem
from worklists.queries.work import read_work

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Shifts further ahead than this have not got their people yet.
DAYS_AHEAD = 2
MINUTES = "%d min"


@dataclass(frozen=True, slots=True)
class ShiftToTry:
    """A team's shift that has not begun."""

    team: Team
    day: date
    kind: str

    @property
    def key(self) -> str:
        return f"{self.team.code}.{self.day}.{self.kind}"

    def __str__(self) -> str:
        return _("%(team)s, %(kind)s %(day)s") % {
            "team": self.team,
            "kind": ShiftKind(self.kind).label,
            "day": date_format(self.day, "D j. b"),
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both plans, and the difference in words."""

    label: str
    now: str
    tried: str
    difference: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What the tried figures mean for one shift. `lines` is empty where the planner said no."""

    shift: ShiftToTry
    visits: int
    carers: int
    moved: int
    lines: tuple[Line, ...]

    @property
    def is_equal(self) -> bool:
        return bool(self.lines) and not self.moved and all(x.now == x.tried for x in self.lines)


def shifts_to_try(unit: Unit) -> list[ShiftToTry]:
    """Coming shifts where somebody walks a list: tomorrow's first, and day before night. One query."""
    today, now = clock.today(), clock.now()
    rows = (
        Shift.objects.worked()
        .walking()
        .filter(
            team__site__unit=unit, date__gte=today, date__lte=today + timedelta(days=DAYS_AHEAD)
        )
        .order_by()
        .values_list("team", "date", "kind")
        .annotate(begins=Min("starts_at"))
        .filter(begins__gt=now)
    )
    found = {(team, day, kind) for team, day, kind, _begins in rows}
    teams = Team.objects.filter(site__unit=unit).select_related("site__unit").in_bulk()
    kinds = {kind: number for number, kind in enumerate(ShiftKind.values)}
    order = sorted(found, key=lambda s: (s[1] == today, s[1], kinds[s[2]], teams[s[0]].name))
    return [ShiftToTry(teams[team], day, kind) for team, day, kind in order]


def try_on(shift: ShiftToTry, *, now: Chosen, tried: Chosen) -> Trial:
    """Plan the shift from nothing at the figures of now and at the tried ones. Writes nothing.

    Takes a few seconds for a big team. Both are planned from nothing and measured alike, so
    that the difference is the prices' alone.
    """
    work = read_work(_team_shift(shift))
    asked = problem.build(work, clock.now(), now)
    other = problem.build(work, clock.now(), tried)
    try:
        before, after = solve(asked.problem), solve(other.problem)
    except PlanRejected:
        return Trial(shift, len(asked.jobs), len(asked.shifts), 0, ())
    return Trial(
        shift=shift,
        visits=len(asked.jobs),
        carers=len(asked.shifts),
        moved=_moved(before, after),
        lines=tuple(_lines(figures(asked.problem, before), figures(asked.problem, after))),
    )


def _team_shift(shift: ShiftToTry) -> TeamShift:
    """The row of the shift; an unsaved one when nothing has been built for it yet."""
    found = (
        TeamShift.objects.filter(team=shift.team, date=shift.day, kind=shift.kind)
        .select_related("current", "team__site__unit")
        .first()
    )
    return found or TeamShift(team=shift.team, date=shift.day, kind=shift.kind)


def _moved(before: Plan, after: Plan) -> int:
    """Visits that somebody else would come to."""
    was, then = who_comes(before), who_comes(after)
    return sum(1 for visit in was.keys() & then.keys() if was[visit] != then[visit])


def _lines(now: Figures, then: Figures) -> Iterator[Line]:
    for measure in MEASURES:
        before, after = measure.of(now), measure.of(then)
        yield Line(
            label=str(measure.label),
            now=measure.unit % before,
            tried=measure.unit % after,
            difference=measure.difference(after - before),
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a plan, and how people write it and its difference."""

    label: _StrPromise
    of: Callable[[Figures], int]
    unit: str = "%d"

    def difference(self, more: int) -> str:
        if not more:
            return _("likt")
        if self.unit == "%d":
            return (_("%d flere") if more > 0 else _("%d færre")) % abs(more)
        return (_("%d min mer") if more > 0 else _("%d min mindre")) % abs(more)


MEASURES = (
    Measure(_lazy("Reise"), lambda f: f.travel, MINUTES),
    Measure(_lazy("Venting"), lambda f: f.waiting, MINUTES),
    Measure(_lazy("Forsinkelse"), lambda f: f.lateness, MINUTES),
    Measure(_lazy("Største forsinkelse"), lambda f: f.worst_lateness, MINUTES),
    Measure(_lazy("Overtid"), lambda f: f.overtime, MINUTES),
    Measure(_lazy("Oppdrag med ukjent ansatt"), lambda f: f.strangers),
    Measure(_lazy("Oppdrag med en annen enn ønsket"), lambda f: f.not_wished),
    Measure(_lazy("Trinn for høy kompetanse"), lambda f: f.over_level),
    Measure(_lazy("Ufordelt, må gjøres til tiden"), lambda f: f.unassigned[0]),
    Measure(_lazy("Ufordelt, må gjøres i dag"), lambda f: f.unassigned[1]),
    Measure(_lazy("Ufordelt, kan utgå"), lambda f: f.unassigned[2]),
)
