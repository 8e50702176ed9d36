"""Katz ADL and clinical frailty on a phone: answered at the patient's, with what has changed since last."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import function_tests as actions
from patients.actions import news2
from patients.forms.function_tests import FrailtyForm, KatzForm
from patients.forms.news2 import StrikeForm
from patients.models import Observation, Patient
from patients.permissions import check_for_patient, get_patient, may_for_patient, team_of
from patients.queries.function_tests import get_test, results_of
from teams.audit import log_access
from teams.permissions import Permission

Kind = Observation.Kind


@reads
def katz(request: SignedIn, number: str) -> HttpResponse:
    return _page(request, get_patient(request.user, number), Kind.KATZ, KatzForm())


@writes
def katz_save(request: SignedIn, number: str) -> HttpResponse:
    """What was answered stays on the page when something is missing."""
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    form = KatzForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, Kind.KATZ, form)
    made = actions.katz(patient=patient, answers=form.answers(), by=request.user, team=team)
    return _saved(request, patient, made)


@reads
def frailty(request: SignedIn, number: str) -> HttpResponse:
    return _page(request, get_patient(request.user, number), Kind.FRAILTY, FrailtyForm())


@writes
def frailty_save(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    form = FrailtyForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, Kind.FRAILTY, form)
    level = form.cleaned_data["level"]
    made = actions.frailty(patient=patient, level=level, by=request.user, team=team)
    return _saved(request, patient, made)


@writes
def strike(request: SignedIn, number: str, pk: int) -> HttpResponse:
    """Feilført: it stays, and counts nowhere."""
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    found = get_test(patient, pk)
    if found is None:
        raise Http404
    why = StrikeForm(request.POST).why_or_refuse()
    news2.strike(observation=found, why=why, by=request.user, team=team)
    messages.success(request, _("Merket som feilført. Den teller ikke lenger."))
    return see_other(request, _url(patient, found.kind))


def _saved(request: SignedIn, patient: Patient, made: Observation) -> HttpResponse:
    newest = next(row for row in results_of(patient, made.kind) if row.observation == made)
    said = _("%(name)s er lagret: %(figure)s, %(words)s.") % {
        "name": made.get_kind_display(), "figure": newest.figure, "words": newest.words,
    }  # fmt: skip
    messages.success(request, said)
    return see_other(request, _url(patient, made.kind))


def _url(patient: Patient, kind: str) -> str:
    name = "patients:katz" if kind == Kind.KATZ else "patients:frailty"
    return reverse(name, args=[patient.number])


def _page(request: SignedIn, patient: Patient, kind: str, form: forms.Form) -> HttpResponse:
    log_access(
        request, patient_numbers=[patient.number], screen="function_test",
        team=team_of(request.user, patient),
    )  # fmt: skip
    context = {
        "patient": patient,
        "kind": Kind(kind),
        "is_katz": kind == Kind.KATZ,
        "form": form,
        "strike_form": StrikeForm(),
        "tests": results_of(patient, kind),
        "may_write": may_for_patient(request.user, patient, Permission.WRITE_CARE),
    }
    return page_or_part(request, "patients/function_test.html", "test", context)
