"""The ansvarsvakt's desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from emeldinger.permissions import get_ht
from emeldinger.queries.counting import hts_of
from emeldinger.queries.shift_desk import others_now, shift_desk
from heltom.lib.errors import NotAllowed
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from teams.permissions import SENTENCES, Permission, check_can


@reads
def home(request: SignedIn) -> HttpResponse:
    """On to the desk of her own HT."""
    hts = hts_of(request.user)
    if not hts:
        raise NotAllowed(str(SENTENCES[Permission.SEE_MESSAGES]))
    return redirect("emeldinger:shift", hts[0].code)


@reads
def shift(request: SignedIn, code: str) -> HttpResponse:
    """204 to a screen that already shows it."""
    ht = get_ht(request.user, code)
    page = shift_desk(request.user, ht)
    if request.GET.get("version") == page.version:
        return HttpResponse(status=204)
    log_access(request, patient_numbers=page.patient_numbers, screen="shift_desk", team=ht)
    return page_or_part(request, "emeldinger/shift.html", "board", {"page": page})


@reads
def teams(request: SignedIn, code: str) -> HttpResponse:
    """What waits on the desks of the teams, as a slot; 204 to a screen that already shows it."""
    ht = get_ht(request.user, code)
    check_can(request.user, Permission.RUN_SHIFT, ht)
    if not request.htmx:
        return redirect("emeldinger:shift", ht.code)
    now = others_now(request.user)
    if request.GET.get("version") == now.version:
        return HttpResponse(status=204)
    for team, numbers in now.patients_of:
        log_access(request, patient_numbers=numbers, screen="day", team=team)
    return render(request, "emeldinger/_shift_teams.html", {"now": now, "ht": ht})
