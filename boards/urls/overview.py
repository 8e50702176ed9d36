"""All patients of the team by light, the export and the figures."""

from django.urls import URLPattern, path

from boards.views import overview

patterns: list[URLPattern] = [
    path("tavle/<slug:code>/", overview.overview, name="overview"),
    path("tavle/<slug:code>/regneark/", overview.export, name="export"),
    path("tavle/<slug:code>/tall/", overview.figures, name="figures"),
]
