"""A problem as lists of whole numbers, which is what the search works on.

Every carer's part of a visit is a *node*, and so is every break. Nodes, visits and carers are
numbered in the order of the problem, so that nothing here depends on how sets are ordered.
"""

from dataclasses import dataclass, field

from worklists.planning.plan import BreakStop, Plan, Stop, Term
from worklists.planning.problem import Carer, Interval, Need, Problem, VisitNeed

NEVER = -1
"""The price of a carer for a node that she may not have."""
FOREVER = 1_000_000_000
UNSET = -1_000_000_000
LOCKED_DROP_FACTOR = 20
PLAIN, SPECIAL = 0, 1


@dataclass(slots=True)
class Layout:
    """The problem as columns. ``*_of`` lists are by node, the rest say what they are by."""

    problem: Problem
    # by node
    visit_of: list[int] = field(default_factory=list)
    part_of: list[int] = field(default_factory=list)
    owner_of: list[int] = field(default_factory=list)
    place_of: list[int] = field(default_factory=list)
    minutes_of: list[int] = field(default_factory=list)
    early_of: list[int] = field(default_factory=list)
    late_of: list[int] = field(default_factory=list)
    allowed_of: list[int] = field(default_factory=list)
    late_price_of: list[int] = field(default_factory=list)
    mate_of: list[int] = field(default_factory=list)
    fixed_of: list[int] = field(default_factory=list)
    special_of: list[int] = field(default_factory=list)
    was_of: list[int] = field(default_factory=list)
    blocked_of: list[tuple[Interval, ...]] = field(default_factory=list)
    gap_of: list[Interval] = field(default_factory=list)
    same_of: list[bool] = field(default_factory=list)
    # by visit
    nodes: list[tuple[int, ...]] = field(default_factory=list)
    drop: list[int] = field(default_factory=list)
    knowing: list[list[int]] = field(default_factory=list)
    was_carers: list[frozenset[int]] = field(default_factory=list)
    # by carer
    ready: list[int] = field(default_factory=list)
    shift_end: list[int] = field(default_factory=list)
    wall: list[int] = field(default_factory=list)
    home: list[int] = field(default_factory=list)
    goal: list[int] = field(default_factory=list)
    reserve: list[int] = field(default_factory=list)
    rows: list[list[list[int]]] = field(default_factory=list)
    breaks: list[list[int]] = field(default_factory=list)
    price: list[list[int]] = field(default_factory=list)
    """``price[carer][node]``: points for giving her that node, or NEVER."""
    carer_number: dict[str, int] = field(default_factory=dict)
    matrices: dict[str, list[list[int]]] = field(default_factory=dict)
    has_previous: bool = False

    @property
    def carers(self) -> int:
        """How many carers there are."""
        return len(self.ready)

    def able(self, node: int) -> list[int]:
        """The carers who may have the node, in the order of the problem."""
        return [carer for carer in range(self.carers) if self.price[carer][node] != NEVER]

    def is_fact(self, node: int) -> bool:
        """Whether the node's minute is given."""
        return self.fixed_of[node] != UNSET

    def place_before(self, carer: int, route: list[int], index: int) -> int:
        """Where she comes from when she gets to ``index`` of the list."""
        place_of = self.place_of
        while index:
            index -= 1
            if place_of[route[index]] >= 0:
                return place_of[route[index]]
        return self.home[carer]

    def place_from(self, carer: int, route: list[int], index: int) -> int:
        """The first place that she goes to from ``index`` on, or -1 for nowhere."""
        place_of = self.place_of
        while index < len(route):
            if place_of[route[index]] >= 0:
                return place_of[route[index]]
            index += 1
        return self.goal[carer]

    def pairs(self, visit: int) -> bool:
        """Whether the visit takes two carers."""
        return len(self.nodes[visit]) == 2

    def knowing_price(self, visit: int, carers: tuple[int, ...]) -> int:
        """Points for how well the patient knows the one of them that is known best."""
        return min(self.knowing[visit][carer] for carer in carers)


def lay_out(problem: Problem, previous: Plan | None = None) -> Layout:
    """Number everything, and work out who may have what at which price."""
    layout = Layout(problem, has_previous=previous is not None)
    for means, matrix in problem.travel.minutes.items():
        layout.matrices[means] = [list(row) for row in matrix]
    for carer in problem.carers:
        _add_carer(layout, carer)
    was = _published(layout, previous)
    for visit in problem.visits:
        _add_visit(layout, visit, was.get(visit.key, {}))
    for number, carer in enumerate(problem.carers):
        _add_breaks(layout, number, carer)
    if previous is not None:
        _note_published_breaks(layout, previous)
    _price_carers(layout)
    return layout


def _add_carer(layout: Layout, carer: Carer) -> None:
    now = layout.problem.now
    free = carer.start + carer.report_minutes
    layout.carer_number[carer.key] = len(layout.ready)
    layout.ready.append(free if now is None else max(free, now))
    layout.shift_end.append(carer.end)
    layout.wall.append(carer.end + carer.overtime_allowed)
    layout.home.append(carer.start_place)
    layout.goal.append(-1 if carer.end_place is None else carer.end_place)
    layout.reserve.append(carer.reserve_minutes)
    layout.rows.append(layout.matrices[carer.transport])
    layout.breaks.append([])


def _published(layout: Layout, previous: Plan | None) -> dict[str, dict[int, tuple[int, int]]]:
    """Visit key to {part: (carer, start)} in the plan that people have already seen."""
    was: dict[str, dict[int, tuple[int, int]]] = {}
    for route, stop in previous.placed() if previous else ():
        number = layout.carer_number.get(route.carer, len(layout.ready))
        was.setdefault(stop.visit, {})[stop.part] = (number, stop.start)
    return was


def _note_published_breaks(layout: Layout, previous: Plan) -> None:
    for route in previous.routes:
        number = layout.carer_number.get(route.carer)
        breaks = [] if number is None else layout.breaks[number]
        for stop in route.stops:
            if isinstance(stop, BreakStop) and stop.index < len(breaks):
                layout.was_of[breaks[stop.index]] = stop.start


def _add_visit(layout: Layout, visit: VisitNeed, was: dict[int, tuple[int, int]]) -> None:
    number = len(layout.nodes)
    first = len(layout.visit_of)
    for part in range(visit.carers):
        _add_part(layout, visit, number, part)
        starts = [start for _, start in was.values()]
        layout.was_of[-1] = was[part][1] if part in was else min(starts, default=UNSET)
    layout.nodes.append(tuple(range(first, len(layout.visit_of))))
    if visit.carers == 2 and not visit.is_fact:
        layout.mate_of[first], layout.mate_of[first + 1] = first + 1, first
        layout.special_of[first] = layout.special_of[first + 1] = SPECIAL
    drop = _drop(layout, visit)
    layout.drop.append(drop * LOCKED_DROP_FACTOR if visit.locked_carers else drop)
    layout.was_carers.append(frozenset(carer for carer, _ in was.values()))


def _drop(layout: Layout, visit: VisitNeed) -> int:
    """Points for leaving the visit out. A team's order lifts nothing above what must be at its time."""
    weights = layout.problem.weights
    usual = weights.drop(visit.priority)
    if visit.priority == 1 or visit.drop_percent == 100:
        return usual
    return min(usual * visit.drop_percent // 100, max(usual, weights.drop_must_now))


def _add_part(layout: Layout, visit: VisitNeed, number: int, part: int) -> None:
    early, late, hard = _window(visit, layout.problem.now)
    fixed = UNSET
    if visit.is_fact and visit.locked_start is not None:
        fixed = visit.locked_start + (visit.locked_gap if part else 0)
    _add_node(layout, visit=number, part=part, owner=-1, minutes=visit.minutes_of(part))
    layout.place_of[-1] = -1 if visit.indoors else visit.place
    layout.early_of[-1] = early
    layout.late_of[-1] = late
    layout.allowed_of[-1] = 0 if hard and fixed == UNSET else FOREVER
    together = part == 1 and visit.gap == (0, 0)  # one lateness, not two
    weight = 0 if together else visit.late_weight
    layout.late_price_of[-1] = weight * layout.problem.weights.late_minute
    layout.fixed_of[-1] = fixed
    layout.blocked_of[-1] = tuple(sorted(visit.blocked))
    layout.gap_of[-1] = visit.gap
    layout.same_of[-1] = visit.same_carer
    layout.special_of[-1] = SPECIAL if visit.blocked or fixed != UNSET else PLAIN


def _window(visit: VisitNeed, now: int | None) -> tuple[int, int, bool]:
    """Earliest start, latest start, and whether the latest is hard."""
    if visit.locked_start is not None and not visit.is_fact:
        early = late = visit.locked_start
        hard = True
    elif visit.fixed_time:
        early, late, hard = visit.earliest, visit.earliest, True
    else:
        early, late, hard = visit.earliest, visit.latest, visit.hard_window
    return (early if now is None or visit.is_fact else max(early, now)), late, hard


def _add_node(layout: Layout, *, visit: int, part: int, owner: int, minutes: int) -> None:
    layout.visit_of.append(visit)
    layout.part_of.append(part)
    layout.owner_of.append(owner)
    layout.minutes_of.append(minutes)
    for column in (layout.place_of, layout.mate_of):
        column.append(-1)
    for column in (layout.early_of, layout.late_of, layout.late_price_of, layout.special_of):
        column.append(0)
    layout.allowed_of.append(0)
    layout.fixed_of.append(UNSET)
    layout.was_of.append(UNSET)
    layout.blocked_of.append(())
    layout.gap_of.append((0, 0))
    layout.same_of.append(False)


def _add_breaks(layout: Layout, number: int, carer: Carer) -> None:
    for index, pause in enumerate(carer.breaks):
        layout.breaks[number].append(len(layout.visit_of))
        _add_node(layout, visit=-1, part=index, owner=number, minutes=pause.minutes)
        layout.place_of[-1] = -1 if pause.place is None else pause.place
        layout.early_of[-1] = pause.earliest
        layout.late_of[-1] = pause.latest
        if pause.taken_at is not None:
            layout.fixed_of[-1] = pause.taken_at
            layout.special_of[-1] = SPECIAL
            layout.allowed_of[-1] = FOREVER


def _price_carers(layout: Layout) -> None:
    layout.price = [[NEVER] * len(layout.visit_of) for _ in layout.problem.carers]
    for number, visit in enumerate(layout.problem.visits):
        _price_visit(layout, number, visit)
    for number, nodes in enumerate(layout.breaks):
        for node in nodes:
            layout.price[number][node] = 0


def _price_visit(layout: Layout, number: int, visit: VisitNeed) -> None:
    carers = layout.problem.carers
    nodes = layout.nodes[number]
    able = [[may_have(visit, part, carer) for carer in carers] for part in range(len(nodes))]
    known = [_strangeness(layout, visit, carer) for carer in carers]
    best = min((known[c] for row in able for c, may in enumerate(row) if may), default=0)
    layout.knowing.append([points - best for points in known])
    for part, node in enumerate(nodes):
        for c, carer in enumerate(carers):
            if able[part][c]:
                terms = part_terms(layout, number, part, carer)
                single = 0 if len(nodes) == 2 else layout.knowing[number][c]
                layout.price[c][node] = single + sum(term.points for term in terms)


def may_have(visit: VisitNeed, part: int, carer: Carer) -> bool:
    """Whether the rules let this carer fill that need of the visit."""
    locked = visit.locked_carers or ()
    if part < len(locked):
        if locked[part] != carer.key:
            return False
        if visit.is_fact:
            return True
    elif carer.key in locked and not visit.same_carer:
        return False
    return (
        of_a_team_that_may(visit, carer)
        and carer.key not in visit.forbidden_carers
        and can_do(visit.needs[part], visit, carer)
    )


def of_a_team_that_may(visit: VisitNeed, carer: Carer) -> bool:
    """Whether the carer's team has the visit, or may take it by agreement."""
    if not visit.team or not carer.team:
        return True
    return carer.team == visit.team or carer.team in visit.may_cross


def can_do(need: Need, visit: VisitNeed, carer: Carer) -> bool:
    """Whether the carer has the competence, on her own or delegated for this patient."""
    level = max(carer.level, carer.patient_levels.get(visit.patient, 0))
    delegated = carer.patient_competences.get(visit.patient, frozenset())
    return level >= need.level and need.competences <= carer.competences | delegated


def _strangeness(layout: Layout, visit: VisitNeed, carer: Carer) -> int:
    weights = layout.problem.weights
    if carer.key == visit.primary:
        return 0
    if carer.key == visit.deputy:
        return weights.deputy
    if carer.key in visit.recent:
        return weights.recent
    known = visit.primary is not None or visit.deputy is not None or visit.recent
    return weights.stranger if known else 0


def part_terms(layout: Layout, visit: int, part: int, carer: Carer) -> list[Term]:
    """What it costs that just she has it, travel and time apart."""
    weights = layout.problem.weights
    asked = layout.problem.visits[visit]
    over = max(0, carer.level - asked.needs[part].level)
    wish = int(bool(asked.wished_carers) and carer.key not in asked.wished_carers)
    was = layout.was_carers[visit]
    moved = int(bool(was) and layout.carer_number[carer.key] not in was)
    other = int(bool(asked.team and carer.team) and carer.team != asked.team)
    terms = (
        Term("over_competence", over, over * weights.over_level),
        Term("other_team", other, other * weights.other_team),
        Term("wish", wish, wish * weights.not_wished),
        Term("changed_carer", moved, moved * weights.changed_carer),
    )
    return [term for term in terms if term.amount]


def travel_minutes(layout: Layout, carer: int, start: int, end: int) -> int:
    """Minutes for this carer between two places; none where one of them is nowhere."""
    return 0 if start < 0 or end < 0 else layout.rows[carer][start][end]


def published_orders(layout: Layout, previous: Plan) -> list[list[int]]:
    """Each carer's nodes in the order of an earlier plan, as far as they still may be hers."""
    visits = {visit.key: number for number, visit in enumerate(layout.problem.visits)}
    orders: list[list[int]] = [[] for _ in range(layout.carers)]
    for route in previous.routes:
        number = layout.carer_number.get(route.carer)
        if number is None:
            continue
        for stop in route.stops:
            node = _node_of(layout, number, visits, stop)
            if node is not None and layout.price[number][node] != NEVER:
                orders[number].append(node)
    return orders


def _node_of(
    layout: Layout, carer: int, visits: dict[str, int], stop: Stop | BreakStop
) -> int | None:
    if isinstance(stop, BreakStop):
        return layout.breaks[carer][stop.index] if stop.index < len(layout.breaks[carer]) else None
    nodes = layout.nodes[visits[stop.visit]] if stop.visit in visits else ()
    if nodes and layout.is_fact(nodes[0]):  # those who came may be fewer than were planned
        return next((node for node in nodes if layout.price[carer][node] != NEVER), None)
    return nodes[stop.part] if stop.part < len(nodes) else None
