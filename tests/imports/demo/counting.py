"""Figures that several of the tests ask for."""

from collections import Counter
from datetime import timedelta

from imports.demo.world import instant


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
