"""A plan in figures that do not depend on what things cost: for comparing one with another."""

from collections.abc import Iterator
from dataclasses import dataclass

from worklists.planning.plan import Plan
from worklists.planning.problem import Problem, VisitNeed


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums for all the lists of a shift together, never for one person. Minutes and visits."""

    travel: int
    waiting: int
    lateness: int
    worst_lateness: int
    overtime: int
    strangers: int
    not_wished: int
    over_level: int
    unassigned: tuple[int, int, int]
    """Visits on nobody's list, of the priority 1, 2 and 3."""


def figures(problem: Problem, plan: Plan) -> Figures:
    """Measure the plan by the problem's windows and by who is known there."""
    visits = {visit.key: visit for visit in problem.visits}
    late = list(_lateness(visits, plan))
    left = [visits[item.visit].priority for item in plan.unassigned]
    return Figures(
        travel=sum(route.travel_home + sum(s.travel for s in route.stops) for route in plan.routes),
        waiting=sum(stop.waiting for route in plan.routes for stop in route.stops),
        lateness=sum(late),
        worst_lateness=max(late, default=0),
        overtime=_overtime(problem, plan),
        strangers=sum(_stranger(visits[key], carers) for key, carers in who_comes(plan).items()),
        not_wished=sum(
            bool(visits[stop.visit].wished_carers)
            and route.carer not in visits[stop.visit].wished_carers
            for route, stop in plan.placed()
        ),
        over_level=_over_level(problem, plan),
        unassigned=(left.count(1), left.count(2), left.count(3)),
    )


def who_comes(plan: Plan) -> dict[str, frozenset[str]]:
    """The carers at each visit that is on a list."""
    found: dict[str, frozenset[str]] = {}
    for route, stop in plan.placed():
        found[stop.visit] = found.get(stop.visit, frozenset()) | {route.carer}
    return found


def _lateness(visits: dict[str, VisitNeed], plan: Plan) -> Iterator[int]:
    """Minutes for each visit; two who come together are late once."""
    for _, stop in plan.placed():
        if stop.part == 0:
            yield max(0, stop.start - visits[stop.visit].latest)


def _overtime(problem: Problem, plan: Plan) -> int:
    ends = {carer.key: carer.end for carer in problem.carers}
    return sum(max(0, route.end - ends[route.carer]) for route in plan.routes)


def _stranger(visit: VisitNeed, carers: frozenset[str]) -> bool:
    """Whether nobody who comes is known, where somebody at work is."""
    known = {*visit.recent, visit.primary, visit.deputy} - {None}
    return bool(known) and not known & carers


def _over_level(problem: Problem, plan: Plan) -> int:
    levels = {carer.key: carer.level for carer in problem.carers}
    asked = {visit.key: visit.needs for visit in problem.visits}
    return sum(
        max(0, levels[route.carer] - asked[stop.visit][stop.part].level)
        for route, stop in plan.placed()
    )
