"""Goals, measures and evaluations after the nursing process, for as many as a pilot would find."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from imports.demo.chance import weighted
from imports.demo.wellbeing import AIMS, NUTRITION, SEEN, Aim
from imports.demo.world import Goal, Patient

#: Shares of the patients: the report's pilot found a nutrition goal for just over half.
WITH_NUTRITION, WITH_OWN = 0.57, 0.38
#: Of the goals that have been due: evaluated. Of those that are open: past their date and forgotten.
EVALUATED, OVERDUE, REACHED = 0.75, 0.12, 0.08
WEEKS = (4, 6, 8, 12)
RESULTS = {"bedre": 45.0, "likt": 40, "verre": 15}


def give_goals(patients: list[Patient], rng: Random, today: date) -> None:
    for patient in patients:
        if patient.ended or patient.started > today - timedelta(days=7):
            continue
        if rng.random() < WITH_NUTRITION:
            patient.goals.append(_goal(patient, rng.choice(NUTRITION), rng, today))
        if rng.random() < WITH_OWN or patient.profile == "gråsone":
            patient.goals.append(_goal(patient, AIMS[patient.theme], rng, today))


def _goal(patient: Patient, aim: Aim, rng: Random, today: date) -> Goal:
    """Begun some time since, evaluated now and then; the next time lies ahead, unless forgotten."""
    longest = min(240, (today - patient.started).days)
    first = today - timedelta(days=rng.randint(1, longest))
    every = timedelta(weeks=rng.choice(WEEKS))
    goal = Goal(aim.area, aim.problem, aim.goal, aim.measures, first, first + every)
    forgotten = rng.random() < OVERDUE
    while goal.evaluate_on < today and not goal.valid_to:
        if forgotten and goal.evaluate_on + every >= today:
            break
        _evaluate(goal, rng, every)
    return goal


def _evaluate(goal: Goal, rng: Random, every: timedelta) -> None:
    day = goal.evaluate_on
    if rng.random() < EVALUATED:
        result = "nadd" if rng.random() < REACHED else weighted(rng, RESULTS)
        goal.evaluations.append((day, result, rng.choice(SEEN[result])))
        if result == "nadd":
            goal.valid_to, goal.ended_why = day, "Målet er nådd"
            return
    goal.evaluate_on += every
