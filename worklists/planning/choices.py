"""What it would mean that each carer took one visit, all other visits staying with those who have them.

One layout of the day and one insertion in each list: no search. Travel, overtime and lateness are
told as differences from the lists as they are.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from worklists.planning.construct import begin, follow
from worklists.planning.draft import Draft
from worklists.planning.insertion import Placement, best_placement, place
from worklists.planning.layout import NEVER, UNSET, Layout, lay_out, published_orders
from worklists.planning.plan import Plan
from worklists.planning.problem import Problem
from worklists.planning.reasons import why_not
from worklists.planning.schedule import Schedule

TRIES = 6
"""Places in each list that are priced exactly before all of them are."""


@dataclass(frozen=True, slots=True)
class Late:
    """A visit that would begin so many minutes after its window."""

    visit: str
    start: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Choice:
    """One carer for the visit. ``code`` is "possible", or the rule that stands in the way.

    ``carers`` are all who would be there, first need first. ``travel`` and ``overtime`` are minutes
    more than now in all lists together, and ``late`` who would begin later after the window than
    now. ``saved`` are those that would be late and then are not. ``points`` is the planner's price.
    """

    carer: str
    code: str
    carers: tuple[str, ...] = ()
    start: int | None = None
    travel: int = 0
    overtime: int = 0
    late: tuple[Late, ...] = ()
    saved: tuple[str, ...] = ()
    points: int = 0

    @property
    def possible(self) -> bool:
        """Whether every hard rule holds."""
        return self.code == "possible"


@dataclass(frozen=True, slots=True)
class _Sum:
    """What one list takes: minutes of travel and overtime, and minutes late by node."""

    travel: int
    overtime: int
    late: dict[int, tuple[int, int]]


def choices(
    problem: Problem,
    previous: Plan | None,
    key: str,
    *,
    leaves: str | None = None,
    delays: Mapping[str, int] | None = None,
) -> tuple[Choice, ...]:
    """Every carer of the problem, in its order, as one who takes the visit.

    The problem lets the visit go to anybody. Of a visit for two, ``leaves`` is the one who lets go of her
    half while the other stays; else both are found anew. ``delays`` are minutes by which carers are
    behind. Raises KeyError for a visit that is not in the problem.
    """
    number = {visit.key: i for i, visit in enumerate(problem.visits)}[key]
    schedule = _as_it_is(problem, previous, delays or {})
    layout = schedule.layout
    here = [schedule.carer_of[node] for node in layout.nodes[number]]
    here = [] if number in schedule.unassigned else here
    stays = [carer for carer in here if leaves and problem.carers[carer].key != leaves]
    before = [_sum(schedule, carer) for carer in range(layout.carers)]
    draft = Draft(schedule)
    draft.drop(number)
    if here and not draft.keep():
        return tuple(Choice(carer.key, "no_time") for carer in problem.carers)
    looked = _Looked(schedule, number, before, stays)
    return tuple(looked.at(carer) for carer in range(layout.carers))


def _as_it_is(problem: Problem, previous: Plan | None, delays: Mapping[str, int]) -> Schedule:
    layout = lay_out(problem, previous)
    for carer, minutes in delays.items():
        if carer in layout.carer_number:
            _hold_up(layout, layout.carer_number[carer], minutes)
    schedule = begin(layout)
    if previous is not None:
        follow(schedule, published_orders(layout, previous))
    return schedule


def _hold_up(layout: Layout, carer: int, minutes: int) -> None:
    """She is behind: what she has begun lasts longer. Walls give way as much, or she would lose visits."""
    begun = [
        (fixed, node)
        for node, fixed in enumerate(layout.fixed_of)
        if fixed != UNSET and layout.price[carer][node] != NEVER and layout.visit_of[node] >= 0
    ]
    if begun:
        layout.minutes_of[max(begun)[1]] += minutes
    else:
        layout.ready[carer] += minutes
    layout.wall[carer] += minutes
    for node, price in enumerate(layout.price[carer]):
        if price != NEVER:
            layout.allowed_of[node] = max(layout.allowed_of[node], minutes)


def _sum(schedule: Schedule, carer: int) -> _Sum:
    layout = schedule.layout
    rows, at, time = layout.rows[carer], layout.home[carer], layout.ready[carer]
    travel, late = 0, {}
    for node, start in zip(schedule.routes[carer], schedule.starts[carer], strict=True):
        there = layout.place_of[node]
        if there >= 0:
            travel += rows[at][there]
            at = there
        time = max(time, start + layout.minutes_of[node])
        over = start - layout.late_of[node]
        if over > 0 and layout.visit_of[node] >= 0 and not layout.is_fact(node):
            late[node] = (over, start)
    back = rows[at][layout.goal[carer]] if layout.goal[carer] >= 0 else 0
    return _Sum(travel + back, max(0, time + back - layout.shift_end[carer]), late)


class _Looked:
    """The lists without the visit, tried with each carer in turn."""

    def __init__(self, schedule: Schedule, visit: int, before: list[_Sum], stays: list[int]):
        self.schedule, self.visit, self.before, self.stays = schedule, visit, before, stays
        self.layout = schedule.layout
        self.routes = schedule.copy_routes()
        self.starts = list(schedule.starts)
        #: The lists as they are without the visit, so that only those that change are summed again.
        self.without = [_sum(schedule, carer) for carer in range(self.layout.carers)]

    def at(self, carer: int) -> Choice:
        person = self.layout.problem.carers[carer]
        code = why_not(self.layout.problem.visits[self.visit], person)
        if code:
            return Choice(person.key, code)
        with self._only(carer):
            found = self._placement(carer)
        if found is None:
            return Choice(person.key, "pair_not_free" if self._pairs else "no_time")
        place(self.schedule, found)
        choice = self._told(carer, found)
        self.schedule.load(self.routes)
        return choice

    @property
    def _pairs(self) -> bool:
        return self.layout.pairs(self.visit)

    @contextmanager
    def _only(self, carer: int) -> Iterator[None]:
        """Where one half stays with somebody, nobody else but her and this carer comes."""
        if not self.stays:
            yield
            return
        kept = {*self.stays, carer}
        shut = [
            (other, node, self.layout.price[other][node])
            for other in range(self.layout.carers)
            for node in self.layout.nodes[self.visit]
            if other not in kept
        ]
        for other, node, _price in shut:
            self.layout.price[other][node] = NEVER
        yield
        for other, node, price in shut:
            self.layout.price[other][node] = price

    def _placement(self, carer: int) -> Placement | None:
        if carer in self.stays:
            return None
        found = best_placement(self.schedule, self.visit, tries=TRIES, among=[carer])
        return found or best_placement(self.schedule, self.visit, every=True, among=[carer])

    def _told(self, carer: int, placement: Placement) -> Choice:
        schedule, layout = self.schedule, self.layout
        nodes = layout.nodes[self.visit]
        sums = [self._sum(number) for number in range(layout.carers)]
        people = layout.problem.carers
        first = schedule.carer_of[nodes[0]]
        return Choice(
            carer=people[carer].key,
            code="possible",
            carers=tuple(people[schedule.carer_of[node]].key for node in nodes),
            start=schedule.starts[first][schedule.routes[first].index(nodes[0])],
            travel=_more("travel", self.before, sums),
            overtime=_more("overtime", self.before, sums),
            late=tuple(self._late(sums)),
            saved=tuple(self._saved(sums)),
            points=placement.extra,
        )

    def _sum(self, carer: int) -> _Sum:
        same = self.schedule.routes[carer] is self.routes[carer]
        if same and self.schedule.starts[carer] == self.starts[carer]:
            return self.without[carer]
        return _sum(self.schedule, carer)

    def _late(self, sums: list[_Sum]) -> Iterator[Late]:
        """The visit itself where it is late, and others that are later than now; the latest first."""
        was = {node: minutes for found in self.before for node, (minutes, _) in found.late.items()}
        told: dict[int, Late] = {}
        for node, (minutes, start) in ((n, m) for found in sums for n, m in found.late.items()):
            visit = self.layout.visit_of[node]
            if visit == self.visit or minutes > was.get(node, 0):
                told[visit] = Late(self.layout.problem.visits[visit].key, start, minutes)
        yield from sorted(told.values(), key=lambda late: (-late.minutes, late.visit))

    def _saved(self, sums: list[_Sum]) -> Iterator[str]:
        still = {node for found in sums for node in found.late}
        for node in sorted(node for found in self.before for node in found.late):
            if node not in still:
                yield self.layout.problem.visits[self.layout.visit_of[node]].key


def _more(name: str, before: list[_Sum], after: list[_Sum]) -> int:
    return sum(getattr(found, name) for found in after) - sum(
        getattr(found, name) for found in before
    )
