"""The HT's own report: read it, tick it, and see who ticked what."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.models import Team, TeamKind
from teams.permissions import SENTENCES, Permission, check_can, roles_that
from teams.queries import shift_by_clock
from worklists.actions import report as actions
from worklists.forms.report import BeginForm, FollowForm
from worklists.permissions import get_team
from worklists.queries.report import Key, Pile, wanted_keys
from worklists.queries.report_page import counts_of, group_of, report_page, sees_ots, ticked_page


@reads
def home(request: SignedIn) -> HttpResponse:
    """On to her own HT's. A leader of an OT has none."""
    worn = [role.team for role in roles_that(request.user, Permission.FOLLOW_REPORT) if role.team]
    hts = [team for team in worn if team.kind == TeamKind.HT]
    if not hts:
        raise NotAllowed(str(SENTENCES[Permission.FOLLOW_REPORT]))
    return redirect("worklists:report", hts[0].code)


@reads
def report(request: SignedIn, code: str) -> HttpResponse:
    """What is unread; of one patient all of it, when the address names one."""
    ht = _ht(request, code)
    number = request.GET.get("side", "")
    page = report_page(
        request.user,
        ht,
        _pile(request.GET.get("vis")),
        number=int(number) if number.isdecimal() and len(number) < 9 else 1,
        patient=request.GET.get("pasient", ""),
    )
    log_access(request, patient_numbers=page.patient_numbers, screen="report", team=ht)
    context = {"page": page, "begin_form": BeginForm()}
    return page_or_part(request, "worklists/report.html", "report", context)


@reads
def ticked(request: SignedIn, code: str, day: date | None = None) -> HttpResponse:
    """Who read and followed up what, shift by shift."""
    ht = _ht(request, code)
    page = ticked_page(request.user, ht, day or shift_by_clock(clock.now())[0])
    log_access(request, patient_numbers=page.patient_numbers, screen="report", team=ht)
    return page_or_part(request, "worklists/report_ticked.html", "ticked", {"page": page})


@writes
def read(request: SignedIn, code: str) -> HttpResponse:
    """One, or all that stood there about a patient."""
    ht = _ht(request, code)
    keys = _keys(request, ht)
    actions.read(ht=ht, keys=keys, by=request.user)
    return _answer(request, ht, keys)


@writes
def follow_up(request: SignedIn, code: str) -> HttpResponse:
    ht = _ht(request, code)
    keys = _keys(request, ht)
    form = FollowForm(request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["said"][0]))
    for key in keys[:1]:
        actions.follow_up(ht=ht, key=key, said=form.cleaned_data["said"], by=request.user)
    return _answer(request, ht, keys)


@writes
def take_back(request: SignedIn, code: str) -> HttpResponse:
    ht = _ht(request, code)
    actions.take_back(ht=ht, keys=_keys(request, ht), by=request.user)
    return _answer(request, ht, [])


@writes
def begin(request: SignedIn, code: str) -> HttpResponse:
    """A leader says from when the report counts."""
    ht = _ht(request, code)
    check_can(request.user, Permission.EDIT_WATCH, ht)
    form = BeginForm(request.POST)
    if not form.is_valid():
        raise Refused(str(form.errors["since"][0]))
    since = clock.midnight(form.cleaned_data["since"])
    actions.begin(ht=ht, since=since, by=request.user)
    return see_other(request, _url(ht))


def _ht(request: SignedIn, code: str) -> Team:
    """Raises Http404 for a stranger and where the team is no HT, NotAllowed for a colleague."""
    ht = get_team(request.user, code, Permission.FOLLOW_REPORT)
    if ht.kind != TeamKind.HT:
        raise Http404
    return ht


def _pile(word: str | None) -> Pile:
    return Pile.OTHERS if word == Pile.OTHERS else Pile.OWN


def _keys(request: SignedIn, ht: Team) -> list[Key]:
    """Raises Refused where nothing that was sent stands in her report any longer."""
    found = wanted_keys(request.user, ht, request.POST.get("keys", ""))
    if not found:
        raise Refused(_("Det står ikke i rapporten lenger. Last siden på nytt."))
    return found


def _answer(request: SignedIn, ht: Team, keys: list[Key]) -> HttpResponse:
    """To htmx the patient's group as it stands now, and the counts; else the page."""
    pile, patient = _pile(request.POST.get("vis")), request.POST.get("patient", "")
    group = group_of(ht, pile, request.user, patient, keys) if request.htmx else None
    if group is None:
        return see_other(request, _url(ht, pile))
    log_access(request, patient_numbers={patient}, screen="report", team=ht)
    context = {
        "ht": ht,
        "pile": pile,
        "group": group,
        "counts": counts_of(request.user, ht),
        "sees_ots": sees_ots(request.user, ht),
    }
    return render(request, "worklists/_report_after_tick.html", context)


def _url(ht: Team, pile: Pile = Pile.OWN) -> str:
    url = reverse("worklists:report", args=[ht.code])
    return url if pile is Pile.OWN else f"{url}?vis={pile}"
