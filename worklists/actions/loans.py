"""Neighbours help each other: a carer for some hours, a visit, a car. Asked, answered once, ended.

Whoever answers mends her own team's lists in the same transaction. The other team's follow after the
commit, since nobody holds two shifts' locks: a carer's hours there by a rebuild, a visit that was taken
by `settle_visit`, which the sweep does too where it was not done.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import Refused
from heltom.lib.words import from_to
from teams import audit
from teams.actions import shifts
from teams.models import Loan, Shift, Team, User
from teams.permissions import Permission
from worklists.actions import team_shifts, visits
from worklists.actions.follow import follow
from worklists.actions.lent_visits import settle_later
from worklists.actions.mend import mend, read_locked
from worklists.models import State, TeamShift, Visit, VisitLoan
from worklists.queries.lendable import Lending
from worklists.queries.loans import JOINED, answered, neighbours
from worklists.queries.problem import Pin
from worklists.queries.work import key_of

Kind, Answer = Loan.Kind, Loan.Answer


@transaction.atomic
def ask(
    *,
    asking: Team,
    asked: Team,
    kind: str,
    day: date,
    shift: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    text: str = "",
    visit: Visit | None = None,
) -> Loan:
    """Ask a neighbour. The very same question that is still open is returned as it stands.

    Raises Refused for a team that is no neighbour, hours that are over or back to front, and a visit
    that is begun, borrowed, or already asked away.
    """
    if asked not in neighbours(asking):
        raise Refused(_("Velg et av naboteamene."))
    if visit is not None:
        starts_at, ends_at = visit.earliest, max(visit.latest, visit.earliest + _a_minute())
    _check_hours(starts_at, ends_at, kind)
    team_shifts.lock(team_shifts.get(team=asking, day=day, kind=shift))
    if visit is not None:
        _check_can_be_lent(visit, asking)
    same = Loan.objects.filter(
        asking=asking, asked=asked, kind=kind, date=day, shift=shift, answer="", text=text
    )
    same = same.filter(visit_loan__visit=visit) if visit else same.filter(ends_at=ends_at)
    if found := same.first():
        return found
    loan = Loan.objects.create(
        asking=asking, asked=asked, kind=kind, date=day, shift=shift, starts_at=starts_at,
        ends_at=ends_at, text=text.strip(), asked_by=by, asked_at=clock.now(),
    )  # fmt: skip
    if visit is not None:
        VisitLoan.objects.create(loan=loan, visit=visit)
    _note(loan, by, "loan_asked", asking, text)
    return loan


def _a_minute() -> timedelta:
    return timedelta(minutes=1)


def _check_hours(starts_at: datetime, ends_at: datetime, kind: str) -> None:
    if ends_at <= starts_at:
        raise Refused(_("Til-tiden må være etter fra-tiden."))
    if ends_at <= clock.now() and kind != Kind.VISIT:
        raise Refused(_("Den tiden er over. Velg en til-tid som kommer."))


def _check_can_be_lent(visit: Visit, asking: Team) -> None:
    if visit.team_id != asking.pk:
        raise Refused(_("Oppdraget står hos et annet team nå. Åpne det på nytt."))
    if visits.current_state(visit) != State.DUE:
        raise Refused(_("Oppdraget venter ikke lenger, så ingen andre kan ta det."))
    if VisitLoan.objects.filter(taken=visit).exists():
        raise Refused(_("Oppdraget er lånt hit. Avslutt det lånet i stedet."))
    rows = VisitLoan.objects.filter(visit=visit, loan__ended_at__isnull=True)
    waiting = rows.filter(loan__answer="").select_related("loan__asked").first()
    if waiting is not None:
        raise Refused(
            _("%(team)s er alt spurt om å ta oppdraget. Trekk det spørsmålet først.")
            % {"team": waiting.loan.asked}
        )


@transaction.atomic
def accept(*, loan: Loan, by: User, shift: Shift | None = None, text: str = "") -> Loan:
    """Yes. For a carer `shift` says who goes; for a visit it says who takes it, or the planner chooses.

    The answering team's lists are mended at once. Raises Refused where somebody has answered before,
    and where what is asked for cannot be had any more.
    """
    team_shift = team_shifts.get(team=loan.asked, day=loan.date, kind=loan.shift)
    staff = shift.staff if shift and loan.kind == Kind.CARER else None
    if not _answer(loan, by, Answer.ACCEPTED, text, staff=staff):
        return loan
    if loan.kind == Kind.CARER:
        _lend(loan, team_shift, shift, by)
    elif loan.kind == Kind.VISIT:
        _take(loan, team_shift, shift, by)
    _note(loan, by, "loan_accepted", loan.asked, text)
    return loan


def _lend(loan: Loan, team_shift: TeamShift, shift: Shift | None, by: User) -> None:
    """Her duty is cut around the hours; her own team goes on without her, the other gets a list more."""
    if shift is None:
        raise Refused(_("Velg hvem som kan gå."))
    work = read_locked(team_shift)
    on_duty = Shift.objects.worked().select_related("staff", "team").filter(pk=shift.pk)
    fresh = on_duty.filter(team=loan.asked, date=loan.date, kind=loan.shift).first()
    if fresh is None:
        raise Refused(_("Hun er ikke på vakt her lenger. Velg en annen."))
    found = Lending(work, loan.asking).one(fresh, loan.starts_at, loan.ends_at)
    if found.cut is None:
        raise Refused(
            _("%(name)s kan ikke lånes bort: %(why)s")
            % {"name": fresh.staff.name, "why": found.why_not}
        )
    there = shifts.cut(found.cut, team=loan.asking, loan=loan)
    words = {
        "name": there.staff.name,
        "team": loan.asking,
        "hours": from_to(there.starts_at, there.ends_at),
    }
    why = _("%(name)s er lånt til %(team)s %(hours)s") % words
    mend(team_shift=team_shift, why=why, by=by)
    words["team"] = loan.asked
    why = _("%(name)s er lånt fra %(team)s %(hours)s") % words
    follow(team=loan.asking, day=loan.date, kind=loan.shift, why=why, by=by)


def _take(loan: Loan, team_shift: TeamShift, shift: Shift | None, by: User) -> None:
    """A like visit stands on this team's lists; the other's goes when that is so (`settle_visit`)."""
    row = loan.visit_loan
    asked_for = Visit.objects.select_related("patient").get(pk=row.visit_id)
    if visits.current_state(asked_for) != State.DUE:
        raise Refused(
            _("%(team)s har alt begynt på oppdraget, eller avlyst det.") % {"team": loan.asking}
        )
    copied = {name: getattr(asked_for, name) for name in COPIED}
    taken = visits.add(
        team=loan.asked,
        day=loan.date,
        by=by,
        competences=list(asked_for.competences.all()),
        **copied,
    )
    VisitLoan.objects.filter(pk=row.pk).update(taken=taken)
    pins = {key_of(taken): Pin((shift.pk,))} if shift else None
    mend(team_shift=team_shift, why=_("oppdrag for %s") % loan.asking, by=by, pins=pins)
    settle_later(loan)


#: What the other team's visit has from the one that was asked about.
COPIED = (
    "patient", "code", "shift", "earliest", "latest", "title", "minutes", "task_text", "carers",
    "level", "second_level", "priority", "where", "fixed_time",
)  # fmt: skip


@transaction.atomic
def decline(*, loan: Loan, by: User, reason: str) -> Loan:
    """No, and why: whoever asked must look elsewhere, and wants to know whether to ask again."""
    if not reason.strip():
        raise Refused(_("Skriv hvorfor, så naboen vet om det nytter å spørre igjen."))
    if _answer(loan, by, Answer.DECLINED, reason):
        _note(loan, by, "loan_declined", loan.asked, reason)
    return loan


@transaction.atomic
def withdraw(*, loan: Loan, by: User) -> Loan:
    """Whoever asked needs it no more."""
    if _answer(loan, by, Answer.WITHDRAWN, ""):
        _note(loan, by, "loan_withdrawn", loan.asking, "")
    return loan


def _answer(loan: Loan, by: User, answer: str, text: str, *, staff: object = None) -> bool:
    """Keep the answer, once. False where she has given it already; Refused where another was first."""
    open_still = Loan.objects.filter(pk=loan.pk, answer="")
    kept = open_still.update(
        answer=answer,
        answered_by=by,
        answered_at=clock.now(),
        answer_text=text.strip(),
        staff=staff,
    )
    fresh = Loan.objects.select_related(*JOINED).get(pk=loan.pk)
    loan.__dict__.update(fresh.__dict__)
    if not kept and (loan.answer, loan.answered_by_id) != (answer, by.pk):
        raise Refused(_("Det er alt svart: %s.") % answered(loan))
    return bool(kept)


@transaction.atomic
def end(*, loan: Loan, by: User, why: str = "") -> Loan:
    """Ended before its time, or taken back before it began; either team may. Twice is once.

    A carer first does what she has begun where she is. Raises Refused where nothing is agreed.
    """
    running = Loan.objects.filter(pk=loan.pk, answer=Answer.ACCEPTED, ended_at__isnull=True)
    kept = running.update(ended_at=clock.now(), ended_by=by, ended_why=why.strip())
    fresh = Loan.objects.select_related(*JOINED).get(pk=loan.pk)
    loan.__dict__.update(fresh.__dict__)
    if loan.answer != Answer.ACCEPTED:
        raise Refused(_("Det er ikke avtalt noe lån å avslutte."))
    if kept and loan.kind == Kind.CARER:
        _send_home(loan, by)
    elif kept and loan.kind == Kind.VISIT:
        _give_back(loan, by)
    if kept:
        _note(loan, by, "loan_ended", loan.asked, why)
    return loan


def _send_home(loan: Loan, by: User) -> None:
    team_shift = team_shifts.get(team=loan.asking, day=loan.date, kind=loan.shift)
    work = read_locked(team_shift)
    there = Shift.objects.select_related("staff", "team").filter(loan=loan).first()
    if there is None or there.ends_at <= clock.now():
        return
    lending = Lending(work, loan.asked)
    at = min(lending.free_from(there), there.ends_at)
    if at < there.ends_at:
        shifts.bring_home(there=there, own_team=loan.asked, at=at, way=lending.way(there))
    why = _("lånet av %s er avsluttet") % there.staff.name
    mend(team_shift=team_shift, why=why, by=by)
    follow(team=loan.asked, day=loan.date, kind=loan.shift, why=why, by=by)


def _give_back(loan: Loan, by: User) -> None:
    """The visit stands on its own team's lists again before it leaves the other's."""
    row = loan.visit_loan
    team_shift = team_shifts.get(team=loan.asking, day=loan.date, kind=loan.shift)
    # First, so that what `settle_visit` is doing with it is done, and seen.
    read_locked(team_shift)
    if row.taken is None or visits.current_state(row.taken) != State.DUE:
        raise Refused(
            _("%(team)s har alt begynt på oppdraget, eller avlyst det.") % {"team": loan.asked}
        )
    plan = row.visit.plan
    if plan is not None:
        plan.exceptions.filter(date=loan.date, kind="utgar").delete()
    mend(team_shift=team_shift, why=_("oppdrag tilbake fra %s") % loan.asked, by=by)
    settle_later(loan)


def _note(loan: Loan, by: User, verb: str, team: Team, reason: str) -> None:
    row = getattr(loan, "visit_loan", None)
    audit.record(
        by=by,
        verb=verb,
        obj=loan,
        team=team,
        permission=Permission.RUN_SHIFT,
        patient_number=row.visit.patient.number if row else "",
        reason=reason.strip(),
        details={"kind": loan.kind, "asking": loan.asking.code, "asked": loan.asked.code},
    )
    team_shifts.tell(loan.asking, loan.asked)
