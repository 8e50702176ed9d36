"""Least-change repair when somebody leaves a shift: what is proposed, worked out and never written here.

The lists are laid anew without her, near to what people have seen. What then finds no place is sorted
by the team's prioriteringsliste: what may go is proposed to go, and the question is asked again without
it, so that the answer is that of the day as it will be once she has said yes.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from heltom.lib import clock
from teams.models import DutyFunction
from worklists.models import RepairDraft, State, Worklist
from worklists.planning.checker import check
from worklists.planning.plan import BreakStop, Plan, published
from worklists.planning.solver import retimed, solve
from worklists.queries import problem
from worklists.queries.outlook import Away
from worklists.queries.priorities import priorities_of
from worklists.queries.problem import Asked, Pin
from worklists.queries.repair_lines import (
    CALLED_OFF,
    GOES,
    HELD,
    OFF,
    Facts,
    Line,
    fate_of,
    lines_of,
)
from worklists.queries.work import Job, Work

type Choices = Mapping[str, Mapping[str, Any]]
"""What a person has said, by the visit's key: `what` is gi, las, holdes or avlys."""

GIVE, LOCK = "gi", "las"


@dataclass(frozen=True, slots=True)
class Cause:
    """Who leaves which shift from when until when, why, and who coordinates the shift instead."""

    shift_id: int
    staff_id: int
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    vk_id: int | None = None

    @classmethod
    def of(cls, draft: RepairDraft) -> Cause:
        raw = draft.cause
        return cls(
            shift_id=raw["shift"],
            staff_id=raw["staff"],
            starts_at=datetime.fromisoformat(raw["starts_at"]),
            ends_at=datetime.fromisoformat(raw["ends_at"]) if raw["ends_at"] else None,
            reason=raw["reason"],
            vk_id=raw.get("vk"),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "shift": self.shift_id,
            "staff": self.staff_id,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
            "reason": self.reason,
            "vk": self.vk_id,
        }

    def on(self, work: Work) -> None:
        """She is gone from the shift, and whoever is named in her place coordinates it."""
        Away(self.shift_id).on(work)
        work.shifts = [
            self._named(shift) if shift.pk == self.vk_id else shift for shift in work.shifts
        ]

    @staticmethod
    def _named(shift: Any) -> Any:
        named = copy.copy(shift)
        named.function = DutyFunction.VK
        return named


@dataclass(frozen=True, slots=True)
class Proposal:
    """The lists as they would be, and what that means. `work` is as it will be published: without her,
    and without what is called off; `jobs` are all of the shift's.
    """

    work: Work
    asked: Asked
    plan: Plan
    lines: list[Line]
    jobs: dict[str, Job]
    pins: dict[str, Pin]

    @property
    def fingerprint(self) -> str:
        return self.asked.fingerprint[0]

    def as_json(self) -> dict[str, Any]:
        """What is kept of it with the draft, and shown."""
        return {
            "publication": self.work.current.pk if self.work.current else None,
            "lines": [line.as_json() for line in self.lines],
            "lists": outline_of(self.plan),
            "days": _days(self.work, self.asked, self.plan),
        }


def propose(work: Work, cause: Cause, choices: Choices, now: datetime) -> Proposal:
    """The proposal, searched for: a second for ten lists, and some thirty queries.

    Raises PlanRejected where what a person has said breaks a hard rule.
    """
    whole = _without_her(work, cause)
    pins = pins_of(choices, whole)
    rest = _without(whole, _settled(choices, whole))
    asked = problem.build(rest, now, pins=pins)
    plan = solve(asked.problem, previous=asked.previous)
    goes = _goes(whole, asked, plan) - set(choices)
    if goes:
        rest = _without(rest, goes)
        asked = problem.build(rest, now, pins=pins)
        plan = _follow(asked, plan)
    return _proposal(whole, rest, asked, plan, goes, choices, pins)


def as_kept(work: Work, draft: RepairDraft, now: datetime) -> Proposal | None:
    """The draft's proposal as it was kept, without a search; None where the day asks something else."""
    question = _kept_question(work, draft, now)
    if question is None:
        return None
    whole, rest, asked = question
    plan = retimed(asked.problem, kept_outline(draft), previous=asked.previous)
    if plan is None or check(asked.problem, plan):
        return None
    goes = [line.key for line in kept_lines(draft) if line.fate == GOES]
    pins = pins_of(draft.choices, whole)
    return _proposal(whole, rest, asked, plan, goes, draft.choices, pins)


def asks_the_same(work: Work, draft: RepairDraft) -> bool:
    """Whether nothing has happened since the draft's instant that the proposal rests on."""
    return _kept_question(work, draft, draft.asked_at) is not None


def _kept_question(
    work: Work, draft: RepairDraft, now: datetime
) -> tuple[Work, Work, Asked] | None:
    """The day without her, and what of it is to be placed; None where the question is another now."""
    whole = _without_her(work, Cause.of(draft))
    goes = {line.key for line in kept_lines(draft) if line.fate == GOES}
    rest = _without(whole, _settled(draft.choices, whole) | goes)
    asked = problem.build(rest, now, pins=pins_of(draft.choices, whole))
    same = asked.fingerprint == (draft.fingerprint, draft.shown.get("publication"))
    return (whole, rest, asked) if same else None


def with_visit(work: Work, draft: RepairDraft, key: str) -> tuple[Asked, Plan]:
    """The proposal's lists with one visit free to be given to anybody: what its choices start from."""
    whole = _without_her(work, Cause.of(draft))
    choices = {other: choice for other, choice in draft.choices.items() if other != key}
    off = {line.key for line in kept_lines(draft) if line.fate in (*OFF, HELD)} - {key}
    asked = problem.build(_without(whole, off), draft.asked_at, pins=pins_of(choices, whole))
    return asked, _follow(asked, kept_outline(draft))


def kept_lines(draft: RepairDraft) -> list[Line]:
    return [Line(**line) for line in draft.shown.get("lines", [])]


def kept_outline(draft: RepairDraft) -> Plan:
    """The lists that were proposed, as far as they were kept: who has what in which order, and when."""
    lists = draft.shown.get("lists", {})
    return published(
        {carer: [(visit, part, start) for visit, part, start in on] for carer, on in lists.items()}
    )


def outline_of(plan: Plan) -> dict[str, list[tuple[str | None, int, int]]]:
    return {
        route.carer: [
            (None, stop.index, stop.start)
            if isinstance(stop, BreakStop)
            else (stop.visit, stop.part, stop.start)
            for stop in route.stops
        ]
        for route in plan.routes
    }


def pins_of(choices: Choices, work: Work) -> dict[str, Pin]:
    """Whom a person has named, as far as they are at work. A line that is locked keeps its time."""
    here = {shift.pk for shift in work.shifts}
    return {
        key: Pin(
            tuple(choice["shifts"]),
            clock.instant_after_midnight(work.date, choice["start"])
            if choice.get("start") is not None
            else None,
        )
        for key, choice in choices.items()
        if choice["what"] in (GIVE, LOCK) and here.issuperset(choice["shifts"])
    }


def _without_her(work: Work, cause: Cause) -> Work:
    """Another picture of the same day; the first is left as it is."""
    picture = replace(work)
    cause.on(picture)
    return picture


def _without(work: Work, keys: Collection[str]) -> Work:
    return replace(work, jobs=[job for job in work.jobs if job.key not in keys])


def _settled(choices: Choices, work: Work) -> set[str]:
    """What a person has called off or taken from the lists, and that is still waiting."""
    due = {job.key for job in work.jobs if job.state == State.DUE}
    return {key for key, said in choices.items() if said["what"] in (HELD, CALLED_OFF)} & due


def _goes(work: Work, asked: Asked, plan: Plan) -> set[str]:
    """What the plan found no place for and the team's list lets go. What stood unassigned before, or is
    another team's to call off, is left as it is.
    """
    priorities = priorities_of(work.team)
    found = set()
    for item in plan.unassigned:
        job = asked.jobs[item.visit]
        listed = bool(job.visit.pk and work.entries.get(job.visit.pk))
        fate, _why, _number = fate_of(job.visit.title, job.visit.priority, priorities)
        if listed and fate == GOES and not {"team_id", "shift"} & set(job.stale or ()):
            found.add(job.key)
    return found


def _follow(asked: Asked, outline: Plan) -> Plan:
    """The same orders as an answer to this question; searched for where they no longer are one."""
    plan = retimed(asked.problem, outline, previous=asked.previous)
    if plan is not None and not check(asked.problem, plan):
        return plan
    return solve(asked.problem, previous=asked.previous)


def _proposal(
    whole: Work,
    rest: Work,
    asked: Asked,
    plan: Plan,
    goes: Iterable[str],
    choices: Choices,
    pins: dict[str, Pin],
) -> Proposal:
    facts = Facts(whole, asked, plan, set(goes), choices, priorities_of(whole.team))
    return Proposal(
        work=rest,
        asked=asked,
        plan=plan,
        lines=lines_of(facts),
        jobs={job.key: job for job in whole.jobs},
        pins=pins,
    )


def _days(work: Work, asked: Asked, plan: Plan) -> dict[str, dict[str, int | None]]:
    """When each list ends, now and then, in minutes, and how much of that is after the shift. One query."""
    heads = Worklist.objects.filter(publication=work.current).values_list("shift_id", "home_at")
    before = {
        str(shift): clock.minutes_since_midnight(work.date, home_at) for shift, home_at in heads
    }
    ends = {carer.key: carer.end for carer in asked.problem.carers}
    return {
        route.carer: {
            "end": route.end,
            "was": before.get(route.carer),
            "over": max(0, route.end - ends[route.carer]),
            "was_over": max(0, before.get(route.carer, 0) - ends[route.carer]),
        }
        for route in plan.routes
    }
