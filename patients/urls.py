from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from patients.views import care as care_views
from patients.views import health as health_views
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
    path("mal/", care_views.goal_figures, name="goal_figures"),
    path("mal/<slug:code>/uten/", care_views.goals_missing, name="goals_missing"),
]
