"""What the planner answers: who, what, when, what it costs, and what stays unassigned and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

TERM_LABELS = {
    "travel": "reise",
    "waiting": "venting",
    "lateness": "forsinkelse",
    "worst_lateness": "verste forsinkelse",
    "continuity": "kontinuitet",
    "wish": "ønske",
    "other_team": "annet team",
    "over_competence": "for høy kompetanse",
    "overtime": "overtid",
    "reserve": "reserve",
    "changed_carer": "ny ansatt på listen",
    "changed_time": "nytt klokkeslett",
    "unassigned": "ikke fordelt",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a price: ``amount`` minutes (or levels, or visits) that cost ``points``."""

    code: str
    amount: int
    points: int

    @property
    def label(self) -> str:
        """The Norwegian word for it."""
        return TERM_LABELS[self.code]


@dataclass(frozen=True, slots=True)
class Stop:
    """One carer at one visit. ``part`` says which of the visit's needs she fills."""

    visit: str
    part: int
    arrival: int
    start: int
    end: int
    travel: int
    waiting: int
    terms: tuple[Term, ...] = ()

    @property
    def points(self) -> int:
        """What this placement costs."""
        return sum(term.points for term in self.terms)


@dataclass(frozen=True, slots=True)
class BreakStop:
    """A break on a list. ``index`` says which of the carer's breaks it is."""

    index: int
    arrival: int
    start: int
    end: int
    travel: int
    waiting: int
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One carer's worklist, in order. ``ready`` is when the report is over and she may leave.

    ``travel_home`` minutes come after the last stop; ``end`` is when she is done. ``terms`` are
    what the list costs as a whole: the way home, overtime, missing reserve.
    """

    carer: str
    ready: int
    stops: tuple[Stop | BreakStop, ...]
    travel_home: int
    end: int
    terms: tuple[Term, ...] = ()

    @property
    def visits(self) -> tuple[Stop, ...]:
        """The stops that are visits."""
        return tuple(stop for stop in self.stops if isinstance(stop, Stop))


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A visit that is on nobody's list. ``detail`` holds the numbers behind the sentence."""

    visit: str
    code: str
    sentence: str
    detail: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every carer's list and every visit that is left. ``terms`` sum to ``cost`` points.

    ``fingerprint`` is that of the problem it answers: see ``problem.fingerprint``.
    """

    routes: tuple[Route, ...]
    unassigned: tuple[Unassigned, ...]
    terms: tuple[Term, ...]
    fingerprint: str = ""

    @property
    def cost(self) -> int:
        """The whole price in points."""
        return sum(term.points for term in self.terms)

    def placed(self) -> Iterator[tuple[Route, Stop]]:
        """Every stop at a visit, with the list that it is on."""
        for route in self.routes:
            for stop in route.visits:
                yield route, stop

    def stops_of(self, visit: str) -> tuple[tuple[str, Stop], ...]:
        """(carer, stop) for each carer at the visit, first need first."""
        found = [(route.carer, stop) for route, stop in self.placed() if stop.visit == visit]
        return tuple(sorted(found, key=lambda pair: pair[1].part))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another carer for a visit: what it would cost more (points), or why it cannot be."""

    carer: str
    extra: int | None
    code: str
    sentence: str
    start: int | None = None
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a visit is where it is, and what the other choices would have meant."""

    visit: str
    carers: tuple[str, ...]
    terms: tuple[Term, ...]
    sentence: str
    alternatives: tuple[Alternative, ...]


def published(
    lists: Mapping[str, Sequence[tuple[str | None, int, int]]], fingerprint: str = ""
) -> Plan:
    """A plan as far as it was kept elsewhere: who has what in which order, and when it starts.

    ``lists`` holds, for each carer's key, (visit key, part, start) in order; a break has None
    for its visit and its index for the part. Enough for the ``previous`` of ``solve``.
    """
    routes = []
    for carer, entries in lists.items():
        stops = tuple(
            BreakStop(number, start, start, start, 0, 0)
            if visit is None
            else Stop(visit, number, start, start, start, 0, 0)
            for visit, number, start in entries
        )
        routes.append(Route(carer, 0, stops, 0, 0))
    return Plan(tuple(routes), (), (), fingerprint)
