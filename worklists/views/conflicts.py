"""What came from phones and waits for a person; and a rapport that is struck out."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import reverse

from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import notes
from teams.audit import log_access
from teams.permissions import Permission
from worklists.actions import pocket
from worklists.forms.stays import WhyForm
from worklists.models import PhoneMessage, TeamShift
from worklists.permissions import get_message, get_note, get_team, get_team_shift
from worklists.queries.conflicts import conflicts_page, conflicts_url
from worklists.queries.notes import notes_page


@reads
def conflicts(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    get_team(request.user, code, Permission.RUN_SHIFT)
    shift = get_team_shift(request.user, code, day, kind)
    page = conflicts_page(request.user, shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="conflicts", team=shift.team)
    return page_or_part(request, "worklists/conflicts.html", "conflicts", {"page": page})


@writes
def settle(request: SignedIn, pk: int) -> HttpResponse:
    message = get_message(request.user, pk)
    pocket.settle(message=message, how=_words(request), by=request.user)
    return see_other(request, conflicts_url(_shift_of(request, message)))


@writes
def give_away(request: SignedIn, pk: int) -> HttpResponse:
    """Open again, and on to whoever can take it."""
    message = get_message(request.user, pk)
    pocket.do_it_after_all(message=message, by=request.user)
    return see_other(request, reverse("worklists:visit_move", args=[message.visit_id]))


def _words(request: SignedIn) -> str:
    """One tap, or what she has written."""
    form = WhyForm({"reason": request.POST.get("how") or request.POST.get("text", "")})
    return form.reason_or_refuse()


def _shift_of(request: SignedIn, message: PhoneMessage) -> TeamShift:
    visit = message.visit
    return get_team_shift(request.user, visit.team.code, visit.date, visit.shift)


@reads
def team_notes(request: SignedIn, code: str) -> HttpResponse:
    """Every rapport of a team's last days in one place."""
    team = get_team(request.user, code, Permission.SEE_PATIENTS)
    page = notes_page(team, important=bool(request.GET.get("viktige")))
    log_access(request, patient_numbers=page.patient_numbers, screen="team_notes", team=team)
    return page_or_part(request, "worklists/team_notes.html", "notes", {"page": page})


@writes
def strike_note(request: SignedIn, pk: int) -> HttpResponse:
    note, team = get_note(request.user, pk)
    form = WhyForm(request.POST)
    notes.strike(note=note, why=form.reason_or_refuse(), team=team, by=request.user)
    return see_other(request, reverse("patients:patient", args=[note.patient.number]))
