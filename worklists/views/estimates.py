"""Proposals for other minutes: look at the figures, choose, see what a yes means, answer."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from heltom.lib import clock
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from teams.audit import log_access
from teams.permissions import Permission
from worklists.actions import minutes
from worklists.forms.minutes import MinutesForm
from worklists.models import MinutesDecision
from worklists.permissions import get_team
from worklists.queries.estimates import (
    WEEKS_LATER,
    Filter,
    chosen_proposals,
    estimates_page,
    first_team,
)

Answer = MinutesDecision.Kind


@reads
def estimates_home(request: SignedIn) -> HttpResponse:
    return redirect("worklists:estimates", code=first_team(request.user).code)


@reads
def estimates(request: SignedIn, code: str) -> HttpResponse:
    team = get_team(request.user, code, Permission.SEE_ESTIMATES)
    shown = Filter(*(request.GET.get(name, "") for name in ("vakt", "retning", "oppdrag")))
    page = estimates_page(request.user, team, shown, request.GET.getlist("valgt"))
    log_access(request, patient_numbers=page.patient_numbers, screen="estimates", team=team)
    return page_or_part(request, "worklists/estimates.html", "board", {"page": page})


@writes
def answer(request: SignedIn, code: str) -> HttpResponse:
    """One reason for all that is chosen; all of them or none."""
    team = get_team(request.user, code, Permission.DECIDE_MINUTES)
    form = MinutesForm(request.POST)
    said = form.cleaned_or_refuse()
    proposals = chosen_proposals(request.user, team, form.chosen)
    by, why = request.user, said["why"]
    if said["svar"] == Answer.APPROVED:
        day = said["from_date"] or clock.today() + timedelta(days=1)
        minutes.approve(proposals=proposals, why=why, by=by, from_date=day)
    elif said["svar"] == Answer.DECLINED:
        minutes.decline(proposals=proposals, why=why, by=by)
    else:
        day = said["until"] or clock.today() + timedelta(weeks=WEEKS_LATER)
        minutes.put_off(proposals=proposals, why=why, by=by, until=day)
    return see_other(request, reverse("worklists:estimates", args=[team.code]))
