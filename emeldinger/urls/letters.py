"""What a nurse writes to others."""

from django.urls import URLPattern, path

from emeldinger.views import letters as views
from emeldinger.views.wrong_address import wrong_address

patterns: list[URLPattern] = [
    path("emeldinger/<int:pk>/brev/<slug:kind>/", views.letter_answer, name="letter_answer"),
    path("emeldinger/<int:pk>/feil-adresse/", wrong_address, name="wrong_address"),
    path("emeldinger/brev/ht/<slug:code>/", views.letter_drafts, name="letter_drafts"),
    path("emeldinger/brev/ht/<slug:code>/nytt/", views.letter_new, name="letter_new"),
    path("emeldinger/brev/<int:pk>/", views.letter, name="letter"),
    path("emeldinger/brev/<int:pk>/behold/", views.letter_keep, name="letter_keep"),
    path("emeldinger/brev/<int:pk>/se-over/", views.letter_preview, name="letter_preview"),
    path("emeldinger/brev/<int:pk>/signer/", views.letter_sign, name="letter_sign"),
    path("emeldinger/brev/<int:pk>/forkast/", views.letter_drop, name="letter_drop"),
]
