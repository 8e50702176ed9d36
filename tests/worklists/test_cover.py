"""Does the team have the competence, on its staff and on its shifts? As the planner would say."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from tests.factories import (
    DelegationFactory,
    PatientFactory,
    PlanExceptionFactory,
    ShiftFactory,
    StaffCompetenceFactory,
    StaffFactory,
    TeamFactory,
    VisitPlanFactory,
)
from worklists.actions import team_shifts
from worklists.planning.possibilities import can_do
from worklists.queries import problem
from worklists.queries.cover import DAYS, cover_of, covers_of
from worklists.queries.facts import plans_in_force
from worklists.queries.work import read_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return TeamFactory(name="Team Nord")


@pytest.fixture
def day():
    return clock.today()


def insulin(team, **plan):
    return VisitPlanFactory(team=team, title="Insulin", needs=["insulin"], level=1, **plan)


def at_work(staff, day, days=range(DAYS), **shift):
    for number in days:
        ShiftFactory(staff=staff, date=day + timedelta(days=number), **shift)


def test_what_anybody_can_do_is_not_asked_about(team, day):
    assert cover_of(team, [VisitPlanFactory(team=team)], day).tasks == ()


def test_nobody_on_the_staff_can(team, day):
    at_work(StaffFactory(team=team), day)
    [task] = cover_of(team, [insulin(team)], day).tasks
    assert task.able_on_staff == 0
    assert task.sentence == "Ingen ansatte i teamet kan dette. 14 av 14 vakter står uten."


def test_staff_yes_and_some_shifts_no_is_an_answer_of_its_own(team, day):
    taught, untaught = StaffFactory.create_batch(2, team=team)
    StaffCompetenceFactory(staff=taught)
    at_work(taught, day, range(10))
    at_work(untaught, day)
    cover = cover_of(team, [insulin(team)], day)
    [task] = cover.tasks
    assert task.able_on_staff == 1
    assert [shift.date for shift in task.uncovered] == [
        day + timedelta(days=number) for number in range(10, 14)
    ]
    assert task.sentence == (
        "1 ansatt i teamet kan dette. Men på 4 av 14 vakter er ingen av dem på vakt."
    )
    assert cover.lacks


def test_all_covered(team, day):
    taught = StaffFactory(team=team)
    StaffCompetenceFactory(staff=taught)
    at_work(taught, day)
    cover = cover_of(team, [insulin(team)], day)
    assert cover.tasks[0].sentence == "1 ansatt i teamet kan dette. Alle 14 vakter er dekket."
    assert not cover.lacks


def test_a_day_that_nobody_has_set_up_yet_is_unknown_and_not_lacking(team, day):
    taught = StaffFactory(team=team)
    StaffCompetenceFactory(staff=taught)
    at_work(taught, day, range(12))
    cover = cover_of(team, [insulin(team)], day)
    [task] = cover.tasks
    assert len(task.unknown) == 2
    assert not cover.lacks
    assert task.sentence.endswith("Alle 12 vakter er dekket. 2 vakter er ikke satt opp ennå.")


def test_who_is_away_or_indoors_or_on_another_shift_covers_nothing(team, day):
    people = StaffFactory.create_batch(4, team=team)
    for person in people:
        StaffCompetenceFactory(staff=person)
    plan = insulin(team)
    ShiftFactory(staff=people[0], date=day, function="medisinrom")
    ShiftFactory(staff=people[1], date=day, kind="kveld")
    away = ShiftFactory(staff=people[2], date=day)
    away.absence = people[2].absences.create(starts_at=away.starts_at, reason="syk")
    away.save()
    shift = cover_of(team, [plan], day).tasks[0].shifts[0]
    assert (shift.able, shift.uncovered) == (0, True)
    ShiftFactory(staff=people[3], date=day, function="vk")
    assert cover_of(team, [plan], day).tasks[0].shifts[0].covered


def test_only_the_days_on_which_the_plan_recurs_count_exceptions_heeded(team, day):
    plan = insulin(team, weekdays=[day.isoweekday()])
    dates = [shift.date for shift in cover_of(team, [plan], day).tasks[0].shifts]
    assert dates == [day, day + timedelta(days=7)]
    PlanExceptionFactory(plan=plan, date=day)
    PlanExceptionFactory(plan=plan, date=day + timedelta(days=1), kind="ekstra")
    dates = [shift.date for shift in cover_of(team, [plan], day).tasks[0].shifts]
    assert dates == [day + timedelta(days=1), day + timedelta(days=7)]


def test_a_course_that_runs_out_covers_up_to_its_last_day(team, day):
    taught = StaffFactory(team=team)
    StaffCompetenceFactory(staff=taught, valid_to=day + timedelta(days=2))
    at_work(taught, day)
    [task] = cover_of(team, [insulin(team)], day).tasks
    assert [shift.date for shift in task.covered] == [day + timedelta(days=n) for n in range(3)]


def test_a_delegation_counts_for_her_patient_and_no_other(team, day):
    taught = StaffFactory(team=team)
    at_work(taught, day)
    hers, other = insulin(team), insulin(team)
    DelegationFactory(staff=taught, patient=hers.patient)
    covers = covers_of([(team, [hers]), (team, [other])], day)
    assert [cover.lacks for cover in covers] == [False, True]


def test_two_carers_must_be_two_people(team, day):
    nurse = StaffFactory(team=team, profession="sykepleier")
    at_work(nurse, day)
    plan = VisitPlanFactory(team=team, carers=2, level=2, second_level=1)
    assert cover_of(team, [plan], day).lacks
    at_work(StaffFactory(team=team), day)
    assert not cover_of(team, [plan], day).lacks


@pytest.mark.parametrize("seed", [1, 2])
def test_it_says_what_the_planner_says(team, day, seed):
    """Random people and plans: on each shift exactly those can who could have the visit there."""
    chance = random.Random(seed)
    codes = ["insulin", "kateter", "sar"]
    patients = PatientFactory.create_batch(3)
    for profession in ["assistent", "helsefagarbeider", "helsefagarbeider", "sykepleier"] * 2:
        person = StaffFactory(team=team, profession=profession)
        for code in chance.sample(codes, chance.randrange(3)):
            ends = chance.choice([None, day + timedelta(days=1)])
            StaffCompetenceFactory(staff=person, competence__code=code, valid_to=ends)
        if chance.random() < 0.5:
            DelegationFactory(staff=person, patient=chance.choice(patients))
        at_work(
            person, day, chance.sample(range(4), 2), function=chance.choice(["liste", "rapport"])
        )
    plans = [
        VisitPlanFactory(
            team=team,
            patient=chance.choice(patients),
            needs=chance.sample(codes, number % 3),
            level=chance.randrange(3),
            second_level=chance.randrange(3),
            carers=chance.choice([1, 2]),
        )
        for number in range(12)
    ]
    tasks = {task.plan.pk: task for task in cover_of(team, plans, day).tasks}
    assert len(tasks) > 6
    for number in range(4):
        date = day + timedelta(days=number)
        asked = problem.build(
            read_work(team_shifts.get(team=team, day=date, kind="dag")), clock.now()
        ).problem
        for visit in asked.visits:
            task = tasks.get(int(visit.key[1:]))
            if task is None:
                assert all(can_do(n, visit.patient, c) for n in visit.needs for c in asked.carers)
                continue
            shift = next(shift for shift in task.shifts if shift.date == date)
            able = [c.key for c in asked.carers if can_do(visit.needs[0], visit.patient, c)]
            pairs = [
                (one, carer.key)
                for one in able
                for carer in asked.carers
                if carer.key != one and can_do(visit.needs[-1], visit.patient, carer)
            ]
            assert shift.able == len(able)
            assert shift.covered == bool(able if visit.carers == 1 else pairs)


def test_thirty_patients_cost_what_three_cost(team, day):
    person = StaffFactory(team=team)
    StaffCompetenceFactory(staff=person)
    at_work(person, day)

    def queries(how_many):
        patients = [insulin(team).patient_id for _ in range(how_many)]
        plans = plans_in_force(patients, day)
        asked = [(team, plans[patient]) for patient in patients]
        with CaptureQueriesContext(connection) as caught:
            covers_of(asked, day)
        return len(caught)

    assert queries(3) == queries(30) == 5
