from django.http import HttpResponse
from django.shortcuts import render

from heltom.lib.http import SignedIn, reads
from patients.permissions import get_patient, team_of
from patients.queries.patient import patient_page
from teams.audit import log_access


@reads
def patient(request: SignedIn, number: str) -> HttpResponse:
    found = get_patient(request.user, number)
    page = patient_page(found)
    team = team_of(request.user, found)
    log_access(request, patient_numbers=[number], screen="patient", team=team)
    return render(request, "patients/patient.html", {"page": page})
