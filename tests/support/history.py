"""Weeks of visits that have been done: of a plan, by several carers, with real minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from itertools import cycle

from heltom.lib import clock
from teams.models import Staff
from tests.factories import StaffFactory
from worklists.models import State, Visit, VisitPlan, VisitState

BEGINS = time(8, 35)


def carers(plan: VisitPlan, how_many: int = 5) -> list[Staff]:
    return StaffFactory.create_batch(how_many, team=plan.team)


def done_visits(
    plan: VisitPlan, minutes: Iterable[float], by: Sequence[Staff] | None = None
) -> list[Visit]:
    """One a day, yesterday first, by each of the carers in turn."""
    turns = cycle(by or carers(plan))
    return [done_visit(plan, ago, took, [next(turns)]) for ago, took in enumerate(minutes, start=1)]


def done_visit(plan: VisitPlan, ago: int, took: float, by: Sequence[Staff]) -> Visit:
    """Started at 08:35 so many days ago, and done after so many minutes."""
    visit = past_visit(plan, ago)
    start = clock.at(visit.date, BEGINS)
    tick(visit, State.STARTED, start, by)
    tick(visit, State.DONE, start + timedelta(minutes=took), by)
    return visit


def past_visit(plan: VisitPlan, ago: int) -> Visit:
    day = clock.today() - timedelta(days=ago)
    visit = Visit.objects.create(
        plan=plan, patient=plan.patient, team=plan.team, code=plan.code, date=day,
        shift=plan.shift, title=plan.title, minutes=plan.minutes, carers=plan.carers,
        earliest=clock.at(day, plan.earliest), latest=clock.at(day, plan.latest),
    )  # fmt: skip
    VisitState.objects.create(visit=visit, state=State.DUE)
    return visit


def tick(visit: Visit, state: str, at: datetime, by: Sequence[Staff] = ()) -> None:
    for carer in by or [None]:
        VisitState.objects.create(
            visit=visit, state=state, happened_at=at, carer=carer, reason="i en test"
        )
