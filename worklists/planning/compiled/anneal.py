"""Simulated annealing over the lists: draw a change, try it, keep it if it is not too dear.

Bounded by tries, never by the clock; whoever calls it may look at the clock between two calls.
"""

from numba import njit

from worklists.planning.compiled.chance import draw
from worklists.planning.compiled.columns import (
    AFTER, AFTERS, BEFORE, BEFORES, BEST, BEST_TOTAL, BREAKS_AT, BREAK_COUNT, BY_RULE, FIRST_STOP,
    LEFT, LEFT_COUNT, MATE, MOVABLE, MOVABLES, MUTABLE, NEXT, NONE, ONE, ORDER, ORDERED, PREV,
    RULES, SCRATCH, SEED, STOP, STOPS, TOTAL, TWO, VISIT, WHO,
)  # fmt: skip
from worklists.planning.compiled.insertion import FAR, bring_in_best, fill, resettle
from worklists.planning.compiled.lists import begin, keep, take_off
from worklists.planning.compiled.moves import (
    any_left, bring_in, leave_out, near_left, relocate, relocate_pair, shift_break, swap,
)  # fmt: skip
from worklists.planning.compiled.runs import relocate_run, swap_runs, swap_tails
from worklists.planning.compiled.times import price

NEVER = 1 << 40
"""The price of a broken minute where no rule may be broken on the way either."""
(RENEW, BRING_IN, SHIFT_BREAK, LEAVE_OUT, ANYWHERE, RELOCATE, RUN, SWAP, SWAP_RUN, TAILS) = range(
    10
)
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
    if kind < shares[RENEW]:
        return renew(day, most)
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
def renew(day, most):
    """Take a few visits near each other off their lists, and find each its best place."""
    before = day[: day[MUTABLE]].copy()
    stop = day[day[MOVABLE] + draw(day, day[MOVABLES])]
    if day[LEFT_COUNT] > 0 and draw(day, 3) == 0:
        stop = day[day[day[LEFT] + draw(day, day[LEFT_COUNT])] + ONE]
    row = day[SCRATCH]
    found = _take_some_out(day, stop, 3 + draw(day, 5))
    for i in range(found - 1, 0, -1):
        j = draw(day, i + 1)
        one, two = day[row + i], day[row + j]
        day[row + i], day[row + j] = two, one
    for i in range(found):
        bring_in_best(day, day[row + i], 0)
    cost = day[TOTAL] - before[TOTAL] + (day[RULES] - before[RULES]) * day[BY_RULE]
    if cost <= most:
        return True
    seed = day[SEED]
    day[: day[MUTABLE]] = before
    day[SEED] = seed
    return False


@njit
def _take_some_out(day, stop, wanted):
    """Take a visit and some of those near it off their lists; how many were written down."""
    begin(day)
    found = _take_out(day, stop, 0)
    for i in range(min(day[stop + BEFORES], day[stop + AFTERS])):
        row = day[stop + BEFORE] if draw(day, 2) == 0 else day[stop + AFTER]
        if found < wanted and draw(day, 2) == 0:
            found = _take_out(day, day[row + i], found)
    price(day, FAR)
    keep(day)
    return found


@njit
def _take_out(day, stop, found):
    """Take a whole visit off its lists; how many were written down."""
    visit, row = day[stop + VISIT], day[SCRATCH]
    for i in range(found):
        if day[row + i] == visit:
            return found
    one, two = day[visit + ONE], day[visit + TWO]
    if day[one + WHO] != NONE:
        take_off(day, one)
        if two != NONE:
            take_off(day, two)
    day[row + found] = visit
    return found + 1


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
def polish(day, rounds):
    """Give each visit its best place as the rest stands, until nothing gets cheaper that way."""
    remember_lawful(day)
    day[BY_RULE] = NEVER
    for _ in range(rounds):
        total = day[TOTAL]
        for i in range(day[ORDERED]):
            resettle(day, day[day[ORDER] + i])
            remember_lawful(day)
        if day[TOTAL] >= total:
            break


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
