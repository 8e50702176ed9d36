"""Who sits in the wrong team? What patients really got in the last weeks, beside where they are placed.

The rules, and there are no others:

    OT → HT   the OT itself does so many minutes a week that take a nurse (`Unit.fit_nurse_minutes`); or
              more than half of all the time takes a nurse, whoever does it; or the criteria say HSY
    HT → OT   nothing that takes a nurse was done in the whole period, nothing is planned, somebody
              has written that the patient is stable, and the criteria say PBP

That the HT does what takes a nurse for a patient who is shared is no fault by itself: it is why she is
shared. What comes out are proposals that a person takes further. A decision that stands is never
proposed against; nor is anything said of those who are new or have been away for most of the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Min
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib import clock
from heltom.lib.errors import NotAllowed
from patients.criteria.facts import NURSE_LEVEL
from patients.criteria.rules import Table
from patients.models import Assessment, HealthState, MoveRequest, Patient, Pause, Placement
from patients.queries.criteria import table_on
from teams.models import Team, TeamKind, Unit, User
from teams.permissions import SENTENCES, Permission, can, teams_visible_to
from worklists.models import Visit
from worklists.queries.fit_seen import TaskDone, done_by_patient
from worklists.queries.proposal import Ground, Proposal, ground_of, propose

#: Fewer days than this in the team say too little.
LEAST_DAYS = 14
State = HealthState.State


class Status(StrEnum):
    """What is said of a patient."""

    PROPOSED = "foreslaatt"
    DECIDED = "bestemt"
    ASKED = "spurt"
    AWAY = "borte"
    NEW = "ny"
    UNKNOWN = "ukjent"
    FITS = "passer"


@dataclass(frozen=True, slots=True)
class TaskMix:
    """One task as an average week of the period has it, in whole minutes."""

    task: TaskDone
    team: str
    minutes: int

    @property
    def takes_nurse(self) -> bool:
        return self.task.level >= NURSE_LEVEL


@dataclass(frozen=True, slots=True)
class Mix:
    """What a patient really got, in minutes a week."""

    tasks: tuple[TaskMix, ...]
    total: int
    nurse_own: int
    """Takes a nurse, and is not done by a team that she is shared with."""
    nurse_shared: int
    days: int
    """So many days it is counted over: in the team, and not away."""

    @property
    def nurse(self) -> int:
        return self.nurse_own + self.nurse_shared

    @property
    def own_percent(self) -> int:
        return round(100 * self.nurse_own / self.total) if self.total else 0

    @property
    def nurse_percent(self) -> int:
        """As a whole number: a decimal comma is no number to a drawing."""
        return round(100 * self.nurse / self.total) if self.total else 0

    @property
    def titles(self) -> str:
        """The tasks that take a nurse, most time first."""
        return ", ".join(dict.fromkeys(row.task.title for row in self.tasks if row.takes_nurse))


@dataclass(frozen=True, slots=True)
class Row:
    """One patient. `reasons` are what speaks for the other team, also where nothing is proposed."""

    patient: Patient
    placement: Placement
    shared_with: tuple[Placement, ...]
    mix: Mix
    proposal: Proposal
    status: Status
    reasons: tuple[str, ...]
    said: str
    """Why it is not proposed, or the state of things, in a sentence."""

    @property
    def number(self) -> str:
        return self.patient.number

    @property
    def to(self) -> str:
        """Where she is proposed to: the HT by name, one of the OTs by kind."""
        team = self.placement.team
        if team.kind == TeamKind.OT:
            return str(team.ht)
        ots = [row.team.name for row in self.shared_with if row.team.kind == TeamKind.OT]
        return ots[0] if ots else _("et OT")

    @property
    def is_grey(self) -> bool:
        return self.proposal.judgement.is_grey


@dataclass(frozen=True, slots=True)
class Fit:
    """A team's patients: those proposed for another team, those held back and why, and everybody."""

    team: Team
    first: date
    last: date
    rows: list[Row]
    table: Table | None

    @property
    def proposed(self) -> list[Row]:
        return [row for row in self.rows if row.status is Status.PROPOSED]

    @property
    def held(self) -> list[Row]:
        """Something speaks for the other team, and still it is not proposed."""
        return [
            row
            for row in self.rows
            if row.reasons and row.status not in (Status.PROPOSED, Status.FITS)
        ]

    @property
    def unit(self) -> Unit:
        return self.team.unit


def first_fit_team(user: User) -> Team:
    """Where the menu leads. Raises NotAllowed where the user sees no team's."""
    teams = teams_visible_to(user, Permission.SEE_FIT)
    if not teams:
        raise NotAllowed(str(SENTENCES[Permission.SEE_FIT]))
    return teams[0]


@dataclass(frozen=True, slots=True)
class FitPage:
    fit: Fit
    teams: list[Team]
    may_assess: bool
    may_move: bool


def fit_page(user: User, team: Team) -> FitPage:
    return FitPage(
        fit=fit_of(team, clock.today()),
        teams=teams_visible_to(user, Permission.SEE_FIT),
        may_assess=can(user, Permission.ASSESS, team),
        may_move=can(user, Permission.PROPOSE_MOVE, team),
    )


def fit_of(team: Team, day: date) -> Fit:
    """Some thirty queries, whatever the number of patients. The day itself does not count: it goes on."""
    last = day - timedelta(days=1)
    first = day - timedelta(weeks=team.unit.fit_weeks)
    owned = list(_owned(team, day))
    patients = [placement.patient for placement in owned]
    known = _Known(team, owned, first, last)
    table = table_on(day)
    ground = ground_of(patients, day)
    rows = [_row(known, ground, placement, table) for placement in owned]
    rows.sort(key=lambda row: (-len(row.reasons), -row.mix.nurse_own, -row.mix.nurse, row.number))
    return Fit(team=team, first=first, last=last, rows=rows, table=table)


class _Known:
    """What is read once for the whole team. Six queries."""

    def __init__(self, team: Team, owned: Sequence[Placement], first: date, last: date) -> None:
        keys = [placement.patient_id for placement in owned]
        self.unit, self.last = team.unit, last
        began = self._history_began(keys, first, last)
        self.firsts = {
            row.patient_id: max(began, row.patient.started_on, row.valid_from) for row in owned
        }
        self.done = done_by_patient(self.firsts, last)
        self.away = self._away(keys, first, last)
        self.shared = self._shared(keys, last + timedelta(days=1))
        self.asked = {row.patient_id: row for row in self._moves(keys)}
        self.names = dict(Team.objects.values_list("pk", "name"))

    def _history_began(self, keys: list[int], first: date, last: date) -> date:
        """A new installation knows less than the period; then so much is counted as it knows."""
        visits = Visit.objects.filter(patient__in=keys, date__range=(first, last))
        return visits.aggregate(first=Min("date"))["first"] or first

    def _away(self, keys: list[int], first: date, last: date) -> dict[int, list[Pause]]:
        start, end = clock.midnight(first), clock.midnight(last + timedelta(days=1))
        found: dict[int, list[Pause]] = defaultdict(list)
        for pause in Pause.objects.filter(patient__in=keys).overlapping(start, end):
            found[pause.patient_id].append(pause)
        return found

    def _shared(self, keys: list[int], day: date) -> dict[int, list[Placement]]:
        rows = Placement.objects.on(day).filter(patient__in=keys, owner=False)
        found: dict[int, list[Placement]] = defaultdict(list)
        for row in rows.select_related("team"):
            found[row.patient_id].append(row)
        return found

    def _moves(self, keys: list[int]) -> Iterable[MoveRequest]:
        return MoveRequest.objects.open().filter(patient__in=keys).select_related("to_team")

    def days(self, patient: int) -> int:
        """In the team within the period, and not later than yesterday."""
        return max(0, (self.last - self.firsts[patient]).days + 1)

    def days_away(self, patient: int) -> int:
        start = clock.midnight(self.firsts[patient])
        end = clock.midnight(self.last + timedelta(days=1))
        away = sum((_within(pause, start, end) for pause in self.away[patient]), timedelta())
        return round(away / timedelta(days=1))


def _within(pause: Pause, start: datetime, end: datetime) -> timedelta:
    until = min(pause.ends_at or end, end)
    return max(timedelta(), until - max(pause.starts_at, start))


def _owned(team: Team, day: date) -> Iterable[Placement]:
    rows = Placement.objects.on(day).filter(team=team, owner=True, patient__started_on__lte=day)
    running = rows.exclude(patient__ended_on__lt=day)
    return running.select_related("patient", "team__ht", "team__site__unit").order_by("patient")


def _row(known: _Known, ground: Ground, placement: Placement, table: Table | None) -> Row:
    patient = placement.patient
    proposal = propose(ground, patient, table)
    shared = tuple(known.shared[patient.pk])
    mix = _mix(known, patient, shared)
    reasons = tuple(_reasons(placement, mix, proposal, ground, known.unit))
    states = ground.facts[patient.pk].states
    unsure = placement.team.kind == TeamKind.HT and State.STABLE not in states
    status, said = _status(known, proposal, patient, reasons, unsure)
    return Row(patient, placement, shared, mix, proposal, status, reasons, said)


def _mix(known: _Known, patient: Patient, shared: Sequence[Placement]) -> Mix:
    days = max(1, known.days(patient.pk) - known.days_away(patient.pk))
    others = {placement.team_id for placement in shared}
    done = known.done.get(patient.pk, [])

    def a_week(minutes: float) -> int:
        return round(minutes * 7 / days)

    return Mix(
        tasks=tuple(TaskMix(t, known.names[t.team_id], a_week(t.minutes)) for t in done),
        total=a_week(sum(task.minutes for task in done)),
        nurse_own=a_week(sum(t.nurse_minutes for t in done if t.team_id not in others)),
        nurse_shared=a_week(sum(t.nurse_minutes for t in done if t.team_id in others)),
        days=days,
    )


def _reasons(
    placement: Placement, mix: Mix, proposal: Proposal, ground: Ground, unit: Unit
) -> list[str]:
    if placement.team.kind == TeamKind.OT:
        return _for_ht(mix, proposal, unit)
    states = ground.facts[placement.patient_id].states
    planned = ground.plans.get(placement.patient_id, ())
    idle = not mix.nurse and not any(plan.level >= NURSE_LEVEL for plan in planned)
    if State.UNSTABLE in states or not (idle and mix.tasks and proposal.judgement.code == "PBP"):
        return []
    return [
        _("Ingenting som krever sykepleier er gjort i perioden, og ingenting er planlagt."),
        *([_("Det er skrevet at pasienten er stabil.")] if State.STABLE in states else []),
        *_spoken(proposal, "PBP"),
    ]


def _for_ht(mix: Mix, proposal: Proposal, unit: Unit) -> list[str]:
    words = {"own": mix.nurse_own, "nurse": mix.nurse, "total": mix.total,
             "least": unit.fit_nurse_minutes, "tasks": mix.titles}  # fmt: skip
    reasons = []
    if mix.nurse_own >= unit.fit_nurse_minutes:
        reasons.append(
            _(
                "Teamet gjør selv %(own)s minutter i uken som krever sykepleier (%(tasks)s)."
                " Grensen i enheten er %(least)s."
            )
            % words
        )
    if mix.nurse * 2 > mix.total and mix.nurse >= unit.fit_nurse_minutes:
        reasons.append(
            _("%(nurse)s av %(total)s minutter i uken krever sykepleier: over halvparten.") % words
        )
    if proposal.judgement.code == "HSY":
        reasons += _spoken(proposal, "HSY")
    return reasons


def _spoken(proposal: Proposal, code: str) -> list[str]:
    spoken = proposal.judgement.speaking_for(code)
    said = dict.fromkeys(each.because for each in spoken)
    return [_("Kriteriene taler for %(code)s: %(why)s") % {"code": code, "why": "; ".join(said)}]


def _status(
    known: _Known, proposal: Proposal, patient: Patient, reasons: Sequence[str], unsure: bool
) -> tuple[Status, str]:
    """What holds a proposal back comes first: what people have decided before all.

    `unsure`: for an OT somebody must have written that she is stable, and nobody has.
    """
    days, away = known.days(patient.pk), known.days_away(patient.pk)
    if proposal.decision:
        return Status.DECIDED, decided_sentence(proposal.decision)
    if asked := known.asked.get(patient.pk):
        return Status.ASKED, _("Det er alt bedt om flytting til %s.") % asked.to_team
    if days and away * 2 >= days:
        return Status.AWAY, _("Borte %(away)s av %(days)s dager.") % {"away": away, "days": days}
    if days < LEAST_DAYS:
        return Status.NEW, (
            ngettext("%s dag i teamet: for lite å gå etter.",
                     "%s dager i teamet: for lite å gå etter.", days) % days
        )  # fmt: skip
    if reasons and unsure:
        return Status.UNKNOWN, _("Det er ikke skrevet om pasienten er stabil. Skriv det først.")
    if reasons:
        return Status.PROPOSED, ""
    return Status.FITS, ""


def decided_sentence(decision: Assessment) -> str:
    """ "Bestemt av Anne Dal: OT har pasienten (PBP). Vurderes på nytt 12. desember 2026." """
    words = {"who": decision.decided_by.name if decision.decided_by else "",
             "what": decision.get_choice_display(),
             "day": formats.date_format(decision.review_on or clock.today(), "j. F Y")}  # fmt: skip
    if decision.review_on and decision.review_on < clock.today():
        return _("Bestemt av %(who)s: %(what)s. Skulle vært vurdert på nytt %(day)s.") % words
    return _("Bestemt av %(who)s: %(what)s. Står til ny vurdering %(day)s.") % words
