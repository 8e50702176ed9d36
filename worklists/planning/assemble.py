"""The lists as a plan: every time spelled out, and every price term by term."""

from collections import Counter
from collections.abc import Iterable, Sequence

from worklists.planning.layout import UNSET, Layout, part_terms
from worklists.planning.plan import (
    TERM_LABELS,
    BreakStop,
    Plan,
    Route,
    Stop,
    Term,
    Unassigned,
)
from worklists.planning.schedule import Schedule


def assemble(schedule: Schedule, unassigned: tuple[Unassigned, ...], fingerprint: str) -> Plan:
    """The plan that people read. Its terms sum to what the search reckoned with."""
    routes = tuple(_route(schedule, carer) for carer in range(schedule.layout.carers))
    return Plan(routes, unassigned, totals(schedule, routes), fingerprint)


def totals(schedule: Schedule, routes: Sequence[Route]) -> tuple[Term, ...]:
    """The terms of a whole plan, summed by kind."""
    terms = [term for route in routes for term in route.terms]
    terms += [term for route in routes for stop in route.stops for term in stop.terms]
    return summed([*terms, *_team_terms(schedule)])


def summed(terms: Iterable[Term]) -> tuple[Term, ...]:
    """One term of each kind, in the order that people read them."""
    amounts: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for term in terms:
        amounts[term.code] += term.amount
        points[term.code] += term.points
    return tuple(Term(code, amounts[code], points[code]) for code in TERM_LABELS if amounts[code])


def route_terms(schedule: Schedule) -> tuple[Term, ...]:
    """The terms of the lists as they are."""
    return totals(schedule, [_route(schedule, carer) for carer in range(schedule.layout.carers)])


def visit_terms(schedule: Schedule, visit: int) -> tuple[Term, ...]:
    """What a visit costs where it is, all its carers taken together."""
    key = schedule.layout.problem.visits[visit].key
    routes = [_route(schedule, schedule.carer_of[n]) for n in schedule.layout.nodes[visit]]
    stops = [stop for route in routes for stop in route.visits if stop.visit == key]
    return summed(term for stop in stops for term in stop.terms)


def _team_terms(schedule: Schedule) -> list[Term]:
    layout = schedule.layout
    left = sorted(schedule.unassigned)
    price = layout.problem.weights.worst_late_minute
    worst = max(schedule.worst, default=0) if price else 0
    return [
        Term("unassigned", len(left), sum(layout.drop[visit] for visit in left)),
        Term("worst_lateness", worst, worst * price),
    ]


def _route(schedule: Schedule, carer: int) -> Route:
    layout = schedule.layout
    time, at = layout.ready[carer], layout.home[carer]
    busy = way = 0
    stops: list[Stop | BreakStop] = []
    for node, start in zip(schedule.routes[carer], schedule.starts[carer], strict=True):
        place = layout.place_of[node]
        leg = layout.rows[carer][at][place] if place >= 0 else 0
        at = place if place >= 0 else at
        stops.append(_stop(schedule, carer, node, time + leg, start, leg))
        time = max(time + leg, start + layout.minutes_of[node])
        busy += layout.minutes_of[node]
        way += leg
    home = layout.rows[carer][at][layout.goal[carer]] if layout.goal[carer] >= 0 else 0
    terms = _route_terms(schedule, carer, home, time + home, busy + way + home)
    key = layout.problem.carers[carer].key
    return Route(key, layout.ready[carer], tuple(stops), home, time + home, terms)


def _route_terms(
    schedule: Schedule, carer: int, home: int, end: int, used: int
) -> tuple[Term, ...]:
    layout = schedule.layout
    weights = layout.problem.weights
    over = max(0, end - layout.shift_end[carer])
    short = schedule.missing_reserve(carer, used) if layout.reserve[carer] else 0
    return _some(
        Term("travel", home, home * weights.travel_minute),
        Term("overtime", over, over * weights.overtime_minute),
        Term("reserve", short, short * weights.reserve_minute),
    )


def _stop(
    schedule: Schedule, carer: int, node: int, arrival: int, start: int, leg: int
) -> Stop | BreakStop:
    layout = schedule.layout
    waiting = max(0, start - arrival)
    end = start + layout.minutes_of[node]
    part = layout.part_of[node]
    terms = _time_terms(layout, node, start, leg, waiting)
    if layout.visit_of[node] < 0:
        return BreakStop(part, arrival, start, end, leg, waiting, terms)
    visit = layout.problem.visits[layout.visit_of[node]]
    terms += _person_terms(schedule, carer, node)
    return Stop(visit.key, part, arrival, start, end, leg, waiting, terms)


def _time_terms(layout: Layout, node: int, start: int, leg: int, waiting: int) -> tuple[Term, ...]:
    weights = layout.problem.weights
    late = max(0, start - layout.late_of[node]) if layout.late_price_of[node] else 0
    moved = abs(start - layout.was_of[node]) if layout.was_of[node] != UNSET else 0
    return _some(
        Term("travel", leg, leg * weights.travel_minute),
        Term("waiting", waiting, waiting * weights.waiting_minute),
        Term("lateness", late, late * layout.late_price_of[node]),
        Term("changed_time", moved, moved * weights.changed_minute),
    )


def _person_terms(schedule: Schedule, carer: int, node: int) -> tuple[Term, ...]:
    """What it costs that just this carer comes. How well known goes with the first carer."""
    layout = schedule.layout
    number, part = layout.visit_of[node], layout.part_of[node]
    person = layout.problem.carers[carer]
    terms = tuple(part_terms(layout, number, part, person))
    if part:
        return terms
    carers = tuple(schedule.carer_of[other] for other in layout.nodes[number])
    known = layout.knowing_price(number, carers)
    return _some(Term("continuity", int(known > 0), known)) + terms


def _some(*terms: Term) -> tuple[Term, ...]:
    return tuple(term for term in terms if term.amount)
