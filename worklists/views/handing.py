"""Move a visit, put it aside, or let its carer off it."""

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from heltom.lib.words import hhmm
from teams.audit import log_access
from teams.models import Shift
from teams.permissions import Permission, can, check_can
from worklists.actions import handing
from worklists.forms.handing import MoveForm, ReleaseForm, WishForm
from worklists.models import TeamShift, Visit
from worklists.permissions import check_can_release, get_team_shift, get_visit
from worklists.queries.candidates import candidates
from worklists.queries.handing import (
    joined,
    move_page,
    release_page,
    shift_on,
)


@reads
def _move_form(request: SignedIn, pk: int) -> HttpResponse:
    visit, team_shift = _to_move(request, pk)
    return _move_page(request, visit, team_shift, WishForm(request.GET))


@writes
def _move(request: SignedIn, pk: int) -> HttpResponse:
    visit, team_shift = _to_move(request, pk)
    form = MoveForm(request.POST)
    before = joined(handing.shifts_of(visit, team_shift))
    try:
        with transaction.atomic():
            _do(visit, form, request)
    except Refused as refused:
        visit, team_shift = _to_move(request, pk)
        wish = WishForm({"kl": request.POST.get("kl"), "fra": request.POST.get("fra")})
        return _move_page(request, visit, team_shift, wish, refused=str(refused))
    return see_other(request, f"{reverse('worklists:visit_move', args=[pk])}?flyttet={before}")


def _do(visit: Visit, form: MoveForm, request: SignedIn) -> None:
    asked = form.asked(visit)
    if asked["to"]:
        handing.move(visit=visit, by=request.user, **asked)
    else:
        handing.put_aside(visit=visit, by=request.user, seen=asked["seen"])


visit_move = get_or_post(get=_move_form, post=_move)


def _to_move(request: SignedIn, pk: int) -> tuple[Visit, TeamShift]:
    visit = get_visit(request.user, pk)
    check_can(request.user, Permission.CHANGE_LISTS, visit.team)
    return visit, get_team_shift(request.user, visit.team.code, visit.date, visit.shift)


def _move_page(
    request: SignedIn, visit: Visit, team_shift: TeamShift, form: WishForm, *, refused: str = ""
) -> HttpResponse:
    page = move_page(visit, team_shift, form.wish(visit))
    log_access(request, patient_numbers=page.patient_numbers, screen="visit_move", team=visit.team)
    context = {
        "page": page,
        "form": form,
        "refused": refused,
        "moved_from": request.GET.get("flyttet", "")[:60],
    }
    return page_or_part(request, "worklists/visit_move.html", "move", context)


@reads
def visit_choices(request: SignedIn, pk: int) -> HttpResponse:
    """What the script shows while a visit is dragged over the lists: by shift, who could take it."""
    visit, team_shift = _to_move(request, pk)
    wish = WishForm(request.GET).wish(visit)
    found = candidates(team_shift, visit, leaves=wish.leaves)
    numbers = {visit.patient.number}.union(*(one.patient_numbers for one in found))
    log_access(request, patient_numbers=numbers, screen="visit_move", team=visit.team)
    told = {
        one.shift.pk: {
            "name": one.staff.name,
            "may": one.possible or one.why_not == "har-det",
            "sentence": one.sentence,
            "at": hhmm(one.starts_at) if one.starts_at else "",
        }
        for one in found
    }
    return JsonResponse({"choices": told})


@reads
def _release_form(request: SignedIn, pk: int) -> HttpResponse:
    return _release_page(request, get_visit(request.user, pk))


@writes
def _release(request: SignedIn, pk: int) -> HttpResponse:
    visit = get_visit(request.user, pk)
    try:
        with transaction.atomic():
            asked = ReleaseForm(request.POST).asked_or_refuse()
            handing.release(
                visit=visit,
                shift=_shift_or_refuse(request, visit, asked["vakt"]),
                reason=asked["grunn"],
                note=asked["merknad"],
                by=request.user,
            )
    except Refused as refused:
        return _release_page(request, get_visit(request.user, pk), refused=str(refused))
    return see_other(request, _after_release(request, visit))


visit_release = get_or_post(get=_release_form, post=_release)


def _shift_or_refuse(request: SignedIn, visit: Visit, pk: int) -> Shift:
    """Whom it is taken from. Raises NotAllowed for another one's, Refused where it is not hers now."""
    shift = shift_on(visit, pk)
    if shift is None:
        raise Refused(_("Oppdraget står ikke på den listen nå."))
    check_can_release(request.user, visit, shift)
    return shift


def _after_release(request: SignedIn, visit: Visit) -> str:
    """On to who gets it, for whoever may say so; the carer herself goes back to her list."""
    if can(request.user, Permission.CHANGE_LISTS, visit.team):
        return reverse("worklists:visit_move", args=[visit.pk])
    return reverse("worklists:my_list")


def _release_page(request: SignedIn, visit: Visit, *, refused: str = "") -> HttpResponse:
    check_can_release(request.user, visit)
    team_shift = get_team_shift(request.user, visit.team.code, visit.date, visit.shift)
    own_only = not can(request.user, Permission.CHANGE_LISTS, visit.team)
    page = release_page(request.user, visit, team_shift, own_only=own_only)
    numbers = [visit.patient.number]
    log_access(request, patient_numbers=numbers, screen="visit_release", team=visit.team)
    context = {"page": page, "refused": refused}
    return page_or_part(request, "worklists/visit_release.html", "release", context)
