"""Proposals come, wait, are answered, and change the lists from a day on."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from heltom.lib import clock
from heltom.lib.errors import Refused
from teams.models import AuditEvent, Change
from tests.factories import VisitPlanFactory
from tests.support.history import carers, done_visit, done_visits
from tests.ward import make_ward
from worklists.actions import estimates, minutes, sweep
from worklists.models import (
    MinutesDecision,
    MinutesProposal,
    PlanMinutes,
    TaskMinutes,
    Visit,
    VisitPlan,
)

pytestmark = pytest.mark.django_db

LONGER = [29, 30, 30, 31, 32, 30, 28, 33, 30, 31]


@pytest.fixture
def ward():
    return make_ward()


@pytest.fixture
def plan(ward):
    (plan,) = ward.plans(1)
    done_visits(plan, LONGER)
    return plan


@pytest.fixture
def ola(ward):
    return ward.user("ola")


def propose(plan):
    return estimates.propose(team=plan.team)


def waiting():
    return list(MinutesProposal.objects.open())


def tomorrow():
    return clock.today() + timedelta(days=1)


def approve(ola, **more):
    return minutes.approve(
        proposals=waiting(), why="Tar lengre tid.", by=ola, **{"from_date": tomorrow()} | more
    )


def more_visits(plan, took):
    """Further back in time than those that are there."""
    crew = carers(plan)
    for number, each in enumerate(took):
        done_visit(plan, 11 + number, each, [crew[number % 5]])


# The run -----------------------------------------------------------------------------------------


def test_a_plan_whose_visits_take_longer_gets_a_proposal_with_its_figures(plan):
    run = propose(plan)
    (proposal,) = waiting()
    assert (proposal.plan, proposal.planned, proposal.minutes) == (plan, 20, 30)
    assert (proposal.median, proposal.low, proposal.high) == (30, 30, 31)
    assert (proposal.visits, proposal.carers) == (10, 5)
    assert proposal.spread == {"30": 9, "35": 1}
    assert (run.counted, run.plans) == (10, {"proposed": 1})
    assert run.first_day == clock.today() - timedelta(weeks=6)


def test_running_again_on_the_same_figures_keeps_the_proposal(plan):
    propose(plan)
    (before,) = waiting()
    propose(plan)
    assert waiting() == [before]


def test_a_newer_figure_takes_the_place_of_an_open_one(plan):
    propose(plan)
    (before,) = waiting()
    more_visits(plan, [59] * 30)
    propose(plan)
    (after,) = waiting()
    assert (before.minutes, after.minutes) == (30, 60)
    before.refresh_from_db()
    assert (before.decision.kind, before.decision.by) == ("bortfalt", None)


def test_a_proposal_lapses_when_the_figures_no_longer_ask(plan):
    propose(plan)
    VisitPlan.objects.filter(pk=plan.pk).update(minutes=30)
    propose(plan)
    assert waiting() == []
    assert MinutesDecision.objects.get().kind == "bortfalt"


def test_a_proposal_lapses_with_its_plan(plan):
    propose(plan)
    VisitPlan.objects.filter(pk=plan.pk).update(valid_to=clock.today() - timedelta(days=1))
    propose(plan)
    assert waiting() == []


def test_the_unit_settings_decide(plan):
    unit = plan.team.unit
    unit.estimate_visits = 11
    unit.save()
    assert propose(VisitPlan.objects.get(pk=plan.pk)).plans == {"few_visits": 1}
    unit.estimate_visits, unit.estimate_minutes = 8, 15
    unit.save()
    assert propose(VisitPlan.objects.get(pk=plan.pk)).plans == {"fits": 1}


def test_a_week_is_looked_at_once_and_tasks_of_the_unit_with_it(plan):
    first = estimates.propose_due(now=clock.now())
    assert {run.team for run in first} >= {plan.team}
    assert estimates.propose_due(now=clock.now()) == []
    (task,) = TaskMinutes.objects.all()
    assert (task.title, task.planned, task.median, task.patients) == ("Morgenstell", 20, 30, 1)
    next_week = clock.now() + timedelta(days=7)
    assert len(estimates.propose_due(now=next_week)) == len(first)


def test_the_command_says_what_came_of_it(plan, capsys):
    few = VisitPlanFactory(team=plan.team, title="Frokost")
    done_visits(few, [30] * 10, carers(few, 4))
    call_command("propose_minutes", "--team", plan.team.code)
    said = capsys.readouterr().out
    assert "1 bør endres" in said
    assert "færre enn 5 ulike hjelpere: ingen tall" in said
    assert not TaskMinutes.objects.filter(title="Frokost").exists()


# A no ---------------------------------------------------------------------------------------------


def test_a_no_stays_until_the_figures_have_clearly_changed(plan, ola):
    propose(plan)
    minutes.decline(proposals=waiting(), why="Hun var syk i november.", by=ola)
    propose(plan)
    assert waiting() == []
    more_visits(plan, [45] * 20)
    propose(plan)
    assert [proposal.minutes for proposal in waiting()] == [45]


def test_not_now_is_asked_again_from_the_day(plan, ola, monkeypatch):
    propose(plan)
    until = clock.today() + timedelta(days=5)
    minutes.put_off(proposals=waiting(), why="Ny vurdering først.", by=ola, until=until)
    propose(plan)
    assert waiting() == []
    later = clock.now() + timedelta(days=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    propose(plan)
    assert [proposal.minutes for proposal in waiting()] == [30]


# A yes --------------------------------------------------------------------------------------------


def test_a_yes_changes_the_lists_from_the_day_and_not_before(ward, plan, ola):
    propose(plan)
    ward.build()
    approve(ola)
    sweep.take_changes()
    ward.build_waiting()
    ward.build()
    minutes_on = dict(Visit.objects.filter(date__gte=ward.day).values_list("date", "minutes"))
    assert minutes_on == {ward.day: 20, tomorrow(): 30}
    change = Change.objects.get(team=plan.team)
    assert (change.first_date, change.last_date, change.by) == (tomorrow(), None, ola)
    assert change.taken_at is not None


def test_the_plan_keeps_what_it_came_with_and_the_history_of_the_change(plan, ola):
    propose(plan)
    approve(ola)
    plan.refresh_from_db()
    assert plan.minutes == 20
    assert (plan.minutes_on(clock.today()), plan.minutes_on(tomorrow())) == (20, 30)
    event = AuditEvent.objects.get(verb="minutes_godkjent")
    assert (event.patient_number, event.reason) == (plan.patient.number, "Tar lengre tid.")
    assert event.details == {"planned": 20, "proposed": 30}


def test_minutes_that_come_later_with_the_plan_itself_are_newer(plan, ola):
    propose(plan)
    approve(ola)
    VisitPlan.objects.filter(pk=plan.pk).update(minutes=35)
    plan.refresh_from_db()
    assert plan.minutes_on(tomorrow()) == 35


def test_what_was_approved_is_not_proposed_again(plan, ola):
    propose(plan)
    approve(ola, from_date=clock.today() + timedelta(days=30))
    assert propose(plan).plans == {"fits": 1}
    assert waiting() == []


def test_the_last_yes_holds_where_two_follow_each_other(plan, ola):
    propose(plan)
    approve(ola)
    more_visits(plan, [55] * 30)
    propose(plan)
    (second,) = waiting()
    assert (second.planned, second.minutes) == (30, 55)
    approve(ola)
    assert plan.minutes_on(tomorrow()) == 55
    assert PlanMinutes.objects.count() == 2


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "why", "said"),
    [
        (0, "Tar lengre.", "fra og med i morgen"),
        (91, "Tar lengre.", "til og med"),
        (1, "  ", "Skriv en begrunnelse"),
    ],
)
def test_a_yes_needs_a_day_ahead_and_a_reason(plan, ola, days, why, said):
    propose(plan)
    day = clock.today() + timedelta(days=days)
    with pytest.raises(Refused, match=said):
        minutes.approve(proposals=waiting(), why=why, by=ola, from_date=day)
    assert not MinutesDecision.objects.exists()


def test_nothing_chosen_is_refused(ola):
    with pytest.raises(Refused, match="minst ett"):
        minutes.decline(proposals=[], why="nei", by=ola)


def test_of_two_who_answer_the_second_is_told_by_whom(ward, plan, ola):
    propose(plan)
    seen_by_both = waiting()
    minutes.decline(proposals=seen_by_both, why="Passer.", by=ola)
    with pytest.raises(Refused, match="avslått av Ola"):
        minutes.approve(proposals=seen_by_both, why="ja", by=ola, from_date=tomorrow())
    assert not PlanMinutes.objects.exists()


def test_a_proposal_that_newer_figures_replaced_is_refused(plan, ola):
    propose(plan)
    old = waiting()
    more_visits(plan, [45] * 30)
    propose(plan)
    with pytest.raises(Refused, match="nyere tall"):
        minutes.decline(proposals=old, why="nei", by=ola)


def test_a_plan_changed_meanwhile_is_refused(plan, ola):
    propose(plan)
    VisitPlan.objects.filter(pk=plan.pk).update(minutes=25)
    with pytest.raises(Refused, match="endret siden"):
        approve(ola)


def test_all_or_none(ward, plan, ola):
    (other,) = ward.plans(1, title="Frokost")
    done_visits(other, LONGER)
    propose(plan)
    both = waiting()
    minutes.decline(proposals=both[:1], why="nei", by=ola)
    with pytest.raises(Refused):
        minutes.approve(proposals=both, why="ja", by=ola, from_date=tomorrow())
    assert waiting() == both[1:]
    assert not Change.objects.exists()


def test_if_the_record_fails_the_answer_fails(plan, ola, monkeypatch):
    propose(plan)

    def fails(**_):
        raise RuntimeError("no record")

    monkeypatch.setattr("teams.audit.record", fails)
    with pytest.raises(RuntimeError):
        approve(ola)
    assert not PlanMinutes.objects.exists()
    assert len(waiting()) == 1
