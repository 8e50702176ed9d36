from django.urls import path

from imports.api import ImportsView

app_name = "imports"
urlpatterns = [
    path("api/imports/", ImportsView.as_view(), name="import"),
]
