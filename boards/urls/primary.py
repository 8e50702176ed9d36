"""The primærkontakt's own page, and the primærområdemøte."""

from django.urls import URLPattern, path

from boards.views import primary

patterns: list[URLPattern] = [
    path("tavle/mine-pasienter/", primary.mine, name="primary"),
    path("tavle/mine-pasienter/<patient:number>/test/", primary.plan_test, name="primary_plan"),
    path("tavle/<slug:code>/omrade/", primary.area, name="area"),
    path("tavle/<slug:code>/omrade/holdt/", primary.area_hold, name="area_hold"),
]
