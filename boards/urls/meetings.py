"""When the team meets, and who comes."""

from django.urls import URLPattern, path

from boards.views import called_in, meetings, settings

patterns: list[URLPattern] = [
    path("tavle/", meetings.home, name="home"),
    path("tavle/mine-moter/", meetings.mine, name="my_meetings"),
    path("tavle/valg/<slug:code>/", settings.settings, name="settings"),
    path("tavle/mote/<int:pk>/flytt/", meetings.move, name="meeting_move"),
    path("tavle/mote/<int:pk>/avlys/", meetings.cancel, name="meeting_cancel"),
    path("tavle/deltaker/<int:pk>/", meetings.attendance, name="attendance"),
    path("tavle/fast-deltaker/<int:pk>/slutt/", meetings.seat_end, name="seat_end"),
    path("tavle/tilbud/<int:pk>/svar/", meetings.offer_answer, name="offer_answer"),
    path("tavle/sak/<int:pk>/innkalling/", called_in.invite, name="called_in"),
    path("tavle/innkalling/<int:pk>/svar/", called_in.answer, name="call_answer"),
    path("tavle/innkalling/<int:pk>/trekk/", called_in.withdraw, name="call_withdraw"),
    path("tavle/<slug:code>/moter/", meetings.of_team, name="meetings"),
    path("tavle/<slug:code>/moter/fast-tid/", meetings.plan, name="plan"),
    path("tavle/<slug:code>/moter/fast-tid/slutt/", meetings.plan_end, name="plan_end"),
    path("tavle/<slug:code>/moter/ny-deltaker/", meetings.seat_add, name="seat_add"),
]
