"""One visit, and what may be done to it."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse

from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.permissions import get_patient, team_of
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.actions import visits
from worklists.forms.reasons import ReasonForm
from worklists.models import Visit
from worklists.permissions import check_can_do, get_visit
from worklists.queries.patient_slots import patient_week
from worklists.queries.visit import by_sentence, visit_page
from worklists.queries.why import why as why_of


@reads
def visit(request: SignedIn, pk: int) -> HttpResponse:
    found = get_visit(request.user, pk)
    page = visit_page(request.user, found)
    log_access(request, patient_numbers=[found.patient.number], screen="visit", team=found.team)
    return page_or_part(request, "worklists/visit.html", "visit", {"page": page})


@reads
def why(request: SignedIn, pk: int) -> HttpResponse:
    """Why she has it and nobody else: some twenty queries, so asked for by itself."""
    found = get_visit(request.user, pk)
    log_access(request, patient_numbers=[found.patient.number], screen="why", team=found.team)
    answer = why_of(found)
    context = {"visit": found, "why": answer, "others": by_sentence(answer)}
    return page_or_part(request, "worklists/why.html", "why", context)


@reads
def visits_of_patient(request: SignedIn, number: str) -> HttpResponse:
    """The slot on the patient's page; a page of its own without htmx."""
    patient = get_patient(request.user, number)
    week = patient_week(request.user, patient)
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[number], screen="patient_visits", team=team)
    context = {"patient": patient, "week": week}
    return page_or_part(request, "worklists/patient_visits.html", "visits", context)


def _step(action: Callable[..., Visit]) -> Callable[..., HttpResponse]:
    """A button on a visit: do it, then back to the page it was pressed on."""

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_visit(request.user, pk)
        check_can_do(request.user, found)
        action(visit=found, by=request.user)
        return see_other(request, reverse("worklists:visit", args=[pk]))

    return view


def _step_with_reason(action: Callable[..., Visit]) -> Callable[..., HttpResponse]:
    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_visit(request.user, pk)
        check_can_do(request.user, found)
        reason = ReasonForm(request.POST).reason_or_refuse()
        action(visit=found, by=request.user, reason=reason)
        return see_other(request, reverse("worklists:visit", args=[pk]))

    return view


def _lock(action: Callable[..., Visit]) -> Callable[..., HttpResponse]:
    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_visit(request.user, pk)
        check_can(request.user, Permission.CHANGE_LISTS, found.team)
        action(visit=found, by=request.user)
        return see_other(request, reverse("worklists:visit", args=[pk]))

    return view


start = _step(visits.start)
finish = _step(visits.finish)


@writes
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Called off, with why; and, ticked, somebody is to ring and say so."""
    found = get_visit(request.user, pk)
    check_can_do(request.user, found)
    reason = ReasonForm(request.POST).reason_or_refuse()
    tell = bool(request.POST.get("tell"))
    visits.cancel(visit=found, by=request.user, reason=reason, tell=tell)
    return see_other(request, reverse("worklists:visit", args=[pk]))


reopen = _step_with_reason(visits.reopen)
lock = _lock(visits.lock)
unlock = _lock(visits.unlock)
