"""Taking a stop off a list and putting it on one, with the way back."""

from numba import njit

from worklists.planning.compiled.columns import (
    BROKEN, BY_TRAVEL, DECIDED, DELTA, DROP, KNOWING, LEFT, LEFT_AT, LEFT_COUNT, LOG, LOGGED,
    MATE, MINUTES, NEXT, NONE, NOWHERE, NUMBER, ONE, OWED, PERSON, PLACE, PLACES, POINTS, PREV,
    QUEUE, READY, ROWS, RULES, RULES_DELTA, START, TOTAL, TOUCHED, TOUCHED_AT, UNSET, USED, VISIT,
    WAITING, WHO, WORST, WORST_NEW,
)  # fmt: skip


@njit
def note(day, stop):
    """Write down a stop as it is, before it is changed."""
    row = day[LOG] + day[LOGGED] * (DECIDED + 1)
    day[row] = stop
    for column in range(DECIDED):
        day[row + 1 + column] = day[stop + PREV + column]
    day[LOGGED] += 1


@njit
def wake(day, stop):
    """Its times have to be worked out anew."""
    queue, count = day[QUEUE], day[WAITING]
    for i in range(count):
        if day[queue + i] == stop:
            return
    day[queue + count] = stop
    day[WAITING] = count + 1


@njit
def wake_on(day, stop):
    """The same for a stop, and for the first one after it to which there is a way to go."""
    wake(day, stop)
    while day[stop + PLACE] < 0 and day[stop + NEXT] != NONE:
        stop = day[stop + NEXT]
        wake(day, stop)


@njit
def touch(day, carer):
    """Write down what a carer's list sums up to, before that is changed."""
    row, count = day[TOUCHED_AT], day[TOUCHED]
    for i in range(count):
        if day[row + 3 * i] == carer:
            return
    row += 3 * count
    day[row] = carer
    day[row + 1] = day[carer + USED]
    day[row + 2] = day[carer + OWED]
    day[TOUCHED] = count + 1


@njit
def place_behind(day, stop):
    """Where one comes from when one goes on from a stop."""
    while day[stop + PLACE] < 0:
        stop = day[stop + PREV]
    return day[stop + PLACE]


@njit
def place_ahead(day, stop):
    """Where one goes from here on: the first stop that has a place, or nowhere."""
    while day[stop + PLACE] < 0:
        stop = day[stop + NEXT]
        if stop == NONE:
            return NOWHERE
    return day[stop + PLACE]


@njit
def detour(day, stop, carer, left, right):
    """Minutes of travel more when a stop comes between two others."""
    here = day[stop + PLACE]
    if here < 0:
        return 0
    rows, places = day[carer + ROWS], day[PLACES]
    behind = place_behind(day, left)
    ahead = place_ahead(day, right)
    if ahead < 0:
        return day[rows + behind * places + here]
    return (
        day[rows + behind * places + here]
        + day[rows + here * places + ahead]
        - day[rows + behind * places + ahead]
    )


@njit
def person(day, stop, carer):
    """Points for giving a carer that stop, or -1 where no rule allows it."""
    return day[day[stop + PERSON] + day[carer + NUMBER]]


@njit
def known(day, visit, carer, other):
    """Points for how well the patient of a visit for two knows the better known one."""
    row = day[visit + KNOWING]
    return min(day[row + day[carer + NUMBER]], day[row + day[other + NUMBER]])


@njit
def take_off(day, stop):
    """Take a stop off its list."""
    carer, left, right = day[stop + WHO], day[stop + PREV], day[stop + NEXT]
    note(day, left)
    note(day, right)
    note(day, stop)
    touch(day, carer)
    longer = detour(day, stop, carer, left, right)
    day[carer + USED] -= longer + day[stop + MINUTES]
    delta = -longer * day[BY_TRAVEL] - person(day, stop, carer) - day[stop + POINTS]
    day[carer + OWED] -= day[stop + POINTS]
    day[RULES_DELTA] -= day[stop + BROKEN]
    visit, mate = day[stop + VISIT], day[stop + MATE]
    if visit != NONE:
        if mate == NONE:
            delta += day[visit + DROP]
        elif day[mate + WHO] != NONE:
            delta += day[visit + DROP] - known(day, visit, carer, day[mate + WHO])
    day[DELTA] += delta
    day[left + NEXT] = right
    day[right + PREV] = left
    day[stop + WHO] = NONE
    day[stop + READY] = UNSET
    day[stop + START] = UNSET
    day[stop + POINTS] = 0
    day[stop + BROKEN] = 0
    wake_on(day, right)


@njit
def put_on(day, stop, carer, left):
    """Put a stop on a carer's list, right after another one there."""
    right = day[left + NEXT]
    note(day, left)
    note(day, right)
    note(day, stop)
    touch(day, carer)
    longer = detour(day, stop, carer, left, right)
    day[carer + USED] += longer + day[stop + MINUTES]
    delta = longer * day[BY_TRAVEL] + person(day, stop, carer)
    visit, mate = day[stop + VISIT], day[stop + MATE]
    if visit != NONE:
        if mate == NONE:
            delta -= day[visit + DROP]
        elif day[mate + WHO] != NONE:
            delta += known(day, visit, carer, day[mate + WHO]) - day[visit + DROP]
    day[DELTA] += delta
    day[left + NEXT] = stop
    day[right + PREV] = stop
    day[stop + PREV] = left
    day[stop + NEXT] = right
    day[stop + WHO] = carer
    wake_on(day, right)
    wake(day, stop)


@njit
def begin(day):
    """A new change: nothing is written down yet."""
    day[DELTA] = day[RULES_DELTA] = 0
    day[WAITING] = day[LOGGED] = day[TOUCHED] = 0


@njit
def take_back(day):
    """Undo the change that was tried."""
    for i in range(day[LOGGED] - 1, -1, -1):
        row = day[LOG] + i * (DECIDED + 1)
        stop = day[row]
        for column in range(DECIDED):
            day[stop + PREV + column] = day[row + 1 + column]
    row = day[TOUCHED_AT]
    for i in range(day[TOUCHED]):
        carer = day[row + 3 * i]
        day[carer + USED] = day[row + 3 * i + 1]
        day[carer + OWED] = day[row + 3 * i + 2]
    day[LOGGED] = day[TOUCHED] = day[WAITING] = 0


@njit
def keep(day):
    """Make the change that was tried the lists as they are."""
    day[TOTAL] += day[DELTA]
    day[RULES] += day[RULES_DELTA]
    day[WORST] = day[WORST_NEW]
    for i in range(day[LOGGED]):
        visit = day[day[day[LOG] + i * (DECIDED + 1)] + VISIT]
        if visit != NONE:
            _account(day, visit)
    day[LOGGED] = day[TOUCHED] = 0


@njit
def _account(day, visit):
    """Keep the list of the visits that nobody has."""
    away = day[day[visit + ONE] + WHO] == NONE
    at = day[visit + LEFT_AT]
    if away == (at >= 0):
        return
    left, count = day[LEFT], day[LEFT_COUNT]
    if away:
        day[left + count] = visit
        day[visit + LEFT_AT] = count
        day[LEFT_COUNT] = count + 1
    else:
        last = day[left + count - 1]
        day[left + at] = last
        day[last + LEFT_AT] = at
        day[visit + LEFT_AT] = -1
        day[LEFT_COUNT] = count - 1
