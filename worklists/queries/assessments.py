"""The guided assessment's page: what HeltOm knows for each step, and what a choice would lead to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.criteria.facts import Facts, Reading
from patients.criteria.judge import Spoken
from patients.criteria.kinds import HSY, PBP, STATES
from patients.models import Assessment, Event, MoveRequest, Note, Patient
from patients.permissions import teams_of
from patients.queries.assessments import (
    Belonging,
    Draft,
    Possible,
    belonging_of,
    decided_of,
    draft_of,
    possible_for,
)
from teams.models import ShiftKind, Staff, Team, TeamKind, User
from teams.permissions import Permission, can
from teams.queries import name_of
from teams.roles import staff_at_work
from worklists.models import VisitPlan
from worklists.models.plans import Level
from worklists.queries import move_rules
from worklists.queries.facts import facts_of, plans_in_force
from worklists.queries.moves import asked_sentence
from worklists.queries.proposal import Proposal, proposal_of

#: How far back the page tells of falls, alarms and what was written.
DAYS_BACK = 30
MOST_NOTES = 4
MOST_READINGS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """The request that a decision leads to, where it differs from how things are today."""

    from_team: Team
    to_team: Team
    owner_after: Team
    plans: tuple[VisitPlan, ...]
    from_date: date
    from_shift: str

    def answer_by(self, now: datetime) -> datetime:
        """As the request will have it."""
        return move_rules.deadline(self.to_team, self.from_date, self.from_shift, now)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a yes would do, said before it is said. Empty while nothing is chosen."""

    sentence: str = ""
    titles: tuple[str, ...] = ()
    """The visits that go with a move."""
    notes: tuple[str, ...] = ()
    moves: bool = False


def move_of(assessment: Assessment, possible: Possible) -> Move | None:
    """None where the decision is how things are already: then nothing moves. One query."""
    belonging = belonging_of(assessment)
    if belonging is None or possible.is_now(belonging) or possible.owner is None:
        return None
    from_team, to_team = _from_to(belonging, possible)
    day = assessment.move_from or clock.today() + timedelta(days=1)
    shift = assessment.move_shift or ShiftKind.DAY.value
    plans = move_rules.plans_of(assessment.patient, from_team, day, shift)
    go = [plan for plan in plans if _goes(plan, to_team, belonging, assessment.ht_plans)]
    return Move(from_team, to_team, belonging.owner, tuple(go), day, shift)


def _from_to(belonging: Belonging, possible: Possible) -> tuple[Team, Team]:
    """A team that has not had her is asked; else the one that shall own her, by the one that leaves."""
    had = {placement.team_id: placement.team for placement in possible.placements}
    wanted = [team for team in (belonging.owner, belonging.shared_with) if team]
    new = [team for team in wanted if team.pk not in had]
    to_team = new[0] if new else belonging.owner
    if new and possible.owner:
        return possible.owner, to_team
    others = [team for team in had.values() if team.pk != to_team.pk]
    leaving = [team for team in others if team.pk not in belonging.teams]
    return (leaving or others)[0], to_team


def _goes(plan: VisitPlan, to_team: Team, belonging: Belonging, ht_plans: Iterable[str]) -> bool:
    if belonging.shared_with is None:
        return True
    return (plan.reference in ht_plans) == (to_team.kind == TeamKind.HT)


def consequence_of(assessment: Assessment, possible: Possible) -> Consequence:
    """At most five queries."""
    belonging = belonging_of(assessment)
    if belonging is None or not possible.has(belonging):
        return Consequence()
    move = move_of(assessment, possible)
    if move is None:
        return Consequence(_stays(belonging))
    notes = [_nurse_note(move), _asked_already(assessment.patient)]
    titles = tuple(dict.fromkeys(plan.title for plan in move.plans))
    return Consequence(_moves(move), titles, tuple(filter(None, notes)), moves=True)


def _stays(belonging: Belonging) -> str:
    if belonging.shared_with is None:
        said = _("Pasienten blir i %(owner)s.") % {"owner": belonging.owner}
    else:
        said = _("%(owner)s og %(other)s deler pasienten, som nå.") % {
            "owner": belonging.owner, "other": belonging.shared_with,
        }  # fmt: skip
    return f"{said} {_('Ingenting flyttes.')}"


def _moves(move: Move) -> str:
    due = move.answer_by(clock.now()).astimezone(clock.OSLO)
    asked = _(
        "%(to)s får en forespørsel om å ta imot fra %(day)s, %(shift)s. Svarfristen er %(due)s"
        " kl. %(clock)s, og en annen enn du må svare. Til de sier ja, er alt som nå."
    ) % {
        "to": move.to_team,
        "day": date_format(move.from_date, "j. F"),
        "shift": ShiftKind(move.from_shift).label,
        "due": date_format(due.date(), "j. F"),
        "clock": due.strftime("%H.%M"),
    }
    owns = _("%(owner)s har hovedansvaret etterpå.") % {"owner": move.owner_after}
    return f"{asked} {owns}"


def _nurse_note(move: Move) -> str:
    nurses = [plan.title for plan in move.plans if plan.level >= Level.NURSE]
    if move.to_team.kind == TeamKind.HT or not nurses:
        return ""
    return _("Krever sykepleier, og går til et OT: %(titles)s.") % {
        "titles": ", ".join(dict.fromkeys(nurses))
    }


def _asked_already(patient: Patient) -> str:
    rows = MoveRequest.objects.open().filter(patient=patient)
    found = rows.select_related("proposed_by__staff", "to_team").first()
    return asked_sentence(found) if found else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """The foot of the form: what a yes would do, what is saved, and what hinders."""

    number: str
    token: str
    saved_at: datetime | None
    other: str
    """Who saved last, when it was not the reader."""
    consequence: Consequence
    problem: str = ""
    over: str = ""
    """The token by which the reader may save over what another wrote."""


def bar_of(
    user: User,
    draft: Draft,
    possible: Possible,
    *,
    problem: str = "",
    over: str = "",
    token: str = "",
) -> Bar:
    """`token` is what the reader's form knew: it stands until she has chosen to save over."""
    row = draft.assessment
    return Bar(
        number=possible.patient.number,
        token=token or draft.token,
        saved_at=row.saved_at,
        other=_other(draft, user),
        consequence=consequence_of(row, possible),
        problem=problem,
        over=over,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What HeltOm has of the patient, set beside the steps of the guide."""

    diagnoses: tuple[str, ...]
    states: tuple[str, ...]
    equipment: tuple[str, ...]
    news2: tuple[Reading, ...]
    """The newest first."""
    frailty: Reading | None
    katz: Reading | None
    discharged_on: date | None
    events: tuple[Event, ...]
    notes: tuple[Note, ...]
    visits_a_week: float
    nurse_minutes_a_week: float


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """`draft` is None for those who may read but not assess."""

    patient: Patient
    possible: Possible
    standing: Assessment | None
    before: tuple[Assessment, ...]
    draft: Draft | None
    writing: bool
    """The form is shown: nothing is decided, a draft is open, or a new look is asked for."""
    proposal: Proposal
    known: Known
    plans: tuple[VisitPlan, ...]
    staff: Staff | None

    @property
    def today(self) -> date:
        return clock.today()

    @property
    def may_assess(self) -> bool:
        return self.draft is not None

    @property
    def review_days_over(self) -> int:
        """Days since the standing decision should have been looked at; 0 when it need not be yet."""
        if self.standing is None or self.standing.review_on is None:
            return 0
        return max(0, (clock.today() - self.standing.review_on).days)

    @property
    def spoken(self) -> list[tuple[str, tuple[Spoken, ...]]]:
        return [(code, self.proposal.judgement.speaking_for(code)) for code in (HSY, PBP)]

    @property
    def can_tick(self) -> set[int]:
        """Measures of the standing decision that the reader may tick off."""
        rows = self.standing.measures.all() if self.standing else ()
        own = self.staff.pk if self.staff else None
        return {row.pk for row in rows if self.may_assess or row.responsible_id == own}


def assessment_page(user: User, patient: Patient, *, anew: bool = False) -> AssessmentPage:
    """About forty queries, however long the story. `anew`: a new look at what stands is asked for."""
    day = clock.today()
    possible = possible_for(patient)
    proposal = proposal_of(patient, day=day)
    plans = plans_today(patient)
    may = any(can(user, Permission.ASSESS, team) for team in teams_of(patient))
    ended = patient.ended_on is not None and patient.ended_on < day
    decided = decided_of(patient)
    standing = next((row for row in decided if row.superseded_at is None), None)
    draft = draft_of(patient) if may and not ended else None
    is_open = draft is not None and draft.assessment.pk is not None
    if draft and not is_open:
        prefill(draft.assessment, possible, proposal, plans)
    return AssessmentPage(
        patient=patient,
        possible=possible,
        standing=standing,
        before=tuple(row for row in decided if row is not standing),
        draft=draft,
        writing=draft is not None and (is_open or anew or standing is None),
        proposal=proposal,
        known=_known(patient, facts_of([patient], day)[patient.pk]),
        plans=plans,
        staff=staff_at_work(user),
    )


def prefill(
    draft: Assessment, possible: Possible, proposal: Proposal, plans: Iterable[VisitPlan]
) -> None:
    """What a fresh draft suggests: the unit's days until the review, and what the HT would take."""
    unit = possible.owner.unit if possible.owner else None
    days = unit.grey_review_days if unit else 28
    draft.review_on = clock.today() + timedelta(days=days)
    draft.move_from, draft.move_shift = clock.today() + timedelta(days=1), ShiftKind.DAY.value
    refused = {task.competence for task in proposal.tasks if not (task.may or task.nurse_only)}
    draft.ht_plans = [plan.reference for plan in plans if _for_ht(plan, refused)]


def _for_ht(plan: VisitPlan, refused: set[str]) -> bool:
    """What is the HT's already, asks for a nurse, or a helsefagarbeider may not do."""
    if plan.team.kind == TeamKind.HT or plan.level >= Level.NURSE:
        return True
    return any(competence.code in refused for competence in plan.competences.all())


def _other(draft: Draft | None, user: User) -> str:
    saved_by = draft.assessment.saved_by if draft else None
    return name_of(saved_by) if saved_by and saved_by.pk != user.pk else ""


def _known(patient: Patient, facts: Facts) -> Known:
    since = clock.midnight(facts.day - timedelta(days=DAYS_BACK))
    events = Event.objects.filter(patient=patient, at__gte=since)
    notes = Note.objects.filter(patient=patient, at__gte=since).select_related("by")
    return Known(
        diagnoses=tuple(_named(facts, key) for key in sorted(facts.diagnoses)),
        states=tuple(STATES.get(state, state) for state in sorted(facts.states)),
        equipment=tuple(
            facts.names.get(f"utstyr:{code}", code) for code in sorted(facts.equipment)
        ),
        news2=facts.news2[: -MOST_READINGS - 1 : -1],
        frailty=facts.frailty,
        katz=facts.katz,
        discharged_on=facts.discharged_on,
        events=tuple(events[:MOST_NOTES]),
        notes=tuple(notes[:MOST_NOTES]),
        visits_a_week=sum(task.visits_a_week for task in facts.tasks),
        nurse_minutes_a_week=sum(task.nurse_minutes_a_week for task in facts.tasks),
    )


def _named(facts: Facts, key: str) -> str:
    return f"{key.partition(':')[2]} {facts.names.get(key, '')}".strip()


def plans_today(patient: Patient) -> tuple[VisitPlan, ...]:
    """The visits that can be divided between two teams. Four queries."""
    found = plans_in_force([patient.pk], clock.today()).get(patient.pk, [])
    prefetch_related_objects(found, "team")
    return tuple(found)


def people_for(possible: Possible) -> list[Staff]:
    """Who may be responsible for a measure: those employed in the teams that can be chosen."""
    rows = Staff.objects.filter(team__in=possible.teams).exclude(employed_to__lt=clock.today())
    return list(rows.order_by("sort_key", "pk"))


def snapshot_of(proposal: Proposal) -> dict[str, Any]:
    """What the criteria said, as it is kept with the decision; the table's number stands beside it."""
    judgement = proposal.judgement
    return {
        "kind": str(proposal.kind),
        "code": judgement.code,
        "is_grey": judgement.is_grey,
        "spoken": [
            {
                "code": spoken.rule.speaks_for,
                "strength": spoken.rule.strength,
                "text": spoken.rule.text,
                "because": spoken.because,
            }
            for spoken in judgement.spoken
        ],
        "reasons": list(proposal.reasons),
        "missing": list(proposal.missing),
        "tasks": [
            {"name": task.name, "verdict": task.verdict, "may": task.may} for task in proposal.tasks
        ],
    }
