"""Who sits in the wrong team: for those who answer for where patients belong."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from teams.permissions import Permission
from worklists.permissions import get_team
from worklists.queries.fit import first_fit_team, fit_page


@reads
def fit_home(request: SignedIn) -> HttpResponse:
    return redirect("worklists:fit", code=first_fit_team(request.user).code)


@reads
def fit(request: SignedIn, code: str) -> HttpResponse:
    team = get_team(request.user, code, Permission.SEE_FIT)
    page = fit_page(request.user, team)
    numbers = [row.number for row in page.fit.rows]
    log_access(request, patient_numbers=numbers, screen="fit", team=team)
    return render(request, "worklists/fit.html", {"page": page, "fit": page.fit})
