"""Anybody who goes to a patient puts her forward for the tavlemøte: on a phone, in three taps."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse

from boards.actions import reporting as actions
from boards.forms.reporting import ReportForm
from boards.permissions import get_report
from boards.queries.report_page import report_page
from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.models import Patient
from patients.permissions import check_for_patient, get_patient, teams_of
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission


@reads
def report(request: SignedIn, number: str) -> HttpResponse:
    patient, team = _her(request, number)
    return _page(request, patient, team, ReportForm())


@writes
def send(request: SignedIn, number: str) -> HttpResponse:
    """What was typed stays on the page when something is missing."""
    patient, team = _her(request, number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, team, form)
    actions.report(patient=patient, team=team, by=request.user, **form.cleaned_data)
    return see_other(request, reverse("boards:report", args=[number]))


@writes
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """By whoever reported her, or whoever prepares the board."""
    candidate = get_report(request.user, pk)
    try:
        actions.withdraw(
            candidate=candidate, reason=request.POST.get("hvorfor", ""), by=request.user
        )
    except Refused as refusal:
        team = candidate.team
        return _page(
            request, candidate.patient, team, ReportForm(), refused=str(refusal), at=candidate.pk
        )
    return see_other(request, reverse("boards:report", args=[candidate.patient.number]))


def _her(request: SignedIn, number: str) -> tuple[Patient, Team]:
    """The patient, and the team whose meeting she comes to: the one that owns her."""
    patient = get_patient(request.user, number)
    check_for_patient(request.user, patient, Permission.REPORT_CANDIDATE)
    teams = teams_of(patient)
    if not teams:
        raise Http404
    return patient, teams[0]


def _page(
    request: SignedIn,
    patient: Patient,
    team: Team,
    form: ReportForm,
    refused: str = "",
    at: int = 0,
) -> HttpResponse:
    page = report_page(request.user, patient, team)
    log_access(request, patient_numbers=[patient.number], screen="board_report", team=team)
    context = {"page": page, "form": form, "refused": refused, "at": at}
    return page_or_part(request, "boards/report.html", "report", context)
