from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heltom.lib.http import reads
from patients.permissions import get_patient
from patients.queries import patient_page
from teams.audit import log_access


@reads
def patient(request: HttpRequest, number: str) -> HttpResponse:
    page = patient_page(get_patient(request.user, number))
    log_access(request, patient_numbers=[number], screen="patient")
    return render(request, "patients/patient.html", {"page": page})
