"""What breaks the pattern: those who have just left the service, exceptions, and single visits."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from imports.demo import texts
from imports.demo.chance import fives
from imports.demo.shape import HT, TeamShape
from imports.demo.world import DAY, EVENING, Extra, Patient, Placement, Plan, hm

#: Shares of a team's patients who left in the last two weeks, and with an exception this week.
ENDED, EXCEPTED = 0.008, 0.04
#: Extra visits today and tomorrow, for each hundred patients (the list of things to remember).
EXTRAS = 2.5
REASONS = (
    "flyttet til sykehjem",
    "død",
    "ønsket ikke tjenesten lenger",
    "flyttet til en annen kommune",
)
EXCEPTIONS = ("Sønnen er der", "Skal i selskap", "Er hos datteren", "Håndverkere i huset")


def end_some(patients: list[Patient], rng: Random, today: date) -> None:
    """These patients' services have ended: with them end their plans and placements."""
    for patient in patients:
        last = today - timedelta(days=rng.randint(1, 13))
        patient.ended = max(last, patient.started)
        patient.ended_reason = rng.choice(REASONS)
        rows: list[Plan | Placement] = [*patient.plans, *patient.placements]
        for row in rows:
            row.valid_from = min(row.valid_from, patient.ended)
            row.valid_to = min(row.valid_to or patient.ended, patient.ended)


def make_exceptions(patients: list[Patient], rng: Random, today: date) -> None:
    """A visit in the days to come that is not needed, as the family has said."""
    for patient in patients:
        daily = [
            plan for plan in patient.plans if len(plan.weekdays) == 7 and plan.valid_to is None
        ]
        if daily and patient.ended is None and rng.random() < EXCEPTED:
            day = today + timedelta(days=rng.randint(0, 6))
            rng.choice(daily).exceptions.append((day, "utgar", rng.choice(EXCEPTIONS)))


def extra_visits(team: TeamShape, patients: list[Patient], rng: Random, today: date) -> list[Extra]:
    """Single visits that somebody has added for today or tomorrow."""
    if team.kind == HT:
        return []
    at_home = [patient for patient in patients if patient.ended is None and not patient.pauses]
    chosen = rng.sample(at_home, min(len(at_home), round(len(patients) * EXTRAS / 100)))
    return [_extra(patient, number, rng, today) for number, patient in enumerate(chosen, 1)]


def _extra(patient: Patient, number: int, rng: Random, today: date) -> Extra:
    title, text = rng.choice(texts.MORE)
    day, shift = today + timedelta(days=number % 2), DAY if rng.random() < 0.7 else EVENING
    first = fives(rng, (hm("10:00"), hm("12:00")) if shift == DAY else (hm("17:30"), hm("19:00")))
    return Extra(
        reference=f"O-{patient.number[2:]}-E{number}",
        patient=patient,
        day=day,
        shift=shift,
        earliest=first,
        latest=first + 120,
        title=title,
        text=text,
        minutes=rng.choice((10, 15, 20)),
        where="telefon" if title.startswith("Ringe") else "hjemme",
    )
