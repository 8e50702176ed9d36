"""A table of criteria tried on everybody: the question, and the answer that takes some seconds."""

from django.http import HttpResponse

from heltom.lib import clock
from heltom.lib.htmx import page_or_part
from heltom.lib.http import SignedIn, reads
from teams.audit import log_access
from worklists.forms.criteria_trial import TrialForm
from worklists.queries.criteria_trial import Trial, table_to_try, try_table


@reads
def criteria_trial(request: SignedIn, number: int) -> HttpResponse:
    """The page asks for its own answer; `vis` gives the two at once, `team` one team's part."""
    row = table_to_try(request.user, number)
    asked = {"dag": request.GET.get("dag", clock.today()), "team": request.GET.get("team", "")}
    form, trial = TrialForm(asked), None
    team = form.cleaned_data.get("team", "") if form.is_valid() else ""
    if form.is_valid() and (request.htmx or team or "vis" in request.GET):
        trial = try_table(request.user, row, form.cleaned_data["dag"], team)
        _log(request, trial)
    context = {"row": row, "form": form, "trial": trial, "team": team}
    context["folded"] = bool(team and request.htmx)
    part = "teams" if team else "result"
    return page_or_part(request, "worklists/criteria_trial.html", part, context)


def _log(request: SignedIn, trial: Trial) -> None:
    for team, numbers in trial.shown.items():
        log_access(request, patient_numbers=numbers, screen="criteria_trial", team=team)
