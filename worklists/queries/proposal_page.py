"""The page of a patient's proposal: what speaks for what, what is missing, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.criteria.judge import Spoken
from patients.models import Code, Patient
from patients.models.criteria import Strength
from patients.permissions import team_of
from teams.models import Team, User
from teams.permissions import Permission, can
from worklists.queries.cover import ShiftCover, TaskCover
from worklists.queries.proposal import Kind, Proposal, proposal_of

COLORS = {
    Kind.DECIDED: "info",
    Kind.AS_NOW: "success",
    Kind.MOVE: "warning",
    Kind.GREY: "warning",
    Kind.UNDECIDED: "info",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the fortnight: a sign and a word, so that colour is never alone."""

    date: date
    state: str
    sign: str
    word: str


@dataclass(frozen=True, slots=True)
class CoverRow:
    task: TaskCover
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two codes, with what speaks for it, the strongest first."""

    code: str
    label: str
    spoken: list[tuple[Spoken, str]]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    proposal: Proposal
    team: Team | None
    may_assess: bool
    may_move: bool

    @property
    def patient(self) -> Patient:
        return self.proposal.patient

    @property
    def color(self) -> str:
        return COLORS[self.proposal.kind]

    @property
    def sides(self) -> list[Side]:
        return [_side(self.proposal, code) for code in Code]

    @property
    def rows(self) -> list[CoverRow]:
        """Each task that asks for something, with its fortnight."""
        cover = self.proposal.cover
        if cover is None:
            return []
        return [CoverRow(task, _cells(task, cover.days)) for task in cover.tasks]

    @property
    def overdue(self) -> bool:
        """The decision should have been looked at again by now."""
        decision = self.proposal.decision
        review = decision.review_on if decision else None
        return review is not None and review < self.proposal.day


def proposal_page(user: User, patient: Patient) -> ProposalPage:
    """About twenty-five queries. The patient comes from get_patient."""
    proposal = proposal_of(patient, day=clock.today())
    owner = proposal.placement.team if proposal.placement else None
    return ProposalPage(
        proposal=proposal,
        team=team_of(user, patient),
        may_assess=owner is not None and can(user, Permission.ASSESS, owner),
        may_move=owner is not None and can(user, Permission.PROPOSE_MOVE, owner),
    )


def _side(proposal: Proposal, code: Code) -> Side:
    spoken = sorted(proposal.judgement.speaking_for(code), key=lambda one: -one.rule.strength)
    told = [(one, str(Strength(one.rule.strength).label)) for one in spoken]
    return Side(code=code.value, label=str(code.label), spoken=told)


def _cells(task: TaskCover, days: list[date]) -> list[Cell]:
    on = {shift.date: shift for shift in task.shifts}
    return [_cell(day, on.get(day)) for day in days]


def _cell(day: date, shift: ShiftCover | None) -> Cell:
    if shift is None:
        return Cell(day, "none", "·", _("ikke oppdrag"))
    if not shift.is_laid:
        return Cell(day, "unknown", "?", _("ikke satt opp"))
    if shift.covered:
        return Cell(day, "covered", "✓", _("dekket"))
    return Cell(day, "uncovered", "✗", _("ikke dekket"))
