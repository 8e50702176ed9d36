"""The primærkontakt's own page, and the primærområdemøte between HT nurses and an OT."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.actions import primary as actions
from boards.forms.primary import AreaMeetingForm, PlanTestForm
from boards.permissions import get_area_team
from boards.queries.area import area_page
from boards.queries.primary import primary_page
from heltom.lib.errors import Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.permissions import check_for_patient, get_patient
from teams.audit import log_access
from teams.models import ShiftKind, Team
from teams.permissions import Permission, can


@reads
def mine(request: SignedIn) -> HttpResponse:
    page = primary_page(request.user)
    for team, numbers in page.numbers_by_team.items():
        log_access(request, patient_numbers=numbers, screen="board_primary", team=team)
    context = {"page": page, "shifts": ShiftKind.choices}
    return render(request, "boards/primary.html", context)


@writes
def plan_test(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    form = PlanTestForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    made = actions.plan_test(
        patient=patient, team=team, key=form.cleaned_data["test"], on=form.cleaned_data["on"],
        shift=form.cleaned_data["shift"], by=request.user,
    )  # fmt: skip
    said = _("%(what)s står på huskelisten %(day)s, %(shift)s.") % {
        "what": made.text, "day": f"{made.due_on:%d.%m.%Y}", "shift": made.get_due_shift_display(),
    }  # fmt: skip
    messages.success(request, said)
    return see_other(request, reverse("boards:primary"))


@reads
def area(request: SignedIn, code: str) -> HttpResponse:
    return _area(request, get_area_team(request.user, code), AreaMeetingForm())


@writes
def area_hold(request: SignedIn, code: str) -> HttpResponse:
    """What was typed stays on the page when it cannot be."""
    team = get_area_team(request.user, code, Permission.WRITE_BOARD)
    form = AreaMeetingForm(request.POST)
    if not form.is_valid():
        return _area(request, team, form)
    actions.hold_area_meeting(team=team, note=form.cleaned_data["note"], by=request.user)
    messages.success(request, _("Møtet er ført. Den neste listen begynner nå."))
    return see_other(request, reverse("boards:area", args=[team.code]))


def _area(request: SignedIn, team: Team, form: AreaMeetingForm) -> HttpResponse:
    page = area_page(team)
    log_access(request, patient_numbers=page.numbers, screen="board_area", team=team)
    may_hold = can(request.user, Permission.WRITE_BOARD, team)
    return render(request, "boards/area.html", {"page": page, "form": form, "may_hold": may_hold})
