"""The screen of the meeting itself."""

from django.urls import URLPattern, path

from boards.views import room, room_writing

patterns: list[URLPattern] = [
    path("tavle/mote/<int:pk>/rom/", room.wall, name="room"),
    path("tavle/mote/<int:pk>/skriv/<int:item_pk>/", room.panel, name="room_write"),
    path("tavle/mote/<int:pk>/rom/apne/", room.open_meeting, name="room_open"),
    path("tavle/mote/<int:pk>/rom/pause/", room.pause, name="room_pause"),
    path("tavle/mote/<int:pk>/rom/avslutt/", room.close, name="room_close"),
    path("tavle/mote/<int:pk>/rom/gjenapne/", room.reopen, name="room_reopen"),
    path("tavle/sak/<int:pk>/tur/", room.turn, name="room_turn"),
    path("tavle/sak/<int:pk>/felt/", room_writing.field, name="room_field"),
    path("tavle/sak/<int:pk>/beslutt/", room_writing.decide, name="room_decide"),
    path(
        "tavle/mote/<int:pk>/angre/<int:decision_pk>/",
        room_writing.take_back,
        name="room_take_back",
    ),
    path(
        "tavle/mote/<int:pk>/beslutning/<int:decision_pk>/", room_writing.settle, name="room_settle"
    ),
    path("tavle/mote/<int:pk>/fremmote/ny/", room_writing.came, name="room_came"),
    path(
        "tavle/mote/<int:pk>/fremmote/<int:attendance_pk>/", room_writing.there, name="room_there"
    ),
    path(
        "tavle/mote/<int:pk>/innkalt/<int:invitation_pk>/",
        room_writing.called_in,
        name="room_called_in",
    ),
]
