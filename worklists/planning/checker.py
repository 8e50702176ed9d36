"""Does a plan keep every hard rule? Written from the rules, sharing no code with the solver.

Only the dataclasses of ``problem`` and ``plan`` are used. What costs points is not looked at.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from worklists.planning.plan import BreakStop, Plan, Route, Stop
from worklists.planning.problem import Break, Carer, Problem, VisitNeed


@dataclass(frozen=True, slots=True)
class Fault:
    """A hard rule that a plan breaks: its code, where, and a sentence."""

    rule: str
    carer: str
    visit: str
    sentence: str


def check(problem: Problem, plan: Plan) -> list[Fault]:
    """Every broken hard rule, in the order of the plan; an empty list means that it holds."""
    faults = list(_lists(problem, plan))
    if faults:
        return faults  # the rest would only say the same in other words
    faults += _accounts(problem, plan)
    carers = {carer.key: carer for carer in problem.carers}
    visits = {visit.key: visit for visit in problem.visits}
    for route in plan.routes:
        faults += _RouteCheck(problem, carers[route.carer], visits, route).faults()
    for visit in problem.visits:
        faults += _people(visit, carers, plan.stops_of(visit.key))
    return faults


def _lists(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """One list for each carer, and only visits and breaks that exist."""
    lists = Counter(route.carer for route in plan.routes)
    for carer in problem.carers:
        if lists.pop(carer.key, 0) != 1:
            yield Fault("list", carer.key, "", "Den ansatte har ikke nøyaktig én liste.")
    for key in lists:
        yield Fault("list", key, "", "Listen tilhører en som ikke er på vakt.")
    known = {visit.key: visit for visit in problem.visits}
    for route, stop in plan.placed():
        if stop.visit not in known or stop.part not in range(known[stop.visit].carers):
            yield Fault("unknown", route.carer, stop.visit, "Oppdraget finnes ikke på vakten.")
    yield from _odd_breaks(problem, plan)
    for left in plan.unassigned:
        if left.visit not in known:
            yield Fault("unknown", "", left.visit, "Oppdraget finnes ikke på vakten.")


def _odd_breaks(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Breaks on lists that the carer does not have."""
    breaks = {carer.key: len(carer.breaks) for carer in problem.carers}
    for route in plan.routes:
        for stop in route.stops:
            if isinstance(stop, BreakStop) and stop.index not in range(breaks.get(route.carer, 0)):
                yield Fault("break", route.carer, "", "Pausen finnes ikke.")


def _accounts(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Each visit is on lists once for each carer it needs, or unassigned once, never both."""
    placed = Counter((stop.visit, stop.part) for _, stop in plan.placed())
    left = Counter(unassigned.visit for unassigned in plan.unassigned)
    for visit in problem.visits:
        parts = [placed[visit.key, part] for part in range(visit.carers)]
        if parts == [1] * visit.carers and not left[visit.key]:
            continue
        if not any(parts) and left[visit.key] == 1:
            continue
        told = f"Oppdraget står {sum(parts)} ganger på lister og {left[visit.key]} som ufordelt."
        yield Fault("account", "", visit.key, told)


def _people(
    visit: VisitNeed, carers: dict[str, Carer], stops: tuple[tuple[str, Stop], ...]
) -> Iterator[Fault]:
    """Team, competence, wishes that are rules, locks, and two carers by the right gap."""
    for key, stop in stops:
        locked = visit.locked_carers or ()
        if stop.part < len(locked) and locked[stop.part] != key:
            yield Fault("lock", key, visit.key, "Oppdraget er låst til en annen.")
        given = visit.is_fact and stop.part < len(locked)
        if not given and key in visit.forbidden_carers:
            yield Fault("forbidden", key, visit.key, "Den ansatte skal ikke til denne pasienten.")
        if not given and not _of_the_team(visit, carers[key]):
            yield Fault("team", key, visit.key, "Den ansatte er fra et team uten avtale om det.")
        if not given and not _competent(visit, stop.part, carers[key]):
            yield Fault("competence", key, visit.key, "Den ansatte mangler kompetansen.")
    if len(stops) == 2:
        (one, first), (two, second) = stops
        if one == two and not visit.same_carer:
            yield Fault("pair", one, visit.key, "Samme ansatt står to ganger på oppdraget.")
        if not visit.is_fact and not visit.gap[0] <= second.start - first.start <= visit.gap[1]:
            yield Fault("pair", two, visit.key, "De to ansatte starter ikke til avtalt tid.")


def _of_the_team(visit: VisitNeed, carer: Carer) -> bool:
    """Whether she belongs to the visit's team, or to one that has agreed to take it."""
    if not visit.team or not carer.team:
        return True
    return carer.team == visit.team or carer.team in visit.may_cross


def _competent(visit: VisitNeed, part: int, carer: Carer) -> bool:
    need = visit.needs[part]
    level = carer.patient_levels.get(visit.patient, carer.level)
    delegated = carer.patient_competences.get(visit.patient, frozenset())
    able = carer.competences.union(delegated)
    return max(level, carer.level) >= need.level and able.issuperset(need.competences)


class _RouteCheck:
    """Walks one list from start to end with a watch and a map."""

    def __init__(
        self, problem: Problem, carer: Carer, visits: dict[str, VisitNeed], route: Route
    ) -> None:
        self.problem, self.carer, self.visits, self.route = problem, carer, visits, route
        self.matrix = problem.travel.minutes[carer.transport]
        self.wall = carer.end + carer.overtime_allowed
        self.found: list[Fault] = []

    def faults(self) -> list[Fault]:
        """Every rule that the list breaks."""
        self._clock()
        self._breaks()
        for stop in self.route.visits:
            self._times(stop, self.visits[stop.visit])
        return self.found

    def _fault(self, rule: str, stop: Stop | BreakStop | None, sentence: str) -> None:
        visit = stop.visit if isinstance(stop, Stop) else ""
        self.found.append(Fault(rule, self.carer.key, visit, sentence))

    def _given(self, stop: Stop | BreakStop) -> bool:
        """Whether the minute of the stop was given and not planned."""
        if isinstance(stop, Stop):
            return self.visits[stop.visit].is_fact
        return self.carer.breaks[stop.index].taken_at is not None

    def _where(self, stop: Stop | BreakStop, at: int) -> int:
        if isinstance(stop, Stop):
            visit = self.visits[stop.visit]
            return at if visit.indoors else visit.place
        place = self.carer.breaks[stop.index].place
        return at if place is None else place

    def _clock(self) -> None:
        """Travel, arrivals, no two things at once, and the ends of the shift."""
        ready = self.carer.start + self.carer.report_minutes
        clock = ready if self.problem.now is None else max(ready, self.problem.now)
        if self.route.ready != clock:
            self._fault("shift", None, "Listen begynner ikke når den ansatte er klar.")
        at, given = self.carer.start_place, True
        for stop in self.route.stops:
            there = self._where(stop, at)
            way = self.matrix[at][there]
            if stop.travel != way or stop.arrival != clock + way:
                self._fault("travel", stop, "Reisetiden eller ankomsten stemmer ikke.")
            self._arrive(stop, clock + way, after_given=given)
            given = self._given(stop)
            clock, at = max(clock + way, stop.end), there
        self._home(clock, at, given)

    def _arrive(self, stop: Stop | BreakStop, arrival: int, *, after_given: bool) -> None:
        given = self._given(stop)
        if stop.start < arrival and not (given and after_given):
            self._fault("travel", stop, "Den ansatte rekker ikke fram før det begynner.")
        if stop.waiting != max(0, stop.start - arrival):
            self._fault("travel", stop, "Ventetiden stemmer ikke.")
        if stop.end > self.wall and not given:
            self._fault("shift", stop, "Det slutter etter at vakten må være slutt.")

    def _home(self, clock: int, at: int, given: bool) -> None:
        goal = self.carer.end_place
        way = 0 if goal is None else self.matrix[at][goal]
        if self.route.travel_home != way or self.route.end != clock + way:
            self._fault("travel", None, "Hjemveien stemmer ikke.")
        if self.route.end > self.wall and not given:
            self._fault("shift", None, "Den ansatte er tilbake etter at vakten må være slutt.")

    def _times(self, stop: Stop, visit: VisitNeed) -> None:
        """The window, the length, and whether the patient is at home."""
        if stop.end - stop.start != visit.minutes_of(stop.part):
            self._fault("length", stop, "Oppdraget har ikke den lengden det skal ha.")
        later = visit.locked_gap if stop.part and visit.is_fact else 0
        if visit.locked_start is not None and stop.start != visit.locked_start + later:
            self._fault("lock", stop, "Oppdraget er låst til et annet klokkeslett.")
        if visit.is_fact:
            return
        if self.problem.now is not None and stop.start < self.problem.now:
            self._fault("window", stop, "Oppdraget begynner før nå.")
        if visit.locked_start is None and not self._in_window(stop, visit):
            self._fault("window", stop, "Oppdraget begynner utenfor tidsvinduet.")
        if any(stop.start < back and stop.end > left for left, back in visit.blocked):
            self._fault("away", stop, "Pasienten er borte.")

    def _in_window(self, stop: Stop, visit: VisitNeed) -> bool:
        if visit.fixed_time:
            return stop.start == visit.earliest
        hard_end = visit.latest if visit.hard_window else stop.start
        return visit.earliest <= stop.start <= hard_end

    # -- breaks ---------------------------------------------------------------------------------

    def _breaks(self) -> None:
        taken = Counter(stop.index for stop in self.route.stops if isinstance(stop, BreakStop))
        for index, latest in self._owed().items():
            if taken.pop(index, 0) != 1:
                self._fault("break", None, "En pause mangler eller står to ganger.")
            else:
                self._break_time(index, latest)
        for index in taken:
            self._break_time(index, self.carer.breaks[index].latest)

    def _break_time(self, index: int, latest: int) -> None:
        pause = self.carer.breaks[index]
        for stop in self.route.stops:
            if not isinstance(stop, BreakStop) or stop.index != index:
                continue
            if stop.end - stop.start != pause.minutes:
                self._fault("break", stop, "Pausen har ikke den lengden den skal ha.")
            if pause.taken_at is not None and stop.start != pause.taken_at:
                self._fault("break", stop, "Pausen ble tatt til en annen tid.")
            if pause.taken_at is None and not pause.earliest <= stop.start <= latest:
                self._fault("break", stop, "Pausen begynner utenfor tiden den skal tas.")

    def _owed(self) -> dict[int, int]:
        """Each break that must be on the list, and the last minute when it may begin.

        That is the end of its time, or, where what is given (or the clock) has passed it, the
        first minute when it can be taken. One that cannot be taken in the shift is not owed.
        """
        breaks = self.carer.breaks
        given = [stop for stop in self.route.stops if self._given(stop)]
        items = [(stop.start, stop.end, self._place(stop)) for stop in given]
        owed = {i: pause.latest for i, pause in enumerate(breaks) if pause.taken_at is not None}
        line: list[tuple[int, int, int | None] | Break] = list(items)
        first = 1 + max((given.index(s) for s in given if isinstance(s, BreakStop)), default=-1)
        for index in sorted(range(len(breaks)), key=lambda i: (breaks[i].earliest, i)):
            if index in owed:
                continue
            tried = {k: self._start_in(line, k, breaks[index]) for k in range(first, len(line) + 1)}
            fitting = {k: start for k, start in tried.items() if start is not None}
            if fitting:
                place = min(fitting, key=lambda k: (fitting[k], k))
                owed[index] = max(breaks[index].latest, fitting[place])
                line.insert(place, breaks[index])
                first = place + 1
        return owed

    def _place(self, stop: Stop | BreakStop) -> int | None:
        if isinstance(stop, Stop):
            visit = self.visits[stop.visit]
            return None if visit.indoors else visit.place
        return self.carer.breaks[stop.index].place

    def _start_in(
        self, line: list[tuple[int, int, int | None] | Break], index: int, pause: Break
    ) -> int | None:
        """When the break begins at ``index`` of the line, or None where it does not fit there."""
        clock, at, given = self.route.ready, self.carer.start_place, True
        start_of_pause = None
        for item in [*line[:index], pause, *line[index:]]:
            place = item.place if isinstance(item, Break) else item[2]
            there = at if place is None else place
            clock, at = clock + self.matrix[at][there], there
            if isinstance(item, Break):
                start = max(clock, item.earliest)
                start_of_pause = start if item is pause else start_of_pause
                clock, given = start + item.minutes, False
                if clock > self.wall:
                    return None
            else:
                if not given and clock > item[0]:
                    return None
                clock, given = max(clock, item[1]), True
        home = 0 if self.carer.end_place is None else self.matrix[at][self.carer.end_place]
        return None if clock + home > self.wall and not given else start_of_pause
