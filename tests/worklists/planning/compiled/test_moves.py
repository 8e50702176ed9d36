"""Every kind of change: what is kept is priced in full, what is refused leaves no trace."""

import numpy as np
import pytest

from tests.worklists.planning.compiled import state
from tests.worklists.planning.compiled.test_lists import plan_of
from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import Break, Need, search
from worklists.planning.compiled import anneal, moves, runs, tables
from worklists.planning.compiled import columns as col
from worklists.planning.compiled.insertion import FAR

KINDS = tuple(search.SHARES)
DAYS, DEAR = 24, 10**9
"""How many days, and more points than any change of them costs."""


def only(kind):
    """Shares that draw one kind of change and no other."""
    return np.cumsum([1000 * (name == kind) for name in KINDS])


def days():
    for seed in range(DAYS):
        schedule, table = state.opened(random_day(seed, visits=10 + seed, carers=2 + seed % 7))
        anneal.start(table)
        yield schedule.layout, table


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_as_if_read_afresh(kind):
    kept = 0
    for layout, table in days():
        for _ in range(40):
            if table[col.MOVABLES] and anneal.step(table, only(kind), DEAR):
                assert state.differences(table, layout) == []
                kept += 1
    assert kept > 10


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_refused_leaves_no_trace(kind):
    for _, table in days():
        before = plan_of(table)
        for _ in range(40 if table[col.MOVABLES] else 0):
            assert not anneal.step(table, only(kind), -FAR)
        after = plan_of(table)
        before[col.SEED] = after[col.SEED] = 0
        assert np.array_equal(before, after)


@pytest.mark.parametrize("seed", range(36))
def test_a_whole_search_is_as_if_read_afresh_after_every_change(seed):
    """All kinds, from hot to cold, and in the end the best lists at the price that was told."""
    schedule, table = state.opened(random_day(seed, visits=seed, carers=seed % 9))
    shares = np.cumsum(list(search.SHARES.values()))
    anneal.start(table)
    for left in range(250, 0, -1):
        heat = table[col.STEP] / 256 * 4 * left / 250
        if anneal.anneal(table, shares, search.TOLERANCE, 1, heat):
            assert state.differences(table, schedule.layout) == []
    assert schedule.load(tables.routes_of(table))
    assert schedule.total == table[col.BEST_TOTAL]


# -- one by one, on lists that can be followed by eye -------------------------------------------


def two_lists():
    """Kari has 0, 1 and 2; ola has 3, 4 and 5. All at one place and open all day."""
    visits = [visit(str(n), earliest=450, latest=900) for n in range(6)]
    _, table = state.laid(day(visits, [carer(), carer("ola")]), [[0, 1, 2], [3, 4, 5]])
    return table, [state.stop(table, node) for node in range(6)]


def test_a_visit_goes_to_after_another_one():
    table, rows = two_lists()
    assert moves.relocate(table, rows[1], rows[4], FAR)
    assert state.lists(table) == [[0, 2], [3, 4, 1, 5]]


def test_two_visits_change_places():
    table, rows = two_lists()
    assert moves.swap(table, rows[0], rows[5], FAR)
    assert state.lists(table) == [[5, 1, 2], [3, 4, 0]]


@pytest.mark.parametrize("pair", [(0, 1), (1, 0)])
def test_two_neighbours_change_places(pair):
    table, rows = two_lists()
    assert moves.swap(table, rows[pair[0]], rows[pair[1]], FAR)
    assert state.lists(table) == [[1, 0, 2], [3, 4, 5]]


def test_a_run_goes_to_after_a_visit():
    table, rows = two_lists()
    assert runs.relocate_run(table, rows[0], rows[3], 2, FAR)
    assert state.lists(table) == [[2], [3, 0, 1, 4, 5]]


def test_two_runs_change_places():
    table, rows = two_lists()
    assert runs.swap_runs(table, rows[0], rows[4], 2, 1, FAR)
    assert state.lists(table) == [[4, 2], [3, 0, 1, 5]]


def test_the_rest_of_two_lists_changes_places():
    table, rows = two_lists()
    assert runs.swap_tails(table, rows[0], rows[4], FAR)
    assert state.lists(table) == [[0, 5], [3, 4, 1, 2]]


def test_everybody_keeps_her_own_break_when_the_rest_changes_places():
    meal = (Break(30, 450, 900),)
    visits = [visit(str(n), earliest=450, latest=900) for n in range(4)]
    people = [carer(breaks=meal), carer("ola", breaks=meal)]
    _, table = state.laid(day(visits, people), [[0, 4, 1], [2, 3, 5]])
    assert runs.swap_tails(table, state.beginning(table, 0), state.beginning(table, 1), FAR)
    assert state.lists(table) == [[2, 3, 4], [0, 5, 1]]


def test_nobody_gets_both_parts_of_a_visit_for_two():
    both = visit("both", earliest=450, latest=900, needs=(Need(), Need()))
    _, table = state.laid(
        day([both, visit("a", earliest=450)], [carer(), carer("ola")]), [[0], [2, 1]]
    )
    one, two, other = (state.stop(table, node) for node in range(3))
    assert not moves.relocate(table, one, other, FAR)
    assert not runs.swap_tails(table, state.beginning(table, 0), two, FAR)
    assert not moves.swap(table, one, two, FAR)
    assert state.lists(table) == [[0], [2, 1]]


def test_nobody_gets_what_no_rule_allows():
    nurse = visit("nurse", needs=(Need(level=2),), earliest=450)
    _, table = state.laid(
        day([nurse, visit("a", earliest=450)], [carer(level=2), carer("ola")]), [[0], [1]]
    )
    rows = [state.stop(table, node) for node in range(2)]
    assert not moves.relocate(table, rows[0], rows[1], FAR)
    assert not moves.swap(table, rows[0], rows[1], FAR)
    assert not runs.swap_runs(table, rows[0], rows[1], 1, 1, FAR)
    assert not runs.swap_tails(table, state.beginning(table, 0), rows[1], FAR)


def test_what_is_given_stays():
    fact = visit("fact", locked_carers=("kari",), locked_start=500)
    _, table = state.laid(day([fact, visit("a")], [carer(), carer("ola")]), [[0], [1]])
    rows = [state.stop(table, node) for node in range(2)]
    assert not moves.swap(table, rows[1], rows[0], FAR)
    assert not runs.swap_tails(table, state.beginning(table, 0), rows[1], FAR)


def test_a_visit_is_left_out_and_brought_in_again():
    table, _ = two_lists()
    total, row = int(table[col.TOTAL]), state.visit(table, 1)
    assert moves.leave_out(table, row, FAR)
    assert (state.lists(table), state.left_out(table)) == ([[0, 2], [3, 4, 5]], [row])
    while not moves.bring_in(table, row, 0):
        assert state.left_out(table) == [row]
    assert state.left_out(table) == []
    assert table[col.TOTAL] <= total
