"""What makes a candidate in a unit, what a change would lead to, and why somebody is or is not there."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from boards.actions.rules import set_rule
from boards.forms.rules import RuleForm
from boards.queries.chosen import Trial, lines_of, teams_of, try_rule
from boards.queries.folder import get_folder
from boards.queries.why import why as read_why
from boards.rules.registry import BY_CODE
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.permissions import get_unit
from teams import audit
from teams.models import Unit
from teams.permissions import SENTENCES, Permission, can_in_unit


@reads
def rules(request: SignedIn, code: str) -> HttpResponse:
    """Every colleague in the unit may read them; two roles choose."""
    return _page(request, get_unit(request.user, code))


@writes
def rule_try(request: SignedIn, code: str, rule: str) -> HttpResponse:
    """How many of one team's patients the rule would speak for. Nothing is kept."""
    unit = _editable(request, code, rule)
    form = _form(unit, rule, request.POST)
    if not form.is_valid():
        return _page(request, unit, rule, form)
    teams = {team.code: team for team in teams_of(unit)}
    team = teams.get(form.cleaned_data["team"])
    if team is None:
        raise Http404
    tried = form.thresholds()
    trial = try_rule(unit, team, BY_CODE[rule], form.cleaned_data["is_on"], tried)
    return _page(request, unit, rule, form, trial)


@writes
def rule_set(request: SignedIn, code: str, rule: str) -> HttpResponse:
    unit = _editable(request, code, rule)
    form = _form(unit, rule, request.POST)
    if not form.is_valid():
        return _page(request, unit, rule, form)
    try:
        set_rule(
            unit=unit, code=rule, is_on=form.cleaned_data["is_on"], thresholds=form.thresholds(),
            why=form.cleaned_data["why"], before=form.cleaned_data["before"], by=request.user,
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, unit, rule, _once_more(form, unit, rule, refusal))
    messages.success(request, _("Lagret. Tavlene som kan endres, bygges på nytt."))
    return see_other(request, reverse("boards:rules", args=[code]))


@reads
def why(request: SignedIn, number: str) -> HttpResponse:
    patient, team = get_folder(request.user, number)
    page = read_why(patient, team)
    audit.log_access(request, patient_numbers=[number], screen="board_why", team=team)
    return render(request, "boards/why.html", {"page": page, "unit": team.unit})


def _editable(request: SignedIn, code: str, rule: str) -> Unit:
    unit = get_unit(request.user, code)
    if not can_in_unit(request.user, Permission.EDIT_BOARD_RULES, unit):
        raise NotAllowed(str(SENTENCES[Permission.EDIT_BOARD_RULES]))
    if rule not in BY_CODE:
        raise Http404
    return unit


def _form(unit: Unit, rule: str, data: Mapping[str, object]) -> RuleForm:
    line = next(line for line in lines_of(unit) if line.rule.code == rule)
    return RuleForm(line, teams_of(unit), data)


def _once_more(form: RuleForm, unit: Unit, rule: str, refusal: Refused) -> RuleForm:
    """What was typed, over what stands there now: sent again it is what the writer means."""
    line = next(line for line in lines_of(unit) if line.rule.code == rule)
    typed = {name: form.data.get(name, "") for name in form.data}
    again = RuleForm(line, teams_of(unit), {**typed, "before": line.version})
    again.add_error(None, str(refusal))
    return again


def _page(
    request: SignedIn,
    unit: Unit,
    open_rule: str = "",
    typed: RuleForm | None = None,
    trial: Trial | None = None,
) -> HttpResponse:
    may_edit = can_in_unit(request.user, Permission.EDIT_BOARD_RULES, unit)
    teams = teams_of(unit) if may_edit else []
    rows = [
        (line, typed if typed and line.rule.code == open_rule else RuleForm(line, teams))
        for line in lines_of(unit)
    ]
    context = {
        "unit": unit,
        "rows": rows,
        "may_edit": may_edit,
        "open": open_rule,
        "trial": trial,
    }
    return page_or_part(request, "boards/rules.html", "rules", context)
