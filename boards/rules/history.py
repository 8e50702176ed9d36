"""One patient's past as the rules see it. Dates are days by the Oslo clock; `by` is a staff number.

Everything is sorted oldest first. Whoever reads it leaves out what is not yet known on the day that is
judged, so that a board built for a day in the past sees no more than was seen then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Measured:
    """`kind` as patients.Observation.Kind: news2, katz, skropelighet, vekt, iplos, inntak."""

    kind: str
    on: date
    value: float
    by: str = ""
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A rapport: all that was written in it, in one text."""

    on: date
    by: str
    text: str
    important: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """`kind` "alarm" or "fall"."""

    kind: str
    on: date
    by: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """A carer at the door. A temp (vikar) is hired in, or does not belong to the team."""

    number: str
    is_temp: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit of the past: minutes planned and taken (0 where nobody ticked the times), who came; or
    why it was not done. `plan` is the plan's own reference, empty for a visit added on the day.
    """

    on: date
    plan: str
    planned: int
    took: int = 0
    faces: tuple[Face, ...] = ()
    cancelled: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A visit plan: from when to when, minutes each time and times a week. `by_board` where it goes on from
    another as a board has decided.
    """

    plan: str
    first: date
    last: date | None
    minutes: int
    a_week: float
    by_board: bool = False


@dataclass(frozen=True, slots=True)
class Away:
    """A stay (midlertidig opphør); `reason` as patients.Pause.Reason; `end` None while it lasts."""

    reason: str
    start: date
    end: date | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """How a goal was found to go: nadd, bedre, likt, verre (patients.Evaluation.Result)."""

    on: date
    result: str
    goal: str
    area: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What the rules may know of a patient on the day they judge. `criticality` 1 high, 3 low."""

    patient: int
    started_on: date
    criticality: int = 2
    placed_on: date | None = None
    """When she came to the team that has her now."""
    measured: tuple[Measured, ...] = ()
    notes: tuple[Written, ...] = ()
    events: tuple[Happened, ...] = ()
    visits: tuple[Seen, ...] = ()
    plans: tuple[Granted, ...] = ()
    stays: tuple[Away, ...] = ()
    evaluations: tuple[Evaluated, ...] = ()
    grey_review_on: date | None = None
    """When the decision about her belonging must be looked at again; None where there is none."""
    reviewed_on: date | None = None
    review_due_on: date | None = None
    """When the whole of her must have been gone through; never None for an active patient."""
    discussed_on: date | None = None
    """When a board last spoke of her: what was seen before it is known."""

    def of(self, kind: str) -> tuple[Measured, ...]:
        return tuple(row for row in self.measured if row.kind == kind)
