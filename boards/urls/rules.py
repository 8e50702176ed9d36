"""What makes a candidate here, and why somebody is or is not on the board."""

from django.urls import URLPattern, path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from boards.views import rules

patterns: list[URLPattern] = [
    path("tavle/regler/<slug:code>/", rules.rules, name="rules"),
    path("tavle/regler/<slug:code>/<slug:rule>/prov/", rules.rule_try, name="rule_try"),
    path("tavle/regler/<slug:code>/<slug:rule>/", rules.rule_set, name="rule_set"),
    path("tavle/hvorfor/<patient:number>/", rules.why, name="why"),
]
