"""Taking off and putting on: priced in full, and undone in full."""

from random import Random

import numpy as np
import pytest

from tests.worklists.planning.compiled import state
from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import Need
from worklists.planning.compiled import anneal
from worklists.planning.compiled import columns as col
from worklists.planning.compiled.insertion import FAR
from worklists.planning.compiled.lists import begin, keep, put_on, take_back, take_off
from worklists.planning.compiled.times import price

SEEDS = range(30)


def visits_on_lists(table, layout):
    return [
        node for route in state.lists(table) for node in route
        if layout.visit_of[node] >= 0 and not layout.is_fact(node)
    ]  # fmt: skip


def plan_of(table):
    """All that a change may change, without the notes that it makes for itself."""
    rows = table[: table[col.MUTABLE]].copy()
    rows[[col.DELTA, col.GAIN, col.RULES_DELTA, col.WORST_NEW, col.WAITING]] = 0
    rows[[col.LOGGED, col.TOUCHED]] = 0
    return rows


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_taken_back_leaves_no_trace(seed):
    schedule, table = state.opened(random_day(seed, visits=20, carers=5))
    anneal.start(table)
    before, random = plan_of(table), Random(seed)
    for node in visits_on_lists(table, schedule.layout):
        begin(table)
        take_off(table, state.stop(table, node))
        able = schedule.layout.able(node)
        other = random.choice(able)
        left = state.beginning(table, other)
        put_on(table, state.stop(table, node), state.carer(table, other), left)
        price(table, FAR)
        take_back(table)
        assert np.array_equal(plan_of(table), before)


@pytest.mark.parametrize("seed", SEEDS)
def test_off_and_on_again_at_the_same_place_costs_nothing(seed):
    schedule, table = state.opened(random_day(seed, visits=20, carers=5))
    anneal.start(table)
    for node in visits_on_lists(table, schedule.layout):
        row, total = state.stop(table, node), int(table[col.TOTAL])
        who, left = int(table[row + col.WHO]), int(table[row + col.PREV])
        begin(table)
        take_off(table, row)
        put_on(table, row, who, left)
        assert price(table, FAR) == 0
        keep(table)
        assert table[col.TOTAL] == total
        assert state.differences(table, schedule.layout) == []


def test_a_visit_taken_off_costs_its_drop_and_saves_its_way():
    _, table = state.laid(day([visit(place=3, earliest=465)], [carer()]), [[0]])
    drop = int(table[state.visit(table, 0) + col.DROP])
    begin(table)
    take_off(table, state.stop(table, 0))
    assert price(table, FAR) == drop - 10 * (15 + 15)
    keep(table)
    assert state.left_out(table) == [state.visit(table, 0)]
    assert state.lists(table) == [[]]


def test_a_visit_for_two_is_priced_when_both_are_there():
    """The patient knows siri: a stranger comes with her for nothing more."""
    both = visit(place=0, earliest=450, needs=(Need(), Need()), primary="siri")
    people = [carer("siri"), carer("ola"), carer("kari")]
    _, table = state.laid(day([both], people), [[0], [1], []])
    drop = int(table[state.visit(table, 0) + col.DROP])
    begin(table)
    take_off(table, state.stop(table, 0))
    assert price(table, FAR) == drop
    put_on(table, state.stop(table, 0), state.carer(table, 2), state.beginning(table, 2))
    assert price(table, FAR) == 60
