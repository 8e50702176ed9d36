"""The search as a whole: what it leaves behind, how long it goes on, and what it tells on the way."""

from itertools import pairwise
from random import Random

import pytest

from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import Need, check, search, solve
from worklists.planning.compiled import columns as col
from worklists.planning.compiled import tables
from worklists.planning.construct import begin
from worklists.planning.layout import lay_out
from worklists.planning.search import Budget, improve

SEEDS = range(400, 412)


def a_day(seed):
    return random_day(seed, visits=25, carers=5)


def an_ordinary_day(seed):
    """Thirty visits along one road, every fifth for two, and four who can all do everything."""
    random = Random(seed)
    visits = []
    for number in range(30):
        earliest = random.randrange(450, 840)
        visits.append(
            visit(
                str(number), random.randrange(10), random.choice((10, 20, 40)), earliest,
                earliest + random.choice((0, 30, 60)), needs=(Need(),) * (2 - bool(number % 5)),
            )
        )  # fmt: skip
    return day(visits, [carer(f"c{number}") for number in range(4)])


def test_the_schedule_has_the_last_word_on_what_lists_cost():
    """Lists with a gap between two carers may be a little cheaper than the tables have it."""
    schedule = begin(lay_out(day([visit()], [carer()])))
    table = tables.table_of(schedule, seed=1)
    search.anneal.start(table)
    table[col.BEST_TOTAL] += 7
    search._take(schedule, table)
    assert (schedule.routes, schedule.total) == ([[0]], 10 * (5 + 5) + 25)


def test_lists_that_break_a_rule_are_not_taken():
    late = visit(place=9, hard_window=True, earliest=450, latest=460)
    schedule = begin(lay_out(day([late], [carer()])))
    table = tables.table_of(schedule, seed=1)
    search.anneal.start(table)
    first, last = (int(table[col.BEST]) + n for n in (1, 2))  # the ends of the only list
    table[first], table[last - 2] = table[col.FIRST_STOP], table[col.FIRST_STOP] + 2 * col.STOP
    assert tables.routes_of(table) == [[0]]
    with pytest.raises(RuntimeError, match="break a rule"):
        search._take(schedule, table)


def test_more_tries_give_cheaper_lists_on_the_whole():
    costs = [
        sum(solve(an_ordinary_day(seed), effort=tries).cost for seed in SEEDS)
        for tries in (1, 1000, 5000, 20_000)
    ]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == 4


@pytest.mark.parametrize("how", [{"effort": 2000}, {"effort": 7}, {"effort": 0}, {"seconds": 0.2}])
def test_progress_goes_one_way_and_ends_at_the_end(how):
    told = []
    solve(a_day(401), **how, progress=lambda *now: told.append(now))
    made, whole, points = zip(*told, strict=True)
    assert all(a <= b for a, b in pairwise(made))
    assert all(a >= b for a, b in pairwise(points))
    assert len(set(whole)) == 1
    assert (made[0], made[-1]) == (0, whole[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_by_the_clock_gives_a_lawful_plan(seed):
    problem = a_day(seed)
    assert check(problem, solve(problem, seconds=0.05)) == []


def test_no_time_at_all_still_gives_a_lawful_plan():
    problem = a_day(402)
    assert check(problem, solve(problem, seconds=0)) == []


def test_a_search_by_the_clock_ends_by_the_clock():
    """A clock that is a second further each time it is looked at."""
    looks = []

    def clock():
        looks.append(1)
        return float(len(looks))

    improve(begin(lay_out(a_day(403))), Budget(until=30.0, clock=clock), seed=1)
    assert len(looks) <= 32


@pytest.mark.parametrize("how", [{"effort": 200 * search.STAGES}, {"seconds": 3600}])
def test_it_ends_early_when_it_is_told_to(how):
    problem, told = a_day(404), []

    def stop():
        told.append(1)
        return len(told) == 3

    plan = solve(problem, **how, stop=stop)
    assert len(told) == 3
    assert check(problem, plan) == []
