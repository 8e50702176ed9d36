"""Against trying everything: on days small enough for that, the search finds the best plan."""

from dataclasses import replace
from itertools import permutations, product

import pytest

from tests.worklists.planning.days import random_day
from worklists.planning.layout import NEVER, lay_out
from worklists.planning.schedule import Schedule
from worklists.planning.solver import solve


def cheapest(problem):
    """The points of the best of all assignments and orders, visits left out included."""
    layout = lay_out(problem)
    nodes = range(len(layout.visit_of))
    owners = [
        [-1, *(c for c in range(layout.carers) if layout.price[c][node] != NEVER)] for node in nodes
    ]
    best = Schedule(layout).total
    for owner in product(*owners):
        routes = [[n for n in nodes if owner[n] == c] for c in range(layout.carers)]
        if any(len({owner[n] < 0 for n in parts}) > 1 for parts in layout.nodes):
            continue
        if any(
            len(parts) == 2 and owner[parts[0]] == owner[parts[1]] >= 0 for parts in layout.nodes
        ):
            continue
        for orders in product(*(permutations(route) for route in routes)):
            schedule = Schedule(layout)
            if schedule.load([list(order) for order in orders]):
                best = min(best, schedule.total)
    return best


def without_breaks(problem):
    carers = tuple(replace(carer, breaks=()) for carer in problem.carers)
    return replace(problem, carers=carers)


@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_the_best_plan_of_a_small_day(seed):
    problem = without_breaks(random_day(seed, visits=4, carers=2, facts=False))
    assert solve(problem, effort=3000).cost == cheapest(problem)
