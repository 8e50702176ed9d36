"""What the planner is asked: visits, carers, travel and prices, as plain data.

Times are whole minutes since local midnight of the shift's date, counted as elapsed time: a
night shift goes past 1440, and the two nights when the clock changes need no special care here.
Prices are whole points; by default ten points are one minute of travel.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from worklists.planning.weights import Weights

ASSISTENT, HELSEFAGARBEIDER, SYKEPLEIER = 0, 1, 2
LEVEL_NAMES = ("assistent", "helsefagarbeider", "sykepleier")

Interval = tuple[int, int]
Address = Literal["known", "missing", "outside"]
Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the map; two visits in one building may share it.

    ``walk_minutes`` is the walk from where a car can stand to the door, beyond the usual.
    """

    key: str
    lat: float
    lon: float
    walk_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes from place to place, one square matrix for each means of transport."""

    minutes: Mapping[str, Matrix]

    @property
    def places(self) -> int:
        """The number of places that every matrix covers."""
        return min((len(matrix) for matrix in self.minutes.values()), default=0)


@dataclass(frozen=True, slots=True)
class Need:
    """What one carer at a visit must be able to do, and for how long she is needed."""

    level: int = ASSISTENT
    competences: frozenset[str] = frozenset()
    minutes: int | None = None
    """Where this carer stays shorter or longer than the visit says."""


@dataclass(frozen=True, slots=True)
class VisitNeed:
    """One visit that is due on the shift.

    ``earliest`` and ``latest`` bound the START. The early side always holds; the late side holds
    where ``hard_window`` is set and costs ``late_weight`` for each minute otherwise.
    ``fixed_time`` means that it starts at ``earliest`` to the minute, or not at all.
    ``indoors`` means done by phone or wherever the carer is: no travel. A visit at the base is
    an ordinary visit whose ``place`` is the base.
    ``locked_carers[i]`` is the carer of ``needs[i]``; a shorter tuple leaves the rest free.
    ``locked_start`` with all carers locked is a fact: somebody has decided, or it has happened.
    The visit stays there, even where the travel before it would not fit, and competence is not
    asked; ``locked_gap`` is how long after it the second carer began. ``started`` says that it is
    under way or done: only those who are there are needed.
    ``gap`` is how long after the first carer the second one may start: (0, 0) is together. The
    window and the price of lateness hold for both of them, each by her own start. Where
    ``same_carer`` is set, one person may fill both needs, one after the other.
    ``team`` is whose visit it is where several teams are planned side by side, and ``may_cross``
    the other teams that may take it by agreement; without a team everybody on the shift may.
    ``drop_percent`` is how dear it is to leave the visit out, in percent of the price of its priority
    class: the team's own order of what goes first. Never dearer than what must be done at its time.
    ``address`` says whether ``place`` is where the patient lives. Where that is "missing", or
    "outside" of all that can be right, somebody else's place stands in for it, and is warned of.
    """

    key: str
    place: int
    minutes: int
    earliest: int
    latest: int
    hard_window: bool = False
    late_weight: int = 1
    priority: int = 2
    needs: tuple[Need, ...] = (Need(),)
    gap: Interval = (0, 0)
    same_carer: bool = False
    patient: str = ""
    forbidden_carers: frozenset[str] = frozenset()
    wished_carers: frozenset[str] = frozenset()
    primary: str | None = None
    deputy: str | None = None
    recent: frozenset[str] = frozenset()
    locked_carers: tuple[str, ...] | None = None
    locked_start: int | None = None
    locked_gap: int = 0
    started: bool = False
    fixed_time: bool = False
    indoors: bool = False
    blocked: tuple[Interval, ...] = ()
    team: str = ""
    may_cross: frozenset[str] = frozenset()
    address: Address = "known"
    drop_percent: int = 100

    @property
    def carers(self) -> int:
        """How many carers must be there: those who came, once it has started."""
        if self.is_fact and self.started:
            return len(self.locked_carers or ())
        return len(self.needs)

    @property
    def is_fact(self) -> bool:
        """Whether both the carers and the minute are given and nothing is left to plan."""
        locked = len(self.locked_carers or ())
        return self.locked_start is not None and (
            locked >= len(self.needs) or (self.started and locked > 0)
        )

    def minutes_of(self, part: int) -> int:
        """How long the carer of ``needs[part]`` stays."""
        return self.needs[part].minutes or self.minutes


@dataclass(frozen=True, slots=True)
class Break:
    """A break that must be taken, begun between ``earliest`` and ``latest``.

    ``place`` None means wherever the carer is. ``taken_at`` is when it was taken, if it was.
    """

    minutes: int
    earliest: int
    latest: int
    place: int | None = None
    taken_at: int | None = None


@dataclass(frozen=True, slots=True)
class Carer:
    """One person on the shift, with what she can do and when she is there.

    She is free for visits from ``start`` plus ``report_minutes``. ``end_place`` None means that
    the shift ends at the last visit. ``reserve_minutes`` is time that the plan should leave free
    (vaktkoordinator). ``overtime_allowed`` is a wall; the minutes up to it have their price.
    ``patient_competences`` and ``patient_levels`` are delegations for one patient each.
    ``team`` is whose carer she is where several teams are planned side by side; one without a
    team goes to every team's visits.
    """

    key: str
    start: int
    end: int
    start_place: int
    end_place: int | None = None
    transport: str = "car"
    level: int = ASSISTENT
    competences: frozenset[str] = frozenset()
    patient_competences: Mapping[str, frozenset[str]] = field(default_factory=dict)
    patient_levels: Mapping[str, int] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    report_minutes: int = 0
    reserve_minutes: int = 0
    overtime_allowed: int = 0
    team: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One team's shift. ``now`` is set while the shift runs: nothing new starts before it.

    Raises ValueError for data that no rule could make sense of (a key used twice, a place that
    is not in the matrix, a visit without length). All else becomes a reason in the plan.
    """

    visits: tuple[VisitNeed, ...]
    carers: tuple[Carer, ...]
    travel: Travel
    weights: Weights = field(default_factory=Weights)
    seed: int = 1
    now: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would make every answer wrong."""
        _refuse_bad_travel(self.travel)
        _refuse_repeated("visit", [visit.key for visit in self.visits])
        _refuse_repeated("carer", [carer.key for carer in self.carers])
        for visit in self.visits:
            _refuse_bad_visit(visit, self.travel.places)
        for carer in self.carers:
            _refuse_bad_carer(carer, self.travel)


def _refuse_repeated(what: str, keys: list[str]) -> None:
    if len(keys) != len(set(keys)):
        twice = sorted(key for key in set(keys) if keys.count(key) > 1)
        raise ValueError(f"{what} keys used more than once: {', '.join(twice[:5])}")


def _refuse_bad_travel(travel: Travel) -> None:
    places = travel.places
    for means, matrix in travel.minutes.items():
        if len(matrix) != places or any(len(row) != places for row in matrix):
            raise ValueError(f"the travel matrix for {means} is not {places} by {places}")


def _refuse_bad_visit(visit: VisitNeed, places: int) -> None:
    if len(visit.needs) not in (1, 2):
        raise ValueError(f"visit {visit.key}: {len(visit.needs)} carers, expected 1 or 2")
    if min(visit.minutes_of(part) for part in range(len(visit.needs))) < 1:
        raise ValueError(f"visit {visit.key}: a visit lasts at least one minute")
    if visit.priority not in (1, 2, 3):
        raise ValueError(f"visit {visit.key}: priority {visit.priority}, expected 1, 2 or 3")
    if visit.drop_percent < 1:
        raise ValueError(
            f"visit {visit.key}: drop_percent {visit.drop_percent}, expected 1 or more"
        )
    if places and not visit.indoors and not 0 <= visit.place < places:
        raise ValueError(f"visit {visit.key}: place {visit.place} is not in the travel matrix")
    if not 0 <= visit.gap[0] <= visit.gap[1]:
        raise ValueError(f"visit {visit.key}: gap {visit.gap} is not an interval")
    locked = visit.locked_carers or ()
    twice = len(set(locked)) != len(locked) and not visit.same_carer
    if twice or len(locked) > len(visit.needs):
        raise ValueError(f"visit {visit.key}: locked to {', '.join(locked)}")


def _refuse_bad_carer(carer: Carer, travel: Travel) -> None:
    if carer.transport not in travel.minutes:
        raise ValueError(f"carer {carer.key}: no travel matrix for {carer.transport}")
    places = [carer.start_place, carer.end_place, *(pause.place for pause in carer.breaks)]
    if any(place is not None and not 0 <= place < travel.places for place in places):
        raise ValueError(f"carer {carer.key}: a place is not in the travel matrix")
    if carer.end < carer.start:
        raise ValueError(f"carer {carer.key}: the shift ends before it starts")


def fingerprint(problem: Problem) -> str:
    """A digest that is the same for the same input, in every process and on every machine."""
    return hashlib.sha256(_canonical(problem).encode()).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, (str, int, float, type(None))):
        return repr(value)
    if isinstance(value, tuple):
        return f"({','.join(map(_canonical, value))})"
    if isinstance(value, frozenset):
        return f"{{{','.join(sorted(map(_canonical, value)))}}}"
    if isinstance(value, Mapping):
        items = sorted((repr(key), _canonical(item)) for key, item in value.items())
        return f"<{','.join(f'{key}:{item}' for key, item in items)}>"
    parts = [_canonical(getattr(value, f.name)) for f in fields(value)]  # type: ignore[arg-type]
    return f"{type(value).__name__}[{','.join(parts)}]"
