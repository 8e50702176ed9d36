"""Everything about one patient that is to be read before the meeting; the folder."""

from django.urls import path

import heltom.lib.converters  # noqa: F401 - makes <patient:…> known
from boards.views import preparation

patterns = [
    path("tavle/sak/<int:pk>/", preparation.case, name="case"),
    path("tavle/sak/<int:pk>/lest/", preparation.case_read, name="case_read"),
    path("tavle/sak/<int:pk>/forberedelse/", preparation.case_prepare, name="case_prepare"),
    path("tavle/mote/<int:pk>/utskrift/", preparation.case_print, name="case_print"),
    path("tavle/pasient/<patient:number>/", preparation.case_of_number, name="case_of_patient"),
    path(
        "tavle/pasient/<patient:number>/gjennomgatt/",
        preparation.case_reviewed,
        name="case_reviewed",
    ),
    path("tavle/mappe/<patient:number>/", preparation.folder_of, name="folder"),
    path("tavle/mappe/side/<int:pk>/stryk/", preparation.folder_strike, name="folder_strike"),
]
