from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from patients.views import patient as patient_views

app_name = "patients"
urlpatterns = [path("pasienter/<patient:number>/", patient_views.patient, name="patient")]
