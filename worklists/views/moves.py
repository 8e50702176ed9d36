"""Requests to move a patient: all of them, one of them, and a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.models import MoveRequest, Patient
from patients.permissions import get_patient
from teams.audit import log_access
from teams.models import Team
from teams.permissions import SENTENCES, Permission, can
from worklists.actions import moves as actions
from worklists.forms.moves import AcceptForm, DeclineForm, MoveForm, WhyMoveForm, WithdrawForm
from worklists.permissions import check_sees_patients, get_move, right_to_propose
from worklists.queries.move_means import means
from worklists.queries.move_page import Choice, choice_of, move_page, moves_page


@reads
def moves(request: SignedIn) -> HttpResponse:
    check_sees_patients(request.user)
    page = moves_page(request.user)
    for team, numbers in _by_team(request, page.shown).items():
        log_access(request, patient_numbers=numbers, screen="moves", team=team)
    return page_or_part(request, "worklists/moves.html", "board", {"page": page})


@reads
def move(request: SignedIn, pk: int) -> HttpResponse:
    return _shown(request, get_move(request.user, pk))


@writes
def accept(request: SignedIn, pk: int) -> HttpResponse:
    found, form = get_move(request.user, pk), AcceptForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, accept=form)
    said = form.cleaned_data
    try:
        actions.accept(
            request=found,
            by=request.user,
            reason=said["reason"],
            from_date=said["dato"],
            from_shift=said["vakt"],
            seen=form.seen(),
        )
    except Refused as refusal:
        return _shown(request, get_move(request.user, pk), refusal, accept=form)
    return see_other(request, reverse("worklists:move", args=[pk]))


@writes
def decline(request: SignedIn, pk: int) -> HttpResponse:
    found, form = get_move(request.user, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, decline=form)
    try:
        actions.decline(request=found, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _shown(request, get_move(request.user, pk), refusal, decline=form)
    return see_other(request, reverse("worklists:move", args=[pk]))


@writes
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    found, form = get_move(request.user, pk), WithdrawForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, withdraw=form)
    try:
        actions.withdraw(request=found, by=request.user, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _shown(request, get_move(request.user, pk), refusal, withdraw=form)
    return see_other(request, reverse("worklists:move", args=[pk]))


def _shown(
    request: SignedIn,
    found: MoveRequest,
    refusal: Refused | None = None,
    **typed: forms.Form,
) -> HttpResponse:
    """The page; after a refusal with the sentence on top and what was typed still there."""
    page = move_page(request.user, found)
    for team, numbers in _by_team(request, [found]).items():
        log_access(request, patient_numbers=numbers, screen="move", team=team)
    context: dict[str, Any] = {
        "page": page,
        "refusal": str(refusal or ""),
        "accept": AcceptForm(),
        "decline": DeclineForm(),
        "withdraw": WithdrawForm(),
    }
    return page_or_part(request, "worklists/move.html", "move", context | typed)


def _by_team(request: SignedIn, shown: list[MoveRequest]) -> dict[Team, set[str]]:
    """Patient numbers by the team through which the user may see them: the log names it."""
    numbers: dict[Team, set[str]] = {}
    for each in shown:
        teams = (each.from_team, each.to_team)
        team = next(t for t in teams if can(request.user, Permission.SEE_PATIENTS, t))
        numbers.setdefault(team, set()).add(each.patient.number)
    return numbers


@reads
def new(request: SignedIn, number: str) -> HttpResponse:
    patient, choice = _open_choice(request, number)
    chosen = "til" in request.GET
    form = MoveForm(request.GET, choice=choice) if chosen else MoveForm.begun(choice)
    return _new_shown(request, patient, choice, form, WhyMoveForm())


@writes
def propose(request: SignedIn, number: str) -> HttpResponse:
    """Also what the form is sent to; what is missing is told on the page, with what was typed."""
    patient, choice = _open_choice(request, number)
    form, why = MoveForm(request.POST, choice=choice), WhyMoveForm(request.POST)
    if not (form.is_valid() and why.is_valid()):
        return _new_shown(request, patient, choice, form, why)
    asked = form.asked()
    try:
        made = actions.propose(
            patient=patient,
            from_team=asked.from_team,
            to_team=asked.to_team,
            owner_after=asked.owner_after,
            plans=form.cleaned_data["plan"],
            from_date=asked.from_date,
            from_shift=asked.from_shift,
            reason=why.cleaned_data["reason"],
            by=request.user,
        )
    except Refused as refusal:
        why.add_error(None, str(refusal))
        return _new_shown(request, patient, choice_of(patient), form, why)
    messages.success(request, _("Forespørselen er sendt til %s.") % asked.to_team)
    return see_other(request, reverse("worklists:move", args=[made.pk]))


def _open_choice(request: SignedIn, number: str) -> tuple[Patient, Choice]:
    """What may be asked for, by somebody who may ask in one of the patient's teams."""
    patient = get_patient(request.user, number)
    choice = choice_of(patient)
    if not any(right_to_propose(request.user, team) for team in choice.teams):
        raise NotAllowed(str(SENTENCES[Permission.PROPOSE_MOVE]))
    return patient, choice


def _new_shown(
    request: SignedIn, patient: Patient, choice: Choice, form: MoveForm, why: WhyMoveForm
) -> HttpResponse:
    """The choices, and as soon as they can be read what they would mean."""
    readable = form.is_bound and form.is_valid()
    shown = means(form.asked(), form.cleaned_data["plan"]) if readable else None
    team = next(t for t in choice.teams if can(request.user, Permission.SEE_PATIENTS, t))
    log_access(request, patient_numbers=[patient.number], screen="move_new", team=team)
    context = {"patient": patient, "choice": choice, "form": form, "why": why, "means": shown}
    return page_or_part(request, "worklists/move_new.html", "board", context)
