"""The best place for a visit: found among all of them, priced as the schedule prices it."""

import pytest

from tests.worklists.planning.compiled import state
from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import Need, solve
from worklists.planning.compiled import anneal, tables
from worklists.planning.compiled import columns as col
from worklists.planning.insertion import best_placement


def test_what_one_carer_may_do_alone_is_placed_without_a_search():
    asked = visit(minutes=20, needs=(Need(), Need()), gap=(20, 30), same_carer=True)
    plan = solve(day([asked], [carer()]), effort=1)
    assert [stop.start for _, stop in plan.stops_of("v")] == [480, 500]


@pytest.mark.parametrize("seed", range(40))
def test_a_visit_alone_gets_a_place_as_good_as_any(seed):
    """The schedule tries every place by another way."""
    schedule, table = state.opened(random_day(seed, visits=1, carers=4))
    best = best_placement(schedule, 0, every=True) if schedule.unassigned else None
    cost = schedule.total
    if best is not None and best.extra < schedule.layout.drop[0]:
        cost += best.extra - schedule.layout.drop[0]
    anneal.start(table)
    assert table[col.BEST_TOTAL] == cost
    assert schedule.load(tables.routes_of(table))
