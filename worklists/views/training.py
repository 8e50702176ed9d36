"""What a team needs training in, by what was let go of."""

from django.http import HttpResponse
from django.shortcuts import render

from heltom.lib.http import SignedIn, reads
from teams.permissions import Permission
from worklists.permissions import get_team
from worklists.queries.training import training_page


@reads
def training(request: SignedIn, code: str) -> HttpResponse:
    """Counts only: no patient and no employee."""
    team = get_team(request.user, code, Permission.SEE_ESTIMATES)
    return render(request, "worklists/training.html", {"page": training_page(team)})
