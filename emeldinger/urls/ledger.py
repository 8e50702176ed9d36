"""What was sent, and whether it got there."""

from django.urls import URLPattern, path

from emeldinger.views import contacts as contact_views
from emeldinger.views import ledger as views

patterns: list[URLPattern] = [
    path("emeldinger/sendt/<slug:code>/", views.sent, name="sent"),
    path("emeldinger/sendt/<slug:code>/<int:pk>/", views.one, name="sent_one"),
    path("emeldinger/oppfolging/<int:pk>/ta/", views.task_take, name="task_take"),
    path("emeldinger/oppfolging/<int:pk>/slipp/", views.task_let_go, name="task_let_go"),
    path("emeldinger/oppfolging/<int:pk>/ferdig/", views.task_settle, name="task_settle"),
    path("emeldinger/oppfolging/<int:pk>/send/", views.task_send_again, name="task_send_again"),
    path("emeldinger/kontaktpunkter/", contact_views.contact_list, name="contact_points"),
    path("emeldinger/kontaktpunkter/ny/", contact_views.contact, name="contact_point_new"),
    path("emeldinger/kontaktpunkter/<int:pk>/", contact_views.contact, name="contact_point"),
    path(
        "emeldinger/kontaktpunkter/<int:pk>/fjern/",
        contact_views.contact_remove,
        name="contact_point_remove",
    ),
]
