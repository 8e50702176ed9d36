"""Every URL × every character. The resolver is walked: a URL without a row here fails.

anonymous · kari (carer on the team's list) · vera (VK) · anne (ansvarsvakt of the HT) · ola (leads the
team) · siri (carer in another unit) · nils (employed, no role today) · drift (systemansvarlig)
"""

from datetime import time, timedelta

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from heltom.lib import clock
from patients.models import Diagnosis, Measure, MoveRequest, Observation, Pause
from tests.belonging_factories import (
    AssessmentFactory,
    CriteriaTableFactory,
    DiagnosisFactory,
    MeasureFactory,
    MoveRequestFactory,
    StayMeasureFactory,
)
from tests.factories import PositionFactory, StaffFactory, UserFactory
from tests.shift_factories import AdviceFactory, NoteFactory, PhoneMessageFactory
from tests.support.history import done_visits
from tests.ward import make_ward
from worklists.actions import estimates
from worklists.models import ListChange, MinutesProposal, Visit

pytestmark = pytest.mark.django_db

WHO = ["anonymous", "kari", "vera", "anne", "ola", "siri", "nils", "drift"]

#: URL name → the status for each of WHO. 302 for anonymous is the way to the login.
READS = {
    "health": [200] * 8,
    "api-schema": [401] + [200] * 7,
    "worklists:home": [302, 302, 302, 302, 302, 302, 200, 302],
    "worklists:my_list": [302] + [200] * 7,
    "worklists:my_list_of": [302] + [200] * 7,
    "worklists:service_worker": [200] * 8,
    "worklists:visit_note": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:conflicts": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:team_notes": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:overview_today": [302] + [302] * 7,
    "worklists:overview": [302, 403, 200, 200, 200, 403, 403, 200],
    "worklists:overview_now": [302, 403, 302, 302, 302, 403, 403, 302],
    "worklists:day": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:day_warnings": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:api_warnings": [401, 200, 200, 200, 200, 404, 404, 403],
    "worklists:day_now": [302, 302, 302, 302, 302, 404, 404, 403],
    "worklists:day_print": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:day_build": [302, 302, 302, 302, 302, 404, 404, 403],
    "worklists:visit": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:news2": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:news2_measured": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:oxygen_scale": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:news2_responses": [302, 200, 200, 200, 200, 404, 404, 200],
    "worklists:patient_advice": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:advice_new": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:advice": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:advice_queue": [302, 403, 200, 200, 200, 403, 403, 403],
    "worklists:my_advice": [302] + [200] * 7,
    "worklists:advice_figures": [302, 403, 200, 200, 200, 403, 403, 403],
    "worklists:visit_move": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:training": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:forecast": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:visit_late": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:visit_choices": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:visit_release": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:patient_visits": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:weights": [302, 200, 200, 200, 200, 404, 404, 200],
    "worklists:visit_why": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:api_day_balance": [401] + [200] * 7,
    "worklists:estimates_home": [302, 403, 302, 302, 302, 403, 403, 403],
    "worklists:estimates": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:api_minutes_proposals": [401, 403, 200, 200, 200, 404, 404, 403],
    # What is in the criteria is no secret to a colleague anywhere in the municipality.
    "patients:criteria_home": [302, 200, 200, 200, 200, 200, 403, 403],
    "patients:criteria_table": [302, 200, 200, 200, 200, 200, 403, 403],
    "patients:criteria_changes": [302, 200, 200, 200, 200, 200, 403, 403],
    # For those who edit the criteria; what they see is tested in tests/worklists/test_criteria_trial.py.
    "worklists:criteria_trial": [302] + [403] * 7,
    "worklists:api_proposal": [401, 200, 200, 200, 200, 404, 404, 403],
    "worklists:proposal": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:returns": [302, 403, 200, 200, 200, 403, 403, 403],
    "worklists:stay_new": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:stay": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:moves": [302, 200, 200, 200, 200, 200, 403, 403],
    "worklists:move": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:move_new": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:assessment": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:belonging": [302, 403, 200, 200, 200, 403, 403, 403],
    # Slots: without htmx they lead to the page.
    "worklists:attention": [302] * 8,
    "worklists:attention_of_team": [302, 302, 302, 302, 302, 404, 404, 403],
    "patients:patient": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:health": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:access_log": [302, 403, 403, 403, 200, 404, 404, 403],
    "worklists:fit_home": [302, 403, 403, 302, 302, 403, 403, 403],
    "worklists:fit": [302, 403, 403, 200, 200, 404, 404, 403],
    "patients:api_goal_figures": [401, 403, 200, 200, 200, 404, 404, 200],
    "patients:goals": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:goal_new": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:goal_figures": [302, 403, 200, 200, 200, 403, 403, 200],
    "patients:goals_missing": [302, 403, 200, 200, 200, 404, 404, 403],
    "teams:sign_in": [200] * 8,
    "teams:sign_in_as": [404] * 8,
    # Each her own login and her own half-written forms.
    "teams:session": [302] + [204] * 7,
    "teams:draft": [302] + [204] * 7,
}
WRITES = {
    "worklists:day_rebuild": [302, 403, 303, 303, 303, 404, 404, 303],
    "worklists:change_acknowledge": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:estimates_answer": [302, 403, 403, 403, 303, 404, 404, 403],
    "worklists:visit_start": [302, 303, 303, 303, 303, 404, 404, 403],
    "worklists:visit_finish": [302, 303, 303, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:news2_measure": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:news2_strike": [302, 303, 303, 303, 303, 404, 404, 403],
    "patients:oxygen_scale_set": [302, 403, 403, 303, 403, 404, 404, 403],
    "patients:oxygen_scale_end": [302, 403, 403, 303, 403, 404, 404, 403],
    # For two roles that nobody here wears; tested in tests/worklists/test_measuring.py.
    "patients:news2_response_set": [302, 403, 403, 403, 403, 404, 404, 403],
    # Vera asked the HT: Anne answers there, Vera and her leader read it or take it back.
    "worklists:advice_ask": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:advice_see": [302, 403, 403, 303, 403, 404, 404, 403],
    "worklists:advice_answer": [302, 403, 403, 303, 403, 404, 404, 403],
    "worklists:advice_come": [302, 403, 403, 200, 403, 404, 404, 403],
    "worklists:advice_withdraw": [302, 403, 303, 403, 303, 404, 404, 403],
    "worklists:advice_read": [302, 403, 303, 403, 303, 404, 404, 403],
    "worklists:visit_not_done": [302, 303, 303, 303, 303, 404, 404, 403],
    "worklists:visit_help": [302, 303, 303, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:visit_note_write": [302, 200, 200, 200, 200, 404, 404, 403],
    "worklists:conflict_settle": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:conflict_give": [302, 403, 303, 303, 303, 404, 404, 403],
    # Somebody else's rapport: whoever wrote it may strike it out too.
    "worklists:note_strike": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:visit_cancel": [302, 303, 303, 303, 303, 404, 404, 403],
    "worklists:visit_reopen": [302, 303, 303, 303, 303, 404, 404, 403],
    "worklists:visit_lock": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:visit_unlock": [302, 403, 303, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:weights_decide": [302, 403, 403, 403, 200, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:stay_begin": [302, 403, 200, 200, 200, 404, 404, 403],
    "worklists:stay_end": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:stay_away": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:stay_expected": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:stay_undo": [302, 403, 303, 303, 303, 404, 404, 403],
    "worklists:return_check": [302, 303, 303, 303, 303, 404, 404, 403],
    "worklists:assessment_save": [302, 403, 403, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:assessment_decide": [302, 403, 403, 200, 200, 404, 404, 403],
    "worklists:assessment_confirm": [302, 403, 403, 200, 200, 404, 404, 403],
    "worklists:assessment_discard": [302, 403, 403, 303, 303, 404, 404, 403],
    "worklists:measure_done": [302, 403, 403, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "patients:health_state": [302, 403, 200, 200, 200, 404, 404, 403],
    "patients:health_diagnosis": [302, 403, 200, 200, 200, 404, 404, 403],
    "patients:health_equipment": [302, 403, 200, 200, 200, 404, 404, 403],
    "patients:health_wishes": [302, 303, 303, 303, 303, 404, 404, 403],
    "patients:health_end": [302, 403, 303, 303, 303, 404, 404, 403],
    "patients:health_mistaken": [302, 403, 303, 303, 303, 404, 404, 403],
    # 200: what is missing is told on the form.
    "patients:goal_set": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:goal_evaluate": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:measure_new": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:measure_end": [302, 303, 303, 303, 303, 404, 404, 403],
    "patients:goal_end": [302, 303, 303, 303, 303, 404, 404, 403],
    # Vera of Team Nord asked the HT: Anne answers there, Vera and her leader may take it back.
    "worklists:move_accept": [302, 403, 403, 303, 403, 404, 404, 403],
    "worklists:move_decline": [302, 403, 403, 303, 403, 404, 404, 403],
    "worklists:move_withdraw": [302, 403, 303, 403, 303, 404, 404, 403],
    # 200: what is missing is told on the page.
    "worklists:move_propose": [302, 403, 200, 200, 200, 404, 404, 403],
    "teams:sign_out": [302] * 8,
    "teams:session_go_on": [302] + [204] * 7,
    "teams:draft_keep": [302] + [204] * 7,
    "teams:draft_drop": [302] + [204] * 7,
}
#: Open to two roles that nobody here wears; walked in tests/patients/test_criteria_pages.py.
EDITS_CRITERIA = {
    "patients:criteria_decide",
    "patients:criteria_deciding",
    "patients:criteria_delete",
    "patients:criteria_name",
    "patients:criteria_new",
    "patients:criteria_rename",
    "patients:criteria_take_over",
    "patients:criteria_withdraw",
    "patients:criterion",
    "patients:criterion_add",
    "patients:criterion_delete",
    "patients:criterion_move",
    "patients:criterion_new",
    "patients:criterion_save",
    "patients:task_rule",
    "patients:task_rule_delete",
    "patients:task_rule_new",
    "patients:task_rule_save",
}
#: Walked with all of WHO beside their pages: test_repairs_page.py, test_phone_access.py,
#: test_alarms_access.py, test_loans_access.py in tests/worklists.
WALKED_BESIDE = {
    "worklists:absence_end",
    "worklists:absence_new",
    "worklists:alarm",
    "worklists:alarm_attach",
    "worklists:alarm_call_off",
    "worklists:alarm_done",
    "worklists:alarm_new",
    "worklists:alarm_on_site",
    "worklists:alarm_on_way",
    "worklists:alarm_recall",
    "worklists:alarm_send",
    "worklists:call",
    "worklists:call_done",
    "worklists:call_hours",
    "worklists:call_hours_add",
    "worklists:call_hours_remove",
    "worklists:call_not_needed",
    "worklists:call_promise_kept",
    "worklists:call_put_off",
    "worklists:call_register",
    "worklists:call_tried",
    "worklists:calls",
    "worklists:calls_found",
    "worklists:calls_list",
    "worklists:extra",
    "worklists:extra_answer",
    "worklists:extra_ask",
    "worklists:hand_over",
    "worklists:hand_over_read",
    "worklists:hand_over_sign",
    "worklists:loan",
    "worklists:loan_accept",
    "worklists:loan_ask",
    "worklists:loan_decline",
    "worklists:loan_end",
    "worklists:loan_withdraw",
    "worklists:loans",
    "worklists:patient_calls",
    "worklists:priorities",
    "worklists:priorities_copy",
    "worklists:priority_change",
    "worklists:priority_move",
    "worklists:priority_remove",
    "worklists:reminder_add",
    "worklists:reminder_done",
    "worklists:reminder_put_off",
    "worklists:reminder_settle",
    "worklists:reminder_undo",
    "worklists:reminders",
    "worklists:repair",
    "worklists:repair_again",
    "worklists:repair_apply",
    "worklists:repair_choose",
    "worklists:repair_drop",
    "worklists:repair_vk",
    "worklists:staff_move",
    "worklists:staff_order",
    "worklists:staff_order_give",
    "worklists:visit_new",
}
#: Tested where their bodies are: tests/imports and tests/worklists.
WITH_BODIES = {
    "imports:import",
    "worklists:api_rebuild",
    "worklists:api_alarms",
    "worklists:pocket_send",
}


#: What a button sends besides its reason.
BODIES = {
    "patients:oxygen_scale_set": lambda: {"clinician": "Lege Liv Lunge"},
    "worklists:advice_answer": lambda: {"text": "Mål igjen om en time."},
    "worklists:visit_not_done": lambda: {"reason": "ikke-hjemme"},
    "worklists:conflict_settle": lambda: {"how": "Ringt henne."},
    "worklists:estimates_answer": lambda: {
        "forslag": MinutesProposal.objects.get().pk,
        "svar": "avslatt",
    },
    "worklists:stay_end": lambda: {"on": clock.today() + timedelta(days=3), "at": "12:00"},
    "patients:health_end": lambda: {"on": clock.today()},
    "worklists:return_check": lambda: {"item": "medisiner"},
    "teams:draft_keep": lambda: {"key": "/et/skjema/", "draft": '{"names": [], "fields": []}'},
}


def names(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{entry.app_name}:" if entry.app_name else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_every_url_stands_in_one_of_the_tables():
    assert set(names()) == {*READS, *WRITES, *EDITS_CRITERIA, *WALKED_BESIDE, *WITH_BODIES}


@pytest.fixture
def ward():
    """Today, with lists, one visit on them, and one that has vanished."""
    ward = make_ward()
    CriteriaTableFactory(number=1)
    ward.people["drift"] = StaffFactory(user=UserFactory(username="drift"), team=ward.team)
    PositionFactory(
        staff=ward.people["drift"], kind="systemansvarlig", team=None, unit=ward.team.unit
    )
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


def statuses(client, ward, ask):
    """The answer to each character in turn; what one of them wrote is taken back before the next."""
    found = []
    for who in WHO:
        savepoint = transaction.savepoint_create()
        client.logout()
        if who != "anonymous":
            client.force_login(ward.user(who))
        found.append(ask().status_code)
        transaction.savepoint_rollback(savepoint)
    return dict(zip(WHO, found, strict=True))


@pytest.mark.parametrize("name", READS)
def test_who_may_read(client, ward, name):
    url = address(name, ward)
    expected = dict(zip(WHO, READS[name], strict=True))
    assert statuses(client, ward, lambda: client.get(url)) == expected


@pytest.mark.parametrize("name", WRITES)
def test_who_may_write(client, ward, name):
    url = address(name, ward)
    body = {"why": "en grunn", "reason": "en grunn"} | BODIES.get(name, dict)()
    expected = dict(zip(WHO, WRITES[name], strict=True))
    assert statuses(client, ward, lambda: client.post(url, body)) == expected


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
