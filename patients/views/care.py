"""Goals and measures: on the patient's own page, and as figures for those who answer for a team."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heltom.lib.errors import Refused
from heltom.lib.htmx import page_or_part, see_other
from heltom.lib.http import SignedIn, reads, writes
from patients.actions import care
from patients.forms.care import EndForm, EvaluateForm, GoalForm, MeasureForm
from patients.models import Area, Goal, Patient
from patients.permissions import check_for_patient, get_patient, team_of
from patients.queries.care import (
    GoalRow,
    get_goal,
    get_measure,
    goals_page,
    measure_words,
    words_for,
)
from patients.queries.goal_figures import figures_page, get_figures_team, patients_without
from teams.audit import log_access
from teams.models import Team
from teams.permissions import Permission


@dataclass(frozen=True, slots=True)
class Card:
    """A goal with its three forms. `wrong` names the one that came back with something to mend."""

    row: GoalRow
    evaluate: forms.Form
    measure: forms.Form
    end: forms.Form
    wrong: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be taken as it was: it stays on the page with what was written."""

    goal: Goal
    name: str
    form: forms.Form


@reads
def goals(request: SignedIn, number: str) -> HttpResponse:
    return _page(request, get_patient(request.user, number))


@reads
def goal_new(request: SignedIn, number: str) -> HttpResponse:
    """First the area, then what is known of it to choose from."""
    patient = get_patient(request.user, number)
    check_for_patient(request.user, patient, Permission.WRITE_CARE)
    area = _area(request)
    return _new_page(request, patient, area, GoalForm(words=words_for(area)) if area else None)


@writes
def goal_set(request: SignedIn, number: str) -> HttpResponse:
    patient = get_patient(request.user, number)
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    area = _area(request)
    form = GoalForm(request.POST, words=words_for(area))
    if form.is_valid() and _taken(form, lambda: _set(request, patient, area, form, team)):
        return see_other(request, _goals_url(patient))
    return _new_page(request, patient, area, form)


@writes
def goal_evaluate(request: SignedIn, number: str, pk: int) -> HttpResponse:
    goal, team = _goal_to_write(request, number, pk)
    form = EvaluateForm(request.POST, auto_id=_ids(goal, "evaluate"))
    done = form.is_valid() and _taken(
        form,
        lambda: care.evaluate(
            goal=goal, result=form.cleaned_data["result"], text=form.cleaned_data["text"],
            next_on=form.day(), by=request.user, team=team,
        ),
    )  # fmt: skip
    return _after(request, goal, None if done else Typed(goal, "evaluate", form))


@writes
def measure_new(request: SignedIn, number: str, pk: int) -> HttpResponse:
    goal, team = _goal_to_write(request, number, pk)
    form = MeasureForm(request.POST, area=goal.area, auto_id=_ids(goal, "measure"))
    done = form.is_valid() and _taken(
        form,
        lambda: care.add_measure(
            goal=goal, text=form.cleaned_data["measure"], by=request.user, team=team
        ),
    )
    return _after(request, goal, None if done else Typed(goal, "measure", form))


@writes
def measure_end(request: SignedIn, number: str, pk: int) -> HttpResponse:
    measure = get_measure(request.user, number, pk)
    patient = measure.goal.patient
    team = check_for_patient(request.user, patient, Permission.WRITE_CARE)
    care.end_measure(measure=measure, by=request.user, team=team)
    return see_other(request, _goals_url(patient))


@writes
def goal_end(request: SignedIn, number: str, pk: int) -> HttpResponse:
    goal, team = _goal_to_write(request, number, pk)
    form = EndForm(request.POST, auto_id=_ids(goal, "end"))
    done = form.is_valid() and _taken(
        form,
        lambda: care.end_goal(goal=goal, why=form.cleaned_data["why"], by=request.user, team=team),
    )
    return _after(request, goal, None if done else Typed(goal, "end", form))


@reads
def goal_figures(request: SignedIn) -> HttpResponse:
    """Counts of patients, nobody named: no access log."""
    return render(request, "patients/goal_figures.html", {"page": figures_page(request.user)})


@reads
def goals_missing(request: SignedIn, code: str) -> HttpResponse:
    """The patients behind a figure, for those who may see them."""
    team = get_figures_team(request.user, code)
    missing = patients_without(request.user, team, request.GET.get("omrade", ""))
    numbers = [patient.number for patient in missing.patients]
    log_access(request, patient_numbers=numbers, screen="goals_missing", team=team)
    return render(request, "patients/goals_missing.html", {"missing": missing})


def _goal_to_write(request: SignedIn, number: str, pk: int) -> tuple[Goal, Team]:
    goal = get_goal(request.user, number, pk)
    return goal, check_for_patient(request.user, goal.patient, Permission.WRITE_CARE)


def _taken(form: forms.Form, action: Callable[[], object]) -> bool:
    """Do it; a refusal becomes a sentence above the form, which keeps what was written."""
    try:
        action()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _set(request: SignedIn, patient: Patient, area: str, form: GoalForm, team: Team) -> Goal:
    return care.set_goal(
        patient=patient, area=area, problem=form.cleaned_data["problem"],
        text=form.cleaned_data["goal"], evaluate_on=form.day(), measures=form.all_measures(),
        by=request.user, team=team,
    )  # fmt: skip


def _after(request: SignedIn, goal: Goal, typed: Typed | None) -> HttpResponse:
    if typed is None:
        return see_other(request, _goals_url(goal.patient))
    return _page(request, goal.patient, typed)


def _page(request: SignedIn, patient: Patient, typed: Typed | None = None) -> HttpResponse:
    page = goals_page(request.user, patient)
    _log(request, patient, "goals")
    context = {
        "page": page,
        "cards": [_card(row, typed) for row in page.rows],
        "words": measure_words(row.goal.area for row in page.rows) if page.may_write else [],
    }
    part = "brief" if "kort" in request.GET else "goals"
    return page_or_part(request, "patients/goals.html", part, context)


def _card(row: GoalRow, typed: Typed | None) -> Card:
    made: dict[str, forms.Form] = {
        "evaluate": EvaluateForm(auto_id=_ids(row.goal, "evaluate")),
        "measure": MeasureForm(area=row.goal.area, auto_id=_ids(row.goal, "measure")),
        "end": EndForm(auto_id=_ids(row.goal, "end")),
    }
    if typed is None or typed.goal.pk != row.goal.pk:
        return Card(row, **made, wrong="")
    return Card(row, **made | {typed.name: typed.form}, wrong=typed.name)


def _new_page(
    request: SignedIn, patient: Patient, area: str, form: GoalForm | None
) -> HttpResponse:
    _log(request, patient, "goal_new")
    context = {"patient": patient, "areas": Area.choices, "area": area, "form": form,
               "label": Area(area).label if area else ""}  # fmt: skip
    return render(request, "patients/goal_new.html", context)


def _log(request: SignedIn, patient: Patient, screen: str) -> None:
    team = team_of(request.user, patient)
    log_access(request, patient_numbers=[patient.number], screen=screen, team=team)


def _area(request: SignedIn) -> str:
    asked = request.GET.get("omrade", "")
    return asked if asked in Area.values else ""


def _ids(goal: Goal, name: str) -> str:
    """Many of the same form on a page: each field has an id of its own."""
    return f"id_{goal.pk}_{name}_%s"


def _goals_url(patient: Patient) -> str:
    return reverse("patients:goals", args=[patient.number])
