"""Figures that several of the tests ask for."""

from collections import Counter, defaultdict
from datetime import timedelta

from imports.demo.world import instant, oslo_day
from patients.criteria.facts import Facts, Reading, Task


def due_visits(world, day):
    """(plan, patient) of everything that is due on the day, as the rebuild will see it."""
    for patient in world.all_patients:
        for plan in patient.plans:
            if plan.recurs_on(day) and not patient.away_at(instant(day, plan.earliest)):
                yield plan, patient


def visits_by_shift(world, day):
    return Counter((plan.team, plan.shift) for plan, _ in due_visits(world, day))


def lists_by_shift(world, day):
    walking = (duty for duty in world.duties if duty.day == day and duty.walks)
    return Counter((duty.team, duty.kind) for duty in walking)


def week_from(day):
    return [day + timedelta(days=step) for step in range(7)]


def facts_on(world, day):
    """Patient number → what the criteria ask of her, as worklists.queries.facts will have it."""
    readings = defaultdict(list)
    for seen in sorted(world.observations, key=lambda seen: seen.at):
        if seen.kind == "news2":
            readings[seen.patient].append(Reading(oslo_day(seen.at), seen.value))
    return {p.number: _facts(p, day, tuple(readings[p.number])) for p in world.all_patients}


def _facts(patient, day, news2):
    held = [fact for fact in patient.facts if _holds(fact, day)]
    home = [oslo_day(p.end) for p in patient.pauses if p.reason == "sykehus" and p.end]
    return Facts(
        day=day,
        diagnoses=frozenset(f"{f.system}:{f.code}" for f in held if f.kind == "diagnosis"),
        equipment=frozenset(f.code for f in held if f.kind == "equipment"),
        states=frozenset(f.code for f in held if f.kind == "state"),
        tasks=tuple(_task(plan) for plan in patient.plans if _holds(plan, day)),
        news2=news2,
        discharged_on=max((came for came in home if came <= day), default=None),
    )


def _holds(row, day):
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _task(plan):
    return Task(
        key=plan.reference,
        title=plan.title,
        code=plan.code,
        competences=frozenset(plan.competences),
        level=plan.level,
        minutes=plan.minutes,
        visits_a_week=len(plan.weekdays) / plan.every_weeks,
        carers=plan.carers,
    )
