"""Every URL × every character: what each is answered. Read by test_access.py."""

from datetime import timedelta

from heltom.lib import clock
from worklists.models import MinutesProposal

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
    "boards:overview": [302, 200, 200, 200, 200, 404, 404, 403],
    "boards:export": [302, 200, 200, 200, 200, 404, 404, 403],
    "boards:primary": [302] + [200] * 7,
    "boards:area": [302, 200, 200, 200, 200, 404, 404, 403],
    "boards:figures": [302, 403, 403, 403, 200, 404, 404, 403],
    "patients:katz": [302, 200, 200, 200, 200, 404, 404, 403],
    "patients:frailty": [302, 200, 200, 200, 200, 404, 404, 403],
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
#: Tested where their bodies are: tests/imports, tests/worklists and tests/emeldinger/test_api.py.
WITH_BODIES = {
    "emeldinger:api_original",
    "emeldinger:api_receive",
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
