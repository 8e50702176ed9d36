"""What is due on a day: weekdays, other weeks, exceptions, pauses, and the small hours."""

from datetime import date, time, timedelta

import pytest

from heltom.lib import clock
from tests.factories import (
    LONG_AGO,
    PatientFactory,
    PauseFactory,
    PlanExceptionFactory,
    TeamFactory,
    VisitPlanFactory,
)
from worklists.queries import due

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2026, 3, 4)


def is_due(plan, day=WEDNESDAY):
    return plan in due.read_day(day, [plan.team]).due()


def why_not(plan, day=WEDNESDAY):
    return due.read_day(day, [plan.team]).why_not(plan)


def test_a_plan_is_due_on_its_weekdays_only():
    plan = VisitPlanFactory(weekdays=[3, 5])
    assert is_due(plan)
    assert not is_due(plan, WEDNESDAY + timedelta(days=1))
    assert is_due(plan, WEDNESDAY + timedelta(days=2))


def test_every_other_week_counts_from_the_week_in_which_the_plan_begins():
    plan = VisitPlanFactory(weekdays=[3], every_weeks=2, valid_from=date(2026, 2, 27))
    assert not is_due(plan, date(2026, 2, 25))
    assert not is_due(plan, date(2026, 3, 4))
    assert is_due(plan, date(2026, 3, 11))


def test_every_other_week_goes_on_rightly_over_new_year():
    plan = VisitPlanFactory(weekdays=[1], every_weeks=2, valid_from=date(2026, 12, 21))
    assert is_due(plan, date(2027, 1, 4))
    assert not is_due(plan, date(2026, 12, 28))


def test_a_plan_that_has_ended_or_not_begun_asks_for_nothing():
    assert not is_due(VisitPlanFactory(valid_to=WEDNESDAY - timedelta(days=1)))
    assert not is_due(VisitPlanFactory(valid_from=WEDNESDAY + timedelta(days=1)))
    assert is_due(VisitPlanFactory(valid_to=WEDNESDAY))


def test_a_visit_can_be_left_out_one_day_and_the_reason_is_kept():
    plan = VisitPlanFactory()
    PlanExceptionFactory(plan=plan, date=WEDNESDAY, reason="er hos datteren")
    assert "er hos datteren" in why_not(plan)


def test_a_visit_can_be_added_on_a_day_that_is_not_in_the_pattern():
    plan = VisitPlanFactory(weekdays=[1])
    PlanExceptionFactory(plan=plan, date=WEDNESDAY, kind="ekstra")
    assert is_due(plan)


def test_a_patient_whose_services_have_ended_gets_no_visit():
    patient = PatientFactory(
        started_on=LONG_AGO, ended_on=WEDNESDAY - timedelta(days=1), ended_reason="flyttet"
    )
    assert "flyttet" in why_not(VisitPlanFactory(patient=patient))


def test_a_paused_patient_gets_no_visit_until_somebody_ends_the_pause():
    plan = VisitPlanFactory()
    PauseFactory(
        patient=plan.patient,
        starts_at=clock.at(WEDNESDAY - timedelta(days=9), time(12)),
        expected_return=WEDNESDAY - timedelta(days=2),
    )
    assert "sykehus" in why_not(plan)


def test_admitted_in_the_afternoon_the_morning_visit_is_due_and_the_evening_visit_is_not():
    patient = PatientFactory()
    team = TeamFactory()
    morning = VisitPlanFactory(patient=patient, team=team)
    evening = VisitPlanFactory(
        patient=patient, team=team, shift="kveld", earliest=time(20), latest=time(21)
    )
    PauseFactory(patient=patient, starts_at=clock.at(WEDNESDAY, time(14)))
    assert is_due(morning)
    assert not is_due(evening)


def test_home_in_the_middle_of_the_window_the_visit_is_due():
    plan = VisitPlanFactory(earliest=time(12), latest=time(15))
    PauseFactory(
        patient=plan.patient,
        starts_at=clock.at(WEDNESDAY - timedelta(days=1), time(8)),
        ends_at=clock.at(WEDNESDAY, time(13)),
    )
    assert is_due(plan)


@pytest.mark.parametrize(
    ("clock_time", "day_after"), [(time(23, 30), False), (time(2), True), (time(6, 45), True)]
)
def test_the_small_hours_of_a_night_shift_belong_to_the_morning_after(clock_time, day_after):
    plan = VisitPlanFactory(shift="natt", earliest=clock_time, latest=clock_time)
    expected = WEDNESDAY + timedelta(days=1 if day_after else 0)
    assert due.window_of(plan, WEDNESDAY).earliest == clock.at(expected, clock_time)


def test_a_night_window_may_span_midnight():
    plan = VisitPlanFactory(shift="natt", earliest=time(23, 30), latest=time(0, 30))
    window = due.window_of(plan, WEDNESDAY)
    assert window.latest - window.earliest == timedelta(hours=1)


def test_reading_the_day_costs_the_same_for_three_plans_and_thirty(django_assert_num_queries):
    team = TeamFactory()
    VisitPlanFactory.create_batch(3, team=team)
    with django_assert_num_queries(3):
        due.read_day(WEDNESDAY, [team]).due()
    VisitPlanFactory.create_batch(27, team=team)
    with django_assert_num_queries(3):
        assert len(due.read_day(WEDNESDAY, [team]).due()) == 30
