"""The queue of work, what is in whose hands, and the deadlines."""

from django.urls import URLPattern, path

from emeldinger.views import deadlines, queue

patterns: list[URLPattern] = [
    path("emeldinger/<int:pk>/ta/", queue.take, name="take"),
    path("emeldinger/<int:pk>/slipp/", queue.let_go, name="let_go"),
    path("emeldinger/<int:pk>/ta-over/", queue.take_over, name="take_over"),
    path("emeldinger/<int:pk>/neste/", queue.next_one, name="next"),
    path("emeldinger/frister/<slug:code>/", deadlines.deadlines, name="deadlines"),
    path("emeldinger/frister/<slug:code>/<slug:rule>/", deadlines.deadline, name="deadline"),
]
