"""The tables say what the layout and the schedule say."""

import pytest

from tests.worklists.planning.compiled import state
from tests.worklists.planning.days import carer, day, line, random_day, visit
from worklists.planning import Break, Need, Problem, Travel, solve
from worklists.planning.compiled import anneal, tables
from worklists.planning.compiled import columns as col
from worklists.planning.construct import begin
from worklists.planning.layout import lay_out, published_orders


@pytest.mark.parametrize("seed", range(40))
def test_whole_lists_cost_the_same_in_both(seed):
    problem = random_day(seed, visits=seed, carers=seed % 9)
    plan = solve(problem, effort=500)
    schedule = begin(lay_out(problem))
    assert schedule.load(published_orders(schedule.layout, plan))
    table = tables.table_of(schedule, seed=1)
    assert table[col.TOTAL] == schedule.total == plan.cost
    assert table[col.RULES] == table[col.WAITING] == 0
    if problem.weights.worst_late_minute:
        assert table[col.WORST] == max(schedule.worst, default=0)
    for route, starts in zip(schedule.routes, schedule.starts, strict=True):
        assert state.starts(table, route) == starts
    assert state.left_out(table) == [state.visit(table, v) for v in sorted(schedule.unassigned)]


@pytest.mark.parametrize("seed", range(20))
def test_lists_come_back_as_they_went_in(seed):
    schedule, table = state.opened(random_day(seed, visits=20, carers=5))
    anneal.remember_lawful(table)
    assert tables.routes_of(table) == state.lists(table) == schedule.routes


def test_only_what_somebody_may_have_and_nobody_has_fixed_can_move():
    fact = visit("fact", locked_carers=("kari",), locked_start=500)
    nobodys = visit("nobody", needs=(Need(level=2), Need()))
    people = [carer(breaks=(Break(30, 600, 700), Break(15, 500, 600, taken_at=510))), carer("ola")]
    _, table = state.opened(day([fact, nobodys, visit("free")], people))
    assert table[col.MOVABLES] == 1
    assert table[table[col.MOVABLE]] == state.stop(table, 3)
    assert table[col.BREAK_COUNT] == 1
    assert table[table[col.BREAKS_AT]] == state.stop(table, 4)


def test_those_near_in_place_and_time_are_neighbours():
    here = [visit(str(n), place=1, earliest=480 + n, latest=490 + n) for n in range(30)]
    far = [visit(f"far{n}", place=9, earliest=900, latest=910) for n in range(3)]
    _, table = state.opened(day([*far, *here], [carer()]))
    row = state.stop(table, 20)
    for first, count in ((col.BEFORE, col.BEFORES), (col.AFTER, col.AFTERS)):
        at, near = int(table[row + first]), int(table[row + count])
        found = {int(other) for other in table[at : at + near]}
        assert near == len(found) == tables.NEAR
        assert not found & {row, *(state.stop(table, node) for node in range(3))}


def test_the_two_parts_of_a_visit_are_not_each_others_neighbours():
    _, table = state.opened(day([visit(needs=(Need(), Need()))], [carer(), carer("ola")]))
    assert [table[state.stop(table, n) + col.BEFORES] for n in (0, 1)] == [0, 0]


def test_each_means_of_transport_has_its_own_minutes():
    slow = tuple(tuple(3 * minutes for minutes in row) for row in line().minutes["car"])
    travel = Travel({"car": line().minutes["car"], "foot": slow})
    people = (carer("kari"), carer("ola", transport="foot"))
    problem = Problem((visit(place=2), visit("w", place=2)), people, travel)
    _, table = state.laid(problem, [[0], [1]])
    arrivals = [int(table[state.stop(table, node) + col.ARRIVAL]) for node in (0, 1)]
    assert arrivals == [450 + 10, 450 + 30]


@pytest.mark.parametrize(("visits", "carers"), [(0, 0), (0, 3), (5, 0), (1, 1)])
def test_the_smallest_days_can_be_searched(visits, carers):
    schedule, table = state.opened(random_day(5, visits=visits, carers=carers))
    anneal.start(table)
    assert schedule.load(tables.routes_of(table))
