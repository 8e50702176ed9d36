"""Several teams' shifts planned as one, with visits that cross by agreement, and taken apart again.

problem, previous = join(sides, travel_between)
lists = split(problem, solve(problem, previous=previous))

Keys stay as they are, so that one team's visit may name another team's carers (who came lately,
who is locked). Nothing crosses but what ``VisitNeed.may_cross`` allows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from worklists.planning.plan import Plan, Route, Term, Unassigned
from worklists.planning.problem import Break, Carer, Place, Problem, Travel, VisitNeed

Between = Callable[[Sequence[Place], Sequence[str]], Travel]
"""Travel for these places and means of transport, as ``travel_between`` answers."""


@dataclass(frozen=True, slots=True)
class Side:
    """One team's shift: its own question, the places of its matrices in order, and what holds."""

    team: str
    problem: Problem
    places: tuple[Place, ...]
    previous: Plan | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """A visit of the team ``of`` that a carer of the team ``by`` takes."""

    visit: str
    part: int
    carer: str
    of: str
    by: str


@dataclass(frozen=True, slots=True)
class TeamLists:
    """One team's part of the joint plan.

    ``plan`` holds the lists of the team's carers, other teams' visits included, and what is left
    of the team's visits. Its terms are what those lists cost; what is left, and the worst
    lateness of all, are priced in the joint plan only.
    """

    plan: Plan
    taken_by_others: tuple[Crossing, ...]
    taken_for_others: tuple[Crossing, ...]


def join(sides: Sequence[Side], travel: Travel | Between) -> tuple[Problem, Plan | None]:
    """One question for all the teams, and what was published for them, if anything was.

    ``travel`` covers the sides' places one side after the other, or is asked for that. Raises
    ValueError where the sides do not agree on the prices or on what time it is, where a key or
    a team stands twice, and where the places do not fit the matrices.
    """
    _refuse_disagreement(sides)
    first = sides[0].problem
    offsets = _offsets(sides)
    problem = Problem(
        visits=tuple(
            _visit(visit, side.team, offset)
            for side, offset in zip(sides, offsets, strict=True)
            for visit in side.problem.visits
        ),
        carers=tuple(
            _carer(carer, side.team, offset)
            for side, offset in zip(sides, offsets, strict=True)
            for carer in side.problem.carers
        ),
        travel=_travel(sides, travel),
        weights=first.weights,
        seed=first.seed,
        now=first.now,
    )
    return problem, _published(sides)


def split(problem: Problem, plan: Plan) -> dict[str, TeamLists]:
    """The joint plan team by team, with what has crossed. Every list and visit is in one of them."""
    team_of = {visit.key: visit.team for visit in problem.visits}
    team_by = {carer.key: carer.team for carer in problem.carers}
    crossings = [
        Crossing(stop.visit, stop.part, route.carer, team_of[stop.visit], team_by[route.carer])
        for route, stop in plan.placed()
        if team_of[stop.visit] != team_by[route.carer]
    ]
    teams = dict.fromkeys([*team_by.values(), *team_of.values()])
    return {
        team: TeamLists(
            plan=_part(
                [route for route in plan.routes if team_by[route.carer] == team],
                [left for left in plan.unassigned if team_of[left.visit] == team],
            ),
            taken_by_others=tuple(c for c in crossings if c.of == team),
            taken_for_others=tuple(c for c in crossings if c.by == team),
        )
        for team in teams
    }


def _refuse_disagreement(sides: Sequence[Side]) -> None:
    if not sides:
        raise ValueError("there is no team to plan for")
    teams = [side.team for side in sides]
    if len(set(teams)) != len(teams) or "" in teams:
        raise ValueError(f"each side needs a team of its own: {', '.join(teams)}")
    if any(side.problem.weights != sides[0].problem.weights for side in sides):
        raise ValueError("the teams do not agree on the prices")
    if any(side.problem.now != sides[0].problem.now for side in sides):
        raise ValueError("the teams do not agree on what time it is")
    for side in sides:
        if len(side.places) != side.problem.travel.places:
            raise ValueError(f"{side.team}: the places are not those of the travel matrix")


def _offsets(sides: Sequence[Side]) -> list[int]:
    """At which number each side's places begin in the joint matrices."""
    counts = [len(side.places) for side in sides]
    return [sum(counts[:number]) for number in range(len(sides))]


def _travel(sides: Sequence[Side], travel: Travel | Between) -> Travel:
    places = [place for side in sides for place in side.places]
    if not isinstance(travel, Travel):
        travel = travel(places, sorted({m for s in sides for m in s.problem.travel.minutes}))
    if travel.places != len(places):
        raise ValueError(f"travel for {travel.places} places, the teams have {len(places)}")
    return travel


def _visit(visit: VisitNeed, team: str, offset: int) -> VisitNeed:
    return replace(visit, team=team, place=visit.place + offset)


def _carer(carer: Carer, team: str, offset: int) -> Carer:
    return replace(
        carer,
        team=team,
        start_place=carer.start_place + offset,
        end_place=_moved(carer.end_place, offset),
        breaks=tuple(_break(pause, offset) for pause in carer.breaks),
    )


def _break(pause: Break, offset: int) -> Break:
    return replace(pause, place=_moved(pause.place, offset))


def _moved(place: int | None, offset: int) -> int | None:
    return None if place is None else place + offset


def _published(sides: Sequence[Side]) -> Plan | None:
    """What people have seen of all the teams; it answers no joint question, so no fingerprint."""
    plans = [side.previous for side in sides if side.previous is not None]
    if not plans:
        return None
    routes = tuple(route for plan in plans for route in plan.routes)
    unassigned = tuple(left for plan in plans for left in plan.unassigned)
    return Plan(routes, unassigned, ())


def _part(routes: list[Route], unassigned: list[Unassigned]) -> Plan:
    terms = [term for route in routes for term in route.terms]
    terms += [term for route in routes for stop in route.stops for term in stop.terms]
    return Plan(tuple(routes), tuple(unassigned), _summed(terms))


def _summed(terms: Iterable[Term]) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for term in terms:
        so_far = found.get(term.code, Term(term.code, 0, 0))
        found[term.code] = Term(term.code, so_far.amount + term.amount, so_far.points + term.points)
    return tuple(found.values())
