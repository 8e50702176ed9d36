"""Why is she on the board, and why not? Every rule's answer for one patient, with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from boards.models import Item
from boards.queries.chosen import chosen_of
from boards.queries.histories import read
from boards.queries.meetings import next_meeting
from boards.rules.found import Answer, Found, Rule
from boards.rules.history import History
from boards.rules.registry import RULES
from heltom.lib import clock
from teams.models import Staff

if TYPE_CHECKING:
    from boards.models import Meeting
    from patients.models import Patient
    from teams.models import Team


@dataclass(frozen=True, slots=True)
class Sight:
    """One row of the evidence. `by` is a name; empty where nobody is named."""

    on: date
    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a rule says of her. `is_on` False: the unit has turned it off, and it puts nobody up."""

    rule: Rule
    is_on: bool
    answer: Answer
    evidence: tuple[Sight, ...]

    @property
    def fires(self) -> bool:
        return isinstance(self.answer, Found)

    @property
    def said(self) -> str:
        return self.answer.sentence if isinstance(self.answer, Found) else self.answer.why


@dataclass(frozen=True, slots=True)
class Page:
    """`item` is her line on the next board; None where she is not on it, or there is no board."""

    patient: Patient
    team: Team
    on: date
    past: History
    lines: tuple[Line, ...]
    meeting: Meeting | None
    item: Item | None

    @property
    def speaking(self) -> list[Line]:
        return [line for line in self.lines if line.fires and line.is_on]

    @property
    def silent(self) -> list[Line]:
        return [line for line in self.lines if not line.fires and line.is_on]

    @property
    def off(self) -> list[Line]:
        return [line for line in self.lines if not line.is_on]


def why(patient: Patient, team: Team) -> Page:
    """As it is known now. Some twenty queries."""
    on = clock.today()
    past = read([patient], team, on)[patient.pk]
    chosen = chosen_of(team.unit)
    answers = [
        rule.judge(past, on, rule.with_defaults(chosen.thresholds.get(rule.code, {})))
        for rule in RULES
    ]
    names = _names(answers)
    lines = tuple(
        Line(rule, rule.code not in chosen.off, answer, _sights(answer, names))
        for rule, answer in zip(RULES, answers, strict=True)
    )
    meeting = next_meeting(team, clock.now())
    item = Item.objects.filter(meeting=meeting, patient=patient).first() if meeting else None
    return Page(patient, team, on, past, lines, meeting, item)


def _names(answers: list[Answer]) -> dict[str, str]:
    numbers = {
        seen.by for answer in answers if isinstance(answer, Found) for seen in answer.evidence
    }
    rows = Staff.objects.filter(number__in=numbers - {""}).order_by("pk")
    return {staff.number: staff.name for staff in rows}


def _sights(answer: Answer, names: dict[str, str]) -> tuple[Sight, ...]:
    if not isinstance(answer, Found):
        return ()
    return tuple(Sight(seen.on, seen.what, names.get(seen.by, "")) for seen in answer.evidence)
