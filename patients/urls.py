from django.urls import path

from patients import views

app_name = "patients"
urlpatterns = [path("pasienter/<str:number>/", views.patient, name="patient")]
