"""What is known of a patient on a day: all of it, only hers, and only what was known by then."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heltom.lib import clock
from patients.criteria.facts import Facts, Reading
from patients.models import Observation
from tests.belonging_factories import DiagnosisFactory, EquipmentFactory, HealthStateFactory
from tests.factories import PatientFactory, PauseFactory, VisitPlanFactory
from worklists.queries.facts import facts_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 18)


@pytest.fixture
def patient():
    return PatientFactory()


def facts(patient, day=DAY):
    return facts_of([patient], day)[patient.pk]


def observe(patient, kind, value, day, clock_time=time(12)):
    Observation.objects.create(
        patient=patient, kind=kind, value=value, taken_at=clock.at(day, clock_time)
    )


def test_of_whom_nothing_is_known_nothing_is_guessed(patient):
    assert facts(patient) == Facts(day=DAY)


def test_what_holds_on_the_day_and_what_it_is_called(patient):
    DiagnosisFactory(patient=patient)
    DiagnosisFactory(patient=patient, code="R95", valid_to=DAY - timedelta(days=1))
    EquipmentFactory(patient=patient)
    EquipmentFactory(patient=patient, code="heis", valid_from=DAY + timedelta(days=1))
    HealthStateFactory(patient=patient, state="ustabil", valid_to=DAY)
    DiagnosisFactory(code="P76")
    found = facts(patient)
    assert found.diagnoses == {"icpc2:T90"}
    assert found.equipment == {"oksygen"}
    assert found.states == {"ustabil"}
    assert found.names == {"icpc2:T90": "Diabetes type 2", "utstyr:oksygen": "Oksygen hjemme"}


def test_the_tasks_are_the_visit_plans_in_force(patient):
    VisitPlanFactory(
        patient=patient, reference="TP-1", title="Insulin", code="HSY", minutes=10, level=1,
        needs=["insulin"], weekdays=[1, 4], every_weeks=2, carers=2,
    )  # fmt: skip
    VisitPlanFactory(patient=patient, valid_to=DAY - timedelta(days=1))
    found = facts(patient)
    [task] = found.tasks
    assert (task.key, task.title, task.code, task.level) == ("TP-1", "Insulin", "HSY", 1)
    assert (task.competences, task.visits_a_week, task.minutes_a_week) == ({"insulin"}, 1.0, 20.0)
    assert found.names == {"oppgave:insulin": "Insulin"}


def test_news2_of_the_last_half_year_oldest_first_incomplete_ones_without_a_total(patient):
    observe(patient, "news2", 9, DAY - timedelta(days=200))
    observe(patient, "news2", None, DAY)
    observe(patient, "news2", 3, DAY - timedelta(days=2))
    observe(patient, "news2", 7, DAY + timedelta(days=1), time(0, 1))
    observe(patient, "vekt", 70, DAY)
    assert facts(patient).news2 == (Reading(DAY - timedelta(days=2), 3.0), Reading(DAY, None))


def test_the_day_of_a_reading_is_the_day_in_oslo(patient):
    observe(patient, "news2", 2, DAY, time(0, 10))
    assert facts(patient).news2 == (Reading(DAY, 2.0),)
    assert facts(patient, DAY - timedelta(days=1)).news2 == ()


def test_frailty_and_katz_are_the_last_complete_ones_however_old(patient):
    observe(patient, "skropelighet", 4, DAY - timedelta(days=900))
    observe(patient, "skropelighet", 6, DAY - timedelta(days=400))
    observe(patient, "skropelighet", None, DAY)
    observe(patient, "katz", 2, DAY)
    found = facts(patient)
    assert found.frailty == Reading(DAY - timedelta(days=400), 6.0)
    assert found.katz == Reading(DAY, 2.0)


def test_home_from_hospital_is_the_last_stay_that_has_ended(patient):
    def stay(begins, ends=None, **pause):
        PauseFactory(
            patient=patient, starts_at=clock.midnight(DAY - timedelta(days=begins)),
            ends_at=ends and clock.at(DAY - timedelta(days=ends), time(14)), **pause,
        )  # fmt: skip

    stay(60, 50)
    stay(40, 30)
    stay(20, 10, reason="korttid")
    stay(5)
    assert facts(patient).discharged_on == DAY - timedelta(days=30)


def test_thirty_patients_cost_what_three_cost():
    def queries(how_many):
        patients = PatientFactory.create_batch(how_many)
        for each in patients:
            VisitPlanFactory(patient=each, needs=["insulin"])
            DiagnosisFactory(patient=each)
            observe(each, "news2", 1, DAY)
        with CaptureQueriesContext(connection) as caught:
            facts_of(patients, DAY)
        return len(caught)

    assert queries(3) == queries(30) == 9
