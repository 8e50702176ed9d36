"""Which oxygen scale holds for a patient, and what a unit wants done when a NEWS2 is high."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import news2 as actions
from patients.forms.news2 import EndScaleForm, ResponseForm, ScaleForm
from patients.models import NewsResponse, Patient
from patients.permissions import check_for_patient, get_patient, get_unit, may_for_patient, team_of
from patients.queries.news2 import SOURCE, Response, responses_of, scales_of
from teams.audit import log_access
from teams.models import Unit
from teams.permissions import SENTENCES, Permission, can_in_unit


@reads
def scale(request: SignedIn, number: str) -> HttpResponse:
    return _scale_page(request, get_patient(request.user, number), ScaleForm())


@writes
def scale_set(request: SignedIn, number: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.SET_SCALE)
    form = ScaleForm(request.POST)
    if not form.is_valid():
        return _scale_page(request, patient, form)
    try:
        actions.set_scale(patient=patient, team=team, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _scale_page(request, patient, form)
    messages.success(request, _("Skala 2 gjelder fra nå."))
    return see_other(request, reverse("patients:oxygen_scale", args=[number]))


@writes
def scale_end(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.SET_SCALE)
    reason = EndScaleForm(request.POST).why_or_refuse()
    actions.end_scale(patient=patient, reason=reason, team=team, by=request.user)
    messages.success(request, _("Skala 1 gjelder fra nå."))
    return see_other(request, reverse("patients:oxygen_scale", args=[number]))


def _scale_page(request: SignedIn, patient: Patient, form: ScaleForm) -> HttpResponse:
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[patient.number], screen="oxygen_scale", team=team)
    scales = scales_of(patient)
    context = {
        "patient": patient,
        "form": form,
        "end_form": EndScaleForm(),
        "holds": next((one for one in scales if one.ended_at is None), None),
        "scales": scales,
        "may_set": may_for_patient(request.user, patient, Permission.SET_SCALE),
        "why_not": SENTENCES[Permission.SET_SCALE],
    }
    return page_or_part(request, "patients/oxygen_scale.html", "scale", context)


@reads
def responses(request: SignedIn, code: str) -> HttpResponse:
    """Every colleague in the unit may read them; two roles write them."""
    return _responses_page(request, get_unit(request.user, code))


@writes
def response_set(request: SignedIn, code: str, band: str) -> HttpResponse:
    unit = get_unit(request.user, code)
    if not can_in_unit(request.user, Permission.EDIT_RESPONSES, unit):
        raise NotAllowed(str(SENTENCES[Permission.EDIT_RESPONSES]))
    form = ResponseForm(request.POST, auto_id=f"id_{band}_%s")
    if band not in NewsResponse.Band.values:
        raise Http404
    if not form.is_valid():
        return _responses_page(request, unit, band, form)
    try:
        actions.set_response(
            unit=unit, band=band, before=form.before(), by=request.user, **form.chosen()
        )
    except Refused as refusal:
        return _responses_page(request, unit, band, _once_more(form, unit, band, refusal))
    messages.success(request, _("Lagret. Det gjelder fra neste måling."))
    return see_other(request, reverse("patients:news2_responses", args=[code]))


def _once_more(form: ResponseForm, unit: Unit, band: str, refusal: Refused) -> ResponseForm:
    """What was typed, over what stands there now: sent again it is what the writer means."""
    now = next(one for one in responses_of(unit) if one.band == band)
    typed = {**form.chosen(), "before_text": now.text, "before_asks": now.asks}
    again = ResponseForm(typed, auto_id=f"id_{band}_%s")
    again.add_error(None, str(refusal))
    return again


def _responses_page(
    request: SignedIn, unit: Unit, band: str = "", typed: ResponseForm | None = None
) -> HttpResponse:
    rows = [
        (one, typed if typed is not None and one.band == band else _form_of(one))
        for one in responses_of(unit)
    ]
    context = {
        "unit": unit,
        "rows": rows,
        "open": band,
        "source": SOURCE,
        "may_edit": can_in_unit(request.user, Permission.EDIT_RESPONSES, unit),
    }
    return page_or_part(request, "patients/news2_responses.html", "responses", context)


def _form_of(one: Response) -> ResponseForm:
    kept = {"text": one.text, "asks": one.asks}
    before = {"before_text": one.text, "before_asks": one.asks}
    return ResponseForm(initial=kept | before, auto_id=f"id_{one.band}_%s")
