"""What can be seen before a plan is made: visits that cannot be placed, and why, and what to do.

Nothing is searched. What a warning claims is surely true: see ``possibilities`` and ``load``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from worklists.planning.hindrances import Finding, hindrance, lateness, shortening
from worklists.planning.load import Overload, Piece, overload, owed_breaks, untakeable
from worklists.planning.possibilities import Able, Possibilities, Rule
from worklists.planning.problem import Need, Problem, VisitNeed
from worklists.planning.warning_words import KINDS, Kind, Remedy, Severity, Words

__all__ = ["Limits", "Remedy", "Severity", "Warning", "Words", "warnings"]


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on it is worth saying, in minutes."""

    far: int = 60
    late: int = 5


@dataclass(frozen=True, slots=True)
class Warning:
    """One thing that is wrong, with all whom it concerns.

    ``remarks`` says of each visit what is particular to it, or nothing. ``numbers`` are what the
    sentence rests on; times are minutes, as in the problem. Of ``short`` with ``too_many`` it is
    so many of the visits that surely do not fit in, of all other codes it is each of them.
    """

    code: str
    severity: Severity
    sentence: str
    fix: str
    remedy: Remedy
    visits: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    carers: tuple[str, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()

    def number(self, name: str) -> int | None:
        """One of the numbers behind the sentence."""
        return dict(self.numbers).get(name)


def warnings(
    problem: Problem, *, limits: Limits | None = None, words: Words | None = None
) -> tuple[Warning, ...]:
    """Everything that can be said of the shift before it is planned, the worst first.

    About a tenth of a second for 400 visits and 30 carers.
    """
    return _Look(problem, limits or Limits(), words or Words()).warnings()


class _Look:
    """One look at one problem."""

    def __init__(self, problem: Problem, limits: Limits, words: Words) -> None:
        self.problem, self.limits, self.words = problem, limits, words
        self.possibilities = Possibilities(problem)
        self.visits = {visit.key: visit for visit in problem.visits}
        self.open: list[tuple[VisitNeed, Able]] = []
        self.late: set[str] = set()

    def warnings(self) -> tuple[Warning, ...]:
        findings = [finding for visit in self.problem.visits for finding in self._visit(visit)]
        findings += self._given()
        groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        for finding in findings:
            groups[finding.code, finding.who].append(finding)
        found = [self._of_group(code, who, rows) for (code, who), rows in groups.items()]
        found += self._overloads()
        found += self._breaks()
        order = list(Severity)
        return tuple(sorted(found, key=lambda one: (order.index(one.severity), -len(one.visits))))

    # -- visit by visit -------------------------------------------------------------------------

    def _visit(self, visit: VisitNeed) -> Iterator[Finding]:
        if visit.is_fact:
            yield from self._fact(visit)
            return
        able = self.possibilities.able(visit)
        found = list(hindrance(self.possibilities, visit, able, self.words, self.limits.far))
        yield from found
        if not found:
            self.open.append((visit, able))
            late = lateness(self.possibilities, visit, able, self.words, self.limits.late)
            if late is not None:
                self.late.add(visit.key)
            less = late or shortening(self.possibilities, visit)
            if less is not None:
                yield less
        yield from self._place(visit, told=any(one.code == "too_far" for one in found))

    def _fact(self, visit: VisitNeed) -> Iterator[Finding]:
        carers = {carer.key: number for number, carer in enumerate(self.problem.carers)}
        locked, look = visit.locked_carers or (), self.possibilities
        if any(key not in carers for key in locked):
            yield Finding("locked_absent", visit)
            return
        if visit.started:
            return
        if not all(
            carers[key] in look.welcome(visit, part, look.skilled(visit, part))
            for part, key in enumerate(locked)
        ):
            yield Finding("given_unable", visit, carers=locked)
        begins, ends = visit.locked_start or 0, (visit.locked_start or 0) + visit.minutes
        if any(begins < back and ends > left for left, back in visit.blocked):
            yield Finding("given_away", visit)

    def _place(self, visit: VisitNeed, *, told: bool) -> Iterator[Finding]:
        """Whether anybody knows where the visit is, and whether it is absurdly far."""
        if visit.indoors or not self.problem.carers:
            return
        if visit.address != "known":
            yield Finding("no_address" if visit.address == "missing" else "outside", visit)
            return
        minutes = min(row[visit.place] for row in self._rows_from_base())
        if minutes > self.limits.far and not told:
            remark = f"{minutes} min unna"
            yield Finding("far", visit, remark=remark, numbers=(("minutes", minutes),))

    def _rows_from_base(self) -> list[tuple[int, ...]]:
        ways = {(carer.transport, carer.start_place) for carer in self.problem.carers}
        return [self.problem.travel.minutes[means][place] for means, place in sorted(ways)]

    # -- what is given --------------------------------------------------------------------------

    def _given(self) -> Iterator[Finding]:
        """Locked visits of one carer that lie over each other, or too near."""
        for carer in self.problem.carers:
            matrix = self.problem.travel.minutes[carer.transport]
            for (_, end, one), (start, _, two) in pairwise(self.possibilities.given[carer.key]):
                first, second = self.visits[one], self.visits[two]
                if first.started and second.started:
                    continue
                indoors = first.indoors or second.indoors
                way = 0 if indoors else matrix[first.place][second.place]
                if end + way > start:
                    code = "collide" if end > start else "tight"
                    numbers = (("minutes", end + way - start),)
                    remark = f"{end + way - start} min for lite"
                    yield Finding(code, first, carers=(carer.key,))
                    yield Finding(code, second, "", remark, numbers, (carer.key,))

    def _breaks(self) -> Iterator[Warning]:
        """Breaks that surely cannot begin when they should, for everybody in one."""
        rows = [
            (seat.carer.key, pause)
            for seat in self.possibilities.seats
            for pause in seat.carer.breaks
            if untakeable(seat, pause)
        ]
        if rows:
            carers = tuple(dict.fromkeys(key for key, _ in rows))
            when = self.words.between(
                min(pause.earliest for _, pause in rows), max(pause.latest for _, pause in rows)
            )
            kind = KINDS["break"]
            sentence = kind.sentence.format(carers=len(carers), when=when)
            yield Warning("break", kind.severity, sentence, kind.fix, kind.remedy, carers=carers)

    # -- all together ---------------------------------------------------------------------------

    def _overloads(self) -> Iterator[Warning]:
        """More work than hands: for everybody, and for each competence by itself."""
        for carers, needs in self._circles().items():
            seats = [self.possibilities.seats[number] for number in sorted(carers)]
            pauses = [
                pause
                for seat in seats
                for pause in owed_breaks(seat, self.problem.travel.minutes[seat.carer.transport])
            ]
            chosen = [(visit, part) for visit, part, need in self._parts() if _in(need, needs)]
            hard = overload(list(self._pieces(chosen, Rule.HARD)), seats, pauses)
            timely = overload(list(self._pieces(chosen, Rule.TIMELY)), seats, pauses)
            keys = tuple(seat.carer.key for seat in seats)
            everybody = len(keys) == len(self.problem.carers)
            who = "" if everybody else " eller ".join(map(self.words.who, _least(needs)))
            if hard:
                yield self._of_overload("no_room", hard, keys, who)
            if timely and timely.too_many > (hard.too_many if hard else 0):
                yield self._of_overload("rush", timely, keys, who)

    def _parts(self) -> Iterator[tuple[VisitNeed, int, Need]]:
        for visit, _ in self.open:
            for part, need in enumerate(visit.needs):
                yield visit, part, need

    def _circles(self) -> dict[frozenset[int], list[Need]]:
        """For every competence that is asked for, all those who can do some of that work."""
        able: dict[Need, set[int]] = defaultdict(set)
        for visit, carers in self.open:
            for need, some in zip(visit.needs, carers, strict=True):
                able[Need(need.level, need.competences)].update(some)
        asked = {*able, *(Need(level=level) for need in able for level in range(need.level + 1))}
        asked |= {Need(competences=frozenset({one})) for need in able for one in need.competences}
        circles: dict[frozenset[int], list[Need]] = defaultdict(list)
        for need in sorted(asked, key=lambda need: (need.level, sorted(need.competences))):
            circle = frozenset().union(*(able[wanted] for wanted in able if _in(wanted, [need])))
            circles[circle].append(need)
        return circles

    def _pieces(self, chosen: Iterable[tuple[VisitNeed, int]], rules: Rule) -> Iterator[Piece]:
        """The work as pieces; each must lie in its window and in somebody's shift."""
        ready = min(seat.ready for seat in self.possibilities.seats)
        wall = max(seat.wall for seat in self.possibilities.seats)
        for visit, part in chosen:
            if Rule.ON_TIME in rules and visit.key in self.late:
                continue
            early, late = self.possibilities.window(visit, part, rules)
            minutes, release = visit.minutes_of(part), max(early, ready)
            deadline = min(late + minutes, wall)
            if release + minutes <= deadline:  # else a few minutes late, which nobody need know
                yield Piece(visit.key, release, deadline, minutes)

    # -- in words -------------------------------------------------------------------------------

    def _of_group(self, code: str, who: str, rows: list[Finding]) -> Warning:
        kind, by_visit = KINDS[code], {row.visit.key: row for row in rows}
        visits = [row.visit for row in by_visit.values()]
        numbers = tuple(pair for row in rows for pair in row.numbers)
        seats = self.possibilities.seats
        return self._warning(
            code,
            kind,
            visits,
            when=self.words.between(
                min(visit.earliest for visit in visits),
                max(max(visit.earliest, visit.latest) for visit in visits),
            ),
            remarks=tuple(row.remark for row in by_visit.values()),
            carers=tuple(dict.fromkeys(key for row in rows for key in row.carers)),
            numbers=(("visits", len(visits)), *(numbers if len(rows) == 1 else ())),
            who=who,
            far=self.limits.far,
            ready=self.words.clock(min((seat.ready for seat in seats), default=0)),
            wall=self.words.clock(max((seat.wall for seat in seats), default=0)),
        )

    def _of_overload(
        self, code: str, found: Overload, carers: tuple[str, ...], who: str
    ) -> Warning:
        some = f"De {len(carers)}" if len(carers) > 1 else "Den ene"
        who = who or ("" if len(carers) == len(self.problem.carers) else "kan ta dem")
        told = f"{some} på vakt som {who}, har" if who else f"{some} på vakt har"
        return self._warning(
            code,
            KINDS[code],
            [self.visits[key] for key in found.visits],
            when=self.words.between(found.begins, found.ends),
            carers=carers,
            numbers=(
                ("visits", len(found.visits)),
                ("begins", found.begins),
                ("ends", found.ends),
                ("due", found.due),
                ("free", found.free),
                ("too_many", found.too_many),
            ),
            hands=told,
            due=found.due,
            free=found.free,
            too_many=found.too_many,
            with_who=f" som {who}" if who else "",
        )

    def _warning(
        self,
        code: str,
        kind: Kind,
        visits: list[VisitNeed],
        *,
        when: str,
        remarks: tuple[str, ...] = (),
        carers: tuple[str, ...] = (),
        numbers: tuple[tuple[str, int], ...] = (),
        **more: object,
    ) -> Warning:
        told = {"n": len(visits), "when": when, **more}
        return Warning(
            code=code,
            severity=kind.severity,
            sentence=kind.sentence.format(**told),
            fix=kind.fix.format(**told),
            remedy=kind.remedy,
            visits=tuple(visit.key for visit in visits),
            remarks=remarks or ("",) * len(visits),
            patients=tuple(dict.fromkeys(visit.patient for visit in visits if visit.patient)),
            carers=carers,
            numbers=numbers,
        )


def _least(needs: list[Need]) -> list[Need]:
    """Those that ask for something, without those that ask for more than another one."""
    some = [need for need in needs if need.level or need.competences]
    return [need for number, need in enumerate(some) if not _in(need, some[:number])]


def _in(wanted: Need, needs: Iterable[Need]) -> bool:
    """Whether filling one need takes what one of the others asks for."""
    return any(
        wanted.level >= need.level and wanted.competences >= need.competences for need in needs
    )
