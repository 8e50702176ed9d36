"""What is known of a patient's health: to read, to add to, to end and to correct."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import health as actions
from patients.forms.health import (
    DiagnosisForm,
    EndForm,
    EquipmentForm,
    MistakenForm,
    StateForm,
    WishesForm,
)
from patients.models import Patient
from patients.permissions import (
    check_for_patient,
    check_may_write_facts,
    get_patient,
    team_of,
)
from patients.queries.health import fact_of, health_page, known_equipment
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission


@reads
def health(request: SignedIn, number: str) -> HttpResponse:
    return _page(request, get_patient(request.user, number))


def _add(
    name: str, make: Callable[..., Form], add: Callable[..., object], done: str
) -> Callable[..., HttpResponse]:
    """A form that adds a fact: what was typed stays on the page when it cannot be written."""

    @writes
    def view(request: SignedIn, number: str) -> HttpResponse:
        patient = get_patient(request.user, number)
        team = check_may_write_facts(request.user, patient)
        form = make(request.POST)
        if not form.is_valid():
            return _page(request, patient, **{name: form})
        try:
            add(form, patient=patient, team=team, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _page(request, patient, **{name: form})
        messages.success(request, _(done))
        return see_other(request, _url(patient))

    return view


def _add_equipment(form: EquipmentForm, **more: Any) -> object:
    return actions.add_equipment(code=form.code, **form.cleaned_data, **more)


state = _add(
    "state_form",
    StateForm,
    lambda form, **more: actions.set_state(**form.cleaned_data, **more),
    "Tilstanden er ført.",
)
diagnosis = _add(
    "diagnosis_form",
    DiagnosisForm,
    lambda form, **more: actions.add_diagnosis(**form.cleaned_data, **more),
    "Diagnosen er ført.",
)
equipment = _add(
    "equipment_form",
    lambda data: EquipmentForm(data, known=known_equipment()),
    _add_equipment,
    "Utstyret er ført.",
)


@writes
def end(request: SignedIn, number: str, kind: str, pk: int) -> HttpResponse:
    patient, team = _to_write(request, number)
    fact = fact_of(patient, kind, pk)
    actions.end(fact=fact, on=EndForm(request.POST).day_or_refuse(), team=team, by=request.user)
    messages.success(request, _("«%s» er avsluttet.") % fact)
    return see_other(request, _url(patient))


@writes
def mistaken(request: SignedIn, number: str, kind: str, pk: int) -> HttpResponse:
    patient, team = _to_write(request, number)
    fact = fact_of(patient, kind, pk)
    why = MistakenForm(request.POST).why_or_refuse()
    actions.take_back(fact=fact, why=why, team=team, by=request.user)
    messages.success(request, _("«%s» er merket som feilført.") % fact)
    return see_other(request, _url(patient))


@writes
def wishes(request: SignedIn, number: str) -> HttpResponse:
    """Whoever cares for her today may write down what she says."""
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    form = WishesForm(request.POST)
    if not form.is_valid():
        return _page(request, patient, wishes_form=form)
    try:
        actions.write_wishes(
            patient=patient,
            what_matters=form.typed("what_matters"),
            wishes=form.typed("wishes"),
            before=form.before(),
            team=team,
            by=request.user,
        )
    except Refused as refusal:
        return _page(request, patient, wishes_form=_once_more(form, patient, refusal))
    messages.success(request, _("Lagret."))
    return see_other(request, reverse("patients:patient", args=[number]))


def _once_more(form: WishesForm, patient: Patient, refusal: Refused) -> WishesForm:
    """What was typed, over what stands there now: sent again it is what the writer means."""
    patient.refresh_from_db(fields=["what_matters", "wishes"])
    now = {"before_matters": patient.what_matters, "before_wishes": patient.wishes}
    again = WishesForm({name: form.data.get(name, "") for name in form.fields} | now)
    again.add_error(None, str(refusal))
    return again


def _to_write(request: SignedIn, number: str) -> tuple[Patient, Team]:
    patient = get_patient(request.user, number)
    return patient, check_may_write_facts(request.user, patient)


def _url(patient: Patient) -> str:
    return reverse("patients:health", args=[patient.number])


def _page(request: SignedIn, patient: Patient, **forms: Form) -> HttpResponse:
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[patient.number], screen="health_facts", team=team)
    kept = {"what_matters": patient.what_matters, "wishes": patient.wishes}
    before = {"before_matters": patient.what_matters, "before_wishes": patient.wishes}
    context = {
        "page": health_page(request.user, patient),
        "state_form": StateForm(),
        "diagnosis_form": DiagnosisForm(),
        "equipment_form": EquipmentForm(),
        "wishes_form": WishesForm(initial=kept | before),
        **forms,
    }
    return render(request, "patients/health.html", context)
