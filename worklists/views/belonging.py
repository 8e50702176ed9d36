"""The desk of belonging, and what of it stands on the other desks."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from heltom.lib.errors import NotAllowed
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from worklists.permissions import get_team
from worklists.queries.belonging import Belonging, Line, may_open, ways


@reads
def belonging(request: SignedIn) -> HttpResponse:
    if not may_open(request.user):
        raise NotAllowed(_("Tilhørighet er for den som leder vakten, teamet eller enheten."))
    desk = Belonging(request.user)
    _log(request, desk, desk.lines, "belonging")
    context = {"desk": desk, "ways": ways(request.user)}
    return render(request, "worklists/belonging.html", context)


@reads
def attention(request: SignedIn) -> HttpResponse:
    """The slot on the overview: counts and the most urgent lines; empty when nothing waits."""
    if not request.htmx:
        return redirect("worklists:belonging")
    desk = Belonging(request.user)
    _log(request, desk, desk.most_urgent, "attention")
    return render(request, "worklists/_attention.html", {"desk": desk})


@reads
def attention_of_team(request: SignedIn, code: str) -> HttpResponse:
    """The line on a team's day page: figures, and no patient."""
    team = get_team(request.user, code)
    if not request.htmx:
        return redirect("worklists:belonging")
    context = {"team": team, "sentence": Belonging(request.user).of_team(team)}
    return render(request, "worklists/_attention_line.html", context)


def _log(request: SignedIn, desk: Belonging, lines: list[Line], screen: str) -> None:
    for team, numbers in desk.shown(lines).items():
        log_access(request, patient_numbers=numbers, screen=screen, team=team)
