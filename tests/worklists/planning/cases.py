"""Whole questions for the planner, drawn from a number: a day, what was published, how long to search."""

from dataclasses import replace
from random import Random

from tests.worklists.planning.days import TEAMS, Dice, random_day, random_visit
from worklists.planning import BreakStop, solve

VISITS, CARERS = 40, 8
"""The largest day that is drawn."""


def case(number):
    """(problem, previous, how): every third one a repair, every third on top of another day."""
    random = Random(number)
    problem = random_day(
        number, random.randint(0, VISITS), random.randint(0, CARERS), facts=random.random() < 0.8
    )
    how = random.choice(({"effort": 1}, {"effort": 300}, {"effort": 3000}, {"seconds": 0.02}))
    if number % 3 == 0:
        return problem, None, how
    plan = solve(problem, effort=300)
    if number % 3 == 1:
        return later(problem, plan, number), plan, how
    other = random_day(number + 1, random.randint(0, VISITS), random.randint(0, CARERS))
    return other, plan, how


def later(problem, plan, seed):
    """The same shift some hours on: some visits done, and something has happened since.

    Somebody may be gone, a visit cancelled, longer or new; what has begun by the plan is a fact.
    """
    random = Dice(seed)
    start = min((carer.start for carer in problem.carers), default=450)
    now = max(problem.now or start, start) + random.choice((0, 60, 120, 240))
    visits = [_as_begun(visit, plan, now, random) for visit in problem.visits]
    visits = [visit for visit in visits if visit.is_fact or random.random() > 0.1]
    places = problem.travel.places
    keys = [carer.key for carer in problem.carers]
    new = random_visit(random, "new", places, now, 240, keys, TEAMS, False)
    carers = [_as_taken(carer, plan, now) for carer in problem.carers if random.random() > 0.1]
    return replace(problem, visits=(*visits, new), carers=tuple(carers), now=now)


def _as_begun(visit, plan, now, random):
    """A visit that has begun by now, as it was planned; else perhaps a longer one."""
    stops = plan.stops_of(visit.key)
    if stops and not visit.is_fact and min(stop.start for _, stop in stops) < now:
        if random.random() < 0.2:  # begun, but by nobody's word yet
            return visit
        return replace(
            visit,
            locked_carers=tuple(dict.fromkeys(key for key, _ in stops))[: random.choice((1, 2))],
            locked_start=min(stop.start for _, stop in stops) + random.choice((0, 0, 12)),
            started=True,
        )
    return replace(visit, minutes=visit.minutes + random.choice((0, 0, 0, 25)))


def _as_taken(carer, plan, now):
    """A carer whose breaks before now have been taken where the plan had them."""
    (route,) = [route for route in plan.routes if route.carer == carer.key]
    starts = {stop.index: stop.start for stop in route.stops if isinstance(stop, BreakStop)}
    breaks = tuple(
        replace(pause, taken_at=starts[index])
        if pause.taken_at is None and starts.get(index, now) < now
        else pause
        for index, pause in enumerate(carer.breaks)
    )
    return replace(carer, breaks=breaks)
