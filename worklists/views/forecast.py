"""How the shift goes by what is ticked: who may be late, who meets whom, and one swap that helps."""

from datetime import date

from django.http import HttpResponse

from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from teams.permissions import Permission, check_can
from worklists.permissions import get_team_shift, get_visit
from worklists.queries.late_swap import late_page
from worklists.queries.lateness import forecast_page


@reads
def forecast(request: SignedIn, code: str, day: date, kind: str) -> HttpResponse:
    shift = get_team_shift(request.user, code, day, kind)
    page = forecast_page(shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="forecast", team=shift.team)
    return page_or_part(request, "worklists/forecast.html", "forecast", {"page": page})


@reads
def visit_late(request: SignedIn, pk: int) -> HttpResponse:
    """Who comes too late to this one, and one swap that keeps it."""
    visit = get_visit(request.user, pk)
    check_can(request.user, Permission.CHANGE_LISTS, visit.team)
    shift = get_team_shift(request.user, visit.team.code, visit.date, visit.shift)
    page = late_page(visit, shift)
    log_access(request, patient_numbers=page.patient_numbers, screen="visit_late", team=visit.team)
    return page_or_part(request, "worklists/visit_late.html", "late", {"page": page})
