from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from heltom import views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("", include("teams.urls")),
    path("", include("patients.urls")),
    path("", include("worklists.urls")),
    path("", include("emeldinger.urls")),
    path("", include("boards.urls")),
    path("", include("imports.urls")),
]
