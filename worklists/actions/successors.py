"""A plan ends and goes on as another: the same job from a day, with another team or in another way.

The caller holds the patient's row and the plan's (docs/concurrency.md).
"""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from worklists.models import (
    MinutesDecision,
    MinutesProposal,
    PlanException,
    PlanHold,
    PlanMinutes,
    State,
    Visit,
    VisitPlan,
)

ONE_DAY = timedelta(days=1)
#: What a successor copies: the job and its rhythm. The rest says where and from when.
COPIED = [
    *("title", "task_text", "minutes", "carers", "level", "second_level", "priority", "where"),
    *("fixed_time", "patient_id", "team_id", "code", "weekdays", "every_weeks", "shift"),
    *("earliest", "latest", "valid_to"),
]


def go_on(plan: VisitPlan, first: date, **other: object) -> VisitPlan:
    """A plan like this one from the day on, but for what is `other`: with its competences, the exceptions
    of later days and what people have decided of it. Every second week falls on the same weeks.
    """
    job = {name: getattr(plan, name) for name in COPIED}
    if "team" in other:
        del job["team_id"]
    successor = VisitPlan.objects.create(
        **job | other,
        reference=next_reference(plan),
        valid_from=first,
        rhythm_from=plan.rhythm_from or plan.valid_from,
        moved_from=plan,
    )
    successor.competences.set(plan.competences.all())
    PlanException.objects.filter(plan=plan, date__gte=first).update(plan=successor)
    PlanHold.objects.bulk_create(
        PlanHold(plan=successor, field=held.field, instead_of=held.instead_of)
        for held in plan.holds.all()
    )
    return successor


def end(plan: VisitPlan, first: date, why: str) -> None:
    """The plan holds no longer from the day on. One that had not begun by then never asks for anything:
    a period holds at least one day, so that day gets no weekday.
    """
    plan.valid_to = first - ONE_DAY
    if plan.valid_to < plan.valid_from:
        plan.valid_to, plan.weekdays = plan.valid_from, []
    plan.save(update_fields=["valid_to", "weekdays"])
    lapse(plan, why)


def lapse(plan: VisitPlan, why: str) -> None:
    """Proposals for other minutes of a plan that is no longer so are not asked any more."""
    for proposal in MinutesProposal.objects.open().filter(plan=plan):
        MinutesDecision.objects.create(proposal=proposal, kind=MinutesDecision.Kind.LAPSED, why=why)


def take_minutes(plan: VisitPlan, successor: VisitPlan) -> None:
    """What people have approved holds of the successor too; the newest row stays the newest."""
    PlanMinutes.objects.bulk_create(
        PlanMinutes(
            plan=successor,
            valid_from=row.valid_from,
            minutes=row.minutes,
            instead_of=row.instead_of,
            carried_from=row,
        )
        for row in sorted(plan.approved_minutes.all(), key=lambda row: row.pk)
    )


def next_reference(plan: VisitPlan) -> str:
    """ "T-123-4.f2" for the second plan of T-123-4, "T-123-4.f3" for the third."""
    base, _dot, number = plan.reference.rpartition(".f")
    if not (base and number.isascii() and number.isdigit()):
        base, number = plan.reference, "1"
    following = int(number)
    while True:
        following += 1
        ending = f".f{following}"
        reference = base[: 60 - len(ending)] + ending
        if not VisitPlan.objects.filter(reference=reference).exists():
            return reference


def lock_visits(which: Q) -> list[Visit]:
    """The visits, locked in the order of their keys, and where each stands, read after that."""
    rows = Visit.objects.filter(which).order_by("pk")
    keys = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    return list(Visit.objects.filter(pk__in=keys).with_state().order_by("pk"))


def waits(visit: Visit) -> bool:
    return visit.state in (State.DUE, State.WITHDRAWN)
