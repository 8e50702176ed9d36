"""The desks: where `/` leads, the carer's own list, the leader's overview."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render

from heltom.lib import clock
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from teams.permissions import Permission, check_can
from teams.queries import shift_by_clock
from worklists.queries import desk
from worklists.queries.overview import overview as overview_of
from worklists.queries.overview import version_of
from worklists.queries.overview_now import overview_now as overview_now_of


@reads
def home(request: SignedIn) -> HttpResponse:
    url = desk.desk_of(request.user)
    return redirect(url) if url else render(request, "worklists/no_desk.html")


@reads
def overview_today(request: SignedIn) -> HttpResponse:
    """Today is the date of the shift that is going on: after midnight still the day before."""
    return redirect("worklists:overview", day=shift_by_clock(clock.now())[0])


@reads
def overview(request: SignedIn, day: date) -> HttpResponse:
    check_can(request.user, Permission.SEE_OVERVIEW)
    if request.GET.get("version") == version_of(request.user, day):
        return HttpResponse(status=204)
    context = {"page": overview_of(request.user, day)}
    return page_or_part(request, "worklists/overview.html", "board", context)


@reads
def overview_now(request: SignedIn) -> HttpResponse:
    """What waits in all the teams whose shift she runs; 204 to a screen that already shows it."""
    check_can(request.user, Permission.SEE_OVERVIEW)
    if not request.htmx:
        return redirect("worklists:overview_today")
    now = overview_now_of(request.user)
    if request.GET.get("version") == now.version:
        return HttpResponse(status=204)
    for team, numbers in now.patients_of:
        log_access(request, patient_numbers=numbers, screen="day", team=team)
    return render(request, "worklists/_overview_now.html", {"now": now})
