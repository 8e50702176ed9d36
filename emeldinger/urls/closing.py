"""A message is closed with what it leads to, and opened again."""

from django.urls import URLPattern, path

from emeldinger.views import closing

patterns: list[URLPattern] = [
    path("emeldinger/<int:pk>/avslutt/", closing.close, name="close"),
    path("emeldinger/<int:pk>/avslutt/merknad/", closing.note, name="note"),
    path("emeldinger/<int:pk>/avslutt/apne/", closing.reopen, name="reopen"),
    path("emeldinger/folge/<int:pk>/angre/", closing.undo, name="undo"),
    path("emeldinger/lest/<slug:code>/", closing.sign_batch, name="sign_batch"),
]
