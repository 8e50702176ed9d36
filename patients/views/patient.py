"""The patient's page, and who may see her and has."""

from django.http import HttpResponse
from django.shortcuts import render

from heltom.lib.http import SignedIn, reads
from patients.permissions import check_for_patient, get_patient, team_of
from patients.queries.access import access_page
from patients.queries.patient import patient_page
from teams.audit import log_access
from teams.permissions import Permission


@reads
def patient(request: SignedIn, number: str) -> HttpResponse:
    found = get_patient(request.user, number)
    page = patient_page(request.user, found)
    team = team_of(request.user, found)
    log_access(request, patient_numbers=[number], screen="patient", team=team)
    return render(request, "patients/patient.html", {"page": page})


@reads
def access_log(request: SignedIn, number: str) -> HttpResponse:
    """For leaders: whoever looks here stands in it from the next time on."""
    found = get_patient(request.user, number)
    team = check_for_patient(request.user, found, Permission.SEE_ACCESS_LOG)
    page = access_page(
        found, user_key=request.GET.get("hvem", ""), number=request.GET.get("side", "")
    )
    log_access(request, patient_numbers=[number], screen="access_log", team=team)
    return render(request, "patients/access_log.html", {"page": page})
