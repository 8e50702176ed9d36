"""From which shift a move holds, plan by plan, and when the first one begins."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Min, Q, QuerySet

from heltom.lib import clock
from patients.models import Code, Patient, Placement
from teams.models import Shift, ShiftKind, Team, TeamKind
from teams.queries import BEGINS
from worklists.models import VisitPlan

#: The order of a date's shifts: the night that begins on the date comes last.
ORDER = {kind: number for number, kind in enumerate(ShiftKind.values)}


def first_day(kind: str, from_date: date, from_shift: str) -> date:
    """The first date on which the other team has the shifts of this kind.

    A move from the evening leaves that date's day shift behind; a night counts by the date on which
    it begins, so a move from the day shift leaves the night before it, until morning.
    """
    later = ORDER[kind] < ORDER[from_shift]
    return from_date + timedelta(days=1) if later else from_date


def begins(team: Team, day: date, kind: str) -> datetime:
    """When the team's shift begins: by its roster, else by the clock. One query."""
    rostered = Shift.objects.of(team, day, kind).worked().aggregate(first=Min("starts_at"))["first"]
    return rostered or clock.at(day, dict(BEGINS)[ShiftKind(kind)])


def deadline(to_team: Team, from_date: date, from_shift: str, now: datetime) -> datetime:
    """When the answer is due: the unit's hours from now, but before the first shift begins."""
    hours = timedelta(hours=to_team.unit.move_answer_hours)
    return min(now + hours, begins(to_team, from_date, from_shift))


def holding(from_date: date, from_shift: str) -> Q:
    """A condition on VisitPlan: asks for visits in the shifts of the move or later."""
    condition = Q(valid_to__isnull=True)
    for kind in ShiftKind.values:
        condition |= Q(shift=kind, valid_to__gte=first_day(kind, from_date, from_shift))
    return condition


def plans_of(
    patient: Patient, team: Team, from_date: date, from_shift: str
) -> QuerySet[VisitPlan, VisitPlan]:
    """The patient's plans with the team that hold in those shifts or later, in the day's order."""
    rows = VisitPlan.objects.filter(holding(from_date, from_shift), patient=patient, team=team)
    return rows.order_by("earliest", "pk")


def owner_on(patient: Patient, day: date) -> Placement | None:
    """Who has the main responsibility on the day."""
    rows = Placement.objects.on(day).filter(patient=patient, owner=True)
    return rows.select_related("team__site__unit").first()


def code_of(team: Team) -> Code:
    """The code that a team of this kind carries its visits with."""
    return Code.HSY if team.kind == TeamKind.HT else Code.PBP
