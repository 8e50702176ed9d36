"""The changes of several visits in a row, and of the rest of two lists."""

from numba import njit

from worklists.planning.compiled.columns import (
    FIXED, MATE, NEXT, NONE, OWNER, PREV, SAME, SCRATCH, STOPS, UNSET, WHO,
)  # fmt: skip
from worklists.planning.compiled.lists import begin, person, put_on, take_back, take_off
from worklists.planning.compiled.moves import decide, free, may


@njit
def _all_may(day, stop, length, carer, not_this):
    """Whether a carer may have a run of visits that are free to move."""
    for _ in range(length):
        if stop == not_this or not free(day, stop) or not may(day, stop, carer):
            return False
        stop = day[stop + NEXT]
    return True


@njit
def _hand_over(day, stop, length, carer, left):
    """Move a run of visits, in order, to right after a stop of another list or place."""
    for _ in range(length):
        after = day[stop + NEXT]
        take_off(day, stop)
        put_on(day, stop, carer, left)
        left, stop = stop, after


@njit
def relocate_run(day, stop, left, length, most):
    """Take a visit and those right after it to after another stop."""
    if left == NONE or left == day[stop + PREV]:
        return False
    carer = day[left + WHO]
    if not _all_may(day, stop, length, carer, left):
        return False
    begin(day)
    _hand_over(day, stop, length, carer, left)
    return decide(day, most)


@njit
def swap_runs(day, stop, other, length, other_length, most):
    """Let two carers change a few visits in a row."""
    mine, theirs = day[stop + WHO], day[other + WHO]
    if theirs == NONE or mine == theirs:
        return False
    if not _all_may(day, stop, length, theirs, NONE):
        return False
    if not _all_may(day, other, other_length, mine, NONE):
        return False
    left, other_left = day[stop + PREV], day[other + PREV]
    begin(day)
    _hand_over(day, stop, length, theirs, other_left)
    _hand_over(day, other, other_length, mine, left)
    return decide(day, most)


@njit
def _tail_fits(day, left, carer):
    """How many breaks come after a stop, where another carer may have all else; or -1."""
    stop = day[left + NEXT]
    breaks = 0
    while day[stop + NEXT] != NONE:
        if day[stop + FIXED] != UNSET:
            return -1
        if day[stop + OWNER] != NONE:
            breaks += 1
        elif person(day, stop, carer) < 0:
            return -1
        stop = day[stop + NEXT]
    return breaks


@njit
def swap_tails(day, left, other_left, most):
    """Let two carers change the rest of their day, each with her own breaks."""
    mine, theirs = day[left + WHO], day[other_left + WHO]
    if theirs == NONE or mine == theirs:
        return False
    breaks = _tail_fits(day, left, theirs)
    if breaks < 0 or breaks != _tail_fits(day, other_left, mine):
        return False
    begin(day)
    one = day[SCRATCH]
    two = one + day[STOPS]
    count = _gather(day, left, one)
    other_count = _gather(day, other_left, two)
    _lay_out(day, other_left, theirs, one, count, two)
    _lay_out(day, left, mine, two, other_count, one)
    if _meets_herself(day, one, count) or _meets_herself(day, two, other_count):
        take_back(day)
        return False
    return decide(day, most)


@njit
def _meets_herself(day, row, count):
    """Whether one carer would have got both parts of a visit that takes two people."""
    for i in range(count):
        stop = day[row + i]
        mate = day[stop + MATE]
        if mate != NONE and day[mate + WHO] == day[stop + WHO] and day[stop + SAME] == 0:
            return True
    return False


@njit
def _gather(day, left, row):
    """Take all that comes after a stop off its list, and write it down in order."""
    count = 0
    stop = day[left + NEXT]
    while day[stop + NEXT] != NONE:
        after = day[stop + NEXT]
        take_off(day, stop)
        day[row + count] = stop
        count += 1
        stop = after
    return count


@njit
def _lay_out(day, left, carer, row, count, own):
    """Put what was written down after a stop, with her own breaks (from ``own``) for the other's."""
    for i in range(count):
        stop = day[row + i]
        if day[stop + OWNER] != NONE:
            while day[day[own] + OWNER] != carer:
                own += 1
            stop = day[own]
            own += 1
        put_on(day, stop, carer, left)
        left = stop
