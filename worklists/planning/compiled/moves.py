"""The changes of one visit or two that the search tries: small ones, near in place and time."""

from numba import njit

from worklists.planning.compiled.chance import draw
from worklists.planning.compiled.columns import (
    ABLE, ABLES, AFTER, AFTERS, BEFORE, BEFORES, EARLY, FIXED, HIGH, LOW, MATE, NEXT, NONE, ONE,
    PREV, SAME, START, TWO, UNSET, VISIT, WHO,
)  # fmt: skip
from worklists.planning.compiled.insertion import arrives, by_the_clock
from worklists.planning.compiled.lists import begin, keep, person, put_on, take_back, take_off
from worklists.planning.compiled.times import price


@njit
def decide(day, most):
    """Keep the change that was begun where it costs at most so much more."""
    if price(day, most) <= most:
        keep(day)
        return True
    take_back(day)
    return False


@njit
def free(day, stop):
    """Whether the stop is a visit's that is not given."""
    return day[stop + VISIT] != NONE and day[stop + FIXED] == UNSET


@njit
def may(day, stop, carer):
    """Whether the carer may have the stop as the lists are."""
    if person(day, stop, carer) < 0:
        return False
    mate = day[stop + MATE]
    return mate == NONE or day[mate + WHO] != carer or day[stop + SAME] == 1


@njit
def near_left(day, stop):
    """A stop that this one might come right after; nothing where none was drawn."""
    if day[stop + BEFORES] == 0:
        return NONE
    if draw(day, 2) == 0:
        left = day[day[stop + BEFORE] + draw(day, day[stop + BEFORES])]
        return left if day[left + WHO] != NONE else NONE
    right = day[day[stop + AFTER] + draw(day, day[stop + AFTERS])]
    return day[right + PREV] if day[right + WHO] != NONE else NONE


@njit
def any_carer(day, stop):
    """Any carer who may have the stop."""
    if day[stop + ABLES] == 0:
        return NONE
    return day[day[stop + ABLE] + draw(day, day[stop + ABLES])]


@njit
def any_left(day, stop):
    """A stop by the clock on the list of any carer who may have this one."""
    carer = any_carer(day, stop)
    if carer == NONE:
        return NONE
    time = day[stop + START]
    if time == UNSET:
        time = day[stop + EARLY]
    return by_the_clock(day, carer, time)


@njit
def relocate(day, stop, left, most):
    """Take a visit (or one carer's part of it) to right after another stop."""
    if left == NONE or left == stop or left == day[stop + PREV]:
        return False
    carer = day[left + WHO]
    if not may(day, stop, carer):
        return False
    begin(day)
    take_off(day, stop)
    put_on(day, stop, carer, left)
    return decide(day, most)


@njit
def other_carer(day, stop, mate, carer):
    """A carer for the mate of a stop that somebody has: her own, or any other."""
    other = day[mate + WHO]
    if other == NONE or other == carer or draw(day, 2) == 0:
        other = any_carer(day, mate)
    if other == carer and day[stop + SAME] == 0:
        return NONE
    return other


@njit
def put_pair(day, stop, carer, left, other):
    """Put both parts of a visit on lists: one after ``left``, the other by the clock."""
    mate = day[stop + MATE]
    time = max(day[stop + EARLY], arrives(day, stop, carer, left))
    gap = day[stop + LOW] + draw(day, day[stop + HIGH] - day[stop + LOW] + 1)
    if day[mate + WHO] != NONE:
        take_off(day, mate)
    put_on(day, stop, carer, left)
    if other == carer:
        put_on(day, mate, other, stop if stop < mate else left)
    else:
        her_time = time + gap if stop < mate else time - gap
        put_on(day, mate, other, by_the_clock(day, other, her_time))


@njit
def relocate_pair(day, stop, left, most):
    """Take a visit for two elsewhere: one after another stop, the other to the same time."""
    mate = day[stop + MATE]
    if left == NONE or left == stop or left == mate:
        return False
    carer = day[left + WHO]
    other = other_carer(day, stop, mate, carer)
    if other == NONE or person(day, stop, carer) < 0:
        return False
    begin(day)
    take_off(day, stop)
    put_pair(day, stop, carer, left, other)
    return decide(day, most)


@njit
def swap(day, stop, other, most):
    """Let two visits change places."""
    if not free(day, other) or day[other + WHO] == NONE or other == day[stop + MATE]:
        return False
    mine, theirs = day[stop + WHO], day[other + WHO]
    if mine != theirs and not (may(day, stop, theirs) and may(day, other, mine)):
        return False
    left, other_left = day[stop + PREV], day[other + PREV]
    begin(day)
    take_off(day, stop)
    take_off(day, other)
    if left == other:
        put_on(day, stop, mine, other_left)
        put_on(day, other, mine, stop)
    elif other_left == stop:
        put_on(day, other, mine, left)
        put_on(day, stop, mine, other)
    else:
        put_on(day, other, mine, left)
        put_on(day, stop, theirs, other_left)
    return decide(day, most)


@njit
def shift_break(day, stop, most):
    """Take a break up to three stops earlier or later."""
    left = day[stop + PREV]
    steps = 1 + draw(day, 3)
    if draw(day, 2) == 0:
        while steps > 0 and day[left + PREV] != NONE:
            left = day[left + PREV]
            steps -= 1
    else:
        left = stop
        while steps > 0 and day[day[left + NEXT] + NEXT] != NONE:
            left = day[left + NEXT]
            steps -= 1
    return relocate(day, stop, left, most)


@njit
def leave_out(day, visit, most):
    """Let nobody have a visit, for its price."""
    begin(day)
    take_off(day, day[visit + ONE])
    if day[visit + TWO] != NONE:
        take_off(day, day[visit + TWO])
    return decide(day, most)


@njit
def bring_in(day, visit, most):
    """Put a visit that nobody has after a near stop, or instead of it."""
    one, two = day[visit + ONE], day[visit + TWO]
    left = near_left(day, one) if draw(day, 4) > 0 else any_left(day, one)
    if left == NONE:
        return False
    carer = day[left + WHO]
    other = carer if two == NONE else other_carer(day, one, two, carer)
    if other == NONE or person(day, one, carer) < 0:
        return False
    begin(day)
    if draw(day, 5) < 2 and free(day, left):
        left = _make_room(day, left)
    if two == NONE:
        put_on(day, one, carer, left)
    else:
        put_pair(day, one, carer, left, other)
    return decide(day, most)


@njit
def _make_room(day, stop):
    """Take a whole visit off its lists; the stop that came before it on the first one."""
    mate, left = day[stop + MATE], day[stop + PREV]
    if mate != NONE and left == mate:
        left = day[mate + PREV]
    take_off(day, stop)
    if mate != NONE:
        take_off(day, mate)
    return left
