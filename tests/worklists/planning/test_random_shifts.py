"""What must hold on any day at all: random shifts with every feature that the planner knows."""

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worklists.planning.cases import case
from tests.worklists.planning.days import random_day
from tests.worklists.planning.features import FEATURES, features
from worklists.planning import check, explain, published, retimed
from worklists.planning.construct import begin
from worklists.planning.layout import lay_out
from worklists.planning.plan import BreakStop
from worklists.planning.problem import fingerprint
from worklists.planning.schedule import Schedule
from worklists.planning.search import Budget, improve
from worklists.planning.solver import solve

ROOT = Path(__file__).parents[3]
days = st.builds(
    random_day,
    st.integers(0, 2**32),
    visits=st.integers(0, 14),
    carers=st.integers(0, 5),
)
some = settings(max_examples=60, deadline=None)


def test_every_field_of_a_problem_is_drawn():
    """A new field has to be drawn as well, or nothing here would speak of it."""
    problems = [random_day(seed) for seed in range(300)]
    carers = [carer for problem in problems for carer in problem.carers]
    visits = [visit for problem in problems for visit in problem.visits]
    weights = [problem.weights for problem in problems]
    needs = [need for visit in visits for need in visit.needs]
    breaks = [pause for carer in carers for pause in carer.breaks]
    for kind in (problems, carers, visits, weights, needs, breaks):
        for field in fields(kind[0]):
            values = {repr(getattr(one, field.name)) for one in kind}
            assert len(values) > 1 or field.name == "travel_minute", field.name


@pytest.mark.parametrize("first", range(0, 300, 50))
def test_no_plan_breaks_a_hard_rule(first):
    """Fifty questions; ``benchmarks/rules.py`` asks ten thousand."""
    for number in range(first, first + 50):
        problem, previous, how = case(number)
        assert check(problem, solve(problem, previous=previous, **how)) == [], number


def test_the_questions_ask_for_every_feature():
    found = set().union(*(features(*case(number)) for number in range(100)))
    assert found >= {*FEATURES, "published before", "somebody gone", "visit gone", "by the clock"}


@some
@given(days)
def test_every_visit_is_on_lists_or_unassigned_and_both_carers_come_or_neither(problem):
    plan = solve(problem, effort=300)
    left = [unassigned.visit for unassigned in plan.unassigned]
    for visit in problem.visits:
        assert len(plan.stops_of(visit.key)) == (0 if visit.key in left else visit.carers)
    assert len(left) == len(set(left))
    assert all(unassigned.sentence for unassigned in plan.unassigned)


@some
@given(days)
def test_the_same_day_gives_the_same_plan_and_itself_as_previous(problem):
    plan = solve(problem, effort=300)
    assert solve(problem, effort=300) == plan
    assert solve(problem, previous=plan) == plan


@some
@given(days)
def test_a_plan_kept_in_rows_comes_back_whole(problem):
    plan = solve(problem, effort=300)
    lists = {
        route.carer: [
            (None, stop.index, stop.start)
            if isinstance(stop, BreakStop)
            else (stop.visit, stop.part, stop.start)
            for stop in route.stops
        ]
        for route in plan.routes
    }
    assert solve(problem, previous=published(lists, plan.fingerprint)) == plan


@some
@given(days, st.integers(0, 2**32))
def test_a_day_planned_on_top_of_another_one_keeps_the_rules(problem, seed):
    """Most visits and carers of the first day are in the second one too, changed at random."""
    other = random_day(seed, visits=12, carers=4)
    plan = solve(other, previous=solve(problem, effort=100), effort=200)
    assert check(other, plan) == []
    assert solve(other, previous=plan) == plan


@some
@given(days)
def test_the_terms_sum_to_what_the_search_reckoned_with(problem):
    """Changes are priced list by list; reading all lists afresh gives the same sum."""
    schedule = begin(lay_out(problem))
    improve(schedule, Budget(tries=300), seed=problem.seed)
    again = Schedule(schedule.layout)
    assert again.load(schedule.copy_routes())
    assert again.total == schedule.total
    plan = retimed(problem, solve(problem, effort=300))
    assert plan is not None
    assert plan.cost == sum(
        term.points
        for term in [
            *(term for route in plan.routes for term in route.terms),
            *(term for route in plan.routes for stop in route.stops for term in stop.terms),
            *(term for term in plan.terms if term.code in ("unassigned", "worst_lateness")),
        ]
    )


@settings(max_examples=30, deadline=None)
@given(days)
def test_every_visit_can_be_explained(problem):
    plan = solve(problem, effort=300)
    for visit in problem.visits:
        found = explain(problem, plan, visit.key)
        assert found.carers == tuple(carer for carer, _ in plan.stops_of(visit.key))
        assert found.sentence
        told = {other.carer for other in found.alternatives} | set(found.carers)
        assert told == {carer.key for carer in problem.carers}
        for other in found.alternatives:
            priced = sum(term.points for term in other.terms)
            assert (other.extra is None and other.code) or priced == other.extra


def test_the_plan_does_not_depend_on_how_sets_are_ordered():
    """Two processes that hash strings differently, on days full of sets: fresh plans and repairs."""
    code = (
        "import json, sys\n"
        "from tests.worklists.planning.cases import later\n"
        "from tests.worklists.planning.days import random_day\n"
        "from worklists.planning import solve\n"
        "days = [random_day(seed, 30, 6) for seed in (1, 2, 3)]\n"
        "plans = [solve(day, effort=3000) for day in days]\n"
        "plans += [solve(later(d, p, 1), previous=p, effort=3000) for d, p in zip(days, plans)]\n"
        "json.dump([[p.fingerprint, repr(p.routes), repr(p.unassigned)] for p in plans],"
        " sys.stdout)"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert json.loads(told[0]) == json.loads(told[1])
    assert json.loads(told[0])[0][0] == fingerprint(random_day(1, 30, 6))
    assert len({line[1] for line in json.loads(told[0])}) == 6
