"""Rounds, addresses without eyes, senders gone quiet."""

from django.urls import URLPattern, path

from emeldinger.views import watch

patterns: list[URLPattern] = [
    path("emeldinger/varsel/", watch.watch_banner, name="watch_banner"),
    path("emeldinger/vakt/<slug:code>/", watch.watch, name="watch"),
    path("emeldinger/vakt/<slug:code>/uten-oyne/<int:pk>/", watch.gap_see, name="gap_see"),
    path("emeldinger/vakt/<slug:code>/stille/<int:pk>/", watch.silence_see, name="silence_see"),
    path(
        "emeldinger/vakt/<slug:code>/til-neste/<int:pk>/",
        watch.escalation_see,
        name="escalation_see",
    ),
    path("emeldinger/vakt/<slug:code>/runde/", watch.round_sign, name="round_sign"),
    path("emeldinger/runder/<slug:code>/", watch.rounds_of_day, name="rounds"),
    path("emeldinger/vaktregler/<slug:code>/", watch.watch_rules, name="watch_rules"),
]
