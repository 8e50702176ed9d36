"""What a change does to the times: from the stops that were touched on, as far as it is felt.

Everybody starts as early as the order of her list allows; the two carers of a visit start by the
later of the two. A rule of the clock that breaks costs so much a minute while the search is on its
way (BY_RULE), and lists that break one are never kept as the best.
"""

from numba import njit

from worklists.planning.compiled.columns import (
    ARRIVAL, BEGINS, BLOCK, BLOCKS, BROKEN, BY_OVERTIME, BY_RESERVE, BY_RULE, BY_TIME, BY_WAITING,
    BY_WORST, CARER, CARERS, DECIDED, DELTA, EARLY, FIRST_CARER, FIRST_STOP, FIXED, GAIN, HARD,
    HIGH, LAST_STOP, LATE, LATE_PRICE, LEAVE, LOG, LOGGED, LOW, MATE, MINUTES, NEXT, NONE, OWED,
    PLACE, PLACES, POINTS, PREV, QUEUE, READY, RESERVE, ROWS, RULES, RULES_DELTA, SHIFT_END,
    START, STOP, STOPS, TOUCHED, TOUCHED_AT, UNSET, USED, WAITING, WALL, WAS, WHO, WORST,
    WORST_NEW,
)  # fmt: skip
from worklists.planning.compiled.lists import note, place_behind, touch, wake

REFUSED = 1_000_000_000_000_000
"""The price of lists that wait for each other in a ring."""


@njit
def at_home(day, stop, start):
    """The first minute from ``start`` when the patient is in for the whole visit."""
    block = day[stop + BLOCK]
    for _ in range(day[stop + BLOCKS]):
        if start < day[block + 1] and day[block] < start + day[stop + MINUTES]:
            start = day[block + 1]
        block += 2
    return start


@njit
def meet(day, stop, mate, ready, other):
    """When each of the two starts, given when each could begin at the earliest."""
    mine_first = stop < mate
    first, second = (stop, mate) if mine_first else (mate, stop)
    one, two = (ready, other) if mine_first else (other, ready)
    low, high = day[stop + LOW], day[stop + HIGH]
    while True:
        met = max(one, two - high)
        met_two = max(two, met + low)
        one = at_home(day, first, met)
        two = at_home(day, second, met_two)
        if one == met and two == met_two:
            break
    if mine_first:
        return one, two
    return two, one


@njit
def set_start(day, stop, arrival, ready, start):
    """Give a stop its times, and wake the next one where it feels that."""
    leave = start + day[stop + MINUTES]
    broken = 0
    points = max(0, start - arrival) * day[BY_WAITING]
    late = start - day[stop + LATE]
    if late > 0:
        points += late * day[stop + LATE_PRICE]
        if day[stop + HARD]:
            broken = late
    if day[stop + WAS] != UNSET:
        points += abs(start - day[stop + WAS]) * day[BY_TIME]
    if day[stop + FIXED] != UNSET:
        leave = max(leave, arrival)
        if day[day[stop + PREV] + FIXED] == UNSET:
            broken += max(0, arrival - start)
            broken += max(0, day[day[stop + PREV] + LEAVE] - day[day[stop + WHO] + WALL])
    felt = leave != day[stop + LEAVE] or day[stop + START] == UNSET
    note(day, stop)
    change = points - day[stop + POINTS]
    day[DELTA] += change
    day[GAIN] -= day[stop + POINTS]
    if change != 0:
        carer = day[stop + WHO]
        touch(day, carer)
        day[carer + OWED] += change
    day[RULES_DELTA] += broken - day[stop + BROKEN]
    day[stop + ARRIVAL] = arrival
    day[stop + READY] = ready
    day[stop + START] = start
    day[stop + LEAVE] = leave
    day[stop + POINTS] = points
    day[stop + BROKEN] = broken
    if felt:
        wake(day, day[stop + NEXT])


@njit
def come_home(day, stop, arrival):
    """Give the end of a list its time."""
    carer = day[stop + WHO]
    broken = 0
    if day[day[stop + PREV] + FIXED] == UNSET:
        broken = max(0, arrival - day[carer + WALL])
    if arrival == day[stop + ARRIVAL] and broken == day[stop + BROKEN]:
        return
    points = max(0, arrival - day[carer + SHIFT_END]) * day[BY_OVERTIME]
    note(day, stop)
    change = points - day[stop + POINTS]
    touch(day, carer)
    day[carer + OWED] += change
    day[DELTA] += change
    day[GAIN] -= day[stop + POINTS]
    day[RULES_DELTA] += broken - day[stop + BROKEN]
    day[stop + ARRIVAL] = arrival
    day[stop + START] = arrival
    day[stop + POINTS] = points
    day[stop + BROKEN] = broken


@njit
def next_waiting(day):
    """Take the earliest stop whose times have to be worked out."""
    queue, count = day[QUEUE], day[WAITING]
    best, when = 0, 0
    for i in range(count):
        stop = day[queue + i]
        key = day[stop + START]
        if key == UNSET:
            key = day[day[stop + PREV] + LEAVE]
        if i == 0 or key < when:
            best, when = i, key
    stop = day[queue + best]
    day[queue + best] = day[queue + count - 1]
    day[WAITING] = count - 1
    return stop


@njit
def let_go(day, mate):
    """Work out the second part of a visit anew, since it may be late only because of the first one."""
    note(day, mate)
    day[mate + READY] = UNSET
    day[mate + START] = UNSET
    wake(day, mate)


@njit
def settle(day, most):
    """Work out the times from the waiting stops on; False where it costs more than ``most`` as
    far as can be told, or where the lists wait for each other in a ring.
    """
    fuel = 4 * day[STOPS] + 64
    places = day[PLACES]
    while day[WAITING] > 0:
        fuel -= 1
        if fuel == 0:
            return False
        if day[DELTA] + day[RULES_DELTA] * day[BY_RULE] - day[GAIN] > most:
            return False
        stop = next_waiting(day)
        if day[stop + WHO] == NONE:
            continue
        left = day[stop + PREV]
        arrival = day[left + LEAVE]
        if day[stop + PLACE] >= 0:
            behind = day[left + PLACE]
            if behind < 0:
                behind = place_behind(day, left)
            arrival += day[day[day[stop + WHO] + ROWS] + behind * places + day[stop + PLACE]]
        if day[stop + NEXT] == NONE:
            come_home(day, stop, arrival)
            continue
        if day[stop + FIXED] != UNSET:
            set_start(day, stop, arrival, day[stop + FIXED], day[stop + FIXED])
            continue
        ready = max(arrival, day[stop + EARLY])
        if day[stop + BLOCKS] > 0:
            ready = at_home(day, stop, ready)
        mate = day[stop + MATE]
        if mate == NONE or day[mate + START] == UNSET:
            if arrival != day[stop + ARRIVAL] or ready != day[stop + START]:
                set_start(day, stop, arrival, ready, ready)
            continue
        mine, theirs = meet(day, stop, mate, ready, day[mate + READY])
        if mine > ready and arrival < day[stop + ARRIVAL] and day[stop + HIGH] > 0 and stop < mate:
            let_go(day, mate)
            set_start(day, stop, arrival, ready, ready)
            continue
        set_start(day, stop, arrival, ready, mine)
        if theirs != day[mate + START]:
            set_start(day, mate, day[mate + ARRIVAL], day[mate + READY], theirs)
    return True


@njit
def lateness(day, stop):
    """Minutes that a stop starts after its window."""
    if day[stop + START] == UNSET or day[stop + FIXED] != UNSET:
        return 0
    return max(0, day[stop + START] - day[stop + LATE])


@njit
def worst_now(day):
    """The greatest lateness after the change, looked for no wider than needed."""
    was, last = day[WORST], day[LAST_STOP]
    new, falls = 0, False
    for i in range(day[LOGGED]):
        row = day[LOG] + i * (DECIDED + 1)
        stop = day[row]
        if stop < last:
            new = max(new, lateness(day, stop))
            start = day[row + 1 + START - PREV]
            if start != UNSET and start - day[stop + LATE] >= was:
                falls = True
    if new >= was or not falls:
        return max(new, was)
    for stop in range(day[FIRST_STOP], last, STOP):
        new = max(new, lateness(day, stop))
    return new


@njit
def missing_reserve(day, carer, used):
    """Minutes that a list leaves too few of those that should be free."""
    length = max(0, day[carer + SHIFT_END] - day[carer + BEGINS])
    return max(0, used + day[carer + RESERVE] - length)


@njit
def reserve_change(day):
    """Points for reserve minutes that the touched lists miss more than before."""
    missed = 0
    row = day[TOUCHED_AT]
    for i in range(day[TOUCHED]):
        carer = day[row + 3 * i]
        if day[carer + RESERVE] > 0:
            missed += missing_reserve(day, carer, day[carer + USED])
            missed -= missing_reserve(day, carer, day[row + 3 * i + 1])
    return missed * day[BY_RESERVE]


@njit
def price(day, most):
    """Points of the change that was begun, or REFUSED where it costs more than ``most``.

    It is given up early where even all that the touched lists pay for time today, and an eighth of
    what the others pay, could not make up for it. Lists that are reached through a visit for two
    might gain more: so a good change is refused now and then, for ten times as many tries.
    """
    day[DELTA] += reserve_change(day)
    day[GAIN] = day[RULES] * day[BY_RULE] + day[WORST] * day[BY_WORST]
    for i in range(day[CARERS]):
        day[GAIN] += day[day[FIRST_CARER] + i * CARER + OWED] // 8
    for i in range(day[TOUCHED]):
        day[GAIN] += day[day[day[TOUCHED_AT] + 3 * i] + OWED]
    if not settle(day, most):
        return REFUSED
    day[WORST_NEW] = day[WORST]
    if day[BY_WORST] > 0:
        day[WORST_NEW] = worst_now(day)
        day[DELTA] += (day[WORST_NEW] - day[WORST]) * day[BY_WORST]
    return day[DELTA] + day[RULES_DELTA] * day[BY_RULE]
