"""The compiled tables, read as people read lists."""

import numpy as np

from worklists.planning.compiled import columns as col
from worklists.planning.compiled import tables
from worklists.planning.construct import begin
from worklists.planning.layout import lay_out
from worklists.planning.schedule import Schedule

DECIDED = ("PREV", "NEXT", "WHO", "ARRIVAL", "READY", "START", "LEAVE", "POINTS", "BROKEN")


def opened(problem, previous=None):
    """(schedule, day): only what is given and the breaks, before anything is searched."""
    schedule = begin(lay_out(problem, previous))
    return schedule, tables.table_of(schedule, seed=problem.seed)


def laid(problem, routes):
    """(schedule, day) with these lists, each by the numbers of its nodes."""
    schedule = Schedule(lay_out(problem))
    assert schedule.load(routes)
    return schedule, tables.table_of(schedule, seed=1)


def stop(day, node):
    """The row of a node."""
    return int(day[col.FIRST_STOP]) + node * col.STOP


def carer(day, number):
    """The row of a carer."""
    return int(day[col.FIRST_CARER]) + number * col.CARER


def beginning(day, number):
    """The row where a carer's list begins."""
    return int(day[carer(day, number) + col.BEGINNING])


def visit(day, number):
    """The row of a visit."""
    return int(day[col.FIRST_VISIT]) + number * col.VISIT_ROW


def starts(day, nodes):
    """When these nodes start."""
    return [int(day[stop(day, node) + col.START]) for node in nodes]


def lists(day):
    """The lists as they are now, not the best ones."""
    copy = day.copy()
    first, count, best = copy[col.FIRST_STOP], copy[col.STOPS], copy[col.BEST]
    copy[best : best + count] = copy[first + col.NEXT : first + count * col.STOP : col.STOP]
    return tables.routes_of(copy)


def left_out(day):
    """The visits that nobody has, in the order of their rows."""
    at = day[col.LEFT]
    return sorted(day[at : at + day[col.LEFT_COUNT]].tolist())


def differences(day, layout):
    """What is not as in tables that are written afresh from the lists as they are now."""
    schedule = Schedule(layout)
    schedule.routes = lists(day)  # not loaded: a rule may be broken on the way
    fresh = tables.table_of(schedule, seed=1)
    heads = {name: (int(day[at]), int(fresh[at])) for name, at in _HEADS.items()}
    found = [(name, *pair) for name, pair in heads.items() if pair[0] != pair[1]]
    ours, theirs = _stops(day), _stops(fresh)
    on_lists = theirs[:, col.WHO] != col.NONE
    for name in DECIDED:
        column = getattr(col, name)
        wrong = np.flatnonzero(on_lists & (ours[:, column] != theirs[:, column]))
        found += [(name, int(n), int(ours[n, column]), int(theirs[n, column])) for n in wrong]
    if not np.array_equal(_carers(day), _carers(fresh)):
        found.append(("carers", _carers(day).tolist(), _carers(fresh).tolist()))
    if left_out(day) != left_out(fresh):
        found.append(("left out", left_out(day), left_out(fresh)))
    return found


_HEADS = {name: getattr(col, name) for name in ("TOTAL", "RULES", "WORST", "LEFT_COUNT")}


def _stops(day):
    first, count = day[col.FIRST_STOP], day[col.STOPS]
    return day[first : first + count * col.STOP].reshape(count, col.STOP)


def _carers(day):
    first, count = day[col.FIRST_CARER], day[col.CARERS]
    return day[first : first + count * col.CARER].reshape(count, col.CARER)
