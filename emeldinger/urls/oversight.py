"""What leaders see of it."""

from django.urls import URLPattern, path

from emeldinger.views import oversight as views

patterns: list[URLPattern] = [
    path("emeldinger/tall/", views.home, name="figures_home"),
    path("emeldinger/tall/enhet/<slug:code>/", views.unit, name="figures_unit"),
    path("emeldinger/tall/<slug:code>/", views.ht, name="figures"),
]
