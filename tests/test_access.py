"""Every URL × every character. The resolver is walked: a URL without a row here fails.

anonymous · kari (carer on the team's list) · vera (VK) · anne (ansvarsvakt of the HT) · ola (leads the
team) · siri (carer in another unit) · nils (employed, no role today) · drift (systemansvarlig)
"""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from heltom.lib import clock
from patients.models import Diagnosis, Measure, MoveRequest, Observation, Pause
from tests.access_beside import WALKED_BESIDE
from tests.access_table import (
    BODIES,
    EDITS_CRITERIA,
    READS,
    WHO,
    WITH_BODIES,
    WRITES,
)
from tests.belonging_factories import (
    AssessmentFactory,
    CriteriaTableFactory,
    DiagnosisFactory,
    MeasureFactory,
    MoveRequestFactory,
    StayMeasureFactory,
)
from tests.shift_factories import AdviceFactory, NoteFactory, PhoneMessageFactory
from tests.support.access import sign_in_all, statuses, with_operator
from tests.support.clocks import clock_at
from tests.support.history import done_visits
from tests.ward import make_ward
from worklists.actions import estimates
from worklists.models import ListChange, Visit

pytestmark = pytest.mark.django_db


def names(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{entry.app_name}:" if entry.app_name else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_every_url_stands_in_one_of_the_tables():
    assert set(names()) == {*READS, *WRITES, *EDITS_CRITERIA, *WALKED_BESIDE, *WITH_BODIES}


@pytest.fixture(scope="module")
def built(rows_of_module):
    """Today, with lists, one visit on them, and one that has vanished."""
    with clock_at(time(12)):
        return sign_in_all(ward_with_something_of_everything())


@pytest.fixture
def ward(noon, built):
    return deepcopy(built)


def ward_with_something_of_everything():
    ward = with_operator(make_ward())
    CriteriaTableFactory(number=1)
    kept, gone = ward.plans(2)
    done_visits(kept, [30] * 10)
    estimates.propose(team=ward.team)
    MoveRequestFactory(
        patient=kept.patient,
        from_team=ward.team,
        to_team=ward.ht,
        proposed_by=ward.user("vera"),
    )
    ward.build()
    gone.valid_to = clock.today() - timedelta(days=1)
    gone.save()
    ward.build()
    return ward


def address(name, ward):
    visit = Visit.objects.with_state().filter(state="venter").get()
    change = ListChange.objects.get(kind="borte")
    kwargs = {
        "worklists:my_list_of": [ward.people["kari"].shifts.get().pk],
        "worklists:overview": [ward.day],
        "worklists:change_acknowledge": [change.pk],
        "worklists:estimates": [ward.team.code],
        "worklists:training": [ward.team.code],
        "worklists:estimates_answer": [ward.team.code],
        "worklists:api_minutes_proposals": [ward.team.code],
        "worklists:criteria_trial": [1],
        "patients:criteria_table": [1],
        "patients:criteria_changes": [1],
        "worklists:api_proposal": [visit.patient.number],
        "worklists:proposal": [visit.patient.number],
        "worklists:stay_new": [visit.patient.number],
        "worklists:stay_begin": [visit.patient.number],
        "worklists:return_check": [stay_ahead(ward).pk],
        "worklists:attention_of_team": [ward.team.code],
        "patients:patient": [visit.patient.number],
        "patients:katz": [visit.patient.number],
        "patients:frailty": [visit.patient.number],
        "patients:access_log": [visit.patient.number],
        "patients:goals": [visit.patient.number],
        "patients:goal_new": [visit.patient.number],
        "patients:goal_set": [visit.patient.number],
        "patients:goals_missing": [ward.team.code],
        "patients:api_goal_figures": [ward.team.code],
        "worklists:fit": [ward.team.code],
        "worklists:patient_visits": [visit.patient.number],
        "worklists:move_new": [visit.patient.number],
        "worklists:move_propose": [visit.patient.number],
        "worklists:moves": [],
    }
    if name in ("boards:overview", "boards:export", "boards:figures", "boards:area"):
        return reverse(name, args=[ward.team.code])
    if name.startswith("worklists:weights"):
        return reverse(name, args=[ward.team.unit.code])
    if name.startswith("worklists:day") or name in ("worklists:api_warnings", "worklists:forecast"):
        return reverse(name, args=[ward.team.code, ward.day, "dag"])
    if name.startswith("worklists:move") and name not in kwargs:
        return reverse(name, args=[MoveRequest.objects.get().pk])
    if name.startswith("worklists:stay") and name not in kwargs:
        return reverse(name, args=[stay_ahead(ward).pk])
    if name.startswith(("patients:health", "worklists:assessment")):
        return reverse(name, args=[visit.patient.number, *fact_for(name, visit.patient)])
    if args_of := (GOALS | FROM_PHONES | ASKED_AND_MEASURED).get(name):
        return reverse(name, args=args_of(visit, ward))
    if name.startswith("worklists:visit"):
        return reverse(name, args=[visit.pk])
    return reverse(name, args=kwargs.get(name, []))


def fact_for(name, patient):
    """What kind and which, where the address is of one fact."""
    if name not in ("patients:health_end", "patients:health_mistaken"):
        return []
    known = Diagnosis.objects.filter(patient=patient).first()
    return ["diagnose", (known or DiagnosisFactory(patient=patient)).pk]


def measure_for(patient):
    """The one measure of the patient's one goal."""
    known = Measure.objects.filter(goal__patient=patient).first()
    return known or MeasureFactory(goal__patient=patient)


def of_goal(visit, ward):
    return [visit.patient.number, measure_for(visit.patient).goal_id]


def of_measure(visit, ward):
    return [visit.patient.number, measure_for(visit.patient).pk]


def of_stay_measure(visit, ward):
    decided = AssessmentFactory(patient=visit.patient, decided=True)
    return [visit.patient.number, StayMeasureFactory(assessment=decided).pk]


#: Goals, and the measures of a goal and of a stay.
GOALS = {
    "patients:goal_evaluate": of_goal,
    "patients:goal_end": of_goal,
    "patients:measure_new": of_goal,
    "patients:measure_end": of_measure,
    "worklists:measure_done": of_stay_measure,
}

#: What comes from phones, and rapporter: what their addresses are of.
FROM_PHONES = {
    "worklists:conflicts": lambda visit, ward: [ward.team.code, ward.day, "dag"],
    "worklists:conflict_settle": lambda visit, ward: [told_by_phone(visit, ward).pk],
    "worklists:conflict_give": lambda visit, ward: [told_by_phone(visit, ward).pk],
    "worklists:team_notes": lambda visit, ward: [ward.team.code],
    "worklists:note_strike": lambda visit, ward: [NoteFactory(patient=visit.patient).pk],
}


def told_by_phone(visit, ward):
    """What Kari did not get done waits for a person."""
    return PhoneMessageFactory(visit=visit, user=ward.user("kari"), what="ikke-gjort")


def of_patient(visit, ward):
    return [visit.patient.number]


def of_measurement(visit, ward):
    return [visit.patient.number, measured(visit.patient).pk]


def of_question(visit, ward):
    return [question_about(visit, ward).pk]


#: NEWS2, and the questions to a nurse.
ASKED_AND_MEASURED = {
    "worklists:news2": of_patient,
    "worklists:news2_measure": of_patient,
    "worklists:news2_measured": of_measurement,
    "worklists:news2_strike": of_measurement,
    "worklists:patient_advice": of_patient,
    "patients:oxygen_scale": of_patient,
    "patients:oxygen_scale_set": of_patient,
    "patients:oxygen_scale_end": of_patient,
    "patients:news2_responses": lambda visit, ward: [ward.team.unit.code],
    "patients:news2_response_set": lambda visit, ward: [ward.team.unit.code, "7"],
    "worklists:advice_new": lambda visit, ward: [ward.team.code, ward.day, "dag"],
    "worklists:advice_ask": lambda visit, ward: [ward.team.code, ward.day, "dag"],
    "worklists:advice": of_question,
    "worklists:advice_see": of_question,
    "worklists:advice_answer": of_question,
    "worklists:advice_come": of_question,
    "worklists:advice_withdraw": of_question,
    "worklists:advice_read": of_question,
}


def measured(patient):
    return Observation.objects.create(patient=patient, kind="news2", taken_at=clock.now())


def question_about(visit, ward):
    """Vera has asked the ansvarsvakt."""
    return AdviceFactory(
        team=ward.team, patient=visit.patient, asked_by=ward.user("vera"), kind="rad"
    )


def stay_ahead(ward):
    """The patient without a plan is to be away from the day after tomorrow."""
    patient = ListChange.objects.get(kind="borte").visit.patient
    starts_at = clock.at(ward.day + timedelta(days=2), time(12))
    return Pause.objects.get_or_create(
        patient=patient, starts_at=starts_at, defaults={"reason": "korttid"}
    )[0]


@pytest.mark.parametrize("name", READS)
def test_who_may_read(client, ward, name):
    url = address(name, ward)
    found = statuses(client, ward, lambda: client.get(url))
    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, READS[name], strict=True))


@pytest.mark.parametrize("name", WRITES)
def test_who_may_write(client, ward, name):
    url = address(name, ward)
    body = {"why": "en grunn", "reason": "en grunn"} | BODIES.get(name, dict)()
    found = statuses(client, ward, lambda: client.post(url, body))
    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, WRITES[name], strict=True))


def takes_a_form(url):
    """One address that shows a form and takes it: who may send it is tested where the form is."""
    return getattr(resolve(url).func, "heltom_access", "") == "reads, writes"


def test_pages_refuse_to_be_posted_to_and_buttons_to_be_followed_as_links(client, ward):
    client.force_login(ward.user("vera"))
    for name in READS:
        url = address(name, ward)
        if name.startswith(("api-schema", "worklists:api")) or takes_a_form(url):
            continue
        assert client.post(url).status_code == 405, name
    for name in WRITES:
        assert client.get(address(name, ward)).status_code == 405, name
