from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from patients import views

app_name = "patients"
urlpatterns = [path("pasienter/<patient:number>/", views.patient, name="patient")]
