"""The best place for one visit in the lists as they are, priced exactly."""

from collections.abc import Iterable
from heapq import nsmallest
from typing import NamedTuple

from worklists.planning.layout import FOREVER
from worklists.planning.schedule import Change, Move, Schedule

FEW_ENOUGH, MOST_PAIRS = 120, 400
"""For a visit for two: places looked at in all lists together, and pairs of them priced exactly."""
TOO_EARLY = 90
"""Minutes of idling before a visit beyond which a place in a list is not looked at."""


class Placement(NamedTuple):
    """Where a visit may go: points more than now (without its drop price), and the new lists."""

    extra: int
    changes: list[Change]
    moves: tuple[Move, ...]


class Spot(NamedTuple):
    """A place in one list, with a quick guess at its price; ``start`` is the visit's own."""

    guess: int
    carer: int
    at: int
    start: int


def spots(schedule: Schedule, node: int, carer: int, *, every: bool = False) -> list[Spot]:
    """The places in a list that a node could go to, cheapest guess first.

    Only those near its window, unless ``every`` is asked for.
    """
    layout = schedule.layout
    found = []
    for index in range(len(schedule.routes[carer]) + 1):
        spot = _spot(schedule, node, carer, index)
        if spot.start > layout.late_of[node] + layout.allowed_of[node]:
            continue
        idle = layout.early_of[node] - schedule.next_start(carer, index)
        if every or idle <= TOO_EARLY:
            found.append(spot)
        if not every and spot.start > layout.late_of[node] + TOO_EARLY:
            break
    return sorted(found)


def _spot(schedule: Schedule, node: int, carer: int, index: int) -> Spot:
    layout = schedule.layout
    rows = layout.rows[carer]
    time, at = schedule.leave(carer, index)
    after = layout.place_from(carer, schedule.routes[carer], index)
    there = layout.place_of[node] if layout.place_of[node] >= 0 else at
    legs = rows[at][there] + (rows[there][after] - rows[at][after] if after >= 0 else 0)
    start = max(time + rows[at][there], layout.early_of[node])
    back = start + layout.minutes_of[node] + (rows[there][after] if after >= 0 else 0)
    pushed = max(0, min(back, FOREVER) - schedule.next_start(carer, index))
    late = max(0, start - layout.late_of[node]) * layout.late_price_of[node]
    weights = layout.problem.weights
    guess = legs * weights.travel_minute + late + pushed * weights.late_minute
    return Spot(guess + layout.price[carer][node], carer, index, start)


def with_node(route: list[int], index: int, node: int) -> list[int]:
    """The list with the node put in at ``index``."""
    return [*route[:index], node, *route[index:]]


def best_placement(
    schedule: Schedule,
    visit: int,
    *,
    tries: int = 3,
    every: bool = False,
    among: Iterable[int] | None = None,
) -> Placement | None:
    """The cheapest way to give the visit to somebody, or None where no rule allows any.

    ``tries`` places are priced exactly in each list (all of them with ``every``). With
    ``among``, at least one of these carers has to be there.
    """
    wanted = None if among is None else set(among)
    if schedule.layout.pairs(visit):
        return _best_pair(schedule, visit, tries, every, wanted)
    (node,) = schedule.layout.nodes[visit]
    best: Placement | None = None
    for carer in schedule.layout.able(node):
        if wanted is not None and carer not in wanted:
            continue
        found = spots(schedule, node, carer, every=every)
        for spot in found if every else found[:tries]:
            best = _better(schedule, best, [spot], (node,))
    return best


def _better(
    schedule: Schedule, best: Placement | None, chosen: list[Spot], nodes: tuple[int, ...]
) -> Placement | None:
    lists: dict[int, list[int]] = {}
    for spot, node in reversed([*zip(chosen, nodes, strict=True)]):  # the second part goes in first
        route = lists.get(spot.carer, schedule.routes[spot.carer])
        lists[spot.carer] = with_node(route, spot.at, node)
    changes = list(lists.items())
    moves = tuple((node, spot.carer) for spot, node in zip(chosen, nodes, strict=True))
    extra = schedule.try_out(changes, moves)
    if extra is None or (best is not None and best.extra <= extra):
        return best
    return Placement(extra, changes, moves)


def _best_pair(
    schedule: Schedule, visit: int, tries: int, every: bool, wanted: set[int] | None
) -> Placement | None:
    layout = schedule.layout
    one, two = layout.nodes[visit]
    low, alone = layout.problem.visits[visit].gap[0], layout.problem.visits[visit].same_carer
    each = max(tries, FEW_ENOUGH // max(1, layout.carers)) if every else tries
    firsts = {c: spots(schedule, one, c, every=every)[:each] for c in layout.able(one)}
    seconds = {c: spots(schedule, two, c, every=every)[:each] for c in layout.able(two)}
    candidates = [
        (_pair_guess(schedule, visit, first, second, low), first, second)
        for carer, mine in firsts.items()
        for other, theirs in seconds.items()
        if (carer != other or alone) and (wanted is None or carer in wanted or other in wanted)
        for first in mine
        for second in theirs
        if carer != other or first.at <= second.at
    ]
    best: Placement | None = None
    for _, first, second in nsmallest(MOST_PAIRS if every else 8 * tries, candidates):
        best = _better(schedule, best, [first, second], (one, two))
    return best


def _pair_guess(schedule: Schedule, visit: int, first: Spot, second: Spot, low: int) -> int:
    """The two guesses, and what it costs that one waits for the other."""
    layout = schedule.layout
    start = max(first.start, second.start - low)
    late = max(0, start - layout.late_of[layout.nodes[visit][0]])
    apart = abs(first.start + low - second.start)
    known = layout.knowing_price(visit, (first.carer, second.carer))
    weights = layout.problem.weights
    return first.guess + second.guess + known + (apart + late) * weights.late_minute


def place(schedule: Schedule, placement: Placement) -> None:
    """Put the visit where ``best_placement`` said."""
    schedule.try_out(placement.changes, placement.moves)
    schedule.keep()
