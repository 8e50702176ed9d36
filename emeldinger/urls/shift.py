"""The ansvarsvakt's desk."""

from django.urls import URLPattern, path

from emeldinger.views import shift as views

patterns: list[URLPattern] = [
    path("ansvarsvakt/", views.home, name="shift_home"),
    path("ansvarsvakt/<slug:code>/", views.shift, name="shift"),
    path("ansvarsvakt/<slug:code>/teamene/", views.teams, name="shift_teams"),
]
