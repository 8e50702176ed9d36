"""Midlertidig opphør: registered with its consequences in sight, followed up, and ended."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.models import Patient, Pause
from patients.permissions import check_for_patient, get_patient, team_of
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission, check_can
from worklists.actions import stays
from worklists.forms.stays import (
    CheckForm,
    ExpectedForm,
    InstantForm,
    StayForm,
    WhyForm,
    now_typed,
)
from worklists.permissions import get_stay
from worklists.queries.returns_page import by_team, returns_page
from worklists.queries.stay_effects import leaving
from worklists.queries.stay_page import stay_page

#: The button that shows what it means, and registers nothing.
SHOW = "vis"


@reads
def returns(request: SignedIn) -> HttpResponse:
    """Who comes home, who should have been, and what is not in place."""
    check_can(request.user, Permission.PAUSE)
    page = returns_page(request.user)
    for team, numbers in by_team(page):
        log_access(request, patient_numbers=numbers, screen="returns", team=team)
    return page_or_part(request, "worklists/returns.html", "board", {"page": page})


@reads
def stay_new(request: SignedIn, number: str) -> HttpResponse:
    """The form, and what it means; with a day and a time in the address, what those would mean."""
    patient, team = _may_pause(request, number)
    typed = InstantForm(request.GET if "on" in request.GET else now_typed())
    starts_at = typed.instant() if typed.is_valid() else None
    return _form(request, patient, team, StayForm(initial=typed.cleaned_data), starts_at)


@writes
def stay_begin(request: SignedIn, number: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be; what it means is shown before it is."""
    patient, team = _may_pause(request, number)
    form = StayForm(request.POST)
    if not form.is_valid():
        return _form(request, patient, team, form, form.instant())
    if SHOW in request.POST or not form.has_seen():
        look_again = SHOW not in request.POST
        return _form(request, patient, team, form, form.instant(), look_again=look_again)
    try:
        pause = stays.begin(patient=patient, by=request.user, **form.stay())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, patient, team, form, form.instant())
    messages.success(request, _("Midlertidig opphør er ført. Listene lages på nytt."))
    return see_other(request, reverse("worklists:stay", args=[pause.pk]))


def _may_pause(request: SignedIn, number: str) -> tuple[Patient, Team]:
    patient = get_patient(request.user, number)
    return patient, check_for_patient(request.user, patient, Permission.PAUSE)


def _form(
    request: SignedIn,
    patient: Patient,
    team: Team,
    form: StayForm,
    starts_at: datetime | None,
    *,
    look_again: bool = False,
) -> HttpResponse:
    log_access(request, patient_numbers=[patient.number], screen="stay_new", team=team)
    context = {
        "patient": patient,
        "form": form,
        "starts_at": starts_at,
        "effect": leaving(patient, starts_at) if starts_at else None,
        "look_again": look_again,
    }
    return page_or_part(request, "worklists/stay_new.html", "effect", context)


@reads
def stay(request: SignedIn, pk: int) -> HttpResponse:
    pause = get_stay(request.user, pk)
    page = stay_page(request.user, pause)
    team = team_of(request.user, pause.patient)
    log_access(request, patient_numbers=[pause.patient.number], screen="stay", team=team)
    context = {"page": page, "home": InstantForm(initial=now_typed())}
    return page_or_part(request, "worklists/stay.html", "board", context)


@writes
def stay_end(request: SignedIn, pk: int) -> HttpResponse:
    pause = _stay_to_change(request, pk)
    ends_at = InstantForm(request.POST).instant_or_refuse()
    stays.end(pause=pause, ends_at=ends_at, by=request.user)
    return _back(request, pk)


@writes
def stay_away(request: SignedIn, pk: int) -> HttpResponse:
    pause = _stay_to_change(request, pk)
    stays.stay_away(pause=pause, by=request.user, reason=WhyForm(request.POST).reason_or_refuse())
    return _back(request, pk)


@writes
def stay_expected(request: SignedIn, pk: int) -> HttpResponse:
    pause = _stay_to_change(request, pk)
    expected = ExpectedForm(request.POST).day_or_refuse()
    stays.change_expected(pause=pause, expected_return=expected, by=request.user)
    return _back(request, pk)


@writes
def stay_undo(request: SignedIn, pk: int) -> HttpResponse:
    """The stay is gone, so the way leads to the patient."""
    pause = _stay_to_change(request, pk)
    stays.undo(pause=pause, by=request.user, reason=WhyForm(request.POST).reason_or_refuse())
    messages.success(request, _("Oppholdet er fjernet. Oppdragene kommer tilbake på listene."))
    return see_other(request, reverse("patients:patient", args=[pause.patient.number]))


@writes
def return_check(request: SignedIn, pk: int) -> HttpResponse:
    """Whoever goes to the patient may tick."""
    pause = get_stay(request.user, pk)
    check_for_patient(request.user, pause.patient, Permission.DO_VISITS)
    chosen = CheckForm(request.POST).cleaned_or_refuse()
    point = stays.check_of(pause, chosen["item"])
    if chosen["open"]:
        stays.uncheck(check=point, by=request.user)
    else:
        stays.check(check=point, by=request.user, note=chosen["note"])
    return _back(request, pk)


def _stay_to_change(request: SignedIn, pk: int) -> Pause:
    pause = get_stay(request.user, pk)
    check_for_patient(request.user, pause.patient, Permission.PAUSE)
    return pause


def _back(request: SignedIn, pk: int) -> HttpResponse:
    return see_other(request, reverse("worklists:stay", args=[pk]))
