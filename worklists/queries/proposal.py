"""Where a patient belongs, as the criteria have it: a proposal with reasons, never a decision.

What a person has decided stands, whatever the criteria come to say: the proposal is then hers, and
that the criteria differ is a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heltom.lib import clock
from patients.criteria.facts import Facts
from patients.criteria.judge import Judgement, Spoken, judge
from patients.criteria.rules import Table
from patients.models import Assessment, Patient, Placement
from patients.models.criteria import Strength
from patients.queries.criteria import table_on
from teams.models import Team
from worklists.models import VisitPlan
from worklists.queries.allowed import Delegated, TaskAnswer, answers, delegated_on
from worklists.queries.cover import Cover, covers_of
from worklists.queries.facts import facts_of, plans_in_force


class Kind(StrEnum):
    DECIDED = "bestemt"
    AS_NOW = "som-naa"
    MOVE = "flytt"
    GREY = "graasone"
    UNDECIDED = "uavgjort"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one patient, and all that it rests on."""

    patient: Patient
    day: date
    placement: Placement | None
    """The owner's, today: the team at hand."""
    judgement: Judgement
    decision: Assessment | None
    cover: Cover | None
    kind: Kind
    code: str | None
    """The decision's when one stands, else what the criteria say; None where they do not say."""
    table: Table | None = None
    notes: tuple[str, ...] = field(default=())
    """What is missing besides what the criteria miss."""
    plans: Sequence[VisitPlan] = ()
    delegated: Delegated = field(default_factory=dict)

    @property
    def tasks(self) -> tuple[TaskAnswer, ...]:
        """Whether a helsefagarbeider is allowed to do each of them."""
        return answers(self.plans, self.table, self.delegated)

    @property
    def against_decision(self) -> bool:
        """The criteria now speak for another code than somebody has decided. A remark, no more."""
        said = self.judgement.code
        return self.decision is not None and said is not None and said != self.decision.code

    @property
    def not_yet(self) -> bool:
        """The team at hand carries her with another code than what is decided."""
        return (
            self.decision is not None
            and self.placement is not None
            and self.placement.code != self.decision.code
        )

    @property
    def lacks(self) -> bool:
        return self.cover is not None and self.cover.lacks

    @property
    def missing(self) -> tuple[str, ...]:
        return (*self.notes, *self.judgement.missing)

    @property
    def headline(self) -> str:
        return headline(self)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences: the criteria that spoke, and what the team at hand lacks."""
        return (*map(spoken_sentence, self.judgement.spoken), *self.lacking)

    @property
    def lacking(self) -> list[str]:
        """Sentences: what the team at hand lacks the competence for."""
        tasks = self.cover.lacking if self.cover else []
        return [
            _("%(team)s mangler kompetanse til «%(task)s»: %(why)s")
            % {"team": self.cover.team, "task": task.plan.title, "why": task.sentence}  # type: ignore[union-attr]
            for task in tasks
        ]


def settle(
    *, decided: str | None, code: str | None, is_grey: bool, at_hand: str | None, lacks: bool
) -> tuple[Kind, str | None]:
    """The whole rule. A decision that stands settles it; nothing else is even looked at.

    That the team at hand lacks competence makes a grey zone of a patient who should stay there;
    where the criteria already speak clearly for the other code, it is one reason more to move.
    """
    if decided is not None:
        return Kind.DECIDED, decided
    if code is not None and at_hand is not None and code != at_hand:
        return Kind.MOVE, code
    if is_grey or lacks:
        return Kind.GREY, code
    if code is None or at_hand is None:
        return Kind.UNDECIDED, code
    return Kind.AS_NOW, code


@dataclass(frozen=True, slots=True)
class Ground:
    """What a proposal is made from, apart from the criteria: read once, judged by any table."""

    day: date
    facts: dict[int, Facts]
    plans: dict[int, list[VisitPlan]]
    placements: dict[int, Placement]
    decisions: dict[int, Assessment]
    covers: dict[int, Cover]
    delegated: Delegated


def ground_of(patients: Sequence[Patient], day: date) -> Ground:
    """Eighteen queries, whatever the number of patients."""
    keys = [patient.pk for patient in patients]
    plans = plans_in_force(keys, day)
    placements = _owners(keys, day)
    carried = [
        (placement.team, [plan for plan in plans.get(pk, ()) if plan.team_id == placement.team_id])
        for pk, placement in placements.items()
    ]
    return Ground(
        day=day,
        facts=facts_of(patients, day, plans=plans),
        plans=plans,
        placements=placements,
        decisions={row.patient_id: row for row in _standing(keys)},
        covers=dict(zip(placements, covers_of(carried, day), strict=True)),
        delegated=delegated_on(day, keys),
    )


def proposal_of(
    patient: Patient, *, day: date | None = None, table: Table | None = None
) -> Proposal:
    """By the table in force on the day, unless another is to be tried. About twenty queries."""
    day = day or clock.today()
    return proposals_of([patient], day=day, table=table or table_on(day))[0]


def proposals_of(patients: Iterable[Patient], *, day: date, table: Table | None) -> list[Proposal]:
    """In the order of the patients. Eighteen queries, whatever their number."""
    chosen = list(patients)
    ground = ground_of(chosen, day)
    return [propose(ground, patient, table) for patient in chosen]


def propose(ground: Ground, patient: Patient, table: Table | None) -> Proposal:
    """No queries."""
    judgement = judge(ground.facts[patient.pk], table) if table else _no_table()
    placement = ground.placements.get(patient.pk)
    decision = ground.decisions.get(patient.pk)
    cover = ground.covers.get(patient.pk)
    kind, code = settle(
        decided=decision.code if decision else None,
        code=judgement.code,
        is_grey=judgement.is_grey,
        at_hand=placement.code if placement else None,
        lacks=cover is not None and cover.lacks,
    )
    return Proposal(
        patient=patient,
        day=ground.day,
        placement=placement,
        judgement=judgement,
        decision=decision,
        cover=cover,
        kind=kind,
        code=code,
        table=table,
        notes=() if placement else (_("Ingen team har hovedansvaret for pasienten."),),
        plans=ground.plans.get(patient.pk, ()),
        delegated=ground.delegated,
    )


def spoken_sentence(spoken: Spoken) -> str:
    """ "Taler for HSY (tydelig): Insulin to ganger om dagen. Har Insulin, 14 ganger i uken."""
    return _("Taler for %(code)s (%(strength)s): %(text)s. %(because)s.") % {
        "code": spoken.rule.speaks_for,
        "strength": Strength(spoken.rule.strength).label,
        "text": spoken.rule.text.rstrip("."),
        "because": spoken.because.rstrip("."),
    }


def headline(proposal: Proposal) -> str:
    """What is proposed, in one line."""
    team = proposal.placement.team if proposal.placement else ""
    words = {"code": proposal.code, "team": team}
    if proposal.decision is not None:
        return decided_sentence(proposal.decision)
    if proposal.kind is Kind.MOVE:
        return _("Kriteriene taler for %(code)s. Pasienten er nå i %(team)s.") % words
    if proposal.kind is Kind.AS_NOW:
        return _("Blir i %(team)s (%(code)s), som nå.") % words
    if proposal.kind is Kind.GREY:
        return _("Gråsonepasient: må vurderes av fagfolk.")
    return _("Kriteriene sier ikke hvor pasienten hører til.")


def decided_sentence(decision: Assessment) -> str:
    """A decision in the words of the choice: who has her, or who has her with whom."""
    words = {
        "team": decision.owner,
        "other": decision.shared_with,
        "code": decision.code,
        "choice": decision.get_choice_display(),
    }
    if decision.owner is None:
        return _("Bestemt: %(choice)s.") % words
    if decision.shared_with is None:
        return _("Bestemt: %(team)s har pasienten (%(code)s).") % words
    return _("Bestemt: delt. %(team)s har hovedansvaret (%(code)s) og deler med %(other)s.") % words


def _no_table() -> Judgement:
    return Judgement((), None, False, (_("Ingen kriterier gjelder denne dagen."),))


def _owners(patients: list[int], day: date) -> dict[int, Placement]:
    """Two queries. Teams are few and patients many: each team is read once."""
    rows = list(Placement.objects.on(day).filter(patient__in=patients, owner=True).order_by("pk"))
    teams = Team.objects.select_related("site__unit", "ht").in_bulk({row.team_id for row in rows})
    for row in rows:
        row.team = teams[row.team_id]
    return {row.patient_id: row for row in rows}


def _standing(patients: list[int]) -> QuerySet[Assessment]:
    rows = Assessment.objects.standing().filter(patient__in=patients)
    return rows.select_related("owner", "shared_with", "decided_by").order_by("pk")
