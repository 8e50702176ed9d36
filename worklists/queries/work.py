"""The work of one team's shift as it stands: visits to be, visits that are, and who is there.

A snapshot, read without writing anything. The rebuild plans from it, and reads it again under lock
before it publishes: if the two differ, somebody has changed the day meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _

from teams.models import Loan, Shift, Team
from worklists.models import (
    Entry,
    Publication,
    State,
    TeamShift,
    Unassigned,
    Visit,
    VisitLoan,
    VisitPlan,
)
from worklists.models.plans import Task
from worklists.queries import due

#: What a visit copies from its plan, so that the day keeps what was true that day.
COPIED = [f.name for f in Task._meta.get_fields()] + ["code", "team_id", "shift", "patient_id"]


@dataclass(slots=True)
class Job:
    """One visit that is to be placed: already a row, or still to be made from its plan.

    `key` is the same before and after the row exists, so that planning twice gives the same.
    """

    key: str
    visit: Visit
    competences: frozenset[str]
    #: Fields that differ from the plan and are to be written; None for a visit not yet made.
    stale: list[str] | None = None
    #: It was withdrawn and is due again.
    returns: bool = False

    @property
    def state(self) -> str:
        return State.DUE if self.returns or self.stale is None else str(self.visit.state)


@dataclass(slots=True)
class Work:
    """Everything that the lists of one team's shift are made of."""

    team_shift: TeamShift
    jobs: list[Job]
    withdrawn: list[tuple[Visit, str]]
    shifts: list[Shift]
    current: Publication | None
    #: Entries of the current publication, by visit.
    entries: dict[int, list[Entry]] = field(default_factory=dict)
    #: Visits that wait for a person to say who gets them, each with why.
    aside: dict[int, str] = field(default_factory=dict)

    @property
    def date(self) -> date:
        return self.team_shift.date

    @property
    def team(self) -> Team:
        return self.team_shift.team

    def rows_by_person(self) -> dict[int, list[str]]:
        """The keys of each person's shifts, in order of time; more than one where a loan cuts hers."""
        rows: dict[int, list[str]] = defaultdict(list)
        for shift in sorted(self.shifts, key=lambda shift: shift.starts_at):
            rows[shift.staff_id].append(str(shift.pk))
        return dict(rows)


def read_work(team_shift: TeamShift) -> Work:
    """The snapshot. About a dozen queries, whatever the number of visits."""
    day = due.read_day(team_shift.date, [team_shift.team], team_shift.kind)
    visits = _visits(team_shift, day.plans)
    by_plan = {visit.plan_id: visit for visit in visits if visit.plan_id}
    prefetch_related_objects(day.plans, "competences", "approved_minutes")
    jobs = [
        _job_of_plan(plan, by_plan.get(plan.pk), day.date)
        for plan in day.due()
        if not _settled_elsewhere(by_plan.get(plan.pk), team_shift)
    ]
    planned = {plan.pk for plan in day.due()}
    away = due.pauses_by_patient(day.date, {visit.patient_id for visit in visits})
    lent = lent_away([visit for visit in visits if visit.plan_id is None])
    withdrawn = []
    for visit in visits:
        if visit.plan_id in planned or (visit.team_id, visit.shift) != (
            team_shift.team_id,
            team_shift.kind,
        ):
            continue
        reason = lent.get(visit.pk) or _why_not(day, visit, away)
        if reason is None:
            jobs.append(_job_of_visit(visit))
        elif visit.state == State.DUE:
            withdrawn.append((visit, reason))
        elif visit.state != State.WITHDRAWN:
            jobs.append(_job_of_visit(visit))
    current, entries = _current(team_shift)
    return Work(
        team_shift=team_shift,
        jobs=sorted(jobs, key=lambda job: (job.visit.earliest, job.key)),
        withdrawn=withdrawn,
        shifts=_shifts(team_shift),
        current=current,
        entries=entries,
        aside=_aside(current),
    )


def row_of(entry: Entry, work: Work, *, overtime: timedelta) -> str:
    """The key of the shift on whose list it stands: of somebody who is lent for some hours, of what is
    left of her duty at that time; "" where she is elsewhere then.
    """
    listed = entry.worklist.shift
    for row in sorted(work.shifts, key=lambda row: row.starts_at):
        begun = row.pk == listed.pk or row.starts_at <= entry.starts_at
        if row.staff_id == listed.staff_id and begun and entry.starts_at < row.ends_at + overtime:
            return str(row.pk)
    return ""


def lent_away(visits: Iterable[Visit]) -> dict[int, str]:
    """Why visits are not made where they stand, since they are lent: by key. One query.

    While a loan runs the one it came from; once it is ended the one that it became. Of a planned visit
    an exception of its plan says so instead, which the day balance counts by.
    """
    keys = [visit.pk for visit in visits if visit.pk]
    answered = Loan.Answer.ACCEPTED
    rows = VisitLoan.objects.filter(taken__isnull=False, loan__answer=answered).filter(
        Q(visit__in=keys, loan__ended_at__isnull=True)
        | Q(taken__in=keys, loan__ended_at__isnull=False)
    )
    found = {}
    for row in rows.select_related("loan__asking", "loan__asked"):
        if row.loan.is_running:
            found[row.visit_id] = _("Tatt av %(team)s.") % {"team": row.loan.asked}
        elif row.taken_id:
            found[row.taken_id] = _("Gikk tilbake til %(team)s.") % {"team": row.loan.asking}
    return found


def _visits(team_shift: TeamShift, plans: list[VisitPlan]) -> list[Visit]:
    """The shift's visits, and those that its plans have made for another team or shift."""
    here = Visit.objects.of(team_shift.team, team_shift.date, team_shift.kind)
    elsewhere = Visit.objects.filter(plan__in=[plan.pk for plan in plans], date=team_shift.date)
    return list(
        (here | elsewhere)
        .with_state()
        .select_related("patient", "plan__patient")
        .prefetch_related("competences")
        .order_by("pk")
    )


def _settled_elsewhere(visit: Visit | None, team_shift: TeamShift) -> bool:
    """Another team has begun, done or called it off: it is theirs, and stays in their sum."""
    if visit is None or (visit.team_id, visit.shift) == (team_shift.team_id, team_shift.kind):
        return False
    return visit.state not in (State.DUE, State.WITHDRAWN)


def _why_not(day: due.Day, visit: Visit, away: dict[int, list]) -> str | None:  # type: ignore[type-arg]
    """Why a visit that no due plan of this shift asks for shall not be done; None for one to keep."""
    plan = visit.plan
    if plan is not None and (plan.team_id, plan.shift) != (visit.team_id, visit.shift):
        return _("Tidsplanen hører nå til et annet team eller en annen vakt.")
    if plan is not None:
        return day.why_not(plan) or _("Tidsplanen gjelder ikke denne dagen.")
    active = due.patient_is_active(visit.patient, day.date)
    if not active or due.has_ended(visit.patient, visit.latest):
        return due.ended_sentence(visit.patient)
    day.pauses.setdefault(visit.patient_id, away.get(visit.patient_id, []))
    return day.why_away(visit.patient_id, visit.earliest, visit.latest)


def _job_of_plan(plan: VisitPlan, visit: Visit | None, day: date) -> Job:
    competences = frozenset(c.code for c in plan.competences.all())
    if visit is None:
        return Job(f"p{plan.pk}", _new_visit(plan, day), competences)
    here = (visit.team_id, visit.shift) == (plan.team_id, plan.shift)
    if visit.state in (State.DUE, State.WITHDRAWN) and not (visit.locked and here):
        stale = _take_over(visit, plan, day)
        return Job(f"p{plan.pk}", visit, competences, stale, visit.state == State.WITHDRAWN)
    return Job(f"p{plan.pk}", visit, _codes(visit), [], visit.state == State.WITHDRAWN)


def key_of(visit: Visit) -> str:
    """The key of the visit's job: the same as its plan's, so that it was so before the row was."""
    return f"p{visit.plan_id}" if visit.plan_id else f"v{visit.pk}"


def _job_of_visit(visit: Visit) -> Job:
    return Job(key_of(visit), visit, _codes(visit), [], visit.state == State.WITHDRAWN)


def _codes(visit: Visit) -> frozenset[str]:
    return frozenset(competence.code for competence in visit.competences.all())


def _new_visit(plan: VisitPlan, day: date) -> Visit:
    visit = Visit(plan=plan, patient=plan.patient, date=day)
    _take_over(visit, plan, day)
    return visit


def _take_over(visit: Visit, plan: VisitPlan, day: date) -> list[str]:
    """Copy the plan's job to the visit; return the names of the fields that were not so already."""
    window = due.window_of(plan, day)
    wanted = {name: getattr(plan, name) for name in COPIED}
    wanted |= {"earliest": window.earliest, "latest": window.latest}
    wanted["minutes"] = plan.minutes_on(day)
    stale = [name for name, value in wanted.items() if getattr(visit, name) != value]
    # All of them: a new visit's defaults are enumerations, equal to the plan's figures and yet not the
    # same to a fingerprint.
    for name, value in wanted.items():
        setattr(visit, name, value)
    codes_differ = visit.pk is not None and _codes(visit) != {
        competence.code for competence in plan.competences.all()
    }
    return [*stale, "competences"] if codes_differ else stale


def _shifts(team_shift: TeamShift) -> list[Shift]:
    """Everybody who walks a list on this shift and is at work."""
    return list(
        Shift.objects.of(team_shift.team, team_shift.date, team_shift.kind)
        .worked()
        .walking()
        .select_related("staff")
        .order_by("pk")
    )


def _current(team_shift: TeamShift) -> tuple[Publication | None, dict[int, list[Entry]]]:
    if team_shift.current_id is None:
        return None, {}
    rows = Entry.objects.filter(worklist__publication=team_shift.current_id).select_related(
        "worklist__shift__staff"
    )
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in rows.order_by("worklist_id", "position"):
        entries[entry.visit_id].append(entry)
    return team_shift.current, dict(entries)


def _aside(current: Publication | None) -> dict[int, str]:
    rows = Unassigned.objects.filter(publication=current, code=Unassigned.ASIDE)
    return dict(rows.values_list("visit_id", "reason"))
