"""Who could be at which visit when, on a day with nothing on it but what is given.

A bound from the kind side: a start that is not possible here is not possible in any plan. It
leaves out what other visits take; it keeps the shift, the report, the quickest way there, what is
locked or done already, and when the patient is away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from operator import add

from worklists.planning.problem import Carer, Interval, Matrix, Need, Problem, VisitNeed

FOREVER = 1_000_000_000
Able = Sequence[Sequence[int]]
"""For each carer that a visit needs, the numbers of those who may fill the place."""


class Rule(Flag):
    """What a start has to respect; leaving one out shows whether it is the hindrance."""

    NOW = auto()
    AWAY = auto()
    GIVEN = auto()
    WAY = auto()
    ON_TIME = auto()
    HARD = NOW | AWAY | GIVEN | WAY
    TIMELY = HARD | ON_TIME


@dataclass(frozen=True, slots=True)
class Seat:
    """A carer on the shift: when she could go out, when all must be over, what she is bound to."""

    carer: Carer
    rested: int
    ready: int
    wall: int
    given: tuple[Interval, ...]


class Possibilities:
    """Answers for one problem. Cheap until a visit looks impossible; then the ways are worked out."""

    def __init__(self, problem: Problem) -> None:
        """Note what every carer is bound to already."""
        self.problem = problem
        self.given = given_spans(problem)
        self.seats = tuple(
            _seat(carer, problem.now, self.given[carer.key]) for carer in problem.carers
        )
        self._delegated = {
            patient
            for carer in problem.carers
            for patient in (*carer.patient_competences, *carer.patient_levels)
        }
        self._skilled: dict[tuple[Need, str], tuple[int, ...]] = {}
        self._ways: dict[tuple[str, int, bool], list[int]] = {}

    # -- who ------------------------------------------------------------------------------------

    def skilled(self, visit: VisitNeed, part: int) -> tuple[int, ...]:
        """Those with the competence, whether or not they may go there."""
        need = visit.needs[part]
        key = (need, visit.patient if visit.patient in self._delegated else "")
        if key not in self._skilled:
            self._skilled[key] = tuple(
                number
                for number, carer in enumerate(self.problem.carers)
                if can_do(need, visit.patient, carer)
            )
        return self._skilled[key]

    def welcome(self, visit: VisitNeed, part: int, among: Iterable[int]) -> tuple[int, ...]:
        """Those of them whom no lock, no wish and no team boundary keeps away."""
        carers, locked = self.problem.carers, visit.locked_carers or ()
        if part < len(locked):
            among = (number for number in among if carers[number].key == locked[part])
        elif locked and not visit.same_carer:
            among = (number for number in among if carers[number].key not in locked)
        return tuple(
            number
            for number in among
            if carers[number].key not in visit.forbidden_carers and in_reach(visit, carers[number])
        )

    def able(self, visit: VisitNeed) -> Able:
        """Those who may fill each of the visit's places."""
        parts = range(visit.carers)
        return [self.welcome(visit, part, self.skilled(visit, part)) for part in parts]

    def anybody(self, visit: VisitNeed) -> Able:
        """Those who might fill each place if everybody could do everything."""
        everybody = range(len(self.seats))
        return [self.welcome(visit, part, everybody) for part in range(visit.carers)]

    # -- when -----------------------------------------------------------------------------------

    def possible(self, visit: VisitNeed, able: Able, rules: Rule = Rule.HARD) -> bool:
        """Whether one of them, or two of them together, could do the visit under these rules."""
        if self._possible(visit, able, rules, quickest=False):
            return True
        return Rule.WAY in rules and self._possible(visit, able, rules, quickest=True)

    def first_start(self, visit: VisitNeed, able: Able) -> int | None:
        """Before this minute the visit does not begin, whoever of them goes; None for never."""
        firsts = []
        for part, numbers in enumerate(able):
            spans = (self.starts(visit, part, n, Rule.HARD, quickest=True) for n in numbers)
            first = min((found[0][0] for found in spans if found), default=None)
            if first is None:
                return None
            firsts.append(first - (visit.gap[1] if part else 0))
        return max(firsts)

    def _possible(self, visit: VisitNeed, able: Able, rules: Rule, *, quickest: bool) -> bool:
        if len(able) == 1:
            return any(self.starts(visit, 0, n, rules, quickest=quickest) for n in able[0])
        spans = [
            {n: found for n in numbers if (found := self.starts(visit, part, n, rules, quickest))}
            for part, numbers in enumerate(able)
        ]
        one_by_one = (max(visit.gap[0], visit.minutes_of(0)), visit.gap[1])
        return any(
            _meet(spans[0][one], spans[1][two], visit.gap if one != two else one_by_one)
            for one in spans[0]
            for two in spans[1]
            if one != two or visit.same_carer
        )

    def starts(
        self, visit: VisitNeed, part: int, number: int, rules: Rule, quickest: bool = True
    ) -> list[Interval]:
        """When this carer could begin, as intervals of minutes with both ends included."""
        seat, minutes = self.seats[number], visit.minutes_of(part)
        early, late = self.window(visit, part, rules)
        there, back = (0, 0) if visit.indoors or Rule.WAY not in rules else self._way(
            seat, visit.place, quickest
        )  # fmt: skip
        early = max(early, (seat.ready if Rule.NOW in rules else seat.rested) + there)
        late = min(late, seat.wall - minutes - back)
        free = [(early, late)] if early <= late else []
        if Rule.AWAY in rules:
            free = without(free, visit.blocked, minutes)
        return without(free, seat.given, minutes) if Rule.GIVEN in rules else free

    def window(self, visit: VisitNeed, part: int, rules: Rule) -> Interval:
        """First and last start that the visit itself allows; soft windows have no end."""
        if visit.locked_start is not None:
            early = late = visit.locked_start
        elif visit.fixed_time:
            early = late = visit.earliest
        else:
            early, late = visit.earliest, visit.latest if visit.hard_window else FOREVER
        if Rule.ON_TIME in rules and late == FOREVER:
            late = visit.latest + (visit.gap[1] if part else 0)
        now = self.problem.now
        return (early if now is None or Rule.NOW not in rules else max(early, now)), late

    # -- where ----------------------------------------------------------------------------------

    def _way(self, seat: Seat, place: int, quickest: bool) -> Interval:
        """Minutes from her start to the place, and from there to her end.

        Direct, or by whatever places are quickest, since measured times do not always keep to
        the shortest way. What is given may stand last on a list, and then nobody asks when she
        is home.
        """
        carer = seat.carer
        matrix = self.problem.travel.minutes[carer.transport]
        goal = None if seat.given else carer.end_place
        if not quickest:
            back = 0 if goal is None else matrix[place][goal]
            return matrix[carer.start_place][place], back
        back = 0 if goal is None else self._all_ways(carer.transport, goal, True)[place]
        return self._all_ways(carer.transport, carer.start_place, False)[place], back

    def _all_ways(self, transport: str, place: int, homewards: bool) -> list[int]:
        key = (transport, place, homewards)
        if key not in self._ways:
            self._ways[key] = quickest_ways(
                self.problem.travel.minutes[transport], place, homewards=homewards
            )
        return self._ways[key]


def can_do(need: Need, patient: str, carer: Carer) -> bool:
    """Whether the carer has the competence, on her own or delegated for this patient."""
    level = max(carer.level, carer.patient_levels.get(patient, 0))
    delegated = carer.patient_competences.get(patient, frozenset())
    return level >= need.level and need.competences <= carer.competences | delegated


def in_reach(visit: VisitNeed, carer: Carer) -> bool:
    """Whether the carer goes to visits of that team."""
    return not visit.team or not carer.team or carer.team in {visit.team, *visit.may_cross}


def without(free: list[Interval], taken: Iterable[Interval], minutes: int) -> list[Interval]:
    """The starts that are left for something of this length, when these times are taken."""
    for begins, ends in taken:
        first, last = begins - minutes + 1, ends - 1
        free = [
            piece
            for low, high in free
            for piece in ((low, min(high, first - 1)), (max(low, last + 1), high))
            if piece[0] <= piece[1]
        ] if first <= last else free  # fmt: skip
    return free


def quickest_ways(matrix: Matrix, place: int, *, homewards: bool) -> list[int]:
    """Minutes from the place to every other one by any way, or from every other one to it."""
    legs = matrix if homewards else tuple(zip(*matrix, strict=True))
    best = [row[place] for row in matrix] if homewards else list(matrix[place])
    while True:  # seldom more than twice: a way round is hardly ever shorter
        found = [min(map(add, best, leg)) for leg in legs]
        if found == best:
            return best
        best = found


def _meet(ones: list[Interval], twos: list[Interval], gap: Interval) -> bool:
    """Whether a start of one and a start of the other lie as far apart as they shall."""
    return any(
        max(two[0] - one[1], gap[0]) <= min(two[1] - one[0], gap[1]) for one in ones for two in twos
    )


def given_spans(problem: Problem) -> dict[str, list[tuple[int, int, str]]]:
    """What each carer is given to the minute, (from, to, visit) in order: locked, begun or done.

    A visit that waits for somebody who is not there stays off all lists, and binds nobody.
    """
    spans: dict[str, list[tuple[int, int, str]]] = {carer.key: [] for carer in problem.carers}
    for visit in problem.visits:
        locked, start = visit.locked_carers or (), visit.locked_start
        if visit.is_fact and start is not None and spans.keys() >= {*locked}:
            for part, key in enumerate(locked):
                spans[key].append((start, start + visit.minutes_of(part), visit.key))
    return {key: sorted(found) for key, found in spans.items()}


def _seat(carer: Carer, now: int | None, given: list[tuple[int, int, str]]) -> Seat:
    bound = [(begins, ends) for begins, ends, _ in given]
    bound += [
        (pause.taken_at, pause.taken_at + pause.minutes)
        for pause in carer.breaks
        if pause.taken_at is not None
    ]
    rested = carer.start + carer.report_minutes
    ready = rested if now is None else max(rested, now)
    wall = carer.end + carer.overtime_allowed
    return Seat(carer, rested, ready, wall, tuple(sorted(bound)))
