"""Least-change repair: what has happened stays, the disturbance is met, and few visits move.

    stands = as_it_stands(problem, published, now)
    mended = repair(Absence("kari").on(stands), published)

Damage and change are weighed in one sum, with the unit's own prices: a visit that gets another
carer (``changed_carer``) and each minute that it moves (``changed_minute``) cost points beside
travel, lateness and visits that find no place.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from worklists.planning.plan import BreakStop, Plan, Route
from worklists.planning.problem import Carer, Problem, VisitNeed
from worklists.planning.search import Progress
from worklists.planning.solver import solve

SOON = 10
"""A visit that begins within this many minutes stays: the carer is on her way."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody leaves the shift. What she has begun leaves with her; the rest is free again."""

    carer: str

    def on(self, problem: Problem) -> Problem:
        """The problem without her."""
        kept = (visit for visit in problem.visits if not self._took_part(visit))
        left = tuple(carer for carer in problem.carers if carer.key != self.carer)
        return replace(problem, visits=tuple(map(self._unlocked, kept)), carers=left)

    def _took_part(self, visit: VisitNeed) -> bool:
        return visit.started and set(visit.locked_carers or ()) == {self.carer}

    def _unlocked(self, visit: VisitNeed) -> VisitNeed:
        locked = tuple(key for key in visit.locked_carers or () if key != self.carer)
        if locked == (visit.locked_carers or ()):
            return visit
        return replace(
            visit,
            locked_carers=locked or None,
            locked_start=visit.locked_start if visit.started else None,
        )


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit more: somebody is home from hospital, or an alarm (priority 1, a short window)."""

    visit: VisitNeed

    def on(self, problem: Problem) -> Problem:
        """The problem with it. Raises ValueError for a key that is there already."""
        return replace(problem, visits=(*problem.visits, self.visit))


@dataclass(frozen=True, slots=True)
class LongerVisit:
    """A visit takes so many minutes more (or fewer, below zero)."""

    key: str
    minutes: int

    def on(self, problem: Problem) -> Problem:
        """The problem with the visit as long as it now is. Raises KeyError for an unknown visit."""
        return _changed(problem, self.key, self._longer)

    def _longer(self, visit: VisitNeed) -> VisitNeed:
        needs = tuple(
            replace(need, minutes=need.minutes + self.minutes) if need.minutes else need
            for need in visit.needs
        )
        return replace(visit, minutes=visit.minutes + self.minutes, needs=needs)


@dataclass(frozen=True, slots=True)
class CancelledVisit:
    """A visit is not to be made."""

    key: str

    def on(self, problem: Problem) -> Problem:
        """The problem without it. Raises KeyError for an unknown visit."""
        _find(problem, self.key)
        return replace(
            problem, visits=tuple(visit for visit in problem.visits if visit.key != self.key)
        )


@dataclass(frozen=True, slots=True)
class LentCarer:
    """Somebody comes to help: from another team, or called in."""

    carer: Carer

    def on(self, problem: Problem) -> Problem:
        """The problem with her. Raises ValueError for somebody who is there already."""
        return replace(problem, carers=(*problem.carers, self.carer))


Disturbance = Absence | NewVisit | LongerVisit | CancelledVisit | LentCarer


@dataclass(frozen=True, slots=True)
class Moved:
    """A visit that is not where it was: who had it and who has it now, and minutes later."""

    visit: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    minutes: int

    @property
    def new_carer(self) -> bool:
        """Whether somebody else comes; a visit that nobody has now counts too."""
        return set(self.before) != set(self.after)


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended plan and what it changes for people, visit by visit."""

    plan: Plan
    moved: tuple[Moved, ...]

    @property
    def new_carers(self) -> int:
        """How many visits change hands."""
        return sum(change.new_carer for change in self.moved)


def as_it_stands(problem: Problem, published: Plan, now: int, *, soon: int = SOON) -> Problem:
    """The problem at ``now`` (minutes): what is done, begun or begins within ``soon`` is a fact."""
    taken = {route.carer: _breaks_begun(route, now) for route in published.routes}
    return replace(
        problem,
        now=now,
        visits=tuple(_begun(visit, published, now + soon) for visit in problem.visits),
        carers=tuple(_with_breaks(carer, taken.get(carer.key, {})) for carer in problem.carers),
    )


def repair(
    problem: Problem,
    published: Plan,
    *,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Repair:
    """Mend published lists: below a second for 180 visits on 12 lists. Raises PlanRejected."""
    plan = solve(problem, previous=published, seconds=seconds, progress=progress)
    return Repair(plan, changes(problem, published, plan))


def changes(problem: Problem, before: Plan, after: Plan) -> tuple[Moved, ...]:
    """The visits of the problem that were on lists and are elsewhere now, in its order."""
    was, now = _places(before), _places(after)
    found = []
    for visit in problem.visits:
        if visit.key not in was:
            continue
        carers, start = was[visit.key]
        others, later = now.get(visit.key, ((), start))
        if set(carers) != set(others) or later != start:
            found.append(Moved(visit.key, carers, others, later - start))
    return tuple(found)


def _places(plan: Plan) -> dict[str, tuple[tuple[str, ...], int]]:
    """Each placed visit's carers and its first start."""
    places: dict[str, tuple[tuple[str, ...], int]] = {}
    for route, stop in sorted(plan.placed(), key=lambda pair: (pair[1].part, pair[0].carer)):
        carers, start = places.get(stop.visit, ((), stop.start))
        places[stop.visit] = ((*carers, route.carer), min(start, stop.start))
    return places


def _begun(visit: VisitNeed, published: Plan, until: int) -> VisitNeed:
    stops = published.stops_of(visit.key)
    if visit.started or not stops or min(stop.start for _, stop in stops) > until:
        return visit
    starts = [stop.start for _, stop in stops]
    return replace(
        visit,
        locked_carers=tuple(carer for carer, _ in stops),
        locked_start=starts[0],
        locked_gap=starts[-1] - starts[0],
        started=True,
    )


def _breaks_begun(route: Route, now: int) -> dict[int, int]:
    stops = (stop for stop in route.stops if isinstance(stop, BreakStop))
    return {stop.index: stop.start for stop in stops if stop.start <= now}


def _with_breaks(carer: Carer, taken: dict[int, int]) -> Carer:
    breaks = tuple(
        replace(pause, taken_at=taken.get(index, pause.taken_at))
        for index, pause in enumerate(carer.breaks)
    )
    return replace(carer, breaks=breaks)


def _find(problem: Problem, key: str) -> VisitNeed:
    for visit in problem.visits:
        if visit.key == key:
            return visit
    raise KeyError(key)


def _changed(problem: Problem, key: str, change: Callable[[VisitNeed], VisitNeed]) -> Problem:
    _find(problem, key)
    visits = tuple(change(visit) if visit.key == key else visit for visit in problem.visits)
    return replace(problem, visits=visits)
