"""A visit that a neighbour takes is on one team's lists or on both for a moment, never on none.

The team that answers gets it first. After the commit the other team's goes, under that team's lock. Where
somebody has begun it there meanwhile, it is theirs, and the new one is called off before anybody comes
twice. What stopped half-way is finished by the sweep.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams.models import Loan, User
from worklists.actions import team_shifts, visits
from worklists.actions.mend import mend, read_locked
from worklists.models import PlanException, State, TeamShift, Visit, VisitLoan

BEGUN = (State.STARTED, State.DONE)
OWED = (State.DUE, *BEGUN)


def settle_later(loan: Loan) -> None:
    """When this is committed. A fault is kept in the log, and the sweep tries again."""
    transaction.on_commit(lambda: settle_visit(loan.pk), robust=True)


def settle_all() -> int:
    """Finish what a process that ended too early has left; returns how many. Two queries mostly."""
    rows = VisitLoan.objects.filter(taken__isnull=False, loan__answer=Loan.Answer.ACCEPTED)
    recent = rows.filter(loan__date__gte=clock.today() - timedelta(days=1)).select_related("loan")
    by_loan = {row.loan_id: _sides(row) for row in recent}
    keys = [key for pair in by_loan.values() for key in pair]
    states = {visit.pk: visit.state for visit in Visit.objects.filter(pk__in=keys).with_state()}
    owed = [
        loan
        for loan, (leaves, stays) in by_loan.items()
        if states[leaves] in OWED and states[stays] == State.DUE
    ]
    for loan in owed:
        settle_visit(loan)
    return len(owed)


def settle_visit(loan_id: int) -> None:
    """Take the visit away where it is to be no more; twice is once."""
    row = VisitLoan.objects.select_related(
        "loan__asking", "loan__asked", "loan__answered_by", "loan__ended_by"
    ).get(loan=loan_id)
    leaves, stays = (Visit.objects.select_related("plan", "team").get(pk=pk) for pk in _sides(row))
    by = row.loan.ended_by or row.loan.answered_by or row.loan.asked_by
    if not _take_away(row.loan, leaves, by):
        _call_off(row.loan, stays, by)


def _sides(row: VisitLoan) -> tuple[int, int]:
    """(the visit that leaves, the one that stays), by key. Only of one that is taken."""
    taken: int = row.taken_id  # type: ignore[assignment]
    return (row.visit_id, taken) if row.loan.ended_at is None else (taken, row.visit_id)


@transaction.atomic
def _take_away(loan: Loan, visit: Visit, by: User) -> bool:
    """False where it is begun or done: then it is the other one that must go."""
    team_shift = _shift_of(visit)
    read_locked(team_shift)
    if not _is_as_read(loan):
        return True
    state = visits.current_state(visit)
    if state in BEGUN:
        return False
    if state == State.DUE:
        if visit.plan is not None and loan.is_running:
            _except(visit, loan)
        mend(team_shift=team_shift, why=_why(loan), by=by)
    return True


def _is_as_read(loan: Loan) -> bool:
    """False where it was ended while this waited for the lock: then whoever ended it settles it."""
    return Loan.objects.filter(pk=loan.pk, ended_at=loan.ended_at).exists()


def _except(visit: Visit, loan: Loan) -> None:
    """The plan asks for nothing on this date, so that the day balance knows it too."""
    reason = _("tatt av %(team)s") % {"team": loan.asked}
    PlanException.objects.update_or_create(
        plan=visit.plan,
        date=visit.date,
        defaults={"kind": PlanException.Kind.SKIP, "reason": reason[:200]},
    )


@transaction.atomic
def _call_off(loan: Loan, visit: Visit, by: User) -> None:
    other = loan.asking if loan.is_running else loan.asked
    team_shift = _shift_of(visit)
    read_locked(team_shift)
    if _is_as_read(loan) and visits.current_state(visit) == State.DUE:
        visits.cancel(visit=visit, by=by, reason=_("%s hadde alt begynt på det.") % other)
        mend(team_shift=team_shift, why=_why(loan), by=by)


def _shift_of(visit: Visit) -> TeamShift:
    return team_shifts.get(team=visit.team, day=visit.date, kind=visit.shift)


def _why(loan: Loan) -> str:
    if loan.is_running:
        return _("%s har tatt et oppdrag") % loan.asked
    return _("et oppdrag gikk tilbake til %s") % loan.asking
