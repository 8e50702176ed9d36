from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from heltom import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", views.health, name="health"),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
# Until all of these are there.
urlpatterns += [
    path("", include(f"{app}.urls"))
    for app in ("teams", "patients", "worklists", "imports")
    if find_spec(f"{app}.urls")
]
