"""Somebody is away: who, the proposal, its lines, and the yes."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.audit import log_access
from teams.models import Shift
from teams.permissions import Permission
from teams.roles import staff_of
from worklists.actions import repairs
from worklists.forms.repairs import AbsenceForm, LineForm
from worklists.models import RepairDraft, TeamShift
from worklists.permissions import get_repair, get_team, get_team_shift
from worklists.queries.absences import absence_page, absence_url, shift_on, told_of
from worklists.queries.addresses import shift_url
from worklists.queries.repair_choice import choice_page, line_of
from worklists.queries.repair_page import repair_page


@reads
def absence_show(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """Everybody on the shift; with ?hvem=<shift> the form for her."""
    team_shift = _shift_to_run(request, code, day, kind)
    who = request.GET.get("hvem", "")
    shift = shift_on(team_shift, int(who)) if who.isdecimal() and len(who) < 10 else None
    form = AbsenceForm(shift) if shift and shift.absence_id is None else None
    return _absence_page(request, team_shift, shift, form)


@writes
def absence_begin(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    team_shift = _shift_to_run(request, code, day, kind)
    who = request.POST.get("hvem", "")
    if not who.isdecimal() or len(who) > 9:
        raise Refused(_("Velg hvem som er borte."))
    shift = shift_on(team_shift, int(who))
    form = AbsenceForm(shift, request.POST)
    if not form.is_valid():
        return _absence_page(request, team_shift, shift, form)
    draft = repairs.begin(team_shift=team_shift, shift=shift, by=request.user, **form.period())
    if draft is not None:
        return see_other(request, reverse("worklists:repair", args=[draft.pk]))
    told = {"name": shift.staff.name, "why": told_of(form.cleaned_data["reason"])}
    messages.success(
        request, _("Ført: %(name)s %(why)s. Ingen ferdige lister måtte legges om.") % told
    )
    return _where_she_may_be(request, team_shift, shift, absence_url(team_shift))


def _absence_page(
    request: SignedIn, team_shift: TeamShift, shift: Shift | None, form: AbsenceForm | None
) -> HttpResponse:
    context = {"page": absence_page(team_shift), "shift": shift, "form": form}
    return page_or_part(request, "worklists/absence_new.html", "repair", context)


absence_new = get_or_post(get=absence_show, post=absence_begin)


@writes
def absence_end(request: SignedIn, code: str, day: date, kind: str, pk: int) -> HttpResponse:
    """She is here after all; with `apne` what was called off because she was away is opened again."""
    team_shift = _shift_to_run(request, code, day, kind)
    shift = shift_on(team_shift, pk)
    opened = repairs.is_here(
        team_shift=team_shift, shift=shift, by=request.user, reopen="apne" in request.POST
    )
    told = _("%s er her likevel. Listene er lagt om.") % shift.staff.name
    if opened:
        again = ngettext("%d oppdrag er åpnet igjen.", "%d oppdrag er åpnet igjen.", opened)
        told = f"{told} {again % opened}"
    messages.success(request, told)
    return see_other(request, absence_url(team_shift))


@reads
def repair(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_repair(request.user, pk)
    page = repair_page(draft)
    team = draft.team_shift.team
    log_access(request, patient_numbers=page.numbers, screen="repair", team=team)
    shift = draft.team_shift
    context = {"page": page, "day_url": shift_url(team, shift.date, shift.kind)}
    return page_or_part(request, "worklists/repair.html", "repair", context)


@reads
def choose_show(request: SignedIn, pk: int, key: str) -> HttpResponse:
    """Who else could have this visit, or what else could become of it."""
    draft = get_repair(request.user, pk)
    page = choice_page(draft, key)
    numbers = [page.line.patient]
    log_access(request, patient_numbers=numbers, screen="repair_choice", team=draft.team_shift.team)
    return page_or_part(request, "worklists/repair_choice.html", "repair", {"page": page})


@writes
def choose_say(request: SignedIn, pk: int, key: str) -> HttpResponse:
    draft = get_repair(request.user, pk)
    said = LineForm(request.POST).said_or_refuse(line_of(draft, key))
    repairs.choose(draft=draft, key=key, said=said, by=request.user)
    return _to(request, draft)


repair_choose = get_or_post(get=choose_show, post=choose_say)


@writes
def repair_vk(request: SignedIn, pk: int) -> HttpResponse:
    """Who coordinates the shift when she who did it leaves."""
    draft = get_repair(request.user, pk)
    who = request.POST.get("vk", "")
    named = shift_on(draft.team_shift, int(who)) if who.isdecimal() and len(who) < 10 else None
    repairs.name_vk(draft=draft, shift=named, by=request.user)
    return _to(request, draft)


@writes
def repair_again(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_repair(request.user, pk)
    repairs.ask_again(draft=draft, by=request.user)
    return _to(request, draft)


@writes
def repair_apply(request: SignedIn, pk: int) -> HttpResponse:
    """Done, or not done and what is new stands on the proposal's page."""
    draft = get_repair(request.user, pk)
    done = repairs.apply(draft=draft, by=request.user)
    if not done.answer:
        return _to(request, draft)
    shift = shift_on(draft.team_shift, draft.cause["shift"])
    messages.success(request, _("Listene er lagt om uten %s.") % shift.staff.name)
    return _where_she_may_be(
        request, draft.team_shift, shift, reverse("worklists:repair", args=[draft.pk])
    )


@writes
def repair_drop(request: SignedIn, pk: int) -> HttpResponse:
    draft = get_repair(request.user, pk)
    repairs.drop(draft=draft, by=request.user)
    messages.info(request, _("Forslaget er lagt bort. Ingenting er endret."))
    return see_other(request, absence_url(draft.team_shift))


def _shift_to_run(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    get_team(request.user, code, Permission.RUN_SHIFT)
    return get_team_shift(request.user, code, day, kind)


def _to(request: SignedIn, draft: RepairDraft) -> HttpResponse:
    return see_other(request, reverse("worklists:repair", args=[draft.pk]))


def _where_she_may_be(
    request: SignedIn, team_shift: TeamShift, shift: Shift, url: str
) -> HttpResponse:
    """Whoever has registered herself away has no desk any longer, and is led to her own page."""
    own = staff_of(request.user)
    is_herself = own is not None and own.pk == shift.staff_id
    return see_other(request, "/" if is_herself else url)
