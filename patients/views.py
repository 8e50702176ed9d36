from django.http import HttpResponse
from django.shortcuts import render

from heltom.lib.http import SignedIn, reads
from patients.permissions import get_patient
from patients.queries import patient_page
from teams.audit import log_access


@reads
def patient(request: SignedIn, number: str) -> HttpResponse:
    page = patient_page(get_patient(request.user, number))
    log_access(request, patient_numbers=[number], screen="patient")
    return render(request, "patients/patient.html", {"page": page})
