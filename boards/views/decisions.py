"""What was decided, afterwards: followed up by those who answer for it, changed plans answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from boards.actions import decisions as actions
from boards.actions import plan_changes
from boards.forms.decisions import DecisionForm, PlanForm
from boards.models import Decision
from boards.permissions import get_board, get_decision
from boards.queries import decision_page as pages
from boards.queries.plan_changes import choose_plan, plans_of
from heltom.lib import clock
from heltom.lib.errors import NotAllowed, Refused
from heltom.lib.htmx import see_other
from heltom.lib.http import SignedIn, get_or_post, reads, writes
from teams.audit import log_access
from teams.permissions import SENTENCES, Permission, check_can


@reads
def of_team(request: SignedIn, code: str) -> HttpResponse:
    team = get_board(request.user, code)
    page = pages.team_page(team, request.GET.get("vis", ""), request.GET.get("side", ""))
    log_access(request, patient_numbers=page.patient_numbers, screen="board_decisions", team=team)
    return render(request, "boards/decisions.html", {"page": page})


@reads
def mine(request: SignedIn) -> HttpResponse:
    page = pages.my_page(request.user)
    for team, numbers in page.numbers_by_team.items():
        log_access(request, patient_numbers=numbers, screen="board_decisions", team=team)
    return render(request, "boards/my_decisions.html", {"page": page})


@reads
def lines(request: SignedIn) -> HttpResponse:
    """For a desk: how many, and how many of them are late. Nobody's number."""
    code = request.GET.get("team", "")
    team = get_board(request.user, code) if code else None
    return render(
        request, "boards/_decision_lines.html", {"lines": pages.lines(request.user, team)}
    )


@reads
def decision(request: SignedIn, pk: int) -> HttpResponse:
    return _page(request, get_decision(request.user, pk))


def _page(
    request: SignedIn, found: Decision, *, refused: str = "", form: DecisionForm | None = None
) -> HttpResponse:
    page = pages.decision_page(request.user, found, _day(request.GET.get("fra", "")))
    log_access(
        request,
        patient_numbers=[found.patient.number],
        screen="board_decisions",
        team=found.team,
    )
    form = form or DecisionForm(instance=page.decision)
    not_done = request.POST.get("hvorfor", "") if request.POST.get("gjort") == "nei" else ""
    context = {"page": page, "form": form, "refused": refused, "not_done": not_done}
    return render(request, "boards/decision.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _pressing(
    act: Callable[[SignedIn, Decision], object], permission: Permission | None = None
) -> Callable[..., HttpResponse]:
    """A button on a decision: do it and show it again; a refusal stands on top, with what was typed.

    Without a permission it takes that she answers for it.
    """

    @writes
    def view(request: SignedIn, pk: int) -> HttpResponse:
        found = get_decision(request.user, pk)
        if permission:
            check_can(request.user, permission, found.team)
        elif not pages.may_follow_up(request.user, found):
            raise NotAllowed(str(SENTENCES[Permission.WRITE_BOARD]))
        try:
            act(request, found)
        except Refused as refusal:
            return _page(request, get_decision(request.user, pk), refused=str(refusal))
        return see_other(request, reverse("boards:decision", args=[pk]))

    return view


def _close(request: SignedIn, found: Decision) -> None:
    done, why = request.POST.get("gjort") == "ja", request.POST.get("hvorfor", "")
    actions.close(decision=found, done=done, why=why, by=request.user)


def _reopen(request: SignedIn, found: Decision) -> None:
    actions.reopen(decision=found, why=request.POST.get("hvorfor", ""), by=request.user)


def _effect(request: SignedIn, found: Decision) -> None:
    result, text = request.POST.get("virkning", ""), request.POST.get("tekst", "")
    actions.see_effect(decision=found, result=result, text=text, by=request.user)


def _hand(request: SignedIn, found: Decision) -> None:
    number = request.POST.get("til", "")
    owner = next((one for one in pages.owner_choices(found) if one.number == number), None)
    if owner is None:
        raise Http404
    actions.hand_to(decision=found, owner=owner, by=request.user)


def _withdraw(request: SignedIn, found: Decision) -> None:
    actions.withdraw(decision=found, why=request.POST.get("hvorfor", ""), by=request.user)


def _answer(request: SignedIn, found: Decision) -> None:
    change = getattr(found, "plan_change", None)
    if change is None:
        raise Http404
    if request.POST.get("svar") == "ja":
        day, seen = _day(request.POST.get("fra", "")), request.POST.get("sett", "")
        plan_changes.confirm(change=change, by=request.user, seen=seen, from_on=day)
    else:
        plan_changes.decline(change=change, why=request.POST.get("hvorfor", ""), by=request.user)


close = _pressing(_close)
reopen = _pressing(_reopen)
effect = _pressing(_effect)
hand = _pressing(_hand, Permission.WRITE_BOARD)
withdraw = _pressing(_withdraw, Permission.WRITE_BOARD)
plan_answer = _pressing(_answer, Permission.CHANGE_PLANS)


@writes
def change(request: SignedIn, pk: int) -> HttpResponse:
    found = get_decision(request.user, pk)
    check_can(request.user, Permission.WRITE_BOARD, found.team)
    form = DecisionForm(request.POST, instance=get_decision(request.user, pk))
    if not form.is_valid():
        return _page(request, found, form=form)
    try:
        actions.change(
            decision=found, by=request.user, seen=request.POST.get("sett"), **form.cleaned_data
        )
    except Refused as refusal:
        return _page(request, get_decision(request.user, pk), form=form, refused=str(refusal))
    return see_other(request, reverse("boards:decision", args=[pk]))


@reads
def _plan_form(request: SignedIn, pk: int) -> HttpResponse:
    found = get_decision(request.user, pk)
    check_can(request.user, Permission.WRITE_BOARD, found.team)
    plan_changes.check_hers(found)
    return _plan_page(request, found, request.GET.get("plan", ""))


def _plan_page(
    request: SignedIn, found: Decision, key: str, form: PlanForm | None = None, refused: str = ""
) -> HttpResponse:
    log_access(
        request,
        patient_numbers=[found.patient.number],
        screen="board_decisions",
        team=found.team,
    )
    plan = choose_plan(found, key)
    form = form or (PlanForm.of(plan) if plan else None)
    plans = plans_of(found.patient, clock.today())
    context = {"decision": found, "plan": plan, "plans": plans, "form": form, "refused": refused}
    return render(request, "boards/plan_change.html", context)


@writes
def _plan_propose(request: SignedIn, pk: int) -> HttpResponse:
    found = get_decision(request.user, pk)
    check_can(request.user, Permission.WRITE_BOARD, found.team)
    plan_changes.check_hers(found)
    plan, form = choose_plan(found, request.POST.get("plan", "")), PlanForm(request.POST)
    if plan is None:
        return redirect(reverse("boards:plan_change", args=[pk]))
    if not form.is_valid():
        return _plan_page(request, found, str(plan.pk), form)
    day = form.cleaned_data["from_on"]
    try:
        plan_changes.propose(
            decision=found, plan=plan, fields=form.proposed(plan), from_on=day, by=request.user
        )
    except Refused as refusal:
        return _plan_page(request, found, str(plan.pk), form, str(refusal))
    return see_other(request, reverse("boards:decision", args=[pk]))


plan_change = get_or_post(get=_plan_form, post=_plan_propose)
