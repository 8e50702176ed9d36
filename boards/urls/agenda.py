"""The fagansvarlig's work with the coming board, and patients put forward by people."""

from django.urls import URLPattern, path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from boards.views import agenda, report

patterns: list[URLPattern] = [
    path("tavle/meld/<patient:number>/", report.report, name="report"),
    path("tavle/meld/<patient:number>/send/", report.send, name="report_send"),
    path("tavle/meldt/<int:pk>/trekk/", report.withdraw, name="report_withdraw"),
    path("tavle/mote/linjer/", agenda.lines, name="agenda_lines"),
    path("tavle/mote/<int:pk>/", agenda.agenda, name="agenda"),
    path("tavle/mote/<int:pk>/nytt/", agenda.news, name="agenda_news"),
    path("tavle/mote/<int:pk>/rekkefolge/", agenda.order, name="agenda_order"),
    path("tavle/mote/<int:pk>/legg-til/", agenda.add, name="agenda_add"),
    path("tavle/mote/<int:pk>/ta-med/<int:candidate>/", agenda.take_in, name="agenda_take_in"),
    path("tavle/linje/<int:pk>/ja/", agenda.accept, name="item_accept"),
    path("tavle/linje/<int:pk>/ikke-na/", agenda.decline, name="item_decline"),
    path("tavle/linje/<int:pk>/sett/", agenda.set_line, name="item_set"),
    path("tavle/linje/<int:pk>/forbered/", agenda.prepare, name="item_prepare"),
]
