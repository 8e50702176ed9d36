"""The hand-over between shifts: it writes itself, is signed once, and read by the next one."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.actions import hand_over as actions
from worklists.forms.hand_over import HandOverForm
from worklists.models import TeamShift
from worklists.permissions import get_team_shift
from worklists.queries.hand_over import hand_over_of, hand_over_page


@reads
def hand_over(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    return _page(request, _shift(request, code, day, kind), HandOverForm())


@writes
def sign(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    """What she has written stays on the page when somebody else was first."""
    shift = _shift(request, code, day, kind)
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, shift, form)
    try:
        actions.sign(team_shift=shift, by=request.user, note=form.cleaned_data["note"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, shift, form)
    return see_other(request, reverse("worklists:hand_over", args=[code, day, kind]))


@writes
def read(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    found = hand_over_of(_shift(request, code, day, kind))
    if found is None:
        raise Http404
    actions.read(hand_over=found, by=request.user)
    return see_other(request, reverse("worklists:hand_over", args=[code, day, kind]))


def _shift(request: SignedIn, code: str, day: date, kind: str) -> TeamShift:
    shift = get_team_shift(request.user, code, day, kind)
    check_can(request.user, Permission.RUN_SHIFT, shift.team)
    return shift


def _page(request: SignedIn, shift: TeamShift, form: forms.Form) -> HttpResponse:
    page = hand_over_page(request.user, shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="hand_over", team=shift.team)
    context = {"page": page, "form": form}
    return page_or_part(request, "worklists/hand_over.html", "hand_over", context)
