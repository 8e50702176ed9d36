"""What a warning claims is true of every plan; what nobody can take is always warned of."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worklists.planning.days import random_day
from worklists.planning import Travel, Weights, solve
from worklists.planning.plan import BreakStop
from worklists.planning.warning_words import Severity
from worklists.planning.warnings import warnings

days = st.builds(
    random_day,
    st.integers(0, 2**32),
    visits=st.integers(0, 14),
    carers=st.integers(0, 5),
    facts=st.booleans(),
)
crowded = st.builds(random_day, st.integers(0, 2**32), visits=st.just(25), carers=st.integers(1, 3))
some = settings(max_examples=100, deadline=None)


def placed_on_time(problem, plan):
    """Placed visits whose first carer begins within the window."""
    latest = {visit.key: visit.latest for visit in problem.visits}
    return {
        stop.visit
        for _, stop in plan.placed()
        if stop.part == 0 and stop.start <= latest[stop.visit]
    }


def contradicted(problem, plan):
    """The warnings that the plan proves wrong."""
    placed = {stop.visit for _, stop in plan.placed()}
    timely = placed_on_time(problem, plan)
    for one in warnings(problem):
        visits = set(one.visits)
        if one.severity is Severity.IMPOSSIBLE and visits & placed:
            yield one
        if one.code == "no_room" and len(visits & placed) > len(visits) - one.number("too_many"):
            yield one
        if one.code == "rush" and len(visits & timely) > len(visits) - one.number("too_many"):
            yield one
        if one.code.startswith("late") and visits & timely:
            yield one
        if one.code == "break" and not all(
            misses_a_break(problem, plan, key) for key in one.carers
        ):
            yield one


def misses_a_break(problem, plan, key):
    """Whether one of her breaks does not begin in the time where it should."""
    breaks = next(carer.breaks for carer in problem.carers if carer.key == key)
    stops = [stop for route in plan.routes if route.carer == key for stop in route.stops]
    begun = {stop.index: stop.start for stop in stops if isinstance(stop, BreakStop)}
    return any(
        pause.taken_at is None and not pause.earliest <= begun.get(index, -1) <= pause.latest
        for index, pause in enumerate(breaks)
    )


@some
@given(days)
def test_no_plan_proves_a_warning_wrong(problem):
    assert list(contradicted(problem, solve(problem, effort=300))) == []


@settings(max_examples=40, deadline=None)
@given(crowded)
def test_no_plan_of_a_crowded_day_proves_a_warning_wrong(problem):
    assert list(contradicted(problem, solve(problem, effort=1500))) == []


@settings(max_examples=40, deadline=None)
@given(days)
def test_what_has_a_place_on_a_day_of_its_own_is_never_called_impossible(problem):
    """Each visit alone with what is given: nothing else stands in its way then."""
    facts = tuple(visit for visit in problem.visits if visit.is_fact)
    for visit in problem.visits:
        if not visit.is_fact:
            alone = replace(problem, visits=(*facts, visit))
            assert list(contradicted(alone, solve(alone, effort=1))) == []


def metric(problem):
    """The same day on a road that keeps to the shortest way, without breaks and without visits
    by phone, of which nobody can say how far from home she is then.
    """
    places = problem.travel.places
    road = tuple(tuple(abs(a - b) % 12 for b in range(places)) for a in range(places))
    return replace(
        problem,
        visits=tuple(replace(visit, indoors=False) for visit in problem.visits),
        travel=Travel(dict.fromkeys(problem.travel.minutes, road)),
        carers=tuple(replace(carer, breaks=()) for carer in problem.carers),
        weights=Weights(drop_must_now=10**6, drop_must_today=10**6, drop_may_go=10**6),
    )


@settings(max_examples=40, deadline=None)
@given(st.builds(random_day, st.integers(0, 2**32), visits=st.just(6), facts=st.just(False)))
def test_what_nobody_could_take_on_a_day_of_its_own_is_warned_of(problem):
    problem = metric(problem)
    told = {
        key
        for one in warnings(problem)
        if one.severity is Severity.IMPOSSIBLE
        for key in one.visits
    }
    for visit in problem.visits:
        alone = solve(replace(problem, visits=(visit,)), effort=1)
        assert (visit.key in told) == bool(alone.unassigned), visit
