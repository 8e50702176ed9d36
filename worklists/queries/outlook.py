"""What would become of a shift's lists if something happened: looked at, without changing anything.

    outlook = look(team_shift, [Away(shift.pk)])

The same question is asked when it is done (`actions/mend.py`), so what was seen is what comes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from heltom.lib import clock
from teams.models import Shift
from worklists.models import TeamShift, Visit
from worklists.planning.plan import Plan
from worklists.planning.repair import Moved
from worklists.planning.solver import solve
from worklists.queries import problem
from worklists.queries.problem import Asked, Pin
from worklists.queries.work import Job, Work, read_work


@dataclass(frozen=True, slots=True)
class Away:
    """Whoever walks this shift leaves it."""

    shift_id: int

    def on(self, work: Work) -> None:
        work.shifts = [shift for shift in work.shifts if shift.pk != self.shift_id]


@dataclass(frozen=True, slots=True)
class Gone:
    """A visit is not to be made."""

    key: str

    def on(self, work: Work) -> None:
        work.jobs = [job for job in work.jobs if job.key != self.key]


@dataclass(frozen=True, slots=True)
class Extra:
    """A visit more, not saved; its patient, window and demands are set. Its job's key is `key`."""

    visit: Visit
    competences: frozenset[str] = frozenset()
    key: str = "ny"

    def on(self, work: Work) -> None:
        work.jobs = [*work.jobs, Job(self.key, self.visit, self.competences)]


@dataclass(frozen=True, slots=True)
class Joins:
    """Somebody more walks a list: a shift that is not saved, with a key of its own below zero."""

    shift: Shift

    def on(self, work: Work) -> None:
        work.shifts = [*work.shifts, self.shift]


@dataclass(frozen=True, slots=True)
class Lent:
    """Whoever walks this shift is elsewhere for some hours: it ends earlier, or begins later, and what
    is left afterwards is a shift of its own, not saved, with a key below zero.
    """

    shift_id: int
    before: tuple[datetime, datetime] | None
    after: Shift | None = None

    def on(self, work: Work) -> None:
        left = [_ending(shift, self) for shift in work.shifts]
        work.shifts = [shift for shift in [*left, self.after] if shift is not None]


def _ending(shift: Shift, lent: Lent) -> Shift | None:
    if shift.pk != lent.shift_id:
        return shift
    if lent.before is None:
        return None
    shorter = copy(shift)
    shorter.starts_at, shorter.ends_at = lent.before
    return shorter


Happening = Away | Gone | Extra | Joins | Lent


@dataclass(frozen=True, slots=True)
class Outlook:
    """The lists as they would be. `moved`: the visits that are on lists now and would be elsewhere,
    with the carers' shifts as keys; also those of somebody who has left.
    """

    work: Work
    asked: Asked
    plan: Plan
    moved: tuple[Moved, ...]


def look(
    team_shift: TeamShift,
    happenings: Iterable[Happening] = (),
    *,
    pins: Mapping[str, Pin] | None = None,
    hold: bool = False,
    now: datetime | None = None,
) -> Outlook:
    """Some twenty queries and half a second for ten lists; nothing is written or locked.

    Raises PlanRejected where what a person has said breaks a hard rule.
    """
    work = read_work(team_shift)
    for happening in happenings:
        happening.on(work)
    asked = problem.build(work, now or clock.now(), pins=pins, hold=hold)
    plan = solve(asked.problem, previous=asked.previous)
    return Outlook(work, asked, plan, tuple(_moved(work, asked, plan)))


def _moved(work: Work, asked: Asked, plan: Plan) -> Iterator[Moved]:
    after: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for route, stop in plan.placed():
        after[stop.visit].append((stop.part, route.carer, stop.start))
    for key, job in asked.jobs.items():
        entries = sorted(work.entries.get(job.visit.pk, []), key=lambda entry: entry.part)
        if not entries:
            continue
        was = tuple(str(entry.worklist.shift_id) for entry in entries)
        began = clock.minutes_since_midnight(work.date, entries[0].starts_at)
        now = tuple(carer for _part, carer, _start in sorted(after[key]))
        begins = min((start for _part, _carer, start in after[key]), default=began)
        if set(was) != set(now) or begins != began:
            yield Moved(key, was, now, begins - began)
