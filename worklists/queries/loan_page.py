"""The neighbour's desk, and one question between two teams as each of them sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.words import from_to, hhmm
from teams.models import Loan, Staff, Team, User
from teams.permissions import Permission, can
from teams.queries import name_of
from worklists.models import State, TeamShift, Visit, VisitLoan
from worklists.planning.solver import PlanRejected
from worklists.queries.addresses import shift_url
from worklists.queries.candidates import Candidate, candidates
from worklists.queries.lendable import Lendable, Lending
from worklists.queries.loan_effects import Effect, helper_for, with_helper, without, without_visit
from worklists.queries.loans import answered, ended, loans_of, neighbours, visit_of, what
from worklists.queries.neighbours import Standing, standings
from worklists.queries.outlook import Extra
from worklists.queries.shift_hours import rest_of_shift
from worklists.queries.work import read_work

#: So many of those who could go are looked at to the end; the rest at a tap.
LOOKED_AT = 2

type Side = Literal["asking", "asked"]


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One question as a line on the page of either team."""

    loan: Loan
    side: Side
    taken: Visit | None = None

    @property
    def other(self) -> Team:
        return self.loan.asked if self.side == "asking" else self.loan.asking

    @property
    def what(self) -> str:
        return what(self.loan)

    @property
    def state(self) -> str:
        """Where it stands, with who and when."""
        loan = self.loan
        if loan.is_open:
            asker = {"who": name_of(loan.asked_by), "at": hhmm(loan.asked_at)}
            return _("Venter på svar. Spurt av %(who)s kl. %(at)s") % asker
        told = [answered(loan)]
        if loan.staff:
            told.append(f"{loan.staff.name} {hours_lent(loan)}".rstrip())
        if loan.answer_text:
            told.append(f"«{loan.answer_text}»")
        if self.taken is not None:
            told.append(visit_state(self.taken))
        if over := ended(loan):
            told.append(over)
        return " · ".join(told)

    @property
    def color(self) -> str:
        if self.loan.is_open:
            return "warning"
        return "success" if self.loan.is_running else "neutral"


def hours_lent(loan: Loan) -> str:
    """When she is really there: after what she had begun, and until the loan ended."""
    (there, *_more) = [*loan.shifts.all(), None]
    return from_to(there.starts_at, there.ends_at) if there else ""


def visit_state(visit: Visit) -> str:
    """How far the neighbour has come with it."""
    if visit.state == State.DONE:
        return _("utført")
    if visit.state == State.STARTED:
        return _("startet")
    if visit.state == State.CANCELLED:
        return _("avlyst: %s") % visit.state_reason
    return _("ikke begynt")


@dataclass(frozen=True, slots=True)
class LoansPage:
    shift: TeamShift
    rows: list[LoanRow]
    neighbours: list[Standing]
    starts_at: datetime
    ends_at: datetime
    visit: Visit | None
    effect: Effect | None
    assumed: str

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def numbers(self) -> set[str]:
        named = set(self.effect.numbers) if self.effect else set()
        return named | ({self.visit.patient.number} if self.visit else set())


def loans_page(
    shift: TeamShift, *, visit: Visit | None = None, hours: tuple[datetime, datetime] | None = None
) -> LoansPage:
    """The question is laid out with what a yes would solve; with `visit` it is about that one."""
    starts_at, ends_at = hours or rest_of_shift(shift.team, shift.date, shift.kind)
    return LoansPage(
        shift=shift,
        rows=rows_of(shift.team, shift),
        neighbours=standings(neighbours(shift.team), shift.date, shift.kind),
        starts_at=starts_at,
        ends_at=ends_at,
        visit=visit,
        effect=_solves(shift, visit, starts_at, ends_at),
        assumed="" if visit else helper_for(shift.team),
    )


def rows_of(team: Team, shift: TeamShift) -> list[LoanRow]:
    """What waits first, then what is agreed, then what is over."""
    loans = list(loans_of(team, shift))
    taken = _taken(loans)
    rows = [
        LoanRow(loan, "asking" if loan.asking_id == team.pk else "asked", taken.get(loan.pk))
        for loan in loans
    ]
    return sorted(rows, key=lambda row: (not row.loan.is_open, not row.loan.is_running))


def _taken(loans: list[Loan]) -> dict[int, Visit]:
    by_visit = {row.taken_id: loan.pk for loan in loans if (row := visit_of(loan)) and row.taken_id}
    visits = Visit.objects.filter(pk__in=by_visit).with_state() if by_visit else []
    return {by_visit[visit.pk]: visit for visit in visits}


def _solves(
    shift: TeamShift, visit: Visit | None, starts_at: datetime, ends_at: datetime
) -> Effect | None:
    """None where there are no lists to tell it of."""
    if shift.current_id is None or ends_at <= starts_at:
        return None
    try:
        if visit is not None:
            return without_visit(shift, visit)
        return with_helper(shift, starts_at, ends_at)
    except PlanRejected:
        return None


@dataclass(frozen=True, slots=True)
class Goer:
    """Somebody who could go: when, and what her own team is left with. `effect` is None until asked
    for.
    """

    lendable: Lendable
    effect: Effect | None

    @property
    def staff(self) -> Staff:
        return self.lendable.staff

    @property
    def hours(self) -> str:
        return from_to(*self.lendable.cut.there) if self.lendable.cut else ""


@dataclass(frozen=True, slots=True)
class LoanPage:
    row: LoanRow
    shift: TeamShift
    """Of the team of whoever looks."""
    visit: Visit | None
    may_answer: bool
    may_withdraw: bool
    may_end: bool
    goers: list[Goer]
    cannot: list[Lendable]
    takers: list[Candidate]
    helps: str

    @property
    def loan(self) -> Loan:
        return self.row.loan

    @property
    def day_url(self) -> str:
        return shift_url(self.shift.team, self.shift.date, self.shift.kind)

    @property
    def numbers(self) -> set[str]:
        """Whom the consequences name; of the team of whoever answers."""
        named = {n for goer in self.goers if goer.effect for n in goer.effect.numbers}
        return named | {n for taker in self.takers for n in taker.patient_numbers}


def loan_page(user: User, loan: Loan, *, whose: int | None = None) -> LoanPage:
    """The question as the user's team sees it; `whose` is the shift whose going is looked at too."""
    mine = loan.asked if can(user, Permission.RUN_SHIFT, loan.asked) else loan.asking
    side: Side = "asked" if mine == loan.asked else "asking"
    shift = team_shift_of(mine, loan)
    may_answer = loan.is_open and side == "asked"
    goers, cannot = _goers(shift, loan, whose) if may_answer else ([], [])
    row = visit_of(loan)
    return LoanPage(
        row=LoanRow(loan, side, _taken([loan]).get(loan.pk)),
        shift=shift,
        visit=row.visit if row else None,
        may_answer=may_answer,
        may_withdraw=loan.is_open and can(user, Permission.RUN_SHIFT, loan.asking),
        may_end=loan.is_running and _still_on(loan),
        goers=goers,
        cannot=cannot,
        takers=_takers(shift, row) if may_answer and row else [],
        helps=_helps(loan) if may_answer else "",
    )


def _still_on(loan: Loan) -> bool:
    return loan.kind == Loan.Kind.VISIT or loan.ends_at > clock.now()


def team_shift_of(team: Team, loan: Loan) -> TeamShift:
    """The row of the team's shift; one that is not saved where nothing is built yet."""
    found = TeamShift.objects.filter(team=team, date=loan.date, kind=loan.shift)
    row = found.select_related("team__site__unit", "current").first()
    return row or TeamShift(team=team, date=loan.date, kind=loan.shift)


def _goers(shift: TeamShift, loan: Loan, whose: int | None) -> tuple[list[Goer], list[Lendable]]:
    """Those who could go, the cheapest for their own team first; and those who cannot, with why."""
    if loan.kind != Loan.Kind.CARER:
        return [], []
    found = Lending(read_work(shift), loan.asking).all(loan.starts_at, loan.ends_at)
    able = [one for one in found if one.cut is not None]
    goers = [
        Goer(one, _effect(shift, one) if number < LOOKED_AT or one.shift.pk == whose else None)
        for number, one in enumerate(able)
    ]
    looked = sorted(
        (g for g in goers if g.effect), key=lambda g: g.effect.price if g.effect else ()
    )
    chosen = sorted(looked, key=lambda goer: goer.lendable.shift.pk != whose)
    return [*chosen, *(goer for goer in goers if goer.effect is None)], [
        one for one in found if one.cut is None
    ]


def _effect(shift: TeamShift, one: Lendable) -> Effect | None:
    if one.cut is None or shift.current_id is None:
        return None
    try:
        return without(shift, one.cut)
    except PlanRejected:
        return None


def _takers(shift: TeamShift, row: VisitLoan) -> list[Candidate]:
    """Who could take the visit, and what it would mean for her list; the best first."""
    asked_for = row.visit
    like = Visit(
        patient=asked_for.patient, team=shift.team, date=shift.date, shift=shift.kind,
        **{name: getattr(asked_for, name) for name in LIKE},
    )  # fmt: skip
    codes = frozenset(asked_for.competences.values_list("code", flat=True))
    return [one for one in candidates(shift, extra=Extra(like, codes)) if one.possible]


LIKE = (
    "title", "task_text", "minutes", "carers", "level", "second_level", "priority", "where",
    "fixed_time", "code", "earliest", "latest",
)  # fmt: skip


def _helps(loan: Loan) -> str:
    """What a yes solves for the team that asks, in figures."""
    shift = team_shift_of(loan.asking, loan)
    row = visit_of(loan)
    if loan.kind == Loan.Kind.CAR:
        return ""
    effect = _solves(shift, row.visit if row else None, loan.starts_at, loan.ends_at)
    return effect.figures if effect else ""
