"""The best place for a visit in the lists as they are, priced exactly, and all of them in turn."""

from numba import njit

from worklists.planning.compiled.columns import (
    ABLE, ABLES, BEGINNING, BY_TRAVEL, BY_WAITING, CARER, CARERS, DROP, EARLY, END, FIRST_CARER,
    FOUND, FOUND_CARER, FOUND_LEFT, FOUND_OTHER, FOUND_OTHER_LEFT, LATE, LEAVE, LEFT_AT, MINUTES,
    MUTABLE, NEXT, NONE, ONE, ORDER, ORDERED, PATIENCE, PLACE, PLACES, PREV, ROWS, RULES, SAME,
    START, TOTAL, TWO, VISIT, WHO,
)  # fmt: skip
from worklists.planning.compiled.lists import (
    begin,
    detour,
    keep,
    person,
    place_behind,
    put_on,
    take_back,
    take_off,
    touch,
    wake,
)
from worklists.planning.compiled.times import REFUSED, price

FAR = 1 << 60


@njit
def arrives(day, stop, carer, left):
    """When she could be at a stop, going there right after another one."""
    time = day[left + LEAVE]
    if day[stop + PLACE] >= 0:
        row = day[carer + ROWS] + place_behind(day, left) * day[PLACES]
        time += day[row + day[stop + PLACE]]
    return time


@njit
def by_the_clock(day, carer, time):
    """The last stop of a list that begins before ``time``."""
    stop = day[carer + BEGINNING]
    right = day[stop + NEXT]
    last = day[carer + END]
    while right != last and day[right + START] < time:
        stop = right
        right = day[stop + NEXT]
    return stop


@njit
def way_and_person(day, stop, carer, left):
    """Points for going to a stop right after another one and for her doing it: no less than this."""
    longer = detour(day, stop, carer, left, day[left + NEXT])
    return longer * day[BY_TRAVEL] + person(day, stop, carer)


@njit
def price_of(day, stop, carer, left, most):
    """Points for one stop at one place; the lists are left as they were."""
    begin(day)
    put_on(day, stop, carer, left)
    found = price(day, most)
    take_back(day)
    return found


@njit
def look_for_one(day, stop):
    """Find the cheapest place for a visit for one."""
    day[FOUND], day[FOUND_CARER] = FAR, NONE
    early, late, idle = day[stop + EARLY], day[stop + LATE], day[PATIENCE]
    for i in range(day[stop + ABLES]):
        carer = day[day[stop + ABLE] + i]
        left, last = day[carer + BEGINNING], day[carer + END]
        while left != last:
            right = day[left + NEXT]
            if early - day[right + START] <= idle or right == last:
                found = price_of(day, stop, carer, left, day[FOUND] - 1)
                if found < day[FOUND]:
                    day[FOUND], day[FOUND_CARER], day[FOUND_LEFT] = found, carer, left
                if day[left + LEAVE] > late + idle and day[FOUND] < FAR:
                    break
            left = right


@njit
def look_for_two(day, visit):
    """Find places for a visit for two."""
    day[FOUND], day[FOUND_CARER] = FAR, NONE
    one, two = day[visit + ONE], day[visit + TWO]
    early, late, idle = day[one + EARLY], day[one + LATE], day[PATIENCE]
    for i in range(day[one + ABLES]):
        carer = day[day[one + ABLE] + i]
        left, last = day[carer + BEGINNING], day[carer + END]
        while left != last:
            right = day[left + NEXT]
            if early - day[right + START] <= idle or right == last:
                _with_every_other(day, one, two, carer, left)
                if day[left + LEAVE] > late + idle and day[FOUND] < FAR:
                    break
            left = right


@njit
def _with_every_other(day, one, two, carer, left):
    slack = day[day[one + VISIT] + DROP] + 2 * day[one + MINUTES] * day[BY_WAITING]
    hers = way_and_person(day, one, carer, left) - slack
    time = max(day[one + EARLY], arrives(day, one, carer, left))
    for i in range(day[two + ABLES]):
        other = day[day[two + ABLE] + i]
        if other == carer and day[one + SAME] == 0:
            continue
        her_left = one
        if other != carer:
            her_left = by_the_clock(day, other, time)
            if hers + way_and_person(day, two, other, her_left) >= day[FOUND]:
                continue
        begin(day)
        put_on(day, one, carer, left)
        put_on(day, two, other, her_left)
        found = price(day, day[FOUND] - 1)
        take_back(day)
        if found < day[FOUND]:
            day[FOUND], day[FOUND_CARER], day[FOUND_LEFT] = found, carer, left
            day[FOUND_OTHER], day[FOUND_OTHER_LEFT] = other, her_left


@njit
def bring_in_best(day, visit, most):
    """Give a visit that nobody has its best place, where that costs at most ``most``."""
    one, two = day[visit + ONE], day[visit + TWO]
    if two == NONE:
        look_for_one(day, one)
    else:
        look_for_two(day, visit)
    if day[FOUND_CARER] == NONE or day[FOUND] > most:
        return False
    begin(day)
    put_on(day, one, day[FOUND_CARER], day[FOUND_LEFT])
    if two != NONE:
        put_on(day, two, day[FOUND_OTHER], day[FOUND_OTHER_LEFT])
    if price(day, FAR) >= REFUSED:
        take_back(day)
        return False
    keep(day)
    return True


@njit
def fill(day):
    """Place what nobody has, the visits that are hardest to place first."""
    for i in range(day[ORDERED]):
        visit = day[day[ORDER] + i]
        if day[visit + LEFT_AT] >= 0:
            bring_in_best(day, visit, 0)


@njit(cache=True)
def put_all(day, stops, carers):
    """Put stops on lists in the given order, at the end of each, and work out the times."""
    begin(day)
    for i in range(stops.shape[0]):
        put_on(day, stops[i], carers[i], day[day[carers[i] + END] + PREV])
    for i in range(day[CARERS]):
        carer = day[FIRST_CARER] + i * CARER
        touch(day, carer)
        wake(day, day[carer + END])
    price(day, FAR)
    keep(day)


@njit
def resettle(day, visit):
    """Take a visit off its lists and give it its best place; as before where that is no cheaper."""
    before = day[: day[MUTABLE]].copy()
    one, two = day[visit + ONE], day[visit + TWO]
    if day[one + WHO] != NONE:
        begin(day)
        take_off(day, one)
        if two != NONE:
            take_off(day, two)
        price(day, FAR)
        keep(day)
    bring_in_best(day, visit, 0)
    if day[TOTAL] >= before[TOTAL] or day[RULES] > before[RULES]:
        day[: day[MUTABLE]] = before
