from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from patients import api
from patients.views import care as care_views
from patients.views import criteria as criteria_views
from patients.views import function_tests as function_views
from patients.views import health as health_views
from patients.views import news2 as news2_views
from patients.views import patient as patient_views

app_name = "patients"
urlpatterns = [
    path("pasienter/<patient:number>/", patient_views.patient, name="patient"),
    path("pasienter/<patient:number>/innsyn/", patient_views.access_log, name="access_log"),
    path("pasienter/<patient:number>/helse/", health_views.health, name="health"),
    path("pasienter/<patient:number>/helse/tilstand/", health_views.state, name="health_state"),
    path(
        "pasienter/<patient:number>/helse/diagnose/",
        health_views.diagnosis,
        name="health_diagnosis",
    ),
    path(
        "pasienter/<patient:number>/helse/utstyr/",
        health_views.equipment,
        name="health_equipment",
    ),
    path("pasienter/<patient:number>/helse/onsker/", health_views.wishes, name="health_wishes"),
    path(
        "pasienter/<patient:number>/helse/<slug:kind>/<int:pk>/slutt/",
        health_views.end,
        name="health_end",
    ),
    path(
        "pasienter/<patient:number>/helse/<slug:kind>/<int:pk>/feil/",
        health_views.mistaken,
        name="health_mistaken",
    ),
    path("pasienter/<patient:number>/skala/", news2_views.scale, name="oxygen_scale"),
    path("pasienter/<patient:number>/skala/lagre/", news2_views.scale_set, name="oxygen_scale_set"),
    path("pasienter/<patient:number>/skala/slutt/", news2_views.scale_end, name="oxygen_scale_end"),
    path("pasienter/<patient:number>/katz/", function_views.katz, name="katz"),
    path("pasienter/<patient:number>/katz/lagre/", function_views.katz_save, name="katz_save"),
    path("pasienter/<patient:number>/skropelighet/", function_views.frailty, name="frailty"),
    path(
        "pasienter/<patient:number>/skropelighet/lagre/",
        function_views.frailty_save,
        name="frailty_save",
    ),
    path(
        "pasienter/<patient:number>/test/<int:pk>/feil/",
        function_views.strike,
        name="function_strike",
    ),
    path("enheter/<slug:code>/news2/", news2_views.responses, name="news2_responses"),
    path(
        "enheter/<slug:code>/news2/<slug:band>/lagre/",
        news2_views.response_set,
        name="news2_response_set",
    ),
    path("pasienter/<patient:number>/mal/", care_views.goals, name="goals"),
    path("pasienter/<patient:number>/mal/nytt/", care_views.goal_new, name="goal_new"),
    path("pasienter/<patient:number>/mal/nytt/lagre/", care_views.goal_set, name="goal_set"),
    path(
        "pasienter/<patient:number>/mal/<int:pk>/evaluer/",
        care_views.goal_evaluate,
        name="goal_evaluate",
    ),
    path("pasienter/<patient:number>/mal/<int:pk>/slutt/", care_views.goal_end, name="goal_end"),
    path(
        "pasienter/<patient:number>/mal/<int:pk>/tiltak/",
        care_views.measure_new,
        name="measure_new",
    ),
    path(
        "pasienter/<patient:number>/tiltak/<int:pk>/slutt/",
        care_views.measure_end,
        name="measure_end",
    ),
    path("api/goal-figures/<slug:code>/", api.GoalFiguresView.as_view(), name="api_goal_figures"),
    path("mal/", care_views.goal_figures, name="goal_figures"),
    path("mal/<slug:code>/uten/", care_views.goals_missing, name="goals_missing"),
    path("kriterier/", criteria_views.home, name="criteria_home"),
    path("kriterier/nytt-utkast/", criteria_views.new, name="criteria_new"),
    path("kriterier/<int:number>/", criteria_views.table, name="criteria_table"),
    path("kriterier/<int:number>/endret/", criteria_views.changes, name="criteria_changes"),
    path("kriterier/<int:number>/ta-over/", criteria_views.take_over, name="criteria_take_over"),
    path("kriterier/<int:number>/slett/", criteria_views.delete, name="criteria_delete"),
    path("kriterier/<int:number>/navn/", criteria_views.name, name="criteria_name"),
    path("kriterier/<int:number>/navn/lagre/", criteria_views.rename, name="criteria_rename"),
    path("kriterier/<int:number>/bestem/", criteria_views.deciding, name="criteria_deciding"),
    path("kriterier/<int:number>/bestem/lagre/", criteria_views.decide, name="criteria_decide"),
    path("kriterier/<int:number>/trekk/", criteria_views.withdraw, name="criteria_withdraw"),
    path("kriterier/<int:number>/kriterium/", criteria_views.criterion_new, name="criterion_new"),
    path(
        "kriterier/<int:number>/kriterium/lagre/",
        criteria_views.criterion_add,
        name="criterion_add",
    ),
    path("kriterier/<int:number>/kriterium/<int:pk>/", criteria_views.criterion, name="criterion"),
    path(
        "kriterier/<int:number>/kriterium/<int:pk>/lagre/",
        criteria_views.criterion_save,
        name="criterion_save",
    ),
    path(
        "kriterier/<int:number>/kriterium/<int:pk>/slett/",
        criteria_views.criterion_delete,
        name="criterion_delete",
    ),
    path(
        "kriterier/<int:number>/kriterium/<int:pk>/flytt/",
        criteria_views.criterion_move,
        name="criterion_move",
    ),
    path("kriterier/<int:number>/oppgave/", criteria_views.task_rule_new, name="task_rule_new"),
    path(
        "kriterier/<int:number>/oppgave/lagre/",
        criteria_views.task_rule_save,
        name="task_rule_save",
    ),
    path("kriterier/<int:number>/oppgave/<slug:code>/", criteria_views.task_rule, name="task_rule"),
    path(
        "kriterier/<int:number>/oppgave/<slug:code>/slett/",
        criteria_views.task_rule_delete,
        name="task_rule_delete",
    ),
]
