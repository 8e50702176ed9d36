"""Some of the demo's patients have slowly got worse, half a year back: a handful in every team.

Their visits stay as they are; what was measured, written and rung about them is told day by day, and
takes the place of what was drawn for everybody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from imports.demo.decline import Person, Plant
from imports.demo.decline_crew import Hand
from imports.demo.decline_life import Life, live
from imports.demo.observations import HEAVY
from imports.demo.rota import Rota
from imports.demo.world import Event, Note, Observation, Patient, instant

#: Of the patients, and at least so many a team; how far back they are told of, and when it began.
SHARE, FEWEST, BACK, BEGAN_WEEKS = 0.04, 4, timedelta(weeks=32), (7, 18)
#: What can be seen without changing the visits, and what is measured where it is so, every so many days.
KINDS: dict[str, dict[str, int]] = {
    "vekt": {"vekt": 30},
    "hukommelse": {},
    "funksjon": {"katz": 80},
    "hjerte-lunge": {"news2": 12, "vekt": 30},
    "fall": {},
    "motløshet": {"vekt": 45},
}
WRITES_FROM, APART = 8 * 60 + 20, 7


@dataclass(slots=True)
class Told:
    """What is known of one of them."""

    observations: list[Observation]
    notes: list[Note]
    events: list[Event]


@dataclass(frozen=True, slots=True)
class OwnPeople:
    """Who could have been at the door: the team's carers who were employed by then."""

    rota: Rota
    first: date

    def at_door(self, rng: Random, day: date, person: int, strange: float = 0.0) -> Hand:
        there = [
            carer
            for carer in self.rota.carers
            if carer.rostered and (carer.employed_from or self.first) <= day
        ]
        # Every patient has some who come more often than the others.
        order = sorted(there, key=lambda carer: (int(carer.number) * (person + 7)) % 101)
        carer = order[min(rng.randrange(len(order)), rng.randrange(len(order)))]
        return Hand(carer.number, carer.hired_in, self.first, day, 1.0)

    def knows(self, hand: Hand, person: int) -> bool:
        return not hand.is_temp


def slow_decliners(
    patients: list[Patient], rota: Rota, today: date, rng: Random
) -> dict[str, Told]:
    """Patient number → what there is to know, of those chosen. Nobody of whom another story is told."""
    first = today - BACK
    able = [
        patient
        for patient in patients
        if patient.profile != "gråsone" and not patient.ended and not patient.pauses
        if patient.started < first - timedelta(days=30) and _visits_a_week(patient) >= 7
    ]
    wanted = min(len(able), max(FEWEST, round(len(patients) * SHARE)))
    crew, found = OwnPeople(rota, first), {}
    for number, patient in enumerate(rng.sample(able, wanted)):
        kind = list(KINDS)[number % len(KINDS)]
        began = today - timedelta(weeks=rng.randint(*BEGAN_WEEKS))
        person = _person(number, patient, kind, rng)
        person.plant = Plant(kind, began, rng.randint(6, 12), round(rng.uniform(0.9, 1.4), 2))
        life = live(person, crew, first, today - timedelta(days=1), rng)
        found[patient.number] = _told(patient, life)
    return found


def _visits_a_week(patient: Patient) -> float:
    return sum(len(plan.weekdays) / plan.every_weeks for plan in patient.plans)


def _person(number: int, patient: Patient, kind: str, rng: Random) -> Person:
    height = rng.randint(150, 172) if patient.sex == "k" else rng.randint(164, 186)
    able = HEAVY.get(patient.profile, 5)
    plans = [
        (plan.reference, plan.minutes, plan.weekdays, plan.earliest)
        for plan in patient.plans
        if plan.every_weeks == 1
    ]
    return Person(
        number, patient.number, patient.sex, patient.started, None, patient.criticality, able,
        max(3, 8 - able), height - 100 + rng.uniform(-8, 14), height, patient.theme == "kols", 2.2,
        dict(KINDS[kind]), plans,
    )  # fmt: skip


def _told(patient: Patient, life: Life) -> Told:
    times: Counter[date] = Counter()

    def at(day: date) -> datetime:
        times[day] += 1
        return instant(day, WRITES_FROM + APART * times[day])

    number = patient.number
    return Told(
        [Observation(number, row.kind, at(row.on), row.value, dict(row.parts), row.by)
         for row in life.measured],
        [Note(number, at(row.on), row.by, row.text) for row in life.notes],
        [Event(number, row.kind, at(row.on), row.by, row.text) for row in life.events],
    )  # fmt: skip
