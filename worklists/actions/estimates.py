"""Propose other minutes where visits take something else than planned: once a week, by the clock.

A run takes the team's row, then its plans in the order of their keys; an answer takes the plans. So
a run and an answer, or two answers, come one after the other, and the second sees what the first did.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from heltom.lib import clock
from teams import audit
from teams.models import Team, Unit
from worklists.estimates import Figures, Judgement, Observed, has_moved, judge
from worklists.models import (
    EstimateRun,
    MinutesDecision,
    MinutesProposal,
    TaskMinutes,
    VisitPlan,
)
from worklists.queries.estimates import answers_by_plan, rules_of
from worklists.queries.observed import Period, TeamSeen, seen_in_team, tasks_in_unit

Answer = MinutesDecision.Kind
NOBODY = Observed((), 0)


def propose_due(*, now: datetime) -> list[EstimateRun]:
    """Every team that has not been looked at this week, and the tasks of every unit likewise."""
    day = now.astimezone(clock.OSLO).date()
    monday = clock.midnight(day - timedelta(days=day.weekday()))
    seen = set(EstimateRun.objects.filter(at__gte=monday).values_list("team", flat=True))
    teams = Team.objects.on(day).select_related("site__unit").order_by("pk")
    runs = [propose(team=team, day=day) for team in teams if team.pk not in seen]
    fresh = set(TaskMinutes.objects.filter(at__gte=monday).values_list("unit", flat=True))
    for unit in {run.team.unit for run in runs}:
        if unit.pk not in fresh:
            note_tasks(unit=unit, day=day)
    return runs


@transaction.atomic
def propose(*, team: Team, day: date | None = None) -> EstimateRun:
    """Compare what the team's visits took with its plans of today; keep what comes of it as rows.

    A figure that is as it was is left alone, so that running again changes nothing.
    """
    day = day or clock.today()
    Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
    period, plans = period_of(team.unit, day), _locked_plans(team, day)
    seen = seen_in_team(team.pk, period)
    judged = {plan.pk: _judge(plan, seen, team.unit) for plan in plans}
    run = EstimateRun.objects.create(
        team=team,
        first_day=period.first,
        last_day=period.last,
        counted=seen.counted,
        left_out=seen.left_out,
        plans=dict(Counter(each.why.value for each in judged.values())),
    )
    _settle(run, plans, judged)
    audit.record(by=None, verb="minutes_proposed", obj=run, team=team)
    return run


def period_of(unit: Unit, day: date) -> Period:
    """The whole days before `day` that the unit looks back on."""
    return Period(day - timedelta(weeks=unit.estimate_weeks), day - timedelta(days=1))


def _locked_plans(team: Team, day: date) -> list[VisitPlan]:
    """The team's plans of the day; locked, as are those ended since they were asked about."""
    asked = MinutesProposal.objects.open().filter(plan__team=team).values("plan")
    today = VisitPlan.objects.on(day).filter(team=team)
    rows = VisitPlan.objects.filter(Q(pk__in=today.values("pk")) | Q(pk__in=asked)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    return list(today.order_by("pk").prefetch_related("approved_minutes"))


def _judge(plan: VisitPlan, seen: TeamSeen, unit: Unit) -> Judgement:
    observed = seen.by_plan.get(plan.pk, NOBODY)
    return judge(observed, plan.minutes_on(date.max), rules_of(unit))


def _settle(run: EstimateRun, plans: list[VisitPlan], judged: dict[int, Judgement]) -> None:
    """Put new proposals beside the answers given before, and let go of those that hold no more."""
    waiting = {
        proposal.plan_id: proposal
        for proposal in MinutesProposal.objects.open().filter(plan__team=run.team)
    }
    answers = answers_by_plan(plan.pk for plan in plans)
    for plan in plans:
        new, was = _proposal(run, plan, judged[plan.pk]), waiting.pop(plan.pk, None)
        if new is None or _answered(answers.get(plan.pk), new):
            _lapse(was, _("Tallene tilsier ikke lenger noen endring."))
        elif was is None or not _same(was, new):
            _lapse(was, _("Nyere tall har kommet i stedet."))
            new.save()
    for gone in waiting.values():
        _lapse(gone, _("Tidsplanen gjelder ikke lenger."))


def _answered(last: MinutesDecision | None, new: MinutesProposal) -> bool:
    """Whether what somebody said before still answers it."""
    if last is None or last.kind == Answer.APPROVED:
        return False
    if last.kind == Answer.LATER:
        return last.until is not None and clock.today() < last.until
    rules, then = rules_of(new.run.team.unit), last.proposal
    return then.planned == new.planned and not has_moved(new.median, then.median, rules)


def _proposal(run: EstimateRun, plan: VisitPlan, found: Judgement) -> MinutesProposal | None:
    if found.figures is None or found.minutes is None:
        return None
    return MinutesProposal(
        run=run,
        plan=plan,
        planned=plan.minutes_on(date.max),
        minutes=found.minutes,
        **stored(found.figures),
    )


def stored(figures: Figures) -> dict[str, Any]:
    """The figures as columns of a row."""
    spread = {str(minutes): visits for minutes, visits in figures.spread.items()}
    return asdict(figures) | {"spread": spread}


def _same(one: MinutesProposal, other: MinutesProposal) -> bool:
    columns = ("planned", "minutes", "median", "low", "high", "visits", "carers", "spread")
    return all(getattr(one, column) == getattr(other, column) for column in columns)


def _lapse(proposal: MinutesProposal | None, why: str) -> None:
    if proposal is not None:
        MinutesDecision.objects.create(proposal=proposal, kind=Answer.LAPSED, why=why)


@transaction.atomic
def note_tasks(*, unit: Unit, day: date) -> list[TaskMinutes]:
    """What each task takes in the unit as a whole. A task with too few visits or carers is not there."""
    rules = rules_of(unit)
    teams = Team.objects.filter(site__unit=unit).values_list("pk", flat=True)
    judged = [
        (task, judge(task.observed, task.planned, rules).figures)
        for task in tasks_in_unit(teams, period_of(unit, day))
    ]
    return TaskMinutes.objects.bulk_create(
        TaskMinutes(
            unit=unit,
            title=task.title,
            patients=task.patients,
            planned=task.planned,
            **stored(figures),
        )
        for task, figures in judged
        if figures
    )
