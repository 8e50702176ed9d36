"""Simulated annealing over the lists: draw a change, try it, keep it if it is not too dear.

Bounded by tries, never by the clock; whoever calls it may look at the clock between two calls.
"""

from numba import njit

from worklists.planning.compiled.chance import draw
from worklists.planning.compiled.columns import (
    BEST, BEST_TOTAL, BREAKS_AT, BREAK_COUNT, BY_RULE, FIRST_STOP, LEFT, LEFT_COUNT, MATE,
    MOVABLE, MOVABLES, NEXT, NONE, ORDER, ORDERED, PREV, RULES, STOP, STOPS, TOTAL, VISIT, WHO,
)  # fmt: skip
from worklists.planning.compiled.insertion import fill, resettle
from worklists.planning.compiled.moves import (
    any_left, bring_in, leave_out, near_left, relocate, relocate_pair, shift_break, swap,
)  # fmt: skip
from worklists.planning.compiled.runs import relocate_run, swap_runs, swap_tails

NEVER = 1 << 40
"""The price of a broken minute where no rule may be broken on the way either."""
KINDS = 9
BRING_IN, SHIFT_BREAK, LEAVE_OUT, ANYWHERE, RELOCATE, RUN, SWAP, SWAP_RUN, TAILS = range(KINDS)
"""Places in ``shares``: how many of a thousand draws go to each kind of change or to one before it."""


@njit
def step(day, shares, most):
    """One try; whether the lists were changed."""
    kind = draw(day, 1000)
    if kind < shares[SHIFT_BREAK]:
        return _rarer(day, kind, shares, most)
    stop = day[day[MOVABLE] + draw(day, day[MOVABLES])]
    if day[stop + WHO] == NONE:
        return False
    if kind < shares[LEAVE_OUT]:
        return leave_out(day, day[stop + VISIT], most)
    if kind < shares[ANYWHERE]:
        return _move_to(day, stop, any_left(day, stop), most)
    left = near_left(day, stop)
    if left == NONE:
        return False
    if kind < shares[RELOCATE]:
        return _move_to(day, stop, left, most)
    if kind < shares[RUN]:
        return relocate_run(day, stop, left, 2 + draw(day, 2), most)
    if kind < shares[SWAP]:
        other = left if draw(day, 2) == 0 else day[left + NEXT]
        return other != stop and swap(day, stop, other, most)
    if kind < shares[SWAP_RUN]:
        return swap_runs(day, stop, left, 1 + draw(day, 3), 1 + draw(day, 3), most)
    return swap_tails(day, day[stop + PREV], left, most)


@njit
def _rarer(day, kind, shares, most):
    """What is not done to a visit that somebody has."""
    if kind < shares[BRING_IN]:
        count = day[LEFT_COUNT]
        return count > 0 and bring_in(day, day[day[LEFT] + draw(day, count)], most)
    if day[BREAK_COUNT] == 0:
        return False
    stop = day[day[BREAKS_AT] + draw(day, day[BREAK_COUNT])]
    return day[stop + WHO] != NONE and shift_break(day, stop, most)


@njit
def _move_to(day, stop, left, most):
    """A single visit, one part of a visit for two, or both parts of it."""
    if day[stop + MATE] != NONE and draw(day, 2) == 0:
        return relocate_pair(day, stop, left, most)
    return relocate(day, stop, left, most)


@njit
def remember(day):
    """Write down the lists as the best so far."""
    row, stop = day[BEST], day[FIRST_STOP]
    for i in range(day[STOPS]):
        day[row + i] = day[stop + NEXT]
        stop += STOP
    day[BEST_TOTAL] = day[TOTAL]


@njit(cache=True)
def start(day):
    """Place what nobody has yet by the rules, and take that for the best so far."""
    remember_lawful(day)
    by_rule = day[BY_RULE]
    day[BY_RULE] = NEVER
    fill(day)
    day[BY_RULE] = by_rule
    remember_lawful(day)


@njit(cache=True)
def polish(day, first, count):
    """Give some visits, in the order of ``fill``, their best place as the rest stands."""
    remember_lawful(day)
    by_rule = day[BY_RULE]
    day[BY_RULE] = NEVER
    for i in range(first, min(first + count, day[ORDERED])):
        resettle(day, day[day[ORDER] + i])
        remember_lawful(day)
    day[BY_RULE] = by_rule


@njit
def remember_lawful(day):
    """Write down the lists where they break no rule and nothing better has been seen."""
    if day[TOTAL] < day[BEST_TOTAL] and day[RULES] == 0:
        remember(day)


@njit(cache=True)
def anneal(day, shares, tolerance, tries, heat):
    """So many tries at one temperature; the best lawful lists so far are kept. Changes kept."""
    kept = 0
    if day[MOVABLES] == 0:
        return kept
    for _ in range(tries):
        most = int(tolerance[draw(day, tolerance.shape[0])] * heat)
        if step(day, shares, most):
            kept += 1
            remember_lawful(day)
    return kept
