"""The first plan: what is given, what was published, and then the rest one visit at a time."""

from worklists.planning.insertion import with_node
from worklists.planning.layout import NEVER, UNSET, Layout
from worklists.planning.schedule import Schedule


def begin(layout: Layout) -> Schedule:
    """Lists that hold only the facts and the breaks that are owed.

    A break whose window the facts (or the clock) have already passed is owed as soon as it can
    be taken; one that cannot be taken inside the shift at all is not owed.
    """
    schedule = Schedule(layout)
    for carer in range(layout.carers):
        facts = _facts_of(layout, carer)
        moves = tuple((node, carer) for node in facts)
        if facts and schedule.try_out([(carer, facts)], moves) is not None:
            schedule.keep()
        for node in sorted(layout.breaks[carer], key=lambda n: (layout.early_of[n], n)):
            if layout.fixed_of[node] == UNSET:
                _add_break(schedule, carer, node)
    return schedule


def _facts_of(layout: Layout, carer: int) -> list[int]:
    """The carer's fixed nodes by the clock; a visit fixed for somebody absent is nobody's."""
    nodes = [
        node
        for node, fixed in enumerate(layout.fixed_of)
        if fixed != UNSET and layout.price[carer][node] != NEVER and _all_here(layout, node)
    ]
    return sorted(nodes, key=lambda node: (layout.fixed_of[node], node))


def _all_here(layout: Layout, node: int) -> bool:
    visit = layout.visit_of[node]
    return visit < 0 or all(layout.able(other) for other in layout.nodes[visit])


def _add_break(schedule: Schedule, carer: int, node: int) -> None:
    layout = schedule.layout
    route = schedule.routes[carer]
    wanted = layout.late_of[node]
    layout.late_of[node] = layout.wall[carer]
    best: tuple[int, list[int]] | None = None
    for index in range(_after_breaks(layout, route), len(route) + 1):
        longer = with_node(route, index, node)
        if schedule.try_out([(carer, longer)], ((node, carer),)) is None:
            continue
        schedule.keep()
        start = schedule.starts[carer][index]
        if best is None or start < best[0]:
            best = (start, longer)
        schedule.try_out([(carer, route)], ((node, -1),))
        schedule.keep()
    if best is not None:
        layout.late_of[node] = max(wanted, best[0])
        schedule.try_out([(carer, best[1])], ((node, carer),))
        schedule.keep()


def _after_breaks(layout: Layout, route: list[int]) -> int:
    """The first index after every open break that the list has already."""
    open_breaks = [i for i, n in enumerate(route) if layout.owner_of[n] >= 0]
    return open_breaks[-1] + 1 if open_breaks else 0


def follow(schedule: Schedule, orders: list[list[int]]) -> None:
    """Bring the lists as near to published orders as the rules of today allow."""
    wanted = [_completed(schedule, carer, order) for carer, order in enumerate(orders)]
    whole = _without_halves(schedule, wanted)
    if schedule.load(whole):
        return
    layout = schedule.layout
    for node in sorted({n for route in whole for n in route}, key=lambda n: layout.was_of[n]):
        visit = layout.visit_of[node]
        if visit in schedule.unassigned:
            _follow_one(schedule, visit, whole)


def _completed(schedule: Schedule, carer: int, order: list[int]) -> list[int]:
    """The order with today's facts and breaks, which are never left out."""
    layout = schedule.layout
    given = dict(zip(schedule.routes[carer], schedule.starts[carer], strict=True))
    kept = [n for n in order if n in given or layout.visit_of[n] in schedule.unassigned]
    if not any(layout.is_fact(node) for node in given) and given.keys() <= set(kept):
        return kept
    was = {node: layout.was_of[node] for node in kept if not layout.is_fact(node)}
    timed = given | was
    return sorted(timed, key=lambda node: (timed[node], node))


def _without_halves(schedule: Schedule, routes: list[list[int]]) -> list[list[int]]:
    nodes_of, visit_of = schedule.layout.nodes, schedule.layout.visit_of
    there = {node for route in routes for node in route}
    return [
        [n for n in route if visit_of[n] < 0 or there.issuperset(nodes_of[visit_of[n]])]
        for route in routes
    ]


def _follow_one(schedule: Schedule, visit: int, wanted: list[list[int]]) -> None:
    """Give a visit to those who had it, after what came before it on their published lists."""
    moves, changes = [], []
    for node in schedule.layout.nodes[visit]:
        carer = next(c for c, route in enumerate(wanted) if node in route)
        before = set(wanted[carer][: wanted[carer].index(node)])
        route = schedule.routes[carer]
        index = max((i + 1 for i, n in enumerate(route) if n in before), default=0)
        moves.append((node, carer))
        changes.append((carer, with_node(route, index, node)))
    if len({carer for carer, _ in changes}) == len(changes):
        extra = schedule.try_out(changes, tuple(moves))
        if extra is not None:
            schedule.keep()
