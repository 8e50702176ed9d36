"""The walk itself: where it begins, what it keeps, and that it walks alike wherever it runs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.worklists.planning.compiled import state
from tests.worklists.planning.days import carer, day, random_day, visit
from worklists.planning import search, solve
from worklists.planning.compiled import anneal, tables
from worklists.planning.compiled import columns as col

ROOT = Path(__file__).parents[4]
SHARES = np.cumsum(list(search.SHARES.values()))
SEEDS = (401, 402, 403)


def walked(seed, tries):
    _, table = state.opened(random_day(seed, visits=25, carers=5))
    anneal.start(table)
    anneal.anneal(table, SHARES, search.TOLERANCE, tries, table[col.STEP] / 256)
    return table


def test_the_same_seed_walks_the_same_way():
    assert np.array_equal(walked(401, 2000), walked(401, 2000))
    assert not np.array_equal(walked(401, 2000), walked(401, 2001))


def test_the_best_lists_stay_while_the_search_goes_on():
    """So hot that nearly everything is kept."""
    _, table = state.opened(random_day(402, visits=25, carers=5))
    anneal.start(table)
    best, routes = int(table[col.BEST_TOTAL]), tables.routes_of(table)
    anneal.anneal(table, SHARES, search.TOLERANCE, 3000, 100.0 * table[col.STEP])
    assert table[col.TOTAL] > best
    assert table[col.BEST_TOTAL] == best
    assert tables.routes_of(table) == routes


def test_where_nothing_can_move_nothing_is_tried():
    fact = visit("fact", locked_carers=("kari",), locked_start=500)
    _, table = state.opened(day([fact], [carer()]))
    before = table.copy()
    assert anneal.anneal(table, SHARES, search.TOLERANCE, 100, 1.0) == 0
    assert np.array_equal(before, table)


@pytest.mark.parametrize("seed", SEEDS)
def test_polishing_never_makes_lists_dearer(seed):
    schedule, _ = state.opened(random_day(seed, visits=25, carers=5))
    table = tables.table_of(schedule, seed=1)
    anneal.start(table)
    best = int(table[col.BEST_TOTAL])
    anneal.polish(table, 0, int(table[col.ORDERED]))
    assert table[col.BEST_TOTAL] <= best
    assert schedule.load(tables.routes_of(table))


def test_uncompiled_it_gives_the_very_same_plans():
    """As plain Python, with numbers of any length: nothing depends on how it is compiled.

    It is also how a reader follows the search with a debugger.
    """
    code = (
        "import json, sys, warnings\n"
        "warnings.filterwarnings('ignore', 'overflow encountered', RuntimeWarning)\n"
        "from tests.worklists.planning.days import random_day\n"
        "from worklists.planning import solve\n"
        f"plans = [solve(random_day(seed, 25, 5), effort=1500) for seed in {SEEDS}]\n"
        "json.dump([[repr(plan.routes), plan.cost] for plan in plans], sys.stdout)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    ).stdout  # fmt: skip
    plans = [solve(random_day(seed, 25, 5), effort=1500) for seed in SEEDS]
    assert json.loads(told) == [[repr(plan.routes), plan.cost] for plan in plans]
