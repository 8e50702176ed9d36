"""Which visits count, and that nobody can be read out of them."""

import re
from datetime import timedelta

import pytest

from heltom.lib import clock
from tests.factories import StaffFactory, VisitPlanFactory
from tests.support.history import (
    BEGINS,
    carers,
    done_visit,
    done_visits,
    past_visit,
    tick,
)
from worklists.models import (
    EstimateRun,
    MinutesDecision,
    MinutesProposal,
    State,
    TaskMinutes,
    VisitPlan,
)
from worklists.queries import observed
from worklists.queries.observed import Period, seen_in_team, tasks_in_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return VisitPlanFactory()


def seen(plan):
    today = clock.today()
    period = Period(today - timedelta(days=42), today - timedelta(days=1))
    return seen_in_team(plan.team_id, period)


def began(visit):
    return clock.at(visit.date, BEGINS)


def test_real_minutes_from_start_to_end(plan):
    done_visits(plan, [21, 30.5, 28])
    found = seen(plan)
    assert list(found.by_plan[plan.pk].minutes) == [21, 28, 30.5]
    assert (found.by_plan[plan.pk].carers, found.left_out) == (3, {})


def test_a_visit_by_two_is_one_observation_of_two_carers(plan):
    VisitPlan.objects.filter(pk=plan.pk).update(carers=2)
    plan.refresh_from_db()
    done_visit(plan, 1, 30, carers(plan, 2))
    assert list(seen(plan).by_plan[plan.pk].minutes) == [30]
    assert seen(plan).by_plan[plan.pk].carers == 2


def test_visits_before_the_period_and_today_are_not_read(plan):
    done_visit(plan, 43, 30, carers(plan, 1))
    done_visit(plan, 0, 30, carers(plan, 1))
    assert seen(plan).by_plan == {}


def test_visits_not_done_are_neither_counted_nor_left_out(plan):
    tick(past_visit(plan, 1), State.CANCELLED, clock.now())
    past_visit(plan, 2)
    assert (seen(plan).by_plan, seen(plan).left_out) == ({}, {})


def test_one_that_was_never_started_has_no_length(plan):
    visit = past_visit(plan, 1)
    tick(visit, State.DONE, began(visit), carers(plan, 1))
    assert seen(plan).left_out == {"order": 1}


@pytest.mark.parametrize("between", [State.DUE, State.CANCELLED])
def test_an_interrupted_visit_does_not_count(plan, between):
    visit, by = past_visit(plan, 1), carers(plan, 1)
    tick(visit, State.STARTED, began(visit), by)
    tick(visit, between, began(visit) + timedelta(minutes=2), by)
    tick(visit, State.STARTED, began(visit) + timedelta(minutes=9), by)
    tick(visit, State.DONE, began(visit) + timedelta(minutes=29), by)
    assert seen(plan).left_out == {"order": 1}


def test_one_that_was_undone_and_done_again_does_not_count(plan):
    visit, by = done_visit(plan, 1, 20, carers(plan, 1)), carers(plan, 1)
    tick(visit, State.DUE, clock.now(), by)
    tick(visit, State.DONE, clock.now(), by)
    assert seen(plan).left_out == {"order": 1}


def test_one_that_was_withdrawn_before_it_began_counts(plan):
    visit, by = past_visit(plan, 1), carers(plan, 1)
    tick(visit, State.WITHDRAWN, began(visit) - timedelta(hours=1))
    tick(visit, State.DUE, began(visit) - timedelta(minutes=30))
    tick(visit, State.STARTED, began(visit), by)
    tick(visit, State.DONE, began(visit) + timedelta(minutes=25), by)
    assert list(seen(plan).by_plan[plan.pk].minutes) == [25]


@pytest.mark.parametrize(("took", "why"), [(0.9, "short"), (61, "long")])
def test_under_a_minute_and_over_three_times_the_plan_were_not_the_visit(plan, took, why):
    done_visit(plan, 1, took, carers(plan, 1))
    assert seen(plan).left_out == {why: 1}


def test_a_plan_that_was_another_job_then_starts_afresh(plan):
    done_visits(plan, [30, 30])
    VisitPlan.objects.filter(pk=plan.pk).update(title="Morgenstell og dusj")
    assert seen(plan).left_out == {"changed": 2}


def other_plan(plan):
    return VisitPlanFactory(team=plan.team, title="Frokost")


def test_visits_ticked_as_done_in_one_go_do_not_count(plan):
    by, other = carers(plan, 1), other_plan(plan)
    done_visit(plan, 1, 30, by)
    late = past_visit(other, 1)
    tick(late, State.STARTED, began(late) - timedelta(minutes=25), by)
    tick(late, State.DONE, began(late) + timedelta(minutes=30, seconds=50), by)
    assert seen(plan).left_out == {"together": 2}


def test_one_that_was_ended_after_the_next_had_begun_does_not_count_but_the_next_does(plan):
    by, other = carers(plan, 1), other_plan(plan)
    done_visit(plan, 1, 30, by)
    following = past_visit(other, 1)
    tick(following, State.STARTED, began(following) + timedelta(minutes=20), by)
    tick(following, State.DONE, began(following) + timedelta(minutes=45), by)
    assert seen(plan).left_out == {"together": 1}
    assert list(seen(plan).by_plan[other.pk].minutes) == [25]


def test_colleagues_who_tick_in_the_same_minute_both_count(plan):
    done_visit(plan, 1, 30, carers(plan, 1))
    done_visit(other_plan(plan), 1, 30, carers(plan, 1))
    assert (seen(plan).counted, seen(plan).left_out) == (2, {})


def test_a_task_is_counted_over_all_patients_of_the_unit(plan):
    unit_team = VisitPlanFactory(team=plan.team, minutes=30)
    done_visits(plan, [21, 22])
    done_visits(unit_team, [31, 32])
    (task,) = tasks_in_unit(
        [plan.team_id], Period(clock.today() - timedelta(days=9), clock.today())
    )
    assert (task.title, task.patients, task.planned) == ("Morgenstell", 2, 25)
    assert (list(task.observed.minutes), task.observed.carers) == ([21, 22, 31, 32], 4)


# Nobody is graded --------------------------------------------------------------------------------


def test_the_statement_gives_back_no_carer():
    """The outermost SELECT names carers only to count them; nothing but counts leaves the database."""
    outermost = observed.STATEMENT.rsplit("\n)\nSELECT ", 1)[1]
    assert re.findall(r"carer\w*|staff\w*|by_id", outermost) == ["carers", "carers"]
    assert "min(carers) AS carers" in outermost
    counted = re.findall(r"count\(DISTINCT carer\) AS carers", observed.STATEMENT)
    assert len(counted) == 1
    assert not re.search(r"GROUP BY[^()]*\bcarer\b", observed.STATEMENT)
    assert "s.by_id" not in observed.STATEMENT


def test_what_is_read_is_the_same_whoever_did_it(plan):
    """Two wards with the same visits by other people in another order give the very same answer."""
    twin = VisitPlanFactory()
    done_visits(plan, [20, 30, 40, 50, 25, 35], carers(plan, 3))
    done_visits(twin, [20, 30, 40, 50, 25, 35], list(reversed(carers(twin, 3))))
    assert seen(plan).by_plan[plan.pk] == seen(twin).by_plan[twin.pk]


@pytest.mark.parametrize("model", [EstimateRun, MinutesProposal, TaskMinutes])
def test_no_row_of_figures_leads_to_somebody_who_worked(model):
    """Neither itself nor in one step; only a decision names a person: the one who decided."""
    named = {f.related_model._meta.label for f in model._meta.get_fields() if f.many_to_one}
    assert named <= {"teams.Team", "teams.Unit", "worklists.VisitPlan", "worklists.EstimateRun"}


def test_only_who_decided_is_named_on_a_decision():
    people = [f.name for f in MinutesDecision._meta.get_fields() if f.related_model is not None]
    assert sorted(people) == ["by", "effect", "proposal"]


def test_the_database_refuses_figures_of_fewer_than_five(plan):
    from django.db import IntegrityError, transaction

    row = {"planned": 20, "median": 30, "low": 28, "high": 33, "visits": 9, "carers": 4}
    run = EstimateRun.objects.create(
        team=plan.team, first_day=clock.today(), last_day=clock.today(), counted=9
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        MinutesProposal.objects.create(run=run, plan=plan, minutes=30, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskMinutes.objects.create(unit=plan.team.unit, title="x", patients=1, **row)


def test_carers_of_another_team_are_counted_too(plan):
    done_visits(plan, [20, 21], [StaffFactory(), StaffFactory()])
    assert seen(plan).by_plan[plan.pk].carers == 2
