"""A proposal line by line: each visit that would get somebody else, another time or no place, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from heltom.lib import clock
from worklists.models import PriorityItem, State
from worklists.models.plans import Priority
from worklists.planning.plan import Plan
from worklists.planning.problem import VisitNeed
from worklists.queries.priorities import PriorityList
from worklists.queries.problem import Asked
from worklists.queries.work import Job, Work

Rule = PriorityItem.Rule

GIVEN, RETIMED, STAYS = "gis", "tid", "blir"
MUST, WAITS, GOES = "ma", "venter", "gar"
CALLED_OFF, HELD = "avlys", "holdes"
#: No carer has these afterwards.
LEFT = (MUST, WAITS, GOES, CALLED_OFF, HELD)
#: These are not done on the shift, and patient or next of kin is told.
OFF = (GOES, CALLED_OFF)


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one visit. Clock times are minutes after midnight of the shift's date;
    `before` and `after` are keys of shifts. `ties`: what each new one is to the patient, by shift.
    """

    key: str
    visit: int | None
    patient: str
    title: str
    minutes: int
    carers: int
    priority: int
    earliest: int
    latest: int
    before: list[int]
    was: int | None
    after: list[int]
    start: int | None
    fate: str
    why: str = ""
    number: int | None = None
    ties: dict[str, str] = field(default_factory=dict)
    chosen: str = ""

    @property
    def late(self) -> int:
        """Minutes after its window that it would begin."""
        return max(0, self.start - self.latest) if self.start is not None else 0

    @property
    def was_late(self) -> int:
        return max(0, self.was - self.latest) if self.was is not None else 0

    @property
    def breaks(self) -> bool:
        """Whether the window would be broken, or more broken than now."""
        return self.late > self.was_late

    @property
    def moved(self) -> int:
        """Minutes later (below zero: earlier) than now."""
        return 0 if self.was is None or self.start is None else self.start - self.was

    @property
    def critical(self) -> bool:
        return self.priority == Priority.AT_THIS_TIME

    @property
    def said(self) -> tuple[object, ...]:
        """What two proposals are compared by: who, when, and what becomes of it."""
        return (self.key, self.fate, tuple(self.after), self.start)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def fate_of(title: str, priority: int, priorities: PriorityList) -> tuple[str, str, int | None]:
    """What becomes of a visit that nobody has time for, the words for it, and the number of its line.

    What must be done at its time never goes. A visit on no line goes by its own priority.
    """
    line = priorities.of(title)
    number = line.number if line else None
    if priority == Priority.AT_THIS_TIME:
        return MUST, _("må gjøres til denne tiden, ingen har tid"), number
    if line is None and priority == Priority.MAY_GO:
        return GOES, _("for få på vakt – oppdraget kan flyttes eller utgå"), None
    if line is None:
        return MUST, _("må gjøres i dag, ingen har tid"), None
    words = {
        Rule.MUST: (MUST, _("må gjøres, ingen har tid – nr %d på prioriteringslisten")),
        Rule.MAY_WAIT: (WAITS, _("kan vente – nr %d på prioriteringslisten")),
        Rule.MAY_GO: (GOES, _("for få på vakt – nr %d på prioriteringslisten")),
    }
    fate, told = words[Rule(line.rule)]
    return fate, told % line.number, number


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lines are drawn from. `work`: with the carer away and every visit still in it."""

    work: Work
    asked: Asked
    plan: Plan
    goes: Collection[str]
    choices: Mapping[str, Mapping[str, Any]]
    priorities: PriorityList


def lines_of(facts: Facts) -> list[Line]:
    """The lines, by when the visits may begin. No queries."""
    return list(_lines(facts))


def _lines(facts: Facts) -> Iterator[Line]:
    after = _after(facts.plan)
    needs = {visit.key: visit for visit in facts.asked.problem.visits}
    for job in facts.work.jobs:
        if job.state != State.DUE:
            continue
        line = _line(facts, job, after.get(job.key, []), needs.get(job.key))
        if line is not None:
            yield line


def _after(plan: Plan) -> dict[str, list[tuple[int, int, int]]]:
    """(part, shift, start) of each half, by visit."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for route, stop in plan.placed():
        found[stop.visit].append((stop.part, int(route.carer), stop.start))
    return {key: sorted(halves) for key, halves in found.items()}


def _line(
    facts: Facts, job: Job, after: list[tuple[int, int, int]], need: VisitNeed | None
) -> Line | None:
    work, visit = facts.work, job.visit
    entries = work.entries.get(visit.pk, []) if visit.pk else []
    entries = sorted(entries, key=lambda entry: entry.part)
    before = [entry.worklist.shift_id for entry in entries]
    was = clock.minutes_since_midnight(work.date, entries[0].starts_at) if entries else None
    now = [shift for _part, shift, _start in after]
    start = min((start for _part, _shift, start in after), default=None)
    chosen = str(facts.choices.get(job.key, {}).get("what", ""))
    fate, why, number = _fate(facts, job, before, was, now, start, chosen)
    if not fate:
        return None
    return Line(
        key=job.key,
        visit=visit.pk,
        patient=visit.patient.number,
        title=visit.title,
        minutes=visit.minutes,
        carers=visit.carers,
        priority=visit.priority,
        earliest=clock.minutes_since_midnight(work.date, visit.earliest),
        latest=clock.minutes_since_midnight(work.date, visit.latest),
        before=before,
        was=was,
        after=now,
        start=start,
        fate=fate,
        why=why,
        number=number,
        ties={str(pk): _tie(need, str(pk)) for pk in now if need and pk not in before},
        chosen=chosen,
    )


def _fate(
    facts: Facts,
    job: Job,
    before: list[int],
    was: int | None,
    after: list[int],
    start: int | None,
    chosen: str,
) -> tuple[str, str, int | None]:
    """("", …) where nothing would change and nobody has said anything of it."""
    if chosen == CALLED_OFF:
        return CALLED_OFF, str(facts.choices[job.key].get("reason", "")), None
    if chosen == HELD:
        return HELD, _("holdes ufordelt inntil videre"), None
    if not after:
        fate, why, number = fate_of(job.visit.title, job.visit.priority, facts.priorities)
        if job.key in facts.goes:
            return GOES, why, number
        if not before and not chosen:
            return "", "", None
        if chosen:
            why = _("får ikke plass der du valgte")
        return (WAITS if fate == GOES else fate), why, number
    if set(before) != set(after):
        return GIVEN, "", None
    if was != start:
        return RETIMED, "", None
    return (STAYS if chosen else ""), "", None


def _tie(need: VisitNeed, carer: str) -> str:
    if carer == need.primary:
        return "primaer"
    if carer == need.deputy:
        return "vara"
    return "kjent" if carer in need.recent else "ny"
